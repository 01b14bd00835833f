"""Subnets that change their places in a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mwaa_tf.review.changes import after_of, before_of
from mwaa_tf.review.model import Action, Change, PlanReview
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.risks import Found, risk

#: What makes a subnet that very subnet: two that swap one of these swap their places.
_IDENTITY = ("cidr_block", "availability_zone_id", "availability_zone")


@risk(
    "subnet-order",
    severity="high",
    title="The order of subnets changes",
    way_out="Put the subnets, their CIDRs and their zones back in the order that they had; add new ones at the end.",
    source="aws_mwaa_environment and aws_subnet: subnet_ids, cidr_block and availability_zone_id cannot be updated",
)
def subnet_order(plan: PlanReview) -> Iterator[Found]:
    """Whatever takes a subnet by its place is moved or replaced: endpoints, NAT gateways, environments."""
    for output in plan.outputs:
        if _reordered(output.before, output.after):
            yield Found(None, f"The output {quoted(output.name)} has the same subnets in another order.")
    subnets = [item for item in plan.changes if item.type == "aws_subnet" and item.action is Action.REPLACE]
    for name in _IDENTITY:
        swapped = _swapped(subnets, name)
        if len(swapped) > 1:
            places = listed(quoted(change.address) for change in swapped)
            yield Found(swapped[0], f"{places} swap their `{name}`, and are replaced for it.")
            break


def _reordered(before: Any, after: Any) -> bool:
    if not isinstance(before, list) or not isinstance(after, list) or before == after:
        return False
    texts = [item for item in before if isinstance(item, str)]
    if len(texts) != len(before) or not all("subnet-" in item or ":subnet/" in item for item in texts):
        return False
    kept = [item for item in before if item in after]
    return len(kept) > 1 and kept != [item for item in after if item in before]


def _swapped(subnets: list[Change], name: str) -> list[Change]:
    if len(subnets) < 2:
        return []
    sides = {item.address: (before_of(item).get(name), after_of(item).get(name)) for item in subnets}
    had = {before for before, _ in sides.values() if isinstance(before, str)}
    return [
        item
        for item in subnets
        if isinstance(sides[item.address][1], str)
        and sides[item.address][1] != sides[item.address][0]
        and sides[item.address][1] in had
    ]
