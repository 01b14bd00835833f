"""The VPC, its subnets and their zones."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from itertools import combinations

from mwaa_tf.config.network import RETENTION_DAYS, Network
from mwaa_tf.config.rule import Breach, Path, rule
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.mwaa import quotas, regions

_NETWORK = ("owner", "network")

#: Subnets that are compared with each other; more are wrong for their number, and every pair would take its time.
_COMPARED = 20


@rule("network-existing", reads=("owner.network.existing[]", "owner.network.[=]"))
def existing(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """A VPC is created or exists, not both."""
    network = deployment.owner.network
    for field in sorted(network.model_fields_set - {"existing"}) if network.existing else ():
        yield (*_NETWORK, field), "an existing VPC is named; allowed beside existing is nothing"


@rule("network-existing-subnets", reads=("owner.network.existing.private_subnet_ids",))
def existing_subnets(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """MWAA takes two subnets, in two zones (MWAA API reference, NetworkConfiguration)."""
    network = deployment.owner.network.existing
    if network and len(set(network.private_subnet_ids)) < quotas.SUBNETS:
        yield (*_NETWORK, "existing", "private_subnet_ids"), "names one subnet twice; MWAA needs two, in two zones"


@rule("network-subnets-count", reads=("owner.network.existing[]", "owner.network.private_subnets"))
def subnets_count(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """There are two private subnets (MWAA API reference, NetworkConfiguration)."""
    network = deployment.owner.network
    if network.existing is None and (count := len(network.private_subnets)) != quotas.SUBNETS:
        yield (*_NETWORK, "private_subnets"), f"has {count}; MWAA takes exactly two private subnets"


@rule(
    "network-subnets-public",
    reads=("owner.network.existing[]", "owner.network.internet", "owner.network.public_subnets"),
)
def subnets_public(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """There are two public subnets with internet access, and none without."""
    network = deployment.owner.network
    count = len(network.public_subnet_cidrs)
    if network.existing:
        return
    if network.internet == "none" and count:
        yield (
            (*_NETWORK, "public_subnets"),
            "without internet (internet: none) there is no gateway that would make a subnet public; leave it out",
        )
    if network.internet != "none" and count != quotas.SUBNETS:
        yield (
            (*_NETWORK, "public_subnets"),
            f"has {count}; with internet: {network.internet} two are needed, one in each zone",
        )


@rule(
    "network-subnets",
    reads=(
        "owner.network.existing[]",
        "owner.network.cidr",
        "owner.network.internet",
        "owner.network.public_subnets[=]",
        "owner.network.private_subnets[=]",
    ),
)
def subnets(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Subnets are inside the VPC."""
    network = deployment.owner.network
    if network.existing:
        return
    for path, cidr in _subnets(network):
        if not IPv4Network(cidr).subnet_of(IPv4Network(network.cidr)):
            yield path, f"{cidr} is not inside the VPC's {network.cidr}"


@rule(
    "network-subnets-disjoint",
    reads=(
        "owner.network.existing[]",
        "owner.network.internet",
        "owner.network.public_subnets[]",
        "owner.network.public_subnets[=]",
        "owner.network.private_subnets[=]",
    ),
)
def subnets_disjoint(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Subnets do not overlap each other."""
    network = deployment.owner.network
    if network.existing:
        return
    for (_, first), (path, second) in combinations(_subnets(network)[:_COMPARED], 2):
        if IPv4Network(first).overlaps(IPv4Network(second)):
            yield path, f"{second} overlaps {first}; subnets must be disjoint"


def _subnets(network: Network) -> list[tuple[Path, str]]:
    return [
        ((*_NETWORK, kind, i), cidr)
        for kind, cidrs in (
            ("public_subnets", network.public_subnet_cidrs),
            ("private_subnets", network.private_subnets),
        )
        for i, cidr in enumerate(cidrs)
    ]


@rule("network-zones-count", reads=("owner.network.existing[]", "owner.network.availability_zone_ids"))
def zones_count(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Two zones (MWAA user guide, vpc-create)."""
    zones = deployment.owner.network.availability_zone_ids
    if zones is None or deployment.owner.network.existing:
        return
    if len(zones) != quotas.SUBNETS or len(set(zones)) != len(zones):
        yield (
            (*_NETWORK, "availability_zone_ids"),
            f"names {', '.join(zones) or 'no zone'}; allowed are exactly two different zones",
        )


@rule("network-zones", reads=("region", "owner.network.existing[]", "owner.network.availability_zone_ids[=]"))
def zones(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """The zones are in the deployment's region."""
    region = deployment.region
    prefix = regions.zone_prefix(region)
    for path, zone in _zones(deployment.owner.network):
        if prefix and zone not in regions.UNSUPPORTED_ZONES and not zone.startswith(f"{prefix}-az"):
            yield path, f"{zone} is not in {region}, whose zones are {prefix}-az1, {prefix}-az2, …"


@rule("network-zones-unsupported", reads=("owner.network.existing[]", "owner.network.availability_zone_ids[=]"))
def zones_unsupported(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """MWAA does not run in every zone (MWAA user guide, vpc-create)."""
    for path, zone in _zones(deployment.owner.network):
        if zone in regions.UNSUPPORTED_ZONES:
            yield path, f"MWAA is not available in {zone}; allowed is any other zone of us-east-1"


def _zones(network: Network) -> Iterator[tuple[Path, str]]:
    for i, zone in enumerate(() if network.existing else network.availability_zone_ids or ()):
        yield (*_NETWORK, "availability_zone_ids", i), zone


@rule("network-flow-logs", reads=("owner.network.flow_logs.retention_days",))
def flow_logs(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """CloudWatch Logs accepts only certain retention times (its API reference, PutRetentionPolicy)."""
    days = deployment.owner.network.flow_logs.retention_days
    if days not in RETENTION_DAYS:
        yield (
            (*_NETWORK, "flow_logs", "retention_days"),
            f"{days} days is not a retention of CloudWatch Logs; allowed are {', '.join(map(str, RETENTION_DAYS))}",
        )
