"""Environments that a plan leaves alive, seen from the plans of the workspaces that they depend on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.review.model import Action, PlanReview, ReviewedChange
from mwaa_tf.review.order import destroys_everything, related_plans

ENVIRONMENT = "aws_mwaa_environment"


def environments(plan: PlanReview, *actions: Action) -> Iterator[ReviewedChange]:
    """The changes of MWAA environments with one of ``actions``, or with any."""
    for change in plan.changes:
        if change.type == ENVIRONMENT and (not actions or change.action in actions):
            yield change


@dataclass(frozen=True, slots=True)
class Dependents:
    """The workspaces of the environments that depend on a workspace, as far as their plans are reviewed with it."""

    surviving: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def survive(self) -> bool:
        """Whether an environment may survive: also where no plan says so."""
        return bool(self.surviving) or not self.removed

    def phrase(self) -> str:
        """Which environments survive, for the end of a sentence."""
        if not self.surviving:
            return "no plan of this review removes the environment that needs it"
        first, *others = self.surviving
        return f"{first} keeps its environment" if not others else f"{first} and {len(others)} more keep theirs"


def dependents_of(plan: PlanReview, plans: Sequence[PlanReview]) -> Dependents | None:
    """The environments that depend on ``plan``'s workspace; None for a workspace that is not of mwaa_tf."""
    workspace = Stage.parse(plan.workspace)
    if workspace is None:
        return None
    surviving: list[str] = []
    removed: list[str] = []
    for other, ref in related_plans(workspace, plans):
        if ref.stage is Stage.ENVIRONMENTS:
            (surviving if _keeps_environment(other) else removed).append(other.workspace)
    return Dependents(tuple(surviving), tuple(removed))


def _keeps_environment(plan: PlanReview) -> bool:
    if any(environments(plan, Action.FORGET, Action.REPLACE_AND_FORGET)):
        return True  # what is forgotten goes on running
    if any(environments(plan, Action.DELETE, Action.CREATE)) or destroys_everything(plan):
        return False
    return bool(plan.unchanged or plan.changes)
