"""The steps of a succession that other commands take: apply, render and destroy, run as a person would run them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path

from mwaa_tf.cli._options import suggested_command
from mwaa_tf.cli._output import tell
from mwaa_tf.config.source.edit import check_editable, read_exactly, write_edited
from mwaa_tf.succession.config_line import restored_text, switched_text
from mwaa_tf.succession.pair import Pair


@dataclass(frozen=True, slots=True)
class TerraformSteps:
    """The steps of ``pair``, whose deployment the file ``config`` describes."""

    pair: Pair
    deployment: str
    config: Path
    output: Path
    yes: bool
    ask: Callable[[str], bool]

    def create(self) -> bool:
        """Apply the successor, and follow it to AVAILABLE."""
        return self._apply(self.pair.successor_paths, "--follow")

    def undo_creation(self, *, empty_buckets: bool) -> bool:
        """Destroy the successor."""
        return self._destroy(self.pair.successor_paths, empty_buckets=empty_buckets)

    def switch(self) -> bool:
        """Let the access methods serve the successor."""
        edit = partial(switched_text, predecessor=self.pair.predecessor.written.name)
        return self._serve(self.pair.successor.key, edit, is_done=self.pair.is_switched)

    def undo_switch(self) -> bool:
        """Let the access methods serve the predecessor again."""
        return self._serve(self.pair.predecessor.key, restored_text, is_done=not self.pair.is_switched)

    def remove(self, *, empty_buckets: bool) -> bool:
        """Destroy the predecessor; the access methods, which serve the successor, stay."""
        return self._destroy(self.pair.predecessor_paths, empty_buckets=empty_buckets)

    def _serve(self, key: str, edit: Callable[[Path, str, str], str], *, is_done: bool) -> bool:
        """Change the configuration with ``edit`` unless that ``is_done``, render, and apply the access methods."""
        path = self.pair.access_path
        if path is None:
            tell("There is no load balancer, VPN or bastion")
            return True
        if not is_done:
            self._edited(edit)  # what cannot be written is said before the question
            if not self.ask(f"Change access_workspace in {self.config}, render, and apply {path} for {key}?"):
                return False
            write_edited(self.config, self._edited(edit))  # of the file as it is now: the question may have waited
            tell(f"Changed access_workspace in {self.config}")
        return self._run("render") and self._apply((path,))

    def _edited(self, edit: Callable[[Path, str, str], str]) -> str:
        check_editable(self.config)
        mark, text = read_exactly(self.config)
        return f"{mark}{edit(self.config, text, self.pair.successor.key)}"

    def _apply(self, paths: Sequence[str], *options: str) -> bool:
        return self._run("apply", *paths, *options, *["--yes"] * self.yes)

    def _destroy(self, paths: Sequence[str], *, empty_buckets: bool) -> bool:
        confirmed = ["--confirm", self.deployment] if self.yes else []
        return self._run("destroy", *paths, *["--empty-buckets"] * empty_buckets, *confirmed)

    def _run(self, name: str, *arguments: str) -> bool:
        """Run another command; whether it succeeded."""
        where = ["--config", str(self.config), "--output", str(self.output)]
        tell(f"Running {suggested_command(name, [self.config], self.output, *arguments)}")
        command = import_module(f"mwaa_tf.cli.{name}").command
        with command.make_context(name, [*where, *arguments]) as context:
            return int(command.invoke(context) or 0) == 0
