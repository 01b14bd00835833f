"""Network ACLs of a planned VPC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mwaa_tf.doctor.collect.plan.objects import PlannedObject
from mwaa_tf.doctor.collect.plan.source import PlanSource, joined
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.network import ALL_PROTOCOLS, NetworkAcl, NetworkAclRule

_ACLS = ("aws_network_acl", "aws_default_network_acl")
_SUBNETS = ("aws_subnet", "aws_default_subnet")

#: Names of protocols that the provider takes (``internal/service/ec2/vpc_network_acl.go``), and their numbers.
_PROTOCOLS = {"all": ALL_PROTOCOLS, "-1": ALL_PROTOCOLS, "ah": "51", "esp": "50", "icmp": "1", "icmpv6": "58"} | {
    "tcp": "6",
    "udp": "17",
}

#: What the default network ACL of a new VPC has (VPC user guide, default-network-acl).
_ALLOW_ALL = tuple(
    NetworkAclRule(100, is_egress, True, ALL_PROTOCOLS, "0.0.0.0/0", None, None) for is_egress in (False, True)
)


def network_acls(
    source: PlanSource, vpc: PlannedObject, subnets: Iterable[PlannedObject]
) -> Reading[tuple[NetworkAcl, ...]]:
    """All of the VPC; a gap where a subnet may follow one that no plan has."""
    subnets = tuple(subnets)
    planned = [acl for acl in source.objects.of(*_ACLS) if _is_in(source, acl, vpc)]
    read = [(acl, _acl(source, acl)) for acl in planned]
    followed = {name for _, acl in read if acl for name in acl.subnet_ids}
    alone = tuple(subnet.name for subnet in subnets if subnet.name not in followed)
    default = next((place for place, (_, acl) in enumerate(read) if acl and acl.is_default), None)
    if default is not None:
        acl, facts = read[default]
        read[default] = (acl, NetworkAcl(facts.id, True, alone, facts.rules) if facts else None)
    elif vpc.is_new:
        read.append((vpc, NetworkAcl(f"default network ACL of {vpc.name}", True, alone, _ALLOW_ALL)))
    elif alone:
        reason = f"the network ACL of {alone[0]} is in none of the plans"
        return Reading.unread(Gap(GapKind.NOT_IN_PLAN, reason))
    return joined(read, "an entry or a subnet")


def _is_in(source: PlanSource, acl: PlannedObject, vpc: PlannedObject) -> bool:
    if acl.type == "aws_default_network_acl":
        name = acl.text("default_network_acl_id")
        return vpc in source.references.targets(acl, "default_network_acl_id", (vpc.type,)) or (
            name != "" and name == vpc.text("default_network_acl_id")
        )
    return source.belongs(acl, "vpc_id", vpc)


def _acl(source: PlanSource, acl: PlannedObject) -> NetworkAcl | None:
    """The ACL; None where a rule or a subnet is not clear."""
    names = source.names(acl, "subnet_ids", *_SUBNETS)
    rules = list(_rules(source, acl))
    if names is None or None in rules:
        # Terraform does not know the subnets of an ACL whose subnets are associated by resources of their own.
        if None in rules or acl.values.get("subnet_ids"):
            return None
        names = ()
    more = [
        source.text(association, "subnet_id", *_SUBNETS)
        for association in source.objects.of("aws_network_acl_association")
        if source.belongs(association, "network_acl_id", acl)
    ]
    return NetworkAcl(
        id=acl.name,
        is_default=acl.type == "aws_default_network_acl",
        subnet_ids=tuple(dict.fromkeys((*names, *more))),
        rules=tuple(sorted(dict.fromkeys(rule for rule in rules if rule), key=lambda rule: rule.number)),
    )


def _rules(source: PlanSource, acl: PlannedObject) -> Iterator[NetworkAclRule | None]:
    undone = {
        (before.get("rule_number"), bool(before.get("egress")))
        for before in source.objects.undone("aws_network_acl_rule")
        if before.get("network_acl_id") == acl.name
    }
    for attribute, is_egress in (("ingress", False), ("egress", True)):
        for block in acl.values.get(attribute) or ():
            # The ACL's own attributes still have the rules that the apply takes away.
            if (block.get("rule_no"), is_egress) not in undone:
                yield _rule(block, "rule_no", "action", "cidr_block", is_egress=is_egress)
    for rule in source.objects.of("aws_network_acl_rule"):
        if source.belongs(rule, "network_acl_id", acl):
            is_egress = bool(rule.values.get("egress"))
            yield _rule(rule.values, "rule_number", "rule_action", "cidr_block", is_egress=is_egress)


def _rule(values: Mapping[str, Any], number: str, action: str, cidr: str, *, is_egress: bool) -> NetworkAclRule | None:
    protocol = _PROTOCOLS.get(str(values.get("protocol")).lower(), str(values.get("protocol")))
    address = values.get(cidr) or values.get("ipv6_cidr_block")
    if not address or values.get(number) is None:
        return None
    has_ports = protocol in (_PROTOCOLS["tcp"], _PROTOCOLS["udp"])
    return NetworkAclRule(
        number=int(values[number]),
        is_egress=is_egress,
        is_allow=str(values.get(action)).lower() == "allow",
        protocol=protocol,
        cidr=str(address),
        from_port=_port(values.get("from_port")) if has_ports else None,
        to_port=_port(values.get("to_port")) if has_ports else None,
    )


def _port(value: Any) -> int | None:
    return None if value is None else int(value)
