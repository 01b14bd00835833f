"""The state of a route: active, or a black hole once its target is gone."""

from __future__ import annotations

from moto.ec2.models.internet_gateways import InternetGateway
from moto.ec2.models.route_tables import Route

_GONE = ("deleting", "deleted", "failed", "rejected", "expired")
"""States of NAT gateways and peering connections that pass no traffic."""


def route_state(route: Route) -> str:
    """``blackhole`` where the target is gone, else ``active``; moto answers ``active`` for all routes.

    "The blackhole state indicates that the route's target isn't available (for example, the specified gateway isn't
    attached to the VPC, or the specified NAT instance has been terminated)" (EC2 API reference, Route). "If you delete
    a NAT gateway, the NAT gateway routes remain in a blackhole status until you delete or update the routes" (VPC user
    guide, nat-gateway-working-with). Of peering connections and network interfaces it is inferred.
    """
    return "blackhole" if _has_lost_target(route) else "active"


def _has_lost_target(route: Route) -> bool:
    ec2 = route.route_table.ec2_backend
    if route.nat_gateway:
        return str(route.nat_gateway.state) in _GONE
    if isinstance(route.gateway, InternetGateway):
        return route.gateway.vpc is None
    if route.egress_only_igw:
        return route.egress_only_igw.id not in ec2.egress_only_internet_gateways
    if route.vpc_pcx:
        return str(route.vpc_pcx._status.code) in _GONE
    if route.instance:
        return bool(route.instance.state == "terminated")
    return route.interface is not None and route.interface not in ec2.get_all_network_interfaces()
