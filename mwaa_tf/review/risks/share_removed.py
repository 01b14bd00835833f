"""Resource shares that end while environments use their subnets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mwaa_tf.review.changes import values_before
from mwaa_tf.review.dependents import dependents_of
from mwaa_tf.review.model import Action, PlanReview, ReviewedChange
from mwaa_tf.review.phrasing import quoted
from mwaa_tf.review.risks import RiskFinding, risk_across

_PARTS = {
    "aws_ram_resource_share": ("name", "The resource share {} ends"),
    "aws_ram_resource_association": ("resource_arn", "{} is no longer shared"),
    "aws_ram_principal_association": ("principal", "It is no longer shared with {}"),
}


@risk_across(
    "share-removed",
    severity="high",
    title="Subnet share is revoked while environments still use it",
    remediation="Destroy the environments first, then end the share.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html",
)
def share_removed(plan: PlanReview, plans: Sequence[PlanReview]) -> Iterator[RiskFinding]:
    """A resource share of subnets, or a subnet or account in it, is deleted or replaced, and an environment stays.

    What runs goes on, but MWAA can no longer start anything in a subnet that the account does not see, and so neither
    scale, update nor repair the environment.
    """
    changes = [
        change
        for change in plan.changes
        if change.type in _PARTS and not change.deposed and change.action in (Action.DELETE, Action.REPLACE)
    ]
    if not changes:
        return
    dependents = dependents_of(plan, plans)
    if dependents and not dependents.survive:
        return
    kept = f": {dependents.phrase()}" if dependents else ""
    for change in changes:
        if dependents is None and not _concerns_subnets(change, changes):
            continue
        name, words = _PARTS[change.type]
        part = words.format(quoted(values_before(change).get(name) or change.address))
        until = " until it is recreated" if change.action is Action.REPLACE else ""
        reason = f"{part}{until}, and MWAA can start nothing new in a subnet that the account no longer sees{kept}."
        yield RiskFinding(change, reason)


def _concerns_subnets(change: ReviewedChange, changes: Sequence[ReviewedChange]) -> bool:
    """Whether a share of a workspace that is not of mwaa_tf shares subnets, as far as the plan tells."""
    if change.type == "aws_ram_resource_association":
        return ":subnet/" in str(values_before(change).get("resource_arn"))
    return any(_concerns_subnets(other, ()) for other in changes if other.type == "aws_ram_resource_association")
