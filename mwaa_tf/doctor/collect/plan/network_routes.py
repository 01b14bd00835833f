"""Route tables and gateways of a planned VPC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mwaa_tf.doctor.collect.plan.objects import UNKNOWN, PlannedObject
from mwaa_tf.doctor.collect.plan.source import PlanSource, joined
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.network import NatGateway, Route, RouteTable, Vpc

#: Attributes of `aws_route` and of the blocks `route` that name where traffic goes, and what it is the id of (provider
#: documentation, resources route and route_table).
_TARGETS: Mapping[str, tuple[str, ...]] = {
    "gateway_id": ("aws_internet_gateway", "aws_vpn_gateway"),
    "nat_gateway_id": ("aws_nat_gateway",),
    "network_interface_id": ("aws_network_interface", "aws_instance"),
    "transit_gateway_id": ("aws_ec2_transit_gateway",),
    "vpc_endpoint_id": ("aws_vpc_endpoint",),
    "vpc_peering_connection_id": ("aws_vpc_peering_connection",),
    "egress_only_gateway_id": ("aws_egress_only_internet_gateway",),
    "carrier_gateway_id": ("aws_ec2_carrier_gateway",),
    "local_gateway_id": (),
    "core_network_arn": ("aws_networkmanager_core_network",),
    "odb_network_arn": ("aws_odb_network",),
}
_DESTINATIONS = {
    "aws_route": ("destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id"),
    "route": ("cidr_block", "ipv6_cidr_block", "destination_prefix_list_id"),
}
_TABLES = ("aws_route_table", "aws_default_route_table")
_SUBNETS = ("aws_subnet", "aws_default_subnet")


def route_tables(
    source: PlanSource, vpc: PlannedObject, facts: Reading[Vpc], subnets: Iterable[PlannedObject]
) -> Reading[tuple[RouteTable, ...]]:
    """All of the VPC, with their routes; a gap where a subnet may follow a table that no plan has."""
    subnets = tuple(subnets)
    tables = [table for table in source.objects.of(*_TABLES) if _is_in(source, table, vpc)]
    associations = source.objects.of("aws_route_table_association")
    main = _main(source, vpc, tables)
    read = [(table, _table(source, table, facts, associations, is_main=table is main)) for table in tables]
    if main is None:
        followed = {name for _, table in read if table for name in table.subnet_ids}
        alone = [subnet for subnet in subnets if subnet.name not in followed]
        if vpc.is_new:
            local = Route(destination, "local", "active") if (destination := _cidr(facts)) else None
            name = f"main route table of {vpc.name}"
            read.append((vpc, RouteTable(name, vpc.name, True, (), (local,) if local else ())))
        elif alone:
            reason = f"the main route table, which {alone[0].name} follows, is in none of the plans"
            return Reading.unread(Gap(GapKind.NOT_IN_PLAN, reason))
    return joined(read, "a route table or its subnet")


def _cidr(facts: Reading[Vpc]) -> str:
    return facts.content.cidrs[0] if facts.content else ""


def _is_in(source: PlanSource, table: PlannedObject, vpc: PlannedObject) -> bool:
    if table.type == "aws_default_route_table":
        name = table.text("default_route_table_id")
        return vpc in source.references.targets(table, "default_route_table_id", (vpc.type,)) or (
            name != "" and name == vpc.text("main_route_table_id")
        )
    return source.belongs(table, "vpc_id", vpc)


def _main(source: PlanSource, vpc: PlannedObject, tables: Iterable[PlannedObject]) -> PlannedObject | None:
    for association in source.objects.of("aws_main_route_table_association"):
        for table in tables:
            if source.belongs(association, "vpc_id", vpc) and source.belongs(association, "route_table_id", table):
                return table
    named = vpc.text("main_route_table_id")
    return next((table for table in tables if table.type == "aws_default_route_table" or table.name == named), None)


def _table(
    source: PlanSource,
    table: PlannedObject,
    facts: Reading[Vpc],
    associations: Iterable[PlannedObject],
    *,
    is_main: bool,
) -> RouteTable | None:
    """The table; None where it is not clear which subnets follow it."""
    followers: list[str] = []
    for association in associations:
        if association.text("gateway_id"):
            continue
        name = source.text(association, "route_table_id", *_TABLES)
        if name == UNKNOWN:
            return None
        if name == table.name:
            subnet = source.text(association, "subnet_id", *_SUBNETS)
            if subnet == UNKNOWN:
                return None
            followers.append(subnet)
    cidrs = facts.content.cidrs if facts.content else ()
    routes = dict.fromkeys(
        (
            *(Route(cidr, "local", "active") for cidr in cidrs),
            *(route for route in _routes(source, table) if route.target != "local"),
            *_gateway_endpoint_routes(source, table),
        )
    )
    return RouteTable(
        table.name, source.text(table, "vpc_id", "aws_vpc", "aws_default_vpc"), is_main, tuple(followers), tuple(routes)
    )


def _routes(source: PlanSource, table: PlannedObject) -> Iterator[Route]:
    undone = {
        _first(before, _DESTINATIONS["aws_route"])
        for before in source.objects.undone("aws_route")
        if before.get("route_table_id") == table.name
    }
    for block in table.values.get("route") or ():
        destination = _first(block, _DESTINATIONS["route"])
        # The table's own attribute still has the routes that the apply takes away.
        if destination not in undone:
            yield Route(destination, _block_target(source, table, block), "active")
    for route in source.objects.of("aws_route"):
        if source.belongs(route, "route_table_id", table):
            yield Route(_first(route.values, _DESTINATIONS["aws_route"]), _target(source, route), "active")


def _target(source: PlanSource, route: PlannedObject) -> str:
    for attribute, types in _TARGETS.items():
        if route.text(attribute):
            return route.text(attribute)
        targets = source.references.targets(route, attribute, types) if route.is_unknown(attribute) and types else ()
        if len(targets) == 1:
            return targets[0].name
    return UNKNOWN


def _block_target(source: PlanSource, table: PlannedObject, block: Mapping[str, Any]) -> str:
    for attribute in _TARGETS:
        if block.get(attribute):
            return str(block[attribute])
    # What the blocks of one table refer to is not told apart: of a single candidate, it is certain.
    types = tuple(kind for kinds in _TARGETS.values() for kind in kinds)
    found = {
        target.name
        for attribute in _TARGETS
        for target in source.references.targets(table, f"route.{attribute}", types)
    }
    return found.pop() if len(found) == 1 else UNKNOWN


def _gateway_endpoint_routes(source: PlanSource, table: PlannedObject) -> Iterator[Route]:
    """The routes that a gateway endpoint adds (VPC user guide, gateway-endpoints)."""
    for endpoint in source.objects.of("aws_vpc_endpoint"):
        names = source.names(endpoint, "route_table_ids", *_TABLES) or ()
        more = (
            association
            for association in source.objects.of("aws_vpc_endpoint_route_table_association")
            if source.belongs(association, "vpc_endpoint_id", endpoint)
        )
        associated = any(source.belongs(association, "route_table_id", table) for association in more)
        if table.name in names or associated:
            destination = endpoint.text("prefix_list_id") or f"prefix list of {endpoint.text('service_name')}"
            yield Route(destination, endpoint.name, "active")


def _first(values: Mapping[str, Any], attributes: Iterable[str]) -> str:
    return next((str(values[attribute]) for attribute in attributes if values.get(attribute)), UNKNOWN)


def internet_gateway_ids(source: PlanSource, vpc: PlannedObject) -> Reading[tuple[str, ...]]:
    """Those that will be attached to the VPC; a VPC that exists may have one that is in no plan."""
    found = [gateway for gateway in source.objects.of("aws_internet_gateway") if source.belongs(gateway, "vpc_id", vpc)]
    for attachment in source.objects.of("aws_internet_gateway_attachment"):
        if source.belongs(attachment, "vpc_id", vpc):
            found += source.references.targets(attachment, "internet_gateway_id", ("aws_internet_gateway",))
    return Reading.of(tuple(sorted(dict.fromkeys(gateway.name for gateway in found))), vpc.source)


def nat_gateways(source: PlanSource, subnets: Iterable[PlannedObject]) -> Reading[tuple[NatGateway, ...]]:
    """Those in subnets of the VPC."""
    subnets = tuple(subnets)
    found = (
        (gateway, subnet)
        for gateway in source.objects.of("aws_nat_gateway")
        for subnet in subnets
        if source.belongs(gateway, "subnet_id", subnet)
    )
    return joined(
        (
            (
                gateway,
                NatGateway(
                    gateway.name, subnet.name, "available", (gateway.text("connectivity_type") or "public") == "public"
                ),
            )
            for gateway, subnet in found
        ),
        "a NAT gateway",
    )
