"""Subnets that change their places in a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mwaa_tf.review.changes import values_of
from mwaa_tf.review.model import Action, PlanReview, ReviewedChange
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.risks import RiskFinding, risk

#: What makes a subnet that very subnet: two that swap one of these swap their places.
_IDENTITY = ("cidr_block", "availability_zone_id", "availability_zone")


@risk(
    "subnet-order",
    severity="high",
    title="Subnet order changes",
    remediation="Put the subnets, their CIDRs and their zones back in their old order; add new ones at the end.",
    source="https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/mwaa_environment",
)
def subnet_order(plan: PlanReview) -> Iterator[RiskFinding]:
    """An output has the same subnets in another order, or subnets swap their CIDR blocks or zones.

    Resources that take a subnet by its place are moved or replaced: endpoints, NAT gateways, environments. Neither the
    subnets of an environment nor the CIDR block and zone of a subnet can be updated in place.
    """
    for output in plan.outputs:
        if _reordered(output.before, output.after):
            yield RiskFinding(None, f"The output {quoted(output.name)} has the same subnets in another order.")
    subnets = [change for change in plan.changes if change.type == "aws_subnet" and change.action is Action.REPLACE]
    for name in _IDENTITY:
        swapped = _swapped(subnets, name)
        if len(swapped) > 1:
            addresses = listed(quoted(change.address) for change in swapped)
            yield RiskFinding(swapped[0], f"{addresses} swap their `{name}`, and are replaced for it.")
            break


def _reordered(before: Any, after: Any) -> bool:
    if not isinstance(before, list) or not isinstance(after, list) or before == after:
        return False
    texts = [subnet for subnet in before if isinstance(subnet, str)]
    if len(texts) != len(before) or not all("subnet-" in text or ":subnet/" in text for text in texts):
        return False
    kept = [subnet for subnet in before if subnet in after]
    return len(kept) > 1 and kept != [subnet for subnet in after if subnet in before]


def _swapped(subnets: list[ReviewedChange], name: str) -> list[ReviewedChange]:
    if len(subnets) < 2:
        return []
    values = {
        subnet.address: (before.get(name), after.get(name))
        for subnet in subnets
        for before, after in [values_of(subnet)]
    }
    old = {before for before, _ in values.values() if isinstance(before, str)}
    return [
        subnet
        for subnet in subnets
        for before, after in [values[subnet.address]]
        if isinstance(after, str) and after != before and after in old
    ]
