"""The VPC, its subnets and their zones."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from itertools import combinations

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.config.network import RETENTION_DAYS
from mwaa_tf.config.rules import Violation

_NETWORK = ("owner", "network")

#: Subnets that are compared with each other; more are wrong for their number, and every pair would take its time.
_COMPARED = 20

#: How AWS abbreviates the words of a region's name in the ids of its zones: us-gov-west-1 has usgw1-az1.
_ABBREVIATIONS = {
    "central": "c", "east": "e", "gov": "g", "north": "n", "northeast": "ne", "northwest": "nw",
    "south": "s", "southeast": "se", "southwest": "sw", "west": "w",
}  # fmt: skip


def existing(deployment: Deployment) -> Iterator[Violation]:
    """A VPC is made or is there already, not both."""
    network = deployment.owner.network
    if network.existing is None:
        return
    for field in sorted(network.model_fields_set - {"existing"}):
        yield (*_NETWORK, field), "an existing VPC is named; allowed beside existing is nothing"
    if len(set(network.existing.private_subnet_ids)) < 2:
        yield (*_NETWORK, "existing", "private_subnet_ids"), "names one subnet twice; MWAA needs two, in two zones"


def subnets(deployment: Deployment) -> Iterator[Violation]:
    """Subnets lie in the VPC and apart from each other; two of each kind."""
    network = deployment.owner.network
    if network.existing:
        return
    public = network.public_subnet_cidrs
    if len(network.private_subnets) != 2:
        yield (
            (*_NETWORK, "private_subnets"),
            f"has {len(network.private_subnets)}; MWAA takes exactly two private subnets",
        )
    if network.internet == "none" and public:
        yield (
            (*_NETWORK, "public_subnets"),
            "without internet (internet: none) there is no gateway that would make a subnet public; leave it out",
        )
    if network.internet != "none" and len(public) != 2:
        yield (
            (*_NETWORK, "public_subnets"),
            f"has {len(public)}; with internet: {network.internet} two are needed, one in each zone",
        )
    named = [
        ((*_NETWORK, kind, i), cidr)
        for kind, cidrs in (("public_subnets", public), ("private_subnets", network.private_subnets))
        for i, cidr in enumerate(cidrs)
    ]
    vpc = IPv4Network(network.cidr)
    for path, cidr in named:
        if not IPv4Network(cidr).subnet_of(vpc):
            yield path, f"{cidr} is not inside the VPC's {network.cidr}"
    for (_, one), (path, other) in combinations(named[:_COMPARED], 2):
        if IPv4Network(one).overlaps(IPv4Network(other)):
            yield path, f"{other} overlaps {one}; subnets must be disjoint"


def zones(deployment: Deployment) -> Iterator[Violation]:
    """Two zones of the region, none that MWAA does not support (MWAA user guide, vpc-create)."""
    ids = deployment.owner.network.availability_zone_ids
    if ids is None or deployment.owner.network.existing:
        return
    path = (*_NETWORK, "availability_zone_ids")
    if len(ids) != 2 or len(set(ids)) != len(ids):
        yield path, f"names {', '.join(ids) or 'no zone'}; allowed are exactly two different zones"
    prefix = zone_prefix(deployment.region)
    for i, zone in enumerate(ids):
        if zone == "use1-az3":
            yield (*path, i), "MWAA is not available in use1-az3; allowed is any other zone of us-east-1"
        elif prefix and not zone.startswith(f"{prefix}-az"):
            yield (*path, i), f"{zone} is not in {deployment.region}, whose zones are {prefix}-az1, {prefix}-az2, …"


def zone_prefix(region: str) -> str | None:
    """``use1`` for us-east-1; None for regions whose abbreviation is not known here."""
    first, *words, number = region.split("-") if region.count("-") > 1 else (region, "", "")
    if not all(word in _ABBREVIATIONS for word in words):
        return None
    return first + "".join(_ABBREVIATIONS[word] for word in words) + number


def flow_logs(deployment: Deployment) -> Iterator[Violation]:
    """CloudWatch Logs knows only certain retentions."""
    days = deployment.owner.network.flow_logs.retention_days
    if days not in RETENTION_DAYS:
        yield (
            (*_NETWORK, "flow_logs", "retention_days"),
            f"{days} days is not a retention of CloudWatch Logs; allowed are {', '.join(map(str, RETENTION_DAYS))}",
        )


RULES = (existing, subnets, zones, flow_logs)
