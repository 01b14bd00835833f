"""Where traffic for the internet goes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from mwaa_tf.doctor.view.network import NetworkSection, Route, RouteTable
from mwaa_tf.mwaa.vpc_states import RouteState

#: Destinations that together are everywhere; some people route the two halves apart.
_DEFAULT = "0.0.0.0/0"
_HALVES = frozenset({"0.0.0.0/1", "128.0.0.0/1"})

#: What the ids of targets begin with, and their types in Terraform, by whose addresses a plan names them.
_TARGETS = {
    "nat-": "aws_nat_gateway",
    "igw-": "aws_internet_gateway",
    "vpce-": "aws_vpc_endpoint",
}


class Exit(Enum):
    """How traffic of a subnet leaves for the internet."""

    NAT_GATEWAY = "a NAT gateway"
    INTERNET_GATEWAY = "an internet gateway"
    OTHER = "something else, such as a transit gateway: what is behind it is not known"
    BLACK_HOLE = "a route whose target is gone"
    NONE = "nothing"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class SubnetExit:
    """How traffic of a subnet leaves for the internet, and by which target."""

    exit: Exit
    target: str = ""
    table: RouteTable | None = None


def is_nat_gateway(target: str) -> bool:
    """Whether the target of a route is a NAT gateway."""
    return _is(target, "nat-")


def is_internet_gateway(target: str) -> bool:
    """Whether the target of a route is an internet gateway."""
    return _is(target, "igw-")


def is_gateway_endpoint(route: Route) -> bool:
    """Whether it leads to a gateway endpoint, which routes to the service's prefix list name."""
    return _is(route.target, "vpce-") and "/" not in route.destination


def exit_of(network: NetworkSection, subnet_id: str) -> SubnetExit:
    """How traffic of a subnet leaves for the internet."""
    table = network.route_table_of(subnet_id)
    if table is None:
        return SubnetExit(Exit.UNKNOWN)
    routes = [route for route in table.routes if route.destination == _DEFAULT]
    halves = [route for route in table.routes if route.destination in _HALVES]
    if {route.destination for route in halves} == _HALVES:
        routes += halves
    if not routes:
        return SubnetExit(Exit.UNKNOWN if any(map(_may_lead_out, table.routes)) else Exit.NONE, table=table)
    return SubnetExit(_exit(routes[0]), routes[0].target, table)


def _may_lead_out(route: Route) -> bool:
    """Whether it is about a prefix list, which may have addresses of the internet."""
    return "/" not in route.destination and not is_gateway_endpoint(route) and route.state == RouteState.ACTIVE


def _exit(route: Route) -> Exit:
    if route.state == RouteState.BLACK_HOLE:
        return Exit.BLACK_HOLE
    if is_nat_gateway(route.target):
        return Exit.NAT_GATEWAY
    return Exit.INTERNET_GATEWAY if is_internet_gateway(route.target) else Exit.OTHER


def _is(target: str, prefix: str) -> bool:
    return target.startswith(prefix) or bool(re.search(rf"(^|\.){_TARGETS[prefix]}\.", target))
