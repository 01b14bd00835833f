"""What the formats say in the same words, and text of others as they may show it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from mwaa_tf.review.model import Action, Change, PlanReview, Review, Risk
from mwaa_tf.review.secrets import without_credentials
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

#: What can be done to a resource, the gravest first.
ACTIONS = tuple(SIGNS)

_REASONS = {
    "replace_because_tainted": "is tainted",
    "replace_because_cannot_update": "cannot be updated in place",
    "replace_by_request": "asked for with -replace",
    "replace_by_triggers": "replace_triggered_by",
    "delete_because_no_resource_config": "is no longer in the configuration",
    "delete_because_no_module": "its module is no longer in the configuration",
    "delete_because_wrong_repetition": "count or for_each was added or taken away",
    "delete_because_count_index": "count is smaller now",
    "delete_because_each_key": "its key is no longer in for_each",
    "delete_because_no_move_target": "is moved to where there is nothing in the configuration",
    "read_because_config_unknown": "its arguments are known after apply",
    "read_because_dependency_pending": "waits for a change",
    "read_because_check_nested": "belongs to a check",
}

#: Characters of a path or an address; beyond that its end is not shown.
_NAME = 300

#: Characters of a text that are looked at for credentials; far more than are shown of it.
_READ = 20_000


def sign(change: Change) -> str:
    """Of a change; of a replacement it says which comes first."""
    return "+/-" if change.create_before_destroy else SIGNS.get(change.action, "~")


def clean(text: str, longest: int = _NAME) -> str:
    """``text`` on one line, without credentials and invisible characters, at most ``longest`` characters."""
    return truncate(escape_control_characters(without_credentials(text[:_READ])), longest)


def prose(text: str) -> str:
    """A rule's sentence on one line; long, since it may name several resources."""
    return clean(text, 2_000)


def alike(risks: Iterable[Risk]) -> list[tuple[Risk, ...]]:
    """Risks that differ in nothing but their place together, each where the first of them was."""
    together: dict[Risk, list[Risk]] = {}
    for risk in risks:
        together.setdefault(replace(risk, workspace="", address=None), []).append(risk)
    return [tuple(found) for found in together.values()]


def tally(counted: PlanReview | Review) -> str:
    """``2 to replace, 1 to delete, 10 to create``; what it comes to where nothing is done to resources."""
    parts = [f"{count:,} to {action.value}" for action in ACTIONS if (count := counted.count(action))]
    if not parts:
        plans = counted.plans if isinstance(counted, Review) else (counted,)
        outputs = sum(len(plan.outputs) for plan in plans)
        parts = [f"only {plural(outputs, 'output')} to change" if outputs else "no changes"]
    return ", ".join(parts)


def summary(review: Review) -> str:
    """All there is to know in one line."""
    return f"{tally(review)} in {plural(len(review.plans), 'workspace')}"


def badges(plan: PlanReview) -> Iterator[str]:
    """What must be known about a plan before its changes."""
    if plan.errored:
        yield "planning ended in an error: what follows is not everything"
    elif not plan.complete:
        yield "an apply of it will leave changes for a second one"


def why(change: Change) -> str:
    """Why and how, in words; empty where there is nothing to say."""
    parts = []
    if change.moved_from:
        parts.append(f"moved from {clean(change.moved_from)}")
    if change.imported_id is not None:
        parts.append(f"imported from {clean(change.imported_id)}")
    if change.deposed:
        parts.append(f"deposed object {clean(change.deposed)}, left over from a replacement")
    if change.replaced_by:
        from mwaa_tf.review.differences import path_text

        forced = sorted({clean(path_text(path)) or "all of it" for path in change.replaced_by})
        parts.append(f"forced by {', '.join(forced)}")
    elif change.reason:
        parts.append(_REASONS.get(change.reason, clean(change.reason.replace("_", " "))))
    if change.action is Action.REPLACE:
        last = "forgotten, not deleted" if "forget" in change.raw.actions else "deleted"
        parts.append(f"created before the old one is {last}" if change.create_before_destroy else "deleted first")
    return "; ".join(parts)


def value_text(value: Any, longest: int = 200) -> str:
    """A value on one line, as Terraform writes it, at most about ``longest`` characters."""
    if isinstance(value, Hidden):
        return str(value)
    if isinstance(value, str):
        quoted = escape_control_characters(value[:longest].replace("\\", "\\\\").replace('"', '\\"'))
        return f'"{quoted}"' if len(value) <= longest else f'"{quoted}…" ({len(value):,} characters)'
    text = escape_control_characters(json.dumps(_bounded(value), ensure_ascii=False, default=str))
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _bounded(value: Any, deepest: int = 40) -> Any:
    """``value`` with hidden values as their words; what lies deeper than anyone reads is left out."""
    if isinstance(value, Hidden):
        return str(value)
    if isinstance(value, Mapping):
        return {name: _bounded(item, deepest - 1) for name, item in value.items()} if deepest else "…"
    if isinstance(value, list):
        return [_bounded(item, deepest - 1) for item in value] if deepest else "…"
    return value


def wrapped_names(names: Iterable[str], longest: int) -> str:
    """``a, b and 3 more``: as many of ``names`` as have room in ``longest`` characters, at least one."""
    names = list(names)
    shown: list[str] = []
    for name in names:
        if shown and sum(map(len, shown)) + 2 * len(shown) + len(name) > longest:
            break
        shown.append(name)
    rest = len(names) - len(shown)
    return f"{', '.join(shown)} and {rest:,} more" if rest else ", ".join(shown)
