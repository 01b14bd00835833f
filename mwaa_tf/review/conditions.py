"""What makes a pipeline stop: ``replace,delete,risk:high``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mwaa_tf.errors import UsageError
from mwaa_tf.review.model import SEVERITIES, Action, Review

_ACTIONS: Final = {action.value: action for action in Action if action not in (Action.READ, Action.NOTHING)}
_OTHERS: Final = ("check", "drift", "error", *(f"risk:{severity}" for severity in reversed(SEVERITIES)))

#: All conditions there are. ``risk:medium`` means that severity or a graver one.
ALLOWED: Final = (*_ACTIONS, *_OTHERS)


def parse(text: str) -> tuple[str, ...]:
    """The conditions in ``text``, separated by commas. Raises :class:`UsageError` for one that does not exist."""
    conditions = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    if unknown := [condition for condition in conditions if condition not in ALLOWED]:
        raise UsageError(
            f"--fail-on: {', '.join(unknown)}: there is no such condition; allowed are {', '.join(ALLOWED)}"
        )
    return conditions


def met(review: Review, conditions: Sequence[str]) -> Iterator[str]:
    """The conditions that are met, each as ``delete: 2 resources in 1-network``."""
    for condition in conditions:
        if action := _ACTIONS.get(condition):
            places = [(plan.workspace, plan.count(action)) for plan in review.plans]
            noun = "resource"
        elif condition.startswith("risk:"):
            grave = SEVERITIES[: SEVERITIES.index(condition.removeprefix("risk:")) + 1]
            found = [risk.workspace for risk in review.risks if risk.severity in grave]
            places = [(workspace, found.count(workspace)) for workspace in dict.fromkeys(found)]
            noun = "risk"
        elif condition == "check":
            places, noun = [(plan.workspace, len(plan.checks)) for plan in review.plans], "failed check"
        elif condition == "drift":
            places, noun = [(plan.workspace, len(plan.drift)) for plan in review.plans], "change outside Terraform"
        else:
            places, noun = [(plan.workspace, int(plan.errored)) for plan in review.plans], "plan that ended in an error"
        total = sum(count for _, count in places)
        if total:
            where = ", ".join(workspace for workspace, count in places if count)
            yield f"{condition}: {total:,} {noun if total == 1 else _plural(noun)} in {where}"


def _plural(noun: str) -> str:
    first, separator, rest = noun.partition(" ")
    return f"{first}s{separator}{rest}" if first in ("change", "plan") else f"{noun}s"
