"""Whether rules of security groups are about a port and a peer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from ipaddress import IPv4Network

from mwaa_tf.doctor.checks.network._cidr import ipv4_network
from mwaa_tf.doctor.view.network import NetworkSection, SecurityGroupFacts
from mwaa_tf.iam.match import Match
from mwaa_tf.mwaa.internet import without_all


def admits(
    groups: Iterable[SecurityGroupFacts],
    port: int,
    *,
    is_egress: bool,
    group_ids: Collection[str] = (),
    networks: Collection[IPv4Network] = (),
) -> Match:
    """Whether TCP on ``port`` may pass between ``groups`` and one of ``group_ids``, or all of ``networks``.

    An interface with several groups has the rules of all (VPC user guide, vpc-security-groups). What a prefix list has
    is not known.
    """
    rules = [rule for group in groups for rule in group.rules if rule.is_egress is is_egress and rule.admits(port)]
    if any(_group_id(rule.peer) in group_ids for rule in rules):
        return Match.YES
    cidrs = [cidr for rule in rules if (cidr := ipv4_network(rule.peer))]
    if networks and not without_all(networks, cidrs):
        return Match.YES
    return Match.UNKNOWN if any(_may_be_anything(rule.peer) for rule in rules) else Match.NO


def reaches_some(groups: Iterable[SecurityGroupFacts], port: int, networks: Collection[IPv4Network]) -> Match:
    """Whether TCP on ``port`` may pass out to any address of ``networks``; a prefix list may have such addresses."""
    rules = [rule for group in groups for rule in group.rules if rule.is_egress and rule.admits(port)]
    cidrs = [cidr for rule in rules if (cidr := ipv4_network(rule.peer))]
    if any(cidr.overlaps(network) for cidr in cidrs for network in networks):
        return Match.YES
    return Match.UNKNOWN if any(_may_be_anything(rule.peer) for rule in rules) else Match.NO


def named_groups(section: NetworkSection, group_ids: Collection[str]) -> tuple[SecurityGroupFacts, ...]:
    """Those groups of endpoints that have one of the ids."""
    return tuple(group for group in section.endpoint_groups.value if group.id in group_ids)


def subnet_networks(section: NetworkSection) -> tuple[IPv4Network, ...]:
    """The addresses of the environment's subnets."""
    return tuple(IPv4Network(subnet.cidr) for subnet in section.subnets.value)


def _group_id(peer: str) -> str:
    """The id of a group that may be another account's: ``sg-1`` of ``111111111111/sg-1``."""
    account, _, group_id = peer.partition("/")
    return group_id if account.isdecimal() and group_id.startswith("sg-") else peer


def _may_be_anything(peer: str) -> bool:
    """Whether it is a prefix list, or something in a plan that has no id yet."""
    return not _group_id(peer).startswith("sg-") and ipv4_network(peer) is None and ":" not in peer
