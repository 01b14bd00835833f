"""What to do after a run that was interrupted or failed: the commands, to copy, for each workspace."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mwaa_tf.cli._options import suggested_command
from mwaa_tf.text import escape_control_characters, shell_quoted

if TYPE_CHECKING:
    from mwaa_tf.lifecycle.outcome import Outcome
    from mwaa_tf.lifecycle.run_report import Command


def repeated(option: str, values: Iterable[str]) -> list[str]:
    """``option`` with each of ``values``."""
    return [text for value in values for text in (option, value)]


@dataclass(frozen=True, slots=True)
class CommandScope:
    """What a command was called with that says which workspaces it is for."""

    configs: tuple[Path, ...]
    output: Path
    keys: tuple[str, ...]
    only: tuple[str, ...]
    options: tuple[str, ...] = ()
    """Further options to repeat: what else selects workspaces, and what has to stop a run."""

    @property
    def selection(self) -> list[str]:
        """What selects the same workspaces, under the same conditions."""
        return [*self.keys, *repeated("--only", self.only), *self.options]

    def command(self, name: str, *arguments: str) -> str:
        """The command ``name`` for the same deployments, to copy."""
        return suggested_command(name, self.configs, self.output, *arguments)


@dataclass(frozen=True, slots=True)
class _Step:
    reason: str
    commands: tuple[str, ...]


def next_steps(
    scope: CommandScope, deployment: str, command: Command, outcomes: Sequence[Outcome], *, interrupted: bool = False
) -> list[str]:
    """Lines with what to run after ``command``: what each workspace needs first, then the command again.

    Empty where no workspace needs more than its error says.
    """
    lines: list[str] = []
    for outcome in outcomes:
        for step in _steps(scope, deployment, command, outcome, interrupted=interrupted):
            lines.append(f"  {outcome.workspace}: {step.reason}{':' if step.commands else '.'}")
            lines += [f"    {line}" for line in step.commands]
    if not lines and not interrupted:
        return []
    lines += ["  then:" if lines else "  to go on:", f"    {_again(scope, deployment, command)}"]
    return ["Next steps", *map(escape_control_characters, lines)]


def _steps(
    scope: CommandScope, deployment: str, command: Command, outcome: Outcome, *, interrupted: bool
) -> Iterator[_Step]:
    from mwaa_tf.lifecycle.unrecorded import TaintedResourcesError, UnrecordedResourcesError
    from mwaa_tf.lifecycle.unsaved_state import ERRORED_STATE, UnsavedStateError
    from mwaa_tf.terraform import TerraformError
    from mwaa_tf.terraform.product import in_use

    product = in_use()
    error = outcome.error
    if error is None:
        return
    folder = scope.output / deployment / outcome.workspace
    adopt = (scope.command("adopt", outcome.workspace, "--write"),)
    lock = error.lock if isinstance(error, TerraformError) else None
    is_unsaved = (folder / ERRORED_STATE).exists()
    may_lack = command != "destroy" and not is_unsaved
    if lock:
        # On a terminal, it asks.
        force_unlock = "force-unlock" if sys.stdin.isatty() else "force-unlock -force"
        unlock = " ".join((product.command, f"-chdir={shell_quoted(folder)}", force_unlock, shell_quoted(lock.id)))
        yield _Step(
            f"{lock}. Only if that run was killed, so that it cannot release the lock",
            (*(adopt if may_lack else ()), unlock),
        )
    if is_unsaved and isinstance(error, TerraformError) and error.is_lock_kept:
        yield _Step(
            f"{product.name} could neither save the state, which is in {folder / ERRORED_STATE}, nor release its lock. "
            "Once the backend can be reached, the next run names both commands, `force-unlock` and `state push`",
            (),
        )
    elif is_unsaved and (lock or isinstance(error, UnsavedStateError) or outcome.action != "plan"):
        yield _Step(
            f"{product.name} could not save the state; it is in {folder / ERRORED_STATE}. "
            "Once the backend can be reached",
            (_push(folder, ERRORED_STATE),),
        )
    elif isinstance(error, TaintedResourcesError):
        untaint = f"{product.command} -chdir={shell_quoted(folder)} untaint"
        yield _Step(
            "what was created has to be marked as complete in the state; the next plan corrects what is missing",
            tuple(f"{untaint} {shell_quoted(address)}" for address in error.addresses),
        )
    elif isinstance(error, UnrecordedResourcesError):
        yield _Step("what exists already has to be imported", adopt)
    elif (
        isinstance(error, TerraformError)
        and may_lack
        and not lock
        and _lost_something(outcome, interrupted=interrupted)
    ):
        yield _Step("AWS may have created what the state lacks; it has to be imported", adopt)


def _lost_something(outcome: Outcome, *, interrupted: bool) -> bool:
    """Whether Terraform may have created something that it did not record."""
    from mwaa_tf.terraform import TerraformError

    was_killed = isinstance(outcome.error, TerraformError) and outcome.error.returncode < 0
    return outcome.action == "apply" and (interrupted or was_killed)


def _push(folder: Path, name: str) -> str:
    from mwaa_tf.terraform.product import in_use

    return f"{in_use().command} -chdir={shell_quoted(folder)} state push {name} && rm {shell_quoted(folder / name)}"


def _again(scope: CommandScope, deployment: str, command: Command) -> str:
    """The command, as it was called; without a question where there is no one to ask."""
    if sys.stdin.isatty() or command == "plan":
        return scope.command(command, *scope.selection)
    unasked = ["--yes"] if command == "apply" else ["--confirm", deployment]
    return scope.command(command, *scope.selection, *unasked)
