"""Plans that cannot be applied as they are, because of what others of the same review do first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mwaa_tf.review.model import Action, OutputChange, PlanReview
from mwaa_tf.review.order import destroys_everything, earlier_plans, outputs_that_change
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.risks import RiskFinding, risk_across
from mwaa_tf.review.values import UNKNOWN

_REMEDIATION = "Apply the earlier workspace first, then plan this one again and review that."
_SOURCE = "https://developer.hashicorp.com/terraform/language/state/remote-state-data"


@risk_across(
    "stage-order",
    severity="medium",
    title="Plan predates changes in an earlier stage",
    remediation=_REMEDIATION,
    source=_SOURCE,
)
def stage_order(plan: PlanReview, plans: Sequence[PlanReview]) -> Iterator[RiskFinding]:
    """An output that the workspace reads from an earlier stage changes in the same review.

    A workspace reads the outputs of the stages before it while it is planned, not while it is applied: this plan was
    made with the old values.
    """
    for other, changed in outputs_that_change(plan, plans):
        if not _may_stay(other, changed):
            reason = f"{quoted(other.workspace)} changes {_named(changed)}, and this plan was made with the old values."
            yield RiskFinding(None, reason)


@risk_across(
    "stage-order-unknown",
    severity="low",
    title="Plan may predate changes in an earlier stage",
    remediation=_REMEDIATION,
    source=_SOURCE,
)
def stage_order_unknown(plan: PlanReview, plans: Sequence[PlanReview]) -> Iterator[RiskFinding]:
    """An output that the workspace reads from an earlier stage is known only after that stage is applied.

    Where the earlier stage only updates resources in place, the output mostly stays the same.
    """
    for other, changed in outputs_that_change(plan, plans):
        if _may_stay(other, changed):
            yield RiskFinding(
                None,
                f"Whether {quoted(other.workspace)} changes {_named(changed)} is known only after its apply; this plan "
                "was made with the old values.",
            )


@risk_across(
    "stage-order-destroy",
    severity="high",
    title="Stages are destroyed in the wrong order",
    remediation="Destroy the later stages first: 4, 3, 2, then 1.",
    source=_SOURCE,
)
def stage_order_destroy(plan: PlanReview, plans: Sequence[PlanReview]) -> Iterator[RiskFinding]:
    """A workspace is destroyed, and one that depends on it is not.

    The later workspace can neither be planned nor destroyed once the outputs that it reads are gone.
    """
    if destroys_everything(plan) or not (plan.changes or plan.unchanged):
        return
    for other in earlier_plans(plan, plans):
        if destroys_everything(other):
            gone = "forgotten" if all(change.action is Action.FORGET for change in other.changes) else "destroyed"
            reason = f"{quoted(other.workspace)} is {gone}, and this workspace, which depends on it, is not."
            yield RiskFinding(None, reason)


def _may_stay(plan: PlanReview, outputs: Sequence[OutputChange]) -> bool:
    """Whether all resources stay what they are: then outputs that are not known yet mostly stay too."""
    return all(output.after is UNKNOWN for output in outputs) and all(
        change.action in (Action.UPDATE, Action.MOVE, Action.IMPORT) for change in plan.changes
    )


def _named(outputs: Sequence[OutputChange]) -> str:
    return listed(quoted(output.name) for output in outputs)
