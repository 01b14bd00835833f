"""The report of a run: what was done to each workspace, how long it took, and why it failed.

A format is a file of this folder, called like the format, with a function ``render`` that takes the reports of a
command, one for each deployment, and returns the document. The texts are free of secrets before a format sees them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from mwaa_tf import __version__
from mwaa_tf.blueprint import Blueprint
from mwaa_tf.diagnostics.masking import masked
from mwaa_tf.errors import UsageError
from mwaa_tf.files import write_atomically
from mwaa_tf.lifecycle.order import dependencies
from mwaa_tf.lifecycle.outcome import Action, Outcome
from mwaa_tf.lifecycle.remains import Remaining
from mwaa_tf.plugins import load_plugin
from mwaa_tf.terraform.events import Summary
from mwaa_tf.text import escape_control_characters, escape_workflow_commands, join_words, natural_key

Command = Literal["plan", "apply", "destroy"]
RunResult = Literal["ok", "failed", "skipped", "waiting", "needs-credentials"]

#: Format by the ending of the file.
FORMATS: Mapping[str, str] = {".json": "json", ".xml": "junit"}

#: Format -> how it writes the colon and the number sign of what a pipeline's runner would take for a command.
_SPELLINGS = {"json": ("\\u003a", "\\u0023"), "junit": ("&#58;", "&#35;")}

#: Characters of a text that are searched for secrets; far more than are shown of it.
_SEARCHED = 20_000


@dataclass(frozen=True, slots=True)
class WorkspaceRun:
    """What one action did to one workspace."""

    workspace: str
    stage: int
    action: Action
    result: RunResult
    seconds: float
    attempts: int
    """Failed ones included; 0 where Terraform did not run."""
    changes: Summary | None
    """None where it is not known: the action failed, or did not take place."""
    depends_on: tuple[str, ...]
    """The workspaces that are applied before this one, and destroyed after it."""
    blocked_by: tuple[str, ...]
    waits_for: tuple[str, ...]
    needs_credentials: str
    log: str
    """The file with Terraform's output; empty where there is none."""
    errors: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a command did to one deployment."""

    command: Command
    deployment: str
    started: datetime
    """In UTC."""
    seconds: float
    """By the clock, from the first step to the last."""
    terraform_seconds: float
    """Total duration of Terraform's processes, as if run one after another."""
    overhead_seconds: float
    """Seconds by the clock in which neither Terraform ran nor AWS was waited for."""
    program: str
    """Which of the two ran: `Terraform` or `OpenTofu`."""
    terraform_version: str
    """Its version."""
    workspaces: tuple[WorkspaceRun, ...]
    errors: tuple[str, ...] = ()
    """Why the run ended, where that is no matter of one workspace."""
    interrupted: bool = False
    notes: tuple[str, ...] = ()
    """What a person should know of the whole run."""
    remaining: tuple[Remaining, ...] = ()
    """What a destroy left behind."""
    mwaa_tf_version: str = __version__

    @property
    def ok(self) -> bool:
        """Whether nothing failed. What waits, or needs other credentials, is no failure here."""
        failed = any(run.result in ("failed", "skipped") for run in self.workspaces)
        return not (failed or self.errors or self.interrupted)


def workspace_runs(blueprint: Blueprint, outcomes: Iterable[Outcome]) -> tuple[WorkspaceRun, ...]:
    """``outcomes`` of the workspaces of ``blueprint`` for a report, in the order in which workspaces are applied.

    Of several outcomes of one action on one workspace the last one counts.
    """
    before = dependencies(blueprint)
    last = {(outcome.workspace, outcome.action): outcome for outcome in outcomes}
    order = {workspace.path: number for number, workspace in enumerate(blueprint.workspaces)}
    return tuple(
        _workspace_run(outcome, tuple(sorted(before.get(outcome.workspace, ()), key=natural_key)))
        for outcome in sorted(last.values(), key=lambda outcome: order.get(outcome.workspace, len(order)))
    )


def format_of(file: Path) -> str:
    """The format that the ending of ``file`` selects. Raises :class:`UsageError` for another ending."""
    try:
        return FORMATS[file.suffix.lower()]
    except KeyError as error:
        raise UsageError(
            f"{file}: the ending of a report must be {join_words(FORMATS, 'or')} ({join_words(FORMATS.values())})"
        ) from error


def render(reports: Sequence[RunReport], form: str) -> str:
    """``reports`` in the format ``form``; no line of it is a command for the runner of a pipeline."""
    document: str = load_plugin(__name__, form).render(reports)
    colon, sharp = _SPELLINGS[form]
    return escape_workflow_commands(document, colon, sharp)


def write_reports(reports: Sequence[RunReport], file: Path) -> None:
    """Write ``reports`` in the format of ``file``, in one step. Raises :class:`~mwaa_tf.files.UnwritableFileError`."""
    write_atomically(file, render(reports, format_of(file)))


def printable(text: str) -> str:
    """``text`` for a report: on one line and without secrets."""
    return escape_control_characters(masked(text[:_SEARCHED]))


def _workspace_run(outcome: Outcome, depends_on: tuple[str, ...]) -> WorkspaceRun:
    return WorkspaceRun(
        workspace=outcome.workspace,
        stage=int(outcome.stage),
        action=outcome.action,
        result="needs-credentials" if outcome.result == "needs credentials" else outcome.result,
        seconds=outcome.seconds,
        attempts=outcome.attempts,
        changes=change_counts(outcome) if outcome.ok else None,
        depends_on=depends_on,
        blocked_by=outcome.blocked_by,
        waits_for=tuple(map(printable, outcome.waits_for)),
        needs_credentials=outcome.needs_credentials,
        log=str(outcome.log or ""),
        errors=tuple(map(printable, outcome.failures)) if outcome.result in ("failed", "skipped") else (),
        notes=tuple(map(printable, outcome.notes)),
    )


def change_counts(outcome: Outcome) -> Summary | None:
    """What ``outcome`` has changed or would change; None where that is not known."""
    return outcome.summary or (outcome.plan.summary if outcome.plan else None)
