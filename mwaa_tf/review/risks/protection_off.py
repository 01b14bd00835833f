"""Protections against deletion that are disabled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mwaa_tf.review.changes import values_after, values_before
from mwaa_tf.review.model import Action, PlanReview
from mwaa_tf.review.risk import Severity
from mwaa_tf.review.risks import RiskFinding, risk


def _off(before: Any, after: Any) -> bool:
    return before in (True, "ACTIVE", "ENABLED") and after in (False, None, "INACTIVE", "DISABLED", "")


def _on(before: Any, after: Any) -> bool:
    return before in (False, None) and after is True


def _zero(before: Any, after: Any) -> bool:
    return isinstance(before, int) and before > 0 and after == 0 and after is not False


def _shorter(before: Any, after: Any) -> bool:
    """Zero is without end where logs are kept."""
    if not isinstance(before, int) or not isinstance(after, int) or isinstance(after, bool) or after == 0:
        return False
    return before == 0 or after < before


_Lost = tuple[Callable[[Any, Any], bool], Severity, str]

_SWITCHES: Mapping[str, _Lost] = {
    "deletion_protection": (_off, "high", "nothing prevents its deletion"),
    "deletion_protection_enabled": (_off, "high", "nothing prevents its deletion"),
    "enable_deletion_protection": (_off, "medium", "nothing prevents its deletion"),
    "deletion_protection_check": (_off, "high", "nothing prevents its deletion"),
    "disable_api_termination": (_off, "medium", "nothing prevents its termination"),
    "termination_protection": (_off, "medium", "nothing prevents its deletion"),
    "prevent_deletion_if_contains_resources": (_off, "high", "it can be deleted with everything in it"),
    "purge_protection_enabled": (_off, "high", "what is deleted is lost at once"),
    "delete_protection": (_off, "high", "nothing prevents its deletion"),
    "force_destroy": (_on, "high", "a deletion removes everything in it"),
    "force_delete": (_on, "medium", "a deletion removes everything in it"),
    "skip_final_snapshot": (_on, "high", "a deletion leaves no snapshot"),
    "delete_automated_backups": (_on, "medium", "a deletion removes the backups"),
    "skip_destroy": (_off, "medium", "a deletion in Terraform is one in AWS"),
    "backup_retention_period": (_zero, "high", "no backups are kept"),
    "recovery_window_in_days": (_zero, "high", "what is deleted cannot be restored"),
    "retention_in_days": (_shorter, "medium", "older events are deleted"),
}


@risk(
    "protection-off",
    severity="high",
    title="Deletion protection is disabled",
    remediation="Leave it on until the very change that deletes the resource, and make a copy before.",
    source="https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/back-up-data.html",
)
def protection_off(plan: PlanReview) -> Iterator[RiskFinding]:
    """An argument that protects data is changed: deletion protection, final snapshots, backups, retention of logs.

    Most often it is the first of two steps, of which the second deletes data. The severity depends on the argument:
    high where a deletion loses everything, medium where it loses a part.
    """
    # All instances of a type have the same attributes, so one of them tells whether the others need be looked at.
    names: dict[str, tuple[str, ...]] = {}
    for change in plan.changes:
        if change.action is not Action.UPDATE or names.get(change.type) == ():
            continue
        before = values_before(change)
        if change.type not in names:
            names[change.type] = tuple(name for name in _SWITCHES if name in before)
            if not names[change.type]:
                continue
        after = values_after(change)
        for name in names[change.type]:
            is_lost, severity, reason = _SWITCHES[name]
            if name in after and is_lost(before.get(name), after[name]):
                step = f"goes from {_phrase(before.get(name))} to {_phrase(after[name])}"
                yield RiskFinding(change, f"`{name}` {step}: {reason}.", severity=severity)


def _phrase(value: Any) -> str:
    return "nothing" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
