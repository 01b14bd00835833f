"""Environments that stay, seen from the plans of the workspaces that they stand on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.review.model import Action, Change, PlanReview
from mwaa_tf.review.order import related_plans, takes_all_away

ENVIRONMENT = "aws_mwaa_environment"


def environments(plan: PlanReview, *actions: Action) -> Iterator[Change]:
    """The changes of MWAA environments with one of ``actions``, or with any."""
    for change in plan.changes:
        if change.type == ENVIRONMENT and (not actions or change.action in actions):
            yield change


@dataclass(frozen=True, slots=True)
class Above:
    """The workspaces of environments that stand on another workspace, as far as their plans are reviewed with it."""

    living: tuple[str, ...]
    going: tuple[str, ...]

    @property
    def stays(self) -> bool:
        """Whether something may go on living: also where no plan tells."""
        return bool(self.living) or not self.going

    def words(self) -> str:
        """Who stays, for the end of a sentence."""
        if not self.living:
            return "no plan of this review removes the environment that needs it"
        first, *others = self.living
        return f"{first} keeps its environment" if not others else f"{first} and {len(others)} more keep theirs"


def above(plan: PlanReview, plans: Sequence[PlanReview]) -> Above | None:
    """What stands on ``plan``'s workspace; None for a plan of others, of which that cannot be said."""
    workspace = Stage.parse(plan.workspace)
    if workspace is None:
        return None
    living: list[str] = []
    going: list[str] = []
    for other, ref in related_plans(workspace, plans):
        if ref.stage is Stage.ENVIRONMENTS:
            (living if _keeps_environment(other) else going).append(other.workspace)
    return Above(tuple(living), tuple(going))


def _keeps_environment(plan: PlanReview) -> bool:
    if any(environments(plan, Action.DELETE, Action.CREATE)) or takes_all_away(plan):
        return False
    return bool(plan.unchanged or plan.changes)
