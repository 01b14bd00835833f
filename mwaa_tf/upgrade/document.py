"""An upgrade for programs: the types of its JSON, of which the published schema is made."""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast

import msgspec
from msgspec import Meta

from mwaa_tf.doctor import Finding
from mwaa_tf.lifecycle.document_schema import document_schema
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.mwaa.airflow_versions import python_of
from mwaa_tf.mwaa.upgrade_path import UpgradeStep
from mwaa_tf.upgrade.durations import STEP
from mwaa_tf.upgrade.result import StepResult, UpgradeProposal, UpgradeResult

#: Grows when a key is removed or changes its meaning; an added key does not change it.
VERSION: Literal[1] = 1

#: A text that is not known, or that does not exist, is null.
_Text = str | None


class StepDocument(msgspec.Struct, frozen=True):
    """One UpdateEnvironment on the path."""

    current: Annotated[str, Meta(description="The version before.")]
    requested: str
    is_downgrade: bool
    terraform_replaces: Annotated[
        bool, Meta(description="Whether Terraform's AWS provider would replace the environment.")
    ]
    python: Annotated[_Text, Meta(description="The Python of the version, where it is another one than before.")]
    least_minutes: Annotated[int, Meta(description="Inferred, with workers that are not waited for.")]
    most_minutes: int


class ObstacleDocument(msgspec.Struct, frozen=True):
    """What a check found."""

    check: str
    result: Literal["failure", "warning", "not checkable", "pass"]
    message: str
    fix: _Text
    subject: _Text


class ProposedFileDocument(msgspec.Struct, frozen=True):
    """A file of the bucket as a version needs it; nothing writes it there."""

    path: Annotated[str, Meta(description="Key of the object.")]
    airflow: Annotated[str, Meta(description="The version on the path that needs it.")]
    diff: Annotated[str, Meta(description="As `diff -u` prints it, with passwords masked.")]


class DoneDocument(msgspec.Struct, frozen=True):
    """How a step ended."""

    current: str
    requested: str
    seconds: float
    arguments: Annotated[
        list[str], Meta(description="The arguments of UpdateEnvironment that went along with the version.")
    ]
    is_still_running: Annotated[bool, Meta(description="Whether AWS may still be at work on it.")]
    error: _Text


class PlanDocument(msgspec.Struct, frozen=True):
    """The plan of a workspace after the upgrade."""

    workspace: str
    result: Literal["ok", "failed", "skipped", "waiting", "needs credentials"]
    is_empty: bool | None
    changes: list[str]
    outputs: list[str]
    error: _Text


class UpgradeDocument(msgspec.Struct, frozen=True):
    """The upgrade of an environment."""

    version: Annotated[Literal[1], Meta(description="Version of this format.")]
    environment: str
    status: Annotated[str, Meta(description="As MWAA answered it before the first step.")]
    running: Annotated[str, Meta(description="The version of Airflow that ran before the first step.")]
    requested: str
    configured: Annotated[_Text, Meta(description="The version in the configuration now; null where it sets none.")]
    path: Annotated[
        list[StepDocument] | None,
        Meta(description="Empty if the version runs already; null if only a new environment leads there."),
    ]
    arguments: Annotated[
        list[str], Meta(description="What else the configuration changes; the last step takes it along.")
    ]
    findings: list[ObstacleDocument]
    files: list[ProposedFileDocument]
    steps: Annotated[list[DoneDocument] | None, Meta(description="What was done; null if nothing was begun.")]
    plans: list[PlanDocument]
    error: Annotated[_Text, Meta(description="Why nothing was begun, or why the end was not reached.")]


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of :func:`as_data`."""
    return document_schema(UpgradeDocument, "Upgrade of an environment")


def as_data(proposal: UpgradeProposal, result: UpgradeResult | None, problem: str) -> Any:
    """The upgrade for programs, as plain data; ``problem`` is why nothing was begun."""
    document = UpgradeDocument(
        version=VERSION,
        environment=proposal.running.name,
        status=proposal.running.status,
        running=proposal.running.version,
        requested=proposal.requested,
        configured=result.configured if result else proposal.configured,
        path=None if proposal.path is None else [_step(step) for step in proposal.path],
        arguments=list(proposal.pending.names if proposal.pending else ()),
        findings=[_finding(finding) for finding in proposal.findings],
        files=[ProposedFileDocument(path=file.path, airflow=file.airflow, diff=file.diff) for file in proposal.files],
        steps=[_done(step) for step in result.steps] if result else None,
        plans=[_plan(outcome) for outcome in result.agreement] if result else [],
        error=problem or (result.error if result else "") or None,
    )
    return msgspec.to_builtins(document)


def _step(step: UpgradeStep) -> StepDocument:
    least, most = STEP
    return StepDocument(
        current=step.current,
        requested=step.requested,
        is_downgrade=step.is_downgrade,
        terraform_replaces=step.changes_major and not step.is_downgrade,
        python=python_of(step.requested) if step.changes_python else None,
        least_minutes=int(least.total_seconds()) // 60,
        most_minutes=int(most.total_seconds()) // 60,
    )


def _finding(finding: Finding) -> ObstacleDocument:
    return ObstacleDocument(
        check=finding.check,
        result=cast("Any", str(finding.result)),
        message=finding.message,
        fix=finding.fix or None,
        subject=finding.subject or None,
    )


def _done(step: StepResult) -> DoneDocument:
    return DoneDocument(
        current=step.step.current,
        requested=step.step.requested,
        seconds=round(step.seconds, 1),
        arguments=list(step.arguments),
        is_still_running=step.is_still_running,
        error=step.error or None,
    )


def _plan(outcome: Outcome) -> PlanDocument:
    plan = outcome.plan
    return PlanDocument(
        workspace=outcome.workspace,
        result=outcome.result,
        is_empty=plan.is_empty if plan else None,
        changes=[f"{change.action} {change.address}" for change in plan.changes] if plan else [],
        outputs=sorted(plan.outputs) if plan else [],
        error="; ".join(outcome.failures) or None,
    )
