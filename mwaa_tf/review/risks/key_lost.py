"""A key that goes, and everything encrypted with it."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.review.changes import sides_of
from mwaa_tf.review.model import Action, PlanReview
from mwaa_tf.review.phrasing import quoted
from mwaa_tf.review.risks import Found, risk

_KEYS = ("aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key", "aws_kms_replica_external_key")
_DEFAULT_DAYS = 30


@risk(
    "key-lost",
    severity="high",
    title="An encryption key goes",
    way_out="Make sure that nothing is encrypted with it any more; until the waiting time ends, it can be cancelled.",
    source="AWS KMS developer guide, deleting-keys",
)
def key_lost(plan: PlanReview) -> Iterator[Found]:
    """What is encrypted with a deleted key can never be read again."""
    for change in plan.changes:
        if change.type not in _KEYS:
            continue
        before, after = sides_of(change)
        what = quoted(before.get("description") or before.get("arn") or change.address)
        if change.action in (Action.DELETE, Action.REPLACE):
            days = before.get("deletion_window_in_days") or _DEFAULT_DAYS
            yield Found(
                change,
                f"The key {what} cannot be used from the apply on, and after {days} days everything encrypted with it "
                "is lost for good.",
            )
        elif change.action is Action.UPDATE:
            for name in ("is_enabled", "enabled"):
                if before.get(name) is True and after.get(name) is False:
                    yield Found(
                        change,
                        f"The key {what} is disabled: what is encrypted with it cannot be read until it is enabled.",
                        title="An encryption key is disabled",
                        way_out="Leave it enabled while environments, buckets or log groups use it.",
                    )
            if before.get("enable_key_rotation") is True and after.get("enable_key_rotation") is False:
                yield Found(
                    change,
                    f"The key {what} keeps its key material for good.",
                    title="A key is no longer rotated",
                    way_out="Leave `enable_key_rotation` on.",
                    severity="low",
                )
