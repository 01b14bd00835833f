"""A succession on the command line: the survey, the steps that other commands take, and the table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwaa_tf.cli._operation import Selected, select_any
from mwaa_tf.cli._options import given_options, load_jobs, suggested_command
from mwaa_tf.cli._output import print_json, tell
from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.succession.creation import creation_status
from mwaa_tf.succession.pair import Pair, pair_of
from mwaa_tf.succession.steps import Step, StepStatus, next_step
from mwaa_tf.text import escape_control_characters, join_words, message_lines

if TYPE_CHECKING:
    from mwaa_tf.lifecycle.status import DeploymentStatus
    from mwaa_tf.render import Job


class SuccessionError(MwaaTfError):
    """A step that cannot be taken now."""


class Succession:
    """The succession of one environment, as a command line names it."""

    def __init__(self, key: str, configs: Sequence[Path], output: Path, *, yes: bool, quiet: bool) -> None:
        self._key = key
        self._configs = tuple(configs)
        self._output = output
        self._yes = yes
        self._quiet = quiet
        self._job = _job_of(key, load_jobs(configs, quiet=quiet))
        self._pair = pair_of(self._job.deployment, key)

    def take(self, step: str, *, undo: bool) -> bool:
        """Take ``step``, or take it back; whether that succeeded."""
        chosen = Step(step)
        if not undo:
            self._check_order(chosen)
        actions: dict[Step, tuple[Callable[[], bool], Callable[[], bool]]] = {
            Step.CREATE: (self._create, self._undo_creation),
        }
        with ExitStack() as stack:
            if self._quiet:  # stdout is for the document
                stack.enter_context(redirect_stdout(sys.stderr))
            return actions[chosen][undo]()

    def show(self, *, as_json: bool) -> None:
        """Print where each step stands."""
        statuses = self._survey()
        following = next_step(statuses)
        suggestion = self._command(following.step) if following else None
        if as_json:
            print_json(_document(self._pair, statuses, suggestion))
            return
        click.echo(f"{self._pair.successor.key} succeeds {self._pair.predecessor.key}")
        for line in _table(statuses):
            click.echo(message_lines(escape_control_characters(line)))
        tell(f"Next: {suggestion}" if suggestion else "All steps are done")

    def _command(self, step: Step) -> str:
        return suggested_command("succession", self._configs, self._output, self._key, step)

    def _survey(self) -> tuple[StepStatus, ...]:
        return (creation_status(self._pair, self._read()),)

    def _read(self) -> DeploymentStatus:
        """What states and AWS tell about the workspaces of both."""
        from mwaa_tf.lifecycle.status import Commands, StatusOptions, deployment_status

        selected = self._selected()
        options = StatusOptions(commands=Commands(tuple(given_options(self._configs, self._output))))
        return deployment_status(selected.blueprint, selected.folder, selected.chosen, options)

    def _selected(self) -> Selected:
        (selected,) = select_any([self._config], self._output, (), (), quiet=True)
        return selected

    @property
    def _config(self) -> Path:
        """The file with this deployment."""
        return self._job.config_file or self._configs[0]

    def _check_order(self, step: Step) -> None:
        """Raise :class:`SuccessionError` if an earlier step comes first."""
        before = [status for status in self._survey() if tuple(Step).index(status.step) < tuple(Step).index(step)]
        if missing := [status for status in before if not status.state.lets_go_on]:
            first = missing[0]
            raise SuccessionError(
                f"{first.step} comes first ({first.state}{f': {first.reason}' if first.reason else ''}); "
                f"run `{self._command(first.step)}`"
            )

    def _create(self) -> bool:
        return self._apply(self._pair.successor_paths, follow=True)

    def _undo_creation(self) -> bool:
        return self._destroy(self._pair.successor_paths)

    def _apply(self, paths: Sequence[str], *, follow: bool = False) -> bool:
        return self._run("apply", *paths, *["--follow"] * follow, *["--yes"] * self._yes)

    def _destroy(self, paths: Sequence[str]) -> bool:
        confirmed = ["--confirm", self._job.deployment.name] if self._yes else []
        return self._run("destroy", *paths, *confirmed)

    def _run(self, name: str, *arguments: str) -> bool:
        """Run another command as a person would; whether it succeeded."""
        where = ["--config", str(self._config), "--output", str(self._output)]
        tell(f"Running {suggested_command(name, self._configs, self._output, *arguments)}")
        command = import_module(f"mwaa_tf.cli.{name}").command
        with command.make_context(name, [*where, *arguments]) as context:
            return int(command.invoke(context) or 0) == 0


def _job_of(key: str, jobs: Sequence[Job]) -> Job:
    """The job whose deployment has the environment ``key``; the first one, which then reports it, if none has."""
    found = [job for job in jobs if key in [environment.key for environment in job.deployment.environments]]
    if len(found) > 1:
        names = join_words([job.deployment.name for job in found])
        raise UsageError(f"{key} is an environment of {names}; choose a configuration with -c")
    return (found or list(jobs))[0]


def _table(statuses: Sequence[StepStatus]) -> list[str]:
    rows = [("STEP", "STATE", "")] + [(str(each.step), str(each.state), each.reason) for each in statuses]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return [f"{row[0]:{widths[0]}}  {row[1]:{widths[1]}}  {row[2]}".rstrip() for row in rows]


def _document(pair: Pair, statuses: Sequence[StepStatus], command: str | None) -> dict[str, Any]:
    return {
        "version": 1,
        "successor": pair.successor.key,
        "predecessor": pair.predecessor.key,
        "steps": [
            {
                "step": str(each.step),
                "title": each.step.purpose,
                "state": str(each.state),
                "reason": each.reason or None,
            }
            for each in statuses
        ],
        "next": command,
    }
