"""Security groups of plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mwaa_tf.doctor.collect.plan.objects import UNKNOWN, PlannedObject
from mwaa_tf.doctor.collect.plan.source import PlanSource, not_in_plans, unknown
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.network import ALL_PROTOCOLS, GroupRule, SecurityGroupFacts

GROUPS = ("aws_security_group", "aws_default_security_group")

#: Rules of a group as resources of their own, and whether they are about what leaves.
_RULES = {"aws_vpc_security_group_ingress_rule": False, "aws_vpc_security_group_egress_rule": True}
_PEERS = ("cidr_ipv4", "cidr_ipv6", "prefix_list_id")

#: Names of protocols that the provider takes, and EC2's (EC2 API reference, IpPermission).
_PROTOCOLS = {"all": ALL_PROTOCOLS, "-1": ALL_PROTOCOLS, "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}


def security_groups(source: PlanSource, names: Iterable[str]) -> Reading[tuple[SecurityGroupFacts, ...]]:
    """The groups that ``names`` are ids or addresses of, by id; a gap for one that is in no plan."""
    read = []
    for name in names:
        group = source.objects.find(GROUPS, name)
        if name.startswith(UNKNOWN):
            return unknown(source.planned, "security_group_ids")
        if group is None:
            return not_in_plans(f"the security group {name}")
        rules = list(_rules(source, group))
        if None in rules:
            reason = f"a rule of {group.address} is known after the apply"
            return Reading.unread(Gap(GapKind.NOT_IN_PLAN, reason), group.source)
        read.append((group, _facts(source, group, [rule for rule in rules if rule])))
    where = ", ".join(dict.fromkeys(group.source for group, _ in read))
    return Reading.of(tuple(sorted((facts for _, facts in read), key=lambda facts: facts.id)), where)


def _facts(source: PlanSource, group: PlannedObject, rules: Iterable[GroupRule]) -> SecurityGroupFacts:
    return SecurityGroupFacts(
        id=group.name,
        owner_id=group.owner_id,
        vpc_id=source.text(group, "vpc_id", "aws_vpc", "aws_default_vpc"),
        name=group.text("name") or f"{group.text('name_prefix')}…",
        rules=tuple(sorted(dict.fromkeys(rules), key=lambda rule: (rule.is_egress, str(rule)))),
    )


def _rules(source: PlanSource, group: PlannedObject) -> Iterator[GroupRule | None]:
    """The rules; None for one that is not known."""
    undone = set(_undone(source, group))
    for attribute, is_egress in (("ingress", False), ("egress", True)):
        for block in group.values.get(attribute) or ():
            for rule in _of_block(source, group, block, is_egress=is_egress):
                if rule not in undone:
                    yield rule
        # An attribute that is computed, because no block is given, is empty until rules are added by resources.
        if _has_unknown_parts(group, attribute):
            yield None
    for kind, is_egress in _RULES.items():
        for planned in source.objects.of(kind):
            if source.belongs(planned, "security_group_id", group):
                yield _of_resource(source, planned, group, is_egress=is_egress)
    for planned in source.objects.of("aws_security_group_rule"):
        if source.belongs(planned, "security_group_id", group):
            is_egress = planned.text("type") == "egress"
            yield from _of_block(source, group, planned.values, is_egress=is_egress, rule=planned)


def _undone(source: PlanSource, group: PlannedObject) -> Iterator[GroupRule]:
    """The rules that the apply takes away; the group's own attributes still have them."""
    for kind, is_egress in _RULES.items():
        for before in source.objects.undone(kind):
            names = (*_PEERS, "referenced_security_group_id")
            peer = next((str(before[name]) for name in names if before.get(name)), "")
            if before.get("security_group_id") == group.name and peer:
                yield _rule(before, "ip_protocol", _own(peer, group), is_egress=is_egress)
    for before in source.objects.undone("aws_security_group_rule"):
        if before.get("security_group_id") == group.name:
            blocks = {**before, "security_groups": [before.get("source_security_group_id")]}
            rules = _of_block(source, group, blocks, is_egress=before.get("type") == "egress")
            yield from (rule for rule in rules if rule)


def _has_unknown_parts(group: PlannedObject, attribute: str) -> bool:
    unknown_parts = group.unknown.get(attribute) if isinstance(group.unknown, dict) else None
    return isinstance(unknown_parts, list) and "True" in str(unknown_parts)


def _of_resource(source: PlanSource, rule: PlannedObject, group: PlannedObject, *, is_egress: bool) -> GroupRule | None:
    peer = next((rule.text(attribute) for attribute in _PEERS if rule.text(attribute)), "")
    if not peer and (rule.text("referenced_security_group_id") or rule.is_unknown("referenced_security_group_id")):
        peer = source.text(rule, "referenced_security_group_id", *GROUPS)
    if not peer or peer == UNKNOWN:
        return None
    return _rule(rule.values, "ip_protocol", _own(peer, group), is_egress=is_egress)


def _of_block(
    source: PlanSource,
    group: PlannedObject,
    values: Mapping[str, Any],
    *,
    is_egress: bool,
    rule: PlannedObject | None = None,
) -> Iterator[GroupRule | None]:
    peers = [
        str(peer)
        for attribute in ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups")
        for peer in values.get(attribute) or ()
        if peer is not None
    ]
    if values.get("self"):
        peers.append(group.name)
    if rule is not None and rule.text("source_security_group_id"):
        peers.append(rule.text("source_security_group_id"))
    elif rule is not None and source.references.is_given(rule, "source_security_group_id"):
        peers.append(source.refer(rule, "source_security_group_id", *GROUPS))
    if not peers or UNKNOWN in peers:
        yield None
    for peer in peers:
        if peer != UNKNOWN:
            yield _rule(values, "protocol", _own(peer, group), is_egress=is_egress)


def _own(peer: str, group: PlannedObject) -> str:
    """A group of the same account without its account."""
    account, separator, name = peer.partition("/")
    return name if separator and account == group.text("owner_id") and name.startswith("sg-") else peer


def _rule(values: Mapping[str, Any], attribute: str, peer: str, *, is_egress: bool) -> GroupRule:
    protocol = str(values.get(attribute)).lower()
    protocol = _PROTOCOLS.get(protocol, protocol)
    low, high = values.get("from_port"), values.get("to_port")
    is_all = protocol == ALL_PROTOCOLS or low in (None, -1)
    return GroupRule(
        is_egress=is_egress,
        protocol=protocol,
        from_port=None if is_all or low is None else int(low),
        to_port=None if is_all or high is None else int(high),
        peer=peer,
    )
