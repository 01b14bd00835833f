"""A resource share that ends while environments stand in its subnets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mwaa_tf.review.changes import before_of
from mwaa_tf.review.dependents import above
from mwaa_tf.review.model import Action, Change, PlanReview
from mwaa_tf.review.phrasing import quoted
from mwaa_tf.review.risks import Found, risk_across

_WHAT = {
    "aws_ram_resource_share": ("name", "The resource share {} ends"),
    "aws_ram_resource_association": ("resource_arn", "{} is no longer shared"),
    "aws_ram_principal_association": ("principal", "It is no longer shared with {}"),
}


@risk_across(
    "share-removed",
    severity="high",
    title="Subnets are taken back from under a living environment",
    way_out="Destroy the environments first, then end the share.",
    source="Amazon VPC user guide, vpc-sharing: unshared subnets; Amazon MWAA user guide, vpc-endpoint-management",
)
def share_removed(plan: PlanReview, plans: Sequence[PlanReview]) -> Iterator[Found]:
    """What runs goes on, but MWAA can no longer replace a worker, and so neither scale, update nor repair it."""
    changes = [
        item
        for item in plan.changes
        if item.type in _WHAT and not item.deposed and item.action in (Action.DELETE, Action.REPLACE)
    ]
    if not changes:
        return
    standing = above(plan, plans)
    if standing and not standing.stays:
        return
    who = f": {standing.words()}" if standing else ""
    for change in changes:
        if standing is None and not _concerns_subnets(change, changes):
            continue
        name, words = _WHAT[change.type]
        what = words.format(quoted(before_of(change).get(name) or change.address))
        until = " until it is made anew" if change.action is Action.REPLACE else ""
        yield Found(
            change, f"{what}{until}, and MWAA can start nothing new in a subnet that it does not see any more{who}."
        )


def _concerns_subnets(change: Change, changes: Sequence[Change]) -> bool:
    """Of a share of others: whether subnets are what it shares, as far as the plan tells."""
    if change.type == "aws_ram_resource_association":
        return ":subnet/" in str(before_of(change).get("resource_arn"))
    return any(_concerns_subnets(item, ()) for item in changes if item.type == "aws_ram_resource_association")
