"""Wording that the formats share."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from mwaa_tf.markup.untrusted import clean
from mwaa_tf.review.model import Action, PlanReview, Review, ReviewedChange
from mwaa_tf.review.recognize import action_words
from mwaa_tf.review.risk import IgnoredRisk, Risk
from mwaa_tf.review.values import Hidden
from mwaa_tf.text import escape_control_characters, plural

#: The sign of an action, as in Terraform's own plans. A replacement that forgets counts as a replacement.
SIGNS: Mapping[Action, str] = {
    Action.UNKNOWN: "?",
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

#: Groups of risks, and places of one group, that are open where there are many; the rest is folded.
_OPEN_RISKS, _OPEN_PLACES = 8, 5

#: `json.dumps` creates one for each call.
_ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)

#: Signs of what is not a change of a resource: an action of a provider, and what is left to a later plan.
ACTION_SIGN, DEFERRED_SIGN = "!", "…"


def sign(change: ReviewedChange) -> str:
    """Of a change; of a replacement it says which comes first."""
    if change.action is Action.REPLACE_AND_FORGET:
        return "+/." if change.create_before_destroy else "./+"
    return "+/-" if change.create_before_destroy else SIGNS.get(change.action, "~")


def verb(change: ReviewedChange) -> str:
    """What is done, as a word; of an unknown action, the plan's own words."""
    if change.action is Action.UNKNOWN:
        return clean(action_words(change.words))
    return "replace and forget" if change.action is Action.REPLACE_AND_FORGET else str(change.action.value)


def rank(change: ReviewedChange) -> int:
    """The place of its action among :data:`ACTIONS`; the smallest is the most severe."""
    action = Action.REPLACE if change.action is Action.REPLACE_AND_FORGET else change.action
    return ACTIONS.index(action) if action in ACTIONS else len(ACTIONS)


def group_risks(risks: Iterable[Risk]) -> list[tuple[Risk, ...]]:
    """Risks that differ only in workspace and address together, each where the first of them was."""
    groups: dict[Risk, list[Risk]] = {}
    for risk in risks:
        groups.setdefault(replace(risk, workspace="", address=None), []).append(risk)
    return [tuple(group) for group in groups.values()]


def open_risks(count: int) -> int:
    """How many of ``count`` groups of risks are open; one or two more than usual need no fold."""
    return count if count <= _OPEN_RISKS + 2 else _OPEN_RISKS


def open_places(count: int) -> int:
    """How many of the ``count`` places of a risk are open; one more than usual needs no fold."""
    return count if count <= _OPEN_PLACES + 1 else _OPEN_PLACES


def group_ignored(ignored: Iterable[IgnoredRisk]) -> list[tuple[IgnoredRisk, ...]]:
    """Like :func:`group_risks`; one reason is not another."""
    groups: dict[IgnoredRisk, list[IgnoredRisk]] = {}
    for one in ignored:
        key = replace(one, risk=replace(one.risk, workspace="", address=None))
        groups.setdefault(key, []).append(one)
    return [tuple(group) for group in groups.values()]


def count_by_action(counted: PlanReview | Review) -> str:
    """``2 to replace, 1 to delete, 10 to create``; ``no changes`` where there is nothing of any kind.

    A plan that failed, or that is incomplete and has nothing yet, is counted as such.
    """
    plans = counted.plans if isinstance(counted, Review) else (counted,)
    known = [action for action in ACTIONS if action is not Action.UNKNOWN]
    parts = [f"{count:,} to {action.value}" for action in known if (count := counted.count(action))]
    if invoked := sum(len(plan.actions) for plan in plans):
        parts.append(f"{plural(invoked, 'action')} to invoke")
    if deferred := sum(plan.deferrals for plan in plans):
        parts.append(f"{deferred:,} deferred")
    if unrecognized := sum(len(plan.unrecognized) for plan in plans):
        parts.append(f"{unrecognized:,} not understood")
    failed = sum(plan.errored for plan in plans)
    if not parts:
        outputs = sum(len(plan.outputs) for plan in plans)
        incomplete = sum(not plan.errored and not plan.complete for plan in plans)
        parts = [f"only {plural(outputs, 'output')} to change"] if outputs else []
        parts += [plural(incomplete, "incomplete plan")] if incomplete else []
        parts = parts or ([] if failed else ["no changes"])
    # What a failed plan would have changed is not known: it is never "no changes".
    return ", ".join([*parts, plural(failed, "failed plan")] if failed else parts)


def summary(review: Review) -> str:
    """The whole review in one line."""
    return f"{count_by_action(review)} in {plural(len(review.plans), 'workspace')}"


def remarks(review: Review) -> Iterator[str]:
    """What a reader should know of the whole review beside its summary, a sentence each without its full stop."""
    if sentence := tags_sentence(review):
        yield sentence
    if count := sum(len(plan.own_drift) for plan in review.plans):
        yield own_drift_sentence(count)
    if waiting := len(review.waiting):
        verb, waits = ("is", "it waits") if waiting == 1 else ("are", "they wait")
        yield f"{plural(waiting, 'workspace')} {verb} not planned yet: {waits} for others to be applied"


def tags_sentence(counted: PlanReview | Review) -> str:
    """``67 of 68 updates change tags only``; empty where none does."""
    plans = counted.plans if isinstance(counted, Review) else (counted,)
    updates, tags = counted.count(Action.UPDATE), sum(plan.only_tags for plan in plans)
    if not tags:
        return ""
    if tags == updates:
        return "The update changes tags only" if tags == 1 else f"All {tags:,} updates change tags only"
    return f"{tags:,} of {updates:,} updates {'changes' if tags == 1 else 'change'} tags only"


def own_drift_sentence(count: int) -> str:
    """That so many changes are reported like those of people, and are none."""
    verb = "comes" if count == 1 else "come"
    return f"{plural(count, 'change')} reported as made outside Terraform {verb} from its own last apply"


def risky_addresses(review: Review, plan: PlanReview) -> frozenset[str]:
    """The addresses in ``plan`` with a risk that is not ignored."""
    return frozenset(risk.address for risk in review.risks if risk.workspace == plan.workspace and risk.address)


def plan_warnings(plan: PlanReview) -> Iterator[str]:
    """What a reader must know about a plan before its changes."""
    if plan.errored:
        yield "planning failed: this review is incomplete"
    elif not plan.complete:
        yield "a second apply will be needed"


def format_value(value: Any, max_length: int = 200) -> str:
    """A value on one line, as Terraform writes it, at most about ``max_length`` characters."""
    if isinstance(value, Hidden):
        return str(value)
    if isinstance(value, str):
        quoted = escape_control_characters(value[:max_length].replace("\\", "\\\\").replace('"', '\\"'))
        return f'"{quoted}"' if len(value) <= max_length else f'"{quoted}…" ({len(value):,} characters)'
    text = escape_control_characters(_json_text(value))
    return text if len(text) <= max_length else f"{text[: max_length - 1]}…"


def _json_text(value: Any, max_depth: int = 40) -> str:
    """``value`` as JSON, in which hidden values stand without quotes; what is nested deeper is left out."""
    if isinstance(value, Hidden):
        return str(value)
    if isinstance(value, (Mapping, list)) and value and not max_depth:
        return "…"
    if isinstance(value, Mapping):
        members = (f"{_json_text(name)}: {_json_text(member, max_depth - 1)}" for name, member in value.items())
        return f"{{{', '.join(members)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_json_text(element, max_depth - 1) for element in value)}]"
    return _ENCODER.encode(value)


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
