"""Conditions under which a pipeline stops: ``replace,delete,risk:high``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from mwaa_tf.errors import UsageError
from mwaa_tf.review.model import Action, Review
from mwaa_tf.review.risk import SEVERITIES
from mwaa_tf.review.risks.plan_not_understood import NOT_UNDERSTOOD
from mwaa_tf.text import plural

_NO_CONDITIONS = (Action.UNKNOWN, Action.REPLACE_AND_FORGET, Action.READ, Action.NOTHING)
_ACTIONS: Final = {action.value: action for action in Action if action not in _NO_CONDITIONS}
_OTHERS: Final = (
    "action",
    "deferred",
    "check",
    "drift",
    "error",
    *(f"risk:{severity}" for severity in reversed(SEVERITIES)),
)

#: All conditions. ``risk:medium`` means that severity or a more severe one.
CONDITIONS: Final = (*_ACTIONS, *_OTHERS)

#: What makes an issue about drift: everything that a plan would do. A change outside Terraform that no plan would undo,
#: such as a new value of an attribute that only AWS sets, is shown in the issue, and is no reason for one.
DRIFT_CONDITIONS: Final = (
    "create",
    "update",
    "replace",
    "delete",
    "forget",
    "import",
    "move",
    "action",
    "deferred",
    "check",
    "error",
)


def parse_conditions(text: str) -> tuple[str, ...]:
    """The conditions in ``text``, separated by commas.

    Raises :class:`UsageError` for one that does not exist, and where there is none: a list that came out empty would
    let everything through.
    """
    conditions = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    if unknown := [condition for condition in conditions if condition not in CONDITIONS]:
        raise UsageError(f"--fail-on: {', '.join(unknown)}: no such condition; allowed are {', '.join(CONDITIONS)}")
    if not conditions:
        raise UsageError(f"--fail-on {text!r}: names no condition; allowed are {', '.join(CONDITIONS)}")
    return conditions


def matching_conditions(review: Review, conditions: Sequence[str]) -> Iterator[str]:
    """The conditions that match, each as ``delete: 2 resources in 1-network``.

    What is not understood may be any of them: it matches whatever they are, unless the risk is ignored. So does a plan
    that failed, or that is incomplete and has nothing yet: what it would have changed is not in it.
    """
    unclear = Counter(risk.workspace for risk in review.risks if risk.id == NOT_UNDERSTOOD) if conditions else Counter()
    if unclear:
        yield f"{','.join(conditions)}: {', '.join(unclear)} has what this version of mwaa_tf does not understand"
    if conditions and "error" not in conditions and (failed := [plan for plan in review.plans if plan.errored]):
        yield f"{','.join(conditions)}: planning failed in {', '.join(plan.workspace for plan in failed)}"
    unfinished = [plan for plan in review.plans if plan.is_empty and not plan.complete and not plan.errored]
    if conditions and unfinished:
        names = ", ".join(plan.workspace for plan in unfinished)
        yield f"{','.join(conditions)}: {names} is incomplete and has nothing"
    for condition in conditions:
        (noun, nouns), counts = _counts(review, condition)
        if total := sum(counts.values()):
            where = ", ".join(workspace for workspace, count in counts.items() if count)
            yield f"{condition}: {plural(total, noun, nouns)} in {where}"


def _counts(review: Review, condition: str) -> tuple[tuple[str, str | None], dict[str, int]]:
    """What the condition counts, one and many, and how many of them each workspace has."""
    if action := _ACTIONS.get(condition):
        return ("resource", None), {plan.workspace: plan.count(action) for plan in review.plans}
    if condition.startswith("risk:"):
        severities = SEVERITIES[: SEVERITIES.index(condition.removeprefix("risk:")) + 1]
        return ("risk", None), Counter(risk.workspace for risk in review.risks if risk.severity in severities)
    if condition == "action":
        return ("action", None), {plan.workspace: len(plan.actions) for plan in review.plans}
    if condition == "deferred":
        return ("deferral", None), {plan.workspace: plan.deferrals for plan in review.plans}
    if condition == "check":
        return ("failed check", None), {plan.workspace: len(plan.checks) for plan in review.plans}
    if condition == "drift":
        nouns = ("change outside Terraform", "changes outside Terraform")
        return nouns, {plan.workspace: len(plan.drift) for plan in review.plans}
    return ("failed plan", None), {plan.workspace: int(plan.errored) for plan in review.plans}
