"""KMS keys that are deleted, disabled or no longer rotated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mwaa_tf.review.changes import values_of
from mwaa_tf.review.model import Action, PlanReview, ReviewedChange
from mwaa_tf.review.phrasing import quoted
from mwaa_tf.review.risks import RiskFinding, risk

_KEYS = ("aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key", "aws_kms_replica_external_key")
_DEFAULT_DAYS = 30


@risk(
    "key-lost",
    severity="high",
    title="KMS key is deleted",
    remediation="Make sure that nothing is encrypted with it; until the waiting period ends, it can be cancelled.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
)
def key_lost(plan: PlanReview) -> Iterator[RiskFinding]:
    """A KMS key is deleted or replaced.

    It cannot be used from the apply on. What is encrypted with a deleted key can never be read again.
    """
    for change, before, _ in _keys(plan, Action.DELETE, Action.REPLACE):
        days = before.get("deletion_window_in_days") or _DEFAULT_DAYS
        yield RiskFinding(
            change,
            f"The key {_named(change, before)} cannot be used from the apply on, and after {days} days everything "
            "encrypted with it is lost for good.",
        )


@risk(
    "key-disabled",
    severity="high",
    title="KMS key is disabled",
    remediation="Leave it enabled while environments, buckets or log groups use it.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/enabling-keys.html",
)
def key_disabled(plan: PlanReview) -> Iterator[RiskFinding]:
    """A KMS key is disabled.

    What is encrypted with it cannot be read until it is enabled again: environments, buckets and logs stop working.
    """
    for change, before, after in _keys(plan, Action.UPDATE):
        for name in ("is_enabled", "enabled"):
            if before.get(name) is True and after.get(name) is False:
                yield RiskFinding(
                    change,
                    f"The key {_named(change, before)} is disabled: what is encrypted with it cannot be read until it "
                    "is enabled.",
                )


@risk(
    "key-rotation-off",
    severity="low",
    title="KMS key rotation is disabled",
    remediation="Leave `enable_key_rotation` on.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
)
def key_rotation_off(plan: PlanReview) -> Iterator[RiskFinding]:
    """The rotation of a KMS key is disabled.

    The key keeps its key material for good, which most security baselines forbid.
    """
    for change, before, after in _keys(plan, Action.UPDATE):
        if before.get("enable_key_rotation") is True and after.get("enable_key_rotation") is False:
            yield RiskFinding(change, f"The key {_named(change, before)} keeps its key material for good.")


def _keys(plan: PlanReview, *actions: Action) -> Iterator[tuple[ReviewedChange, dict[str, Any], dict[str, Any]]]:
    for change in plan.changes:
        if change.type in _KEYS and change.action in actions:
            yield change, *values_of(change)


def _named(change: ReviewedChange, before: dict[str, Any]) -> str:
    return quoted(before.get("description") or before.get("arn") or change.address)
