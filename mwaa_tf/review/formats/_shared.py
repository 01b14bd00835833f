"""Wording that the formats share, and text from plans made safe to show."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from mwaa_tf.review.model import Action, IgnoredRisk, PlanReview, Review, ReviewedChange, Risk
from mwaa_tf.review.secrets import redact_credentials
from mwaa_tf.review.values import Hidden
from mwaa_tf.text import escape_control_characters, plural, truncate

#: The sign of an action, as in Terraform's own plans.
SIGNS: Mapping[Action, str] = {
    Action.REPLACE: "-/+",
    Action.DELETE: "-",
    Action.UPDATE: "~",
    Action.CREATE: "+",
    Action.FORGET: ".",
    Action.IMPORT: "=",
    Action.MOVE: "→",
}

#: What can be done to a resource, the most severe first.
ACTIONS = tuple(SIGNS)

_REASONS = {
    "replace_because_tainted": "is tainted",
    "replace_because_cannot_update": "cannot be updated in place",
    "replace_by_request": "requested with -replace",
    "replace_by_triggers": "replace_triggered_by",
    "delete_because_no_resource_config": "is no longer in the configuration",
    "delete_because_no_module": "its module is no longer in the configuration",
    "delete_because_wrong_repetition": "count or for_each was added or removed",
    "delete_because_count_index": "count is smaller now",
    "delete_because_each_key": "its key is no longer in for_each",
    "delete_because_no_move_target": "its moved block leads to no resource of the configuration",
    "read_because_config_unknown": "its arguments are known after apply",
    "read_because_dependency_pending": "waits for a change",
    "read_because_check_nested": "belongs to a check",
}

#: Characters of a path or an address; beyond that its end is not shown.
_NAME = 300

#: Characters of a text that are searched for credentials; far more than are shown of it.
_SCANNED = 20_000


def sign(change: ReviewedChange) -> str:
    """Of a change; of a replacement it says which comes first."""
    return "+/-" if change.create_before_destroy else SIGNS.get(change.action, "~")


def clean(text: str, max_length: int = _NAME) -> str:
    """``text`` on one line, without credentials and invisible characters, at most ``max_length`` characters."""
    return truncate(escape_control_characters(redact_credentials(text[:_SCANNED])), max_length)


def prose(text: str) -> str:
    """A rule's sentence on one line; long, since it may name several resources."""
    return clean(text, 2_000)


def group_risks(risks: Iterable[Risk]) -> list[tuple[Risk, ...]]:
    """Risks that differ only in workspace and address together, each where the first of them was."""
    groups: dict[Risk, list[Risk]] = {}
    for risk in risks:
        groups.setdefault(replace(risk, workspace="", address=None), []).append(risk)
    return [tuple(group) for group in groups.values()]


def group_ignored(ignored: Iterable[IgnoredRisk]) -> list[tuple[IgnoredRisk, ...]]:
    """Like :func:`group_risks`; one reason is not another."""
    groups: dict[IgnoredRisk, list[IgnoredRisk]] = {}
    for one in ignored:
        key = replace(one, risk=replace(one.risk, workspace="", address=None))
        groups.setdefault(key, []).append(one)
    return [tuple(group) for group in groups.values()]


def count_by_action(counted: PlanReview | Review) -> str:
    """``2 to replace, 1 to delete, 10 to create``; ``no changes`` where nothing is done to resources."""
    parts = [f"{count:,} to {action.value}" for action in ACTIONS if (count := counted.count(action))]
    if not parts:
        plans = counted.plans if isinstance(counted, Review) else (counted,)
        outputs = sum(len(plan.outputs) for plan in plans)
        parts = [f"only {plural(outputs, 'output')} to change" if outputs else "no changes"]
    return ", ".join(parts)


def summary(review: Review) -> str:
    """The whole review in one line."""
    return f"{count_by_action(review)} in {plural(len(review.plans), 'workspace')}"


def plan_warnings(plan: PlanReview) -> Iterator[str]:
    """What a reader must know about a plan before its changes."""
    if plan.errored:
        yield "planning failed: this review is incomplete"
    elif not plan.complete:
        yield "a second apply will be needed"


def explain(change: ReviewedChange) -> str:
    """Why and how a resource changes, in words; empty where there is nothing to say."""
    parts = []
    if change.moved_from:
        parts.append(f"moved from {clean(change.moved_from)}")
    if change.imported_id is not None:
        parts.append(f"imported from {clean(change.imported_id)}")
    if change.deposed:
        parts.append(f"deposed object {clean(change.deposed)}, left over from a replacement")
    if change.replaced_by:
        from mwaa_tf.review.differences import path_text

        forced = sorted({clean(path_text(path)) or "(whole value)" for path in change.replaced_by})
        parts.append(f"forced by {', '.join(forced)}")
    elif change.reason:
        parts.append(_REASONS.get(change.reason, clean(change.reason.replace("_", " "))))
    if change.action is Action.REPLACE:
        last = "forgotten, not deleted" if "forget" in change.raw.actions else "deleted"
        parts.append(f"created before the old one is {last}" if change.create_before_destroy else "deleted first")
    return "; ".join(parts)


def format_value(value: Any, max_length: int = 200) -> str:
    """A value on one line, as Terraform writes it, at most about ``max_length`` characters."""
    if isinstance(value, Hidden):
        return str(value)
    if isinstance(value, str):
        quoted = escape_control_characters(value[:max_length].replace("\\", "\\\\").replace('"', '\\"'))
        return f'"{quoted}"' if len(value) <= max_length else f'"{quoted}…" ({len(value):,} characters)'
    text = escape_control_characters(json.dumps(_bounded(value), ensure_ascii=False, default=str))
    return text if len(text) <= max_length else f"{text[: max_length - 1]}…"


def _bounded(value: Any, max_depth: int = 40) -> Any:
    """``value`` with hidden values as their words; what is nested deeper is left out."""
    if isinstance(value, Hidden):
        return str(value)
    if isinstance(value, Mapping):
        return {name: _bounded(member, max_depth - 1) for name, member in value.items()} if max_depth else "…"
    if isinstance(value, list):
        return [_bounded(element, max_depth - 1) for element in value] if max_depth else "…"
    return value


def join_within(names: Iterable[str], max_length: int) -> str:
    """``a, b and 3 more``: as many of ``names`` as fit into ``max_length`` characters, at least one."""
    names = list(names)
    shown: list[str] = []
    for name in names:
        if shown and sum(map(len, shown)) + 2 * len(shown) + len(name) > max_length:
            break
        shown.append(name)
    rest = len(names) - len(shown)
    return f"{', '.join(shown)} and {rest:,} more" if rest else ", ".join(shown)
