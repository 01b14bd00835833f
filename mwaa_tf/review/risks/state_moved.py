"""State that is lost, moves to other addresses, or no longer has a resource."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.review.changes import values_after, values_before
from mwaa_tf.review.judged import is_replaced
from mwaa_tf.review.model import Action, PlanReview, ReviewedChange
from mwaa_tf.review.order import related_plans
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.risks import RiskFinding, risk, risk_across

#: Stages whose workspaces others cannot be without.
_NEEDED = (Stage.NETWORK, Stage.ENVIRONMENTS)

_NAMES = ("name", "bucket", "cidr_block", "function_name", "identifier", "service_name")

#: Attributes within which names count.
_SCOPES = ("vpc_id", "role", "user", "zone_id", "type", "path", "bucket")

_EXISTS = (Action.UPDATE, Action.REPLACE, Action.DELETE)

_REFACTORING = "https://developer.hashicorp.com/terraform/language/modules/develop/refactoring"


@risk_across(
    "state-lost",
    severity="high",
    title="Workspace state is lost",
    remediation="Do not apply it. Restore the state (`init -migrate-state`, or a version of the state "
    "object), or import what exists. Look at the `backend` block and at `state list` first.",
    source="https://developer.hashicorp.com/terraform/language/state",
)
def state_lost(plan: PlanReview, plans: Sequence[PlanReview]) -> Iterator[RiskFinding]:
    """A workspace creates everything, although workspaces that depend on it exist.

    Its state is in another place, or lost. What is in no state is created a second time.
    """
    workspace = Stage.parse(plan.workspace)
    if workspace is None or workspace.stage not in _NEEDED or plan.unchanged or not plan.changes:
        return
    if any(change.action is not Action.CREATE for change in plan.changes):
        return
    dependents = [
        other.workspace
        for other, ref in related_plans(workspace, plans)
        if ref.stage > workspace.stage
        and (workspace.key is not None or ref.stage == workspace.stage + 1)
        and (other.unchanged or any(change.action in _EXISTS for change in other.changes))
    ]
    if dependents:
        yield RiskFinding(
            None,
            f"Its state is empty and everything is created, although {listed(map(quoted, dependents))}, which "
            f"{'depends' if len(dependents) == 1 else 'depend'} on it, exists: its state is somewhere else, or lost.",
        )


@risk(
    "resource-renamed",
    severity="medium",
    title="Resource is recreated because its address changes",
    remediation="Add a `moved` block from the old address to the new one, and nothing happens to the resource.",
    source=_REFACTORING,
)
def resource_renamed(plan: PlanReview) -> Iterator[RiskFinding]:
    """A resource is deleted at one address, and created at another with the same name in AWS.

    The resource is lost with its data, and where AWS refuses two of one name, the apply fails halfway. For an
    environment that is a high risk.
    """
    deleted = [change for change in plan.changes if change.action is Action.DELETE and not change.deposed]
    created = [change for change in plan.changes if change.action is Action.CREATE]
    types = {change.type for change in deleted} & {change.type for change in created}
    if not types:
        return
    names = {key: change for change in deleted if change.type in types and (key := _identity(change))}
    for change in created:
        key = _identity(change) if change.type in types else None
        if key and (old := names.get(key)):
            yield RiskFinding(
                change,
                f"{quoted(old.address)} is deleted, and the same is created at this address.",
                severity="high" if change.type == "aws_mwaa_environment" else None,
                remediation=f"Add `moved {{ from = {old.address} to = {change.address} }}`, and nothing happens to it.",
            )


@risk(
    "state-moved",
    severity="low",
    title="Resources move within the state",
    remediation="Keep the `moved` blocks until everyone has applied them.",
    source=_REFACTORING,
)
def state_moved(plan: PlanReview) -> Iterator[RiskFinding]:
    """Resources get another address in the state.

    Nothing happens to them, as long as the `moved` blocks are applied wherever the configuration is used: without the
    block, Terraform deletes and recreates what it covers.
    """
    moved = [change for change in plan.changes if change.moved_from]
    if moved:
        steps = listed(f"{quoted(change.moved_from)} to {quoted(change.address)}" for change in moved)
        get = f"{len(moved):,} resources get" if len(moved) > 1 else "A resource gets"
        yield RiskFinding(moved[0], f"{get} another address: {steps}.")


@risk(
    "state-removed",
    severity="medium",
    title="Resources are removed from state",
    remediation="Import them where they are managed from now on.",
    source="https://developer.hashicorp.com/terraform/language/resources/syntax#removing-resources",
)
def state_removed(plan: PlanReview) -> Iterator[RiskFinding]:
    """Terraform forgets resources without deleting them.

    They stay in AWS, cost money and can be reached, and no configuration manages them any more.
    """
    forgotten = [change for change in plan.changes if change.action is Action.FORGET and not is_replaced(change)]
    if forgotten:
        names = listed(quoted(change.address) for change in forgotten)
        stay = "it stays in AWS, and nothing manages it" if len(forgotten) == 1 else "they stay in AWS, unmanaged"
        yield RiskFinding(forgotten[0], f"Terraform forgets {names}: {stay}.")


def _identity(change: ReviewedChange) -> tuple[str, ...] | None:
    """The name in AWS, and its scope; None where there is no name, or it is not known yet."""
    wanted = (*_NAMES, *_SCOPES)
    values = values_before(change, wanted) if change.action is Action.DELETE else values_after(change, wanted)
    for name in _NAMES:
        if isinstance(value := values.get(name), str) and value:
            return change.type, name, value, *(str(values.get(scope)) for scope in _SCOPES)
    return None
