"""Environments that are changed while MWAA is at work on them."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.mwaa.status import Status
from mwaa_tf.review.changes import values_before
from mwaa_tf.review.dependents import environments
from mwaa_tf.review.model import Action, PlanReview
from mwaa_tf.review.risks import RiskFinding, risk

_BUSY = tuple(status for status in Status if status.is_busy)

_SOURCE = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/mwaa/environment.go"


@risk(
    "environment-pending",
    severity="high",
    title="Environment is updated before it is AVAILABLE",
    remediation="Wait until it is AVAILABLE, then plan again.",
    source=_SOURCE,
)
def environment_pending(plan: PlanReview) -> Iterator[RiskFinding]:
    """An environment is updated while its status is PENDING, CREATING, UPDATING or another one that passes.

    MWAA refuses the update, and the provider ends with "unexpected state".
    """
    for change in environments(plan, Action.UPDATE):
        status = values_before(change).get("status")
        if status == Status.PENDING:
            yield RiskFinding(
                change,
                "It is PENDING: MWAA waits for the owner's endpoints, and the apply ends with an error.",
                remediation="Apply its endpoints first, wait until it is AVAILABLE, then plan again.",
            )
        elif status in _BUSY:
            reason = f"It is {status}: MWAA takes no update until that has ended, and the apply ends with an error."
            yield RiskFinding(change, reason)


@risk(
    "pending-environment-deleted",
    severity="low",
    title="Environment is deleted before it is AVAILABLE",
    remediation="Wait until it is AVAILABLE, or apply again once it is deleted.",
    source=_SOURCE,
)
def pending_environment_deleted(plan: PlanReview) -> Iterator[RiskFinding]:
    """An environment is deleted or replaced while its status is PENDING, CREATING, UPDATING or another one that passes.

    The apply may end with an error while the deletion goes on in AWS.
    """
    for change in environments(plan, Action.DELETE, Action.REPLACE):
        status = values_before(change).get("status")
        if status in (Status.PENDING, *_BUSY):
            yield RiskFinding(change, f"It is {status}: the deletion may end with an error while it goes on in AWS.")
