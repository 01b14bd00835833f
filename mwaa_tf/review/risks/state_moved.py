"""State that goes to another place, or is no longer found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.review.changes import after_of, before_of
from mwaa_tf.review.model import Action, Change, PlanReview
from mwaa_tf.review.order import related_plans
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.risks import Found, risk_across

#: Stages whose workspaces others cannot be without.
_NEEDED = (Stage.NETWORK, Stage.ENVIRONMENTS)

#: Attributes within which names count.
_WHERE = ("vpc_id", "role", "user", "zone_id", "type", "path", "bucket")

_EXISTS = (Action.UPDATE, Action.REPLACE, Action.DELETE)


@risk_across(
    "state-moved",
    severity="high",
    title="State is moved or lost",
    way_out="Look at the `backend` block and at `terraform state list` before anything is applied.",
    source="Terraform documentation, language/modules/develop/refactoring and language/state",
)
def state_moved(plan: PlanReview, plans: Sequence[PlanReview]) -> Iterator[Found]:
    """What is in no state is made a second time, and what is in the wrong one is deleted from there."""
    yield from _empty(plan, plans)
    yield from _renamed(plan)
    moved = [change for change in plan.changes if change.moved_from]
    if moved:
        steps = listed(f"{quoted(item.moved_from)} to {quoted(item.address)}" for item in moved)
        yield Found(
            moved[0],
            f"{_counted(moved)} another address: {steps}.",
            severity="low",
            title="Resources move within the state",
            way_out="Keep the `moved` blocks until everyone has applied them.",
        )
    forgotten = [change for change in plan.changes if change.action is Action.FORGET]
    if forgotten:
        yield Found(
            forgotten[0],
            f"Terraform lets go of {listed(quoted(change.address) for change in forgotten)}: it stays in AWS, and "
            "nobody looks after it.",
            severity="medium",
            title="Resources leave the state",
            way_out="Import it where it is to be managed from now on.",
        )


def _counted(changes: Sequence[Change]) -> str:
    return f"{len(changes):,} resources get" if len(changes) > 1 else "A resource gets"


def _empty(plan: PlanReview, plans: Sequence[PlanReview]) -> Iterator[Found]:
    """A workspace that makes everything, though what was built on it is there."""
    workspace = Stage.parse(plan.workspace)
    if workspace is None or workspace.stage not in _NEEDED or plan.unchanged or not plan.changes:
        return
    if any(change.action is not Action.CREATE for change in plan.changes):
        return
    built = [
        other.workspace
        for other, ref in related_plans(workspace, plans)
        if ref.stage > workspace.stage
        and (workspace.key is not None or ref.stage == workspace.stage + 1)
        and (other.unchanged or any(change.action in _EXISTS for change in other.changes))
    ]
    if built:
        yield Found(
            None,
            f"Its state is empty, and all of it is to be made, though {listed(map(quoted, built))}, which "
            f"{'stands' if len(built) == 1 else 'stand'} on it, exists: its state is somewhere else, or lost.",
            title="A workspace has lost its state",
            way_out="Do not apply it. Bring the state back (`terraform init -migrate-state`, or a version of the state "
            "object), or import what is there.",
        )


def _renamed(plan: PlanReview) -> Iterator[Found]:
    """What is deleted at one address and made at another with the same name in AWS."""
    deleted = [change for change in plan.changes if change.action is Action.DELETE and not change.deposed]
    created = [change for change in plan.changes if change.action is Action.CREATE]
    types = {change.type for change in deleted} & {change.type for change in created}
    if not types:
        return
    names = {key: change for change in deleted if change.type in types and (key := _identity(change))}
    for change in created:
        key = _identity(change) if change.type in types else None
        if key and (old := names.get(key)):
            yield Found(
                change,
                f"{quoted(old.address)} is deleted, and the same is made at this address.",
                severity="high" if change.type == "aws_mwaa_environment" else "medium",
                title="A resource is deleted and made anew because its address changed",
                way_out=f"Add `moved {{ from = {old.address} to = {change.address} }}`, and nothing happens to it.",
            )


def _identity(change: Change) -> tuple[str, ...] | None:
    """What it is called in AWS, and where the name counts; None where it has no name, or that is not known yet."""
    side = before_of(change) if change.action is Action.DELETE else after_of(change)
    for name in ("name", "bucket", "cidr_block", "function_name", "identifier", "service_name"):
        if isinstance(value := side.get(name), str) and value:
            return change.type, name, value, *(str(side.get(where)) for where in _WHERE)
    return None
