"""The apply order of plans: none deletes what another workspace still reads, or reads what does not exist yet.

The paths of mwaa_tf's workspaces contain their stage (``1-network``, ``2-environments/data-etl``); other workspaces
have no stage, and keep the order of their names. Plans that destroy come first, the last stage before the others; what
creates and changes goes after it, the first stage before the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mwaa_tf.blueprint.stage import Stage, WorkspaceRef
from mwaa_tf.review.model import Action, OutputChange, PlanReview, WaitingWorkspace
from mwaa_tf.text import NaturalKey, natural_key

_REMOVALS = (Action.DELETE, Action.FORGET)


def destroys_everything(plan: PlanReview) -> bool:
    """Whether a plan leaves nothing of its workspace."""
    changes = [*plan.changes, *(one.change for one in plan.deferred)]
    return bool(changes) and not plan.unchanged and all(change.action in _REMOVALS for change in changes)


def apply_order(plans: Sequence[PlanReview]) -> list[PlanReview]:
    """The plans in the order in which they are applied, each with those it waits for."""
    ordered = sorted(plans, key=_key)
    return [replace(plan, waits_for=_waits_for(plan, ordered)) for plan in ordered]


def in_order(plans: Sequence[PlanReview], waiting: Sequence[WaitingWorkspace]) -> list[PlanReview | WaitingWorkspace]:
    """The plans, with each workspace that waits behind what it waits for, and behind the stages before its own."""
    ordered: list[PlanReview | WaitingWorkspace] = list(plans)
    for workspace in waiting:
        stage = _stage(workspace.workspace)
        place = 0
        for index, other in enumerate(ordered, 1):
            if other.workspace in workspace.waits_for or _stage(other.workspace) <= stage:
                place = index
        ordered.insert(place, workspace)
    return ordered


def _stage(workspace: str) -> int:
    ref = Stage.parse(workspace)
    return len(Stage) if ref is None else ref.stage


def _key(plan: PlanReview) -> tuple[int, int, NaturalKey]:
    workspace = Stage.parse(plan.workspace)
    if workspace is None:
        return (2, 0, natural_key(plan.workspace))
    destroys = destroys_everything(plan)
    return (0 if destroys else 1, -workspace.stage if destroys else workspace.stage, natural_key(plan.workspace))


def _waits_for(plan: PlanReview, plans: Sequence[PlanReview]) -> tuple[str, ...]:
    workspace = Stage.parse(plan.workspace)
    if workspace is None:
        return ()
    if plan.is_empty:
        # It has nothing to do until an output that it reads has another value.
        return tuple(other.workspace for other, _ in outputs_that_change(plan, plans))
    return tuple(
        other.workspace
        for other, ref in related_plans(workspace, plans)
        if other is not plan and not other.is_empty and _goes_before(other, ref.stage, plan, workspace.stage)
    )


def outputs_that_change(
    plan: PlanReview, plans: Sequence[PlanReview]
) -> Iterator[tuple[PlanReview, list[OutputChange]]]:
    """Earlier workspaces, and their outputs that ``plan`` was made with and that they change."""
    workspace = Stage.parse(plan.workspace)
    if workspace is None or destroys_everything(plan):
        return
    from mwaa_tf.blueprint import outputs_read  # which imports all stages, and takes longer than most reviews

    for other in earlier_plans(plan, plans):
        ref = Stage.parse(other.workspace)
        if ref is None or destroys_everything(other):
            continue
        names = outputs_read(workspace.stage, ref.stage)
        changed = [output for output in other.outputs if output.name in names and output.action is not Action.CREATE]
        if changed:
            yield other, changed


def earlier_plans(plan: PlanReview, plans: Sequence[PlanReview]) -> list[PlanReview]:
    """The plans of the stages before that of ``plan``, as far as they belong to the same environment."""
    workspace = Stage.parse(plan.workspace)
    if workspace is None:
        return []
    return [other for other, ref in related_plans(workspace, plans) if ref.stage < workspace.stage]


def related_plans(workspace: WorkspaceRef, plans: Sequence[PlanReview]) -> Iterator[tuple[PlanReview, WorkspaceRef]]:
    """The plans of the same deployment, and of the same environment where each is of one; ``workspace`` included."""
    for plan in plans:
        ref = Stage.parse(plan.workspace)
        if ref is not None and ref.shares_environment(workspace):
            yield plan, ref


def _goes_before(other: PlanReview, others: Stage, plan: PlanReview, own: Stage) -> bool:
    """Whether ``other`` is applied first: a later stage only to be destroyed, an earlier one only to stay."""
    if others > own:
        return destroys_everything(other)
    return others < own and not destroys_everything(other) and not destroys_everything(plan)
