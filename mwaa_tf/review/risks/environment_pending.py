"""An update or a deletion of an environment that is in the middle of something."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.review.changes import before_of
from mwaa_tf.review.dependents import environments
from mwaa_tf.review.model import Action, PlanReview
from mwaa_tf.review.risks import Found, risk

_BUSY = ("CREATING", "UPDATING", "DELETING", "ROLLING_BACK", "CREATING_SNAPSHOT", "MAINTENANCE")


@risk(
    "environment-pending",
    severity="high",
    title="An environment is changed before it is AVAILABLE",
    way_out="Apply its endpoints first, wait until it is AVAILABLE, then plan again.",
    source="hashicorp/terraform-provider-aws, internal/service/mwaa/environment.go: states that an update may pass",
)
def environment_pending(plan: PlanReview) -> Iterator[Found]:
    """The provider ends with "unexpected state", and MWAA refuses most changes."""
    for change in environments(plan, Action.UPDATE, Action.DELETE, Action.REPLACE):
        status = before_of(change).get("status")
        if change.action is Action.UPDATE and status == "PENDING":
            yield Found(
                change, "It is PENDING: MWAA waits for the owner's endpoints, and the apply ends with an error."
            )
        elif change.action is Action.UPDATE and status in _BUSY:
            yield Found(
                change,
                f"It is {status}: MWAA takes no update until that has ended, and the apply ends with an error.",
                way_out="Wait until it is AVAILABLE, then plan again.",
            )
        elif status in ("PENDING", *_BUSY):
            yield Found(
                change,
                f"It is {status}: the deletion may end with an error while it goes on in AWS.",
                way_out="Wait until it is AVAILABLE, or apply a second time when it is gone.",
                severity="low",
                title="An environment is deleted before it is AVAILABLE",
            )
