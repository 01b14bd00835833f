"""The VPC of an environment, as the plans will have it.

What a VPC comes with counts, too, as long as the VPC is new: its main route table has only the local route, its default
network ACL allows everything (VPC user guide, default-vpc-components is about another thing; VPC_Route_Tables and
default-network-acl are about these).
"""

from __future__ import annotations

from collections.abc import Iterable

from mwaa_tf.doctor.collect.plan.network_acls import network_acls
from mwaa_tf.doctor.collect.plan.network_endpoints import endpoint_groups, endpoints
from mwaa_tf.doctor.collect.plan.network_groups import security_groups
from mwaa_tf.doctor.collect.plan.network_routes import internet_gateway_ids, nat_gateways, route_tables
from mwaa_tf.doctor.collect.plan.objects import UNKNOWN, PlannedObject
from mwaa_tf.doctor.collect.plan.source import NO_PLAN, PlanSource, attempt, not_in_plans, unknown
from mwaa_tf.doctor.reading import Gap, GapKind, Reading, unread_section
from mwaa_tf.doctor.view.network import (
    BlockPublicAccess,
    BlockPublicAccessExclusion,
    NetworkSection,
    SecurityGroupFacts,
    Subnet,
    Vpc,
)

_SUBNETS = ("aws_subnet", "aws_default_subnet")
_VPCS = ("aws_vpc", "aws_default_vpc")


def collect(source: PlanSource) -> NetworkSection:
    """The VPC of the environment's subnets, if it is in a plan; else only what the environment brings along."""
    environment = source.environment.value
    groups = attempt(lambda: security_groups(source, environment.security_group_ids))
    planned = [source.objects.find(_SUBNETS, subnet_id) for subnet_id in environment.subnet_ids]
    subnets = _subnets(source, environment.subnet_ids, planned)
    vpcs = [vpc for subnet in planned if subnet and (vpc := _vpc_of(source, subnet))]
    if not vpcs:
        return _without_vpc(source, subnets, groups, environment.subnet_ids)
    vpc = vpcs[0]
    facts = attempt(lambda: _vpc(source, vpc))
    in_vpc = tuple(subnet for subnet in source.objects.of(*_SUBNETS) if _vpc_of(source, subnet) is vpc)
    known = attempt(lambda: endpoints(source, vpc))
    return NetworkSection(
        vpc=facts,
        dns_support=_flag(vpc, "enable_dns_support", default=True),
        dns_host_names=_flag(vpc, "enable_dns_hostnames", default=vpc.type == "aws_default_vpc"),
        subnets=subnets,
        route_tables=attempt(lambda: route_tables(source, vpc, facts, in_vpc)),
        network_acls=attempt(lambda: network_acls(source, vpc, in_vpc)),
        internet_gateway_ids=attempt(lambda: internet_gateway_ids(source, vpc)),
        nat_gateways=attempt(lambda: nat_gateways(source, in_vpc)),
        security_groups=groups,
        endpoints=known,
        endpoint_groups=attempt(lambda: endpoint_groups(source, known)),
        endpoint_addresses=Reading.unread(NO_PLAN),
        block_public_access=_public_access(source),
    )


def _without_vpc(
    source: PlanSource,
    subnets: Reading[tuple[Subnet, ...]],
    groups: Reading[tuple[SecurityGroupFacts, ...]],
    subnet_ids: Iterable[str],
) -> NetworkSection:
    """A section without a VPC: it names what a plan is missing of."""
    named = [subnet_id for subnet_id in subnet_ids if not subnet_id.startswith(UNKNOWN)]
    if named:
        gap = Gap(GapKind.NOT_IN_PLAN, f"the VPC of {named[0]} is in none of the plans: add the plan that has it")
    else:
        gap = Gap(GapKind.NOT_IN_PLAN, f"the subnets of {source.planned.address} are known after the apply")
    empty = unread_section(NetworkSection, gap)
    return NetworkSection(
        **{
            name: getattr(empty, name)
            for name in NetworkSection.__slots__
            if name not in ("subnets", "security_groups")
        },
        subnets=subnets if subnets.is_known or named else Reading.unread(gap),
        security_groups=groups,
    )


def _vpc_of(source: PlanSource, subnet: PlannedObject) -> PlannedObject | None:
    name = source.text(subnet, "vpc_id", *_VPCS)
    found = source.objects.find(_VPCS, name)
    if found is None and name == UNKNOWN:
        # Who creates a VPC and a subnet in it, and only one VPC, means that one.
        new = [vpc for vpc in source.objects.of(*_VPCS) if vpc.is_new and vpc.workspace == subnet.workspace]
        return new[0] if len(new) == 1 else None
    return found


def _vpc(source: PlanSource, vpc: PlannedObject) -> Reading[Vpc]:
    if vpc.is_unknown("cidr_block"):
        return unknown(vpc, "cidr_block")
    more = [
        association
        for association in source.objects.of("aws_vpc_ipv4_cidr_block_association")
        if source.belongs(association, "vpc_id", vpc)
    ]
    if missing := [association for association in more if not association.text("cidr_block")]:
        return unknown(missing[0], "cidr_block")
    cidrs = (vpc.text("cidr_block"), *(association.text("cidr_block") for association in more))
    owner_id = vpc.owner_id
    return Reading.of(Vpc(vpc.name, owner_id, tuple(dict.fromkeys(filter(None, cidrs)))), vpc.source)


def _subnets(
    source: PlanSource, names: Iterable[str], planned: Iterable[PlannedObject | None]
) -> Reading[tuple[Subnet, ...]]:
    found = []
    for name, subnet in zip(names, planned, strict=True):
        if name.startswith(UNKNOWN):
            return unknown(source.planned, "network_configuration.subnet_ids")
        if subnet is None:
            return not_in_plans(f"the subnet {name}")
        if subnet.is_unknown("cidr_block"):
            return unknown(subnet, "cidr_block")
        found.append((subnet, _subnet(source, subnet)))
    where = ", ".join(dict.fromkeys(subnet.source for subnet, _ in found))
    return Reading.of(tuple(sorted((facts for _, facts in found), key=lambda facts: facts.id)), where)


def _subnet(source: PlanSource, subnet: PlannedObject) -> Subnet:
    vpc = _vpc_of(source, subnet)
    return Subnet(
        id=subnet.name,
        vpc_id=vpc.name if vpc else source.text(subnet, "vpc_id", *_VPCS),
        owner_id=subnet.owner_id,
        cidr=subnet.text("cidr_block"),
        zone_id=subnet.text("availability_zone_id"),
        zone=subnet.text("availability_zone"),
        free_addresses=None,
    )


def _flag(vpc: PlannedObject, attribute: str, *, default: bool) -> Reading[bool]:
    if vpc.is_unknown(attribute):
        # Neither is computed where it was not given: it is what EC2 assumes (EC2 API reference, ModifyVpcAttribute).
        return Reading.of(default, vpc.source) if vpc.is_new else unknown(vpc, attribute)
    value = vpc.values.get(attribute)
    return Reading.of(default if value is None else bool(value), vpc.source)


def _public_access(source: PlanSource) -> Reading[BlockPublicAccess]:
    options = source.objects.of("aws_vpc_block_public_access_options")
    if len(options) != 1:
        return Reading.unread(NO_PLAN)
    exclusions = tuple(
        BlockPublicAccessExclusion(
            resource_id=source.text(exclusion, attribute, *types),
            mode=exclusion.text("internet_gateway_exclusion_mode"),
            state="",
        )
        for exclusion in source.objects.of("aws_vpc_block_public_access_exclusion")
        for attribute, types in (("vpc_id", _VPCS), ("subnet_id", _SUBNETS))
        if exclusion.text(attribute) or source.references.is_given(exclusion, attribute)
    )
    return Reading.of(BlockPublicAccess(options[0].text("internet_gateway_block_mode"), exclusions), options[0].source)
