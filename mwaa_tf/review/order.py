"""Which plan waits for which: an apply that deletes what another workspace still reads, or reads what is not there yet.

The paths of mwaa_tf's workspaces carry their stage (``1-network``, ``2-environments/data-etl``); plans of other tools
have no stage, and keep the order of their names. What destroys goes first, the last stage before the others; what
creates and changes goes after it, the first stage before the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mwaa_tf.review.model import Action, PlanReview

_STAGE = re.compile(r"(?:^|/)([0-4])-(state|network|environments|endpoints|access)(?:/([^/]+))?(?:/|$)")
_NUMBERS = {"state": 0, "network": 1, "environments": 2, "endpoints": 3, "access": 4}
_TAKES_AWAY = (Action.DELETE, Action.FORGET)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a workspace belongs: the folder of its deployment, its stage, and its environment's key."""

    deployment: str
    stage: int
    key: str | None

    def concerns(self, other: Place) -> bool:
        """Whether the two are of one deployment, and of one environment where both are of one."""
        return self.deployment == other.deployment and (None in (self.key, other.key) or self.key == other.key)


def place_of(workspace: str) -> Place | None:
    """Where a workspace belongs; None for a plan of others."""
    found = _STAGE.search(workspace)
    if not found or _NUMBERS[found[2]] != int(found[1]):
        return None
    return Place(workspace[: found.start()], int(found[1]), found[3])


def stage_of(workspace: str) -> tuple[int, str | None] | None:
    """The stage of a workspace, and the environment's key where it belongs to one; None for a plan of others."""
    place = place_of(workspace)
    return (place.stage, place.key) if place else None


def takes_all_away(plan: PlanReview) -> bool:
    """Whether nothing is left of a workspace."""
    return bool(plan.changes) and not plan.unchanged and all(change.action in _TAKES_AWAY for change in plan.changes)


def in_order(plans: Sequence[PlanReview]) -> list[PlanReview]:
    """The plans in the order in which they are to be applied, each with what it waits for."""
    ordered = sorted(plans, key=_key)
    return [replace(plan, waits_for=_waits_for(plan, ordered)) for plan in ordered]


def _key(plan: PlanReview) -> tuple[int, int, str]:
    place = place_of(plan.workspace)
    if place is None:
        return (2, 0, plan.workspace)
    destroys = takes_all_away(plan)
    return (0 if destroys else 1, -place.stage if destroys else place.stage, plan.workspace)


def _waits_for(plan: PlanReview, plans: Sequence[PlanReview]) -> tuple[str, ...]:
    mine = place_of(plan.workspace)
    if mine is None or plan.is_empty:
        return ()
    return tuple(
        other.workspace
        for other in plans
        if other is not plan
        and not other.is_empty
        and (theirs := place_of(other.workspace))
        and theirs.concerns(mine)
        and _goes_before(other, theirs.stage, plan, mine.stage)
    )


def _goes_before(other: PlanReview, theirs: int, plan: PlanReview, mine: int) -> bool:
    """A later stage that is destroyed goes before all it was built on, which else goes before what is built on it."""
    if theirs > mine:
        return takes_all_away(other)
    return theirs < mine and not takes_all_away(other) and not takes_all_away(plan)
