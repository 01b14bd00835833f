"""Switches that keep data from being deleted, switched off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mwaa_tf.review.changes import after_of, before_of
from mwaa_tf.review.model import Action, PlanReview, Severity
from mwaa_tf.review.risks import Found, risk


def _off(before: Any, after: Any) -> bool:
    return before in (True, "ACTIVE", "ENABLED") and after in (False, None, "INACTIVE", "DISABLED", "")


def _on(before: Any, after: Any) -> bool:
    return before in (False, None) and after is True


def _zero(before: Any, after: Any) -> bool:
    return isinstance(before, int) and before > 0 and after == 0 and after is not False


def _shorter(before: Any, after: Any) -> bool:
    """Zero is for ever where logs are kept."""
    if not isinstance(before, int) or not isinstance(after, int) or isinstance(after, bool) or after == 0:
        return False
    return before == 0 or after < before


_Lost = tuple[Callable[[Any, Any], bool], Severity, str]

_SWITCHES: Mapping[str, _Lost] = {
    "deletion_protection": (_off, "high", "nothing keeps it from being deleted"),
    "deletion_protection_enabled": (_off, "high", "nothing keeps it from being deleted"),
    "enable_deletion_protection": (_off, "medium", "nothing keeps it from being deleted"),
    "deletion_protection_check": (_off, "high", "nothing keeps it from being deleted"),
    "disable_api_termination": (_off, "medium", "nothing keeps it from being terminated"),
    "termination_protection": (_off, "medium", "nothing keeps it from being deleted"),
    "prevent_deletion_if_contains_resources": (_off, "high", "it can be deleted with all that is in it"),
    "purge_protection_enabled": (_off, "high", "what is deleted is gone at once"),
    "delete_protection": (_off, "high", "nothing keeps it from being deleted"),
    "force_destroy": (_on, "high", "a deletion takes all that is in it along"),
    "force_delete": (_on, "medium", "a deletion takes all that is in it along"),
    "skip_final_snapshot": (_on, "high", "a deletion leaves no snapshot"),
    "delete_automated_backups": (_on, "medium", "a deletion takes the backups along"),
    "skip_destroy": (_off, "medium", "a deletion in Terraform is one in AWS"),
    "backup_retention_period": (_zero, "high", "there are no backups any more"),
    "recovery_window_in_days": (_zero, "high", "what is deleted cannot be brought back"),
    "retention_in_days": (_shorter, "medium", "older events are deleted"),
}


@risk(
    "protection-off",
    severity="high",
    title="A protection against deletion is switched off",
    way_out="Leave it on until the very change that is to delete it, and make a copy before.",
    source="the documentation of each argument in the provider's reference",
)
def protection_off(plan: PlanReview) -> Iterator[Found]:
    """Most often the first of two steps, of which the second deletes data."""
    # All instances of a type have the same attributes, so one of them tells whether the others need be looked at.
    names: dict[str, tuple[str, ...]] = {}
    for change in plan.changes:
        if change.action is not Action.UPDATE or names.get(change.type) == ():
            continue
        before = before_of(change)
        if change.type not in names:
            names[change.type] = tuple(name for name in _SWITCHES if name in before)
            if not names[change.type]:
                continue
        after = after_of(change)
        for name in names[change.type]:
            lost, severity, reason = _SWITCHES[name]
            if name in after and lost(before.get(name), after[name]):
                yield Found(change, f"`{name}` {_step(before.get(name), after[name])}: {reason}.", severity=severity)


def _step(before: Any, after: Any) -> str:
    return f"goes from {_said(before)} to {_said(after)}"


def _said(value: Any) -> str:
    return "nothing" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
