"""Workspaces that were applied and are no longer in the configuration: nothing destroys them, and they need others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.blueprint import Blueprint
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.files import read_plain_file
from mwaa_tf.lifecycle.lifecycle import Lifecycle
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.lifecycle.recorded_state import RecordedResource, recorded_resources
from mwaa_tf.lifecycle.state_bucket import is_bucket_missing
from mwaa_tf.lifecycle.unsaved_state import check_state_is_saved
from mwaa_tf.render import rendered_format
from mwaa_tf.terraform import RootModule
from mwaa_tf.terraform.root_module import OnEvent
from mwaa_tf.text import natural_key, plural

#: Where the local backend keeps a state, and the largest that is read, in bytes.
_STATE_FILE = "terraform.tfstate"
_LARGEST = 2**28


@dataclass(frozen=True, slots=True)
class UnconfiguredWorkspace:
    """A rendered workspace that is not in the configuration, and has resources or a state that cannot be read."""

    path: str
    """Below the deployment's folder."""
    resources: int
    """How many its state has."""
    unread: str = ""
    """Why its state cannot be read; else empty."""

    @property
    def explanation(self) -> str:
        """What is wrong with it, and what to do."""
        if self.unread:
            return (
                "is no longer in the configuration, and whether it still has resources is not known: "
                f"{self.unread}. Correct that, or make sure that it has none and move its folder away"
            )
        reference = Stage.parse(self.path)
        key = (reference.key if reference else None) or self.path
        return (
            f"is no longer in the configuration, but still has {plural(self.resources, 'resource')}: put it back into "
            f"the configuration and destroy it with the KEY {key}"
        )


def unconfigured_paths(blueprint: Blueprint, folder: Path) -> Iterator[str]:
    """The paths of the workspaces that were rendered into ``folder`` and are not of ``blueprint``, in stage order."""
    for stage in Stage:
        stage_folder = folder / stage.folder
        for workspace in (stage_folder, *sorted(stage_folder.glob("*"), key=lambda path: natural_key(path.name))):
            path = workspace.relative_to(folder).as_posix()
            if path not in blueprint.by_path and rendered_format(workspace):
                yield path


def may_need(path: str, other: str) -> bool:
    """Whether the workspace at ``path``, of which only that is known, may have read the state of the one at ``other``.

    A workspace reads only those of earlier stages: of the network, and of its own environment.
    """
    reader, read = Stage.parse(path), Stage.parse(other)
    return reader is not None and read is not None and read.stage < reader.stage and reader.shares_environment(read)


def read_unconfigured(lifecycle: Lifecycle, path: str) -> UnconfiguredWorkspace | None:
    """The workspace at ``path``; None if it has no resources."""
    try:
        resources = _resources(lifecycle, path)
    except MwaaTfError as error:
        failures = Outcome(path, 0, "destroy", error=error).failures
        return None if is_bucket_missing(error) else UnconfiguredWorkspace(path, 0, "; ".join(failures))
    return UnconfiguredWorkspace(path, len(resources)) if resources else None


def _resources(lifecycle: Lifecycle, path: str) -> tuple[RecordedResource, ...]:
    """From the local file if it has some: then Terraform is not needed. Otherwise, wherever the state is."""
    module = lifecycle.unconfigured_module(path)
    file = module.folder / _STATE_FILE
    if file.exists() and (resources := recorded_resources(read_plain_file(file, _LARGEST).decode(errors="replace"))):
        return resources
    texts: list[str] = []

    def pull(module: RootModule, _on_event: OnEvent) -> Outcome:
        check_state_is_saved(module)
        texts.append(module.pull_state())
        return Outcome("", 0, "init")

    lifecycle.operate(pull, module, lambda _: None)
    return recorded_resources(texts[-1])
