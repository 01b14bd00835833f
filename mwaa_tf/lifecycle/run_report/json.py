"""For programs: everything, with a published JSON Schema. Both come from the types in this file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from mwaa_tf.lifecycle.outcome import Action
from mwaa_tf.lifecycle.remains import Remaining
from mwaa_tf.lifecycle.run_report import Command, RunReport, RunResult, WorkspaceRun, printable

#: Grows when a key is removed or changes its meaning; an added key does not change it.
VERSION = 1

_Seconds = Annotated[float, Meta(ge=0)]
_Count = Annotated[int, Meta(ge=0)]


class ReportedChanges(msgspec.Struct, frozen=True):
    """Resources by what was done to them, or would be; a replaced one is added and removed."""

    added: _Count
    changed: _Count
    removed: _Count


class ReportedWorkspace(msgspec.Struct, frozen=True):
    """What one action did to one workspace."""

    workspace: Annotated[str, Meta(description="Its folder below the deployment's: `2-environments/data-etl`.")]
    stage: Annotated[int, Meta(ge=0, description="Its stage: the order of applying, backwards that of destroying.")]
    action: Annotated[
        Action,
        Meta(description="`apply` may have planned the workspace as well: one entry for each."),
    ]
    result: Annotated[
        RunResult,
        Meta(
            description="`skipped`: `blocked_by` did not complete, or the run was interrupted. `waiting`: what is in "
            "`waits_for` must happen first. `needs-credentials`: those of `needs_credentials` are missing."
        ),
    ]
    seconds: _Seconds
    attempts: Annotated[int, Meta(ge=0, description="Failed ones included; 0 where Terraform did not run.")]
    changes: Annotated[ReportedChanges | None, Meta(description="Null where the result is not `ok`.")]
    depends_on: Annotated[list[str], Meta(description="Workspaces that are applied before, and destroyed after.")]
    blocked_by: Annotated[list[str], Meta(description="Workspaces because of which it was skipped.")]
    waits_for: Annotated[list[str], Meta(description="Workspaces that must be applied first.")]
    needs_credentials: Annotated[
        str | None, Meta(description="Whose credentials are missing: `account 222222222222 (data)`.")
    ]
    log: Annotated[str | None, Meta(description="The file with Terraform's output.")]
    errors: Annotated[list[str], Meta(description="A line for each, without secrets.")]
    notes: Annotated[list[str], Meta(description="What a person should know although it did not fail.")]


class ReportedRemaining(msgspec.Struct, frozen=True):
    """Something that a destroy left behind."""

    kind: Annotated[str, Meta(description="`log group`, `KMS key`, `state`, `bucket`, `folder`, and so on.")]
    name: str
    account_id: Annotated[str | None, Meta(description="Null for what is in no account of AWS.")]
    region: str | None
    reason: Annotated[str, Meta(description="Why it is still there, and until when.")]
    command: Annotated[str | None, Meta(description="What removes it, or keeps it where the reason says so.")]


class ReportedRun(msgspec.Struct, frozen=True):
    """What a command did to one deployment."""

    command: Command
    deployment: str
    ok: Annotated[bool, Meta(description="Whether nothing failed, was skipped or interrupted.")]
    interrupted: bool
    started: Annotated[
        str,
        Meta(
            pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$",
            description="When it began, in UTC, as ISO 8601.",
            extra_json_schema={"format": "date-time"},
        ),
    ]
    seconds: Annotated[float, Meta(ge=0, description="By the clock.")]
    terraform_seconds: Annotated[
        float, Meta(ge=0, description="Total of Terraform's processes, as if run one after another.")
    ]
    overhead_seconds: Annotated[
        float, Meta(ge=0, description="By the clock, in which neither Terraform ran nor AWS was waited for.")
    ]
    mwaa_tf_version: str
    program: Annotated[str, Meta(description="What ran: `Terraform` or `OpenTofu`.")]
    terraform_version: Annotated[str, Meta(description="The version of `program`.")]
    errors: Annotated[list[str], Meta(description="Why the run ended, where that is no matter of one workspace.")]
    workspaces: Annotated[list[ReportedWorkspace], Meta(description="In the order in which they are applied.")]
    notes: Annotated[list[str], Meta(description="What a person should know of the whole run.")]
    remaining: Annotated[list[ReportedRemaining], Meta(description="What `destroy` left behind.")]


class ReportedRuns(msgspec.Struct, frozen=True):
    """A report of `mwaa_tf plan`, `apply` or `destroy`, as `--report FILE.json` writes it."""

    version: Annotated[int, Meta(ge=VERSION, le=VERSION, description="The version of this format.")]
    runs: Annotated[list[ReportedRun], Meta(description="One for each deployment, in the order of the run.")]


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what :func:`render` writes."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Run of mwaa_tf",
        **msgspec.json.schema(ReportedRuns),
    }


def render(reports: Sequence[RunReport]) -> str:
    """One object, indented."""
    encoded = msgspec.json.encode(ReportedRuns(VERSION, list(map(_run, reports))))
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def _run(report: RunReport) -> ReportedRun:
    return ReportedRun(
        command=report.command,
        deployment=report.deployment,
        ok=report.ok,
        interrupted=report.interrupted,
        started=report.started.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        seconds=round(report.seconds, 3),
        terraform_seconds=round(report.terraform_seconds, 3),
        overhead_seconds=round(report.overhead_seconds, 3),
        mwaa_tf_version=report.mwaa_tf_version,
        program=report.program,
        terraform_version=report.terraform_version,
        errors=list(report.errors),
        workspaces=list(map(_workspace, report.workspaces)),
        notes=list(map(printable, report.notes)),
        remaining=list(map(_remaining, report.remaining)),
    )


def _remaining(remaining: Remaining) -> ReportedRemaining:
    return ReportedRemaining(
        kind=remaining.kind,
        name=remaining.name,
        account_id=remaining.account_id or None,
        region=remaining.region or None,
        reason=printable(remaining.reason),
        command=remaining.command or None,
    )


def _workspace(run: WorkspaceRun) -> ReportedWorkspace:
    changes = run.changes
    return ReportedWorkspace(
        workspace=run.workspace,
        stage=run.stage,
        action=run.action,
        result=run.result,
        seconds=round(run.seconds, 3),
        attempts=run.attempts,
        changes=ReportedChanges(changes.added, changes.changed, changes.removed) if changes else None,
        depends_on=list(run.depends_on),
        blocked_by=list(run.blocked_by),
        waits_for=list(run.waits_for),
        needs_credentials=run.needs_credentials or None,
        log=run.log or None,
        errors=list(run.errors),
        notes=list(run.notes),
    )
