"""What CloudFormation makes in EC2: the properties that moto leaves out, and what a deleted stack leaves behind.

moto's own: a VPC without its DNS attributes, subnets without theirs on public addresses, associations of route tables
that exist in the stack alone, rules without their ids, most things without tags; gateways, tables and addresses that
outlive their stack; and a deletion that fails where something is gone already, as a route is with its table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import EC2Backend, ec2_backends
from moto.ec2.models.elastic_ip_addresses import ElasticAddress
from moto.ec2.models.internet_gateways import InternetGateway
from moto.ec2.models.nat_gateways import NatGateway
from moto.ec2.models.route_tables import Route, RouteTable
from moto.ec2.models.security_groups import SecurityGroupIngress
from moto.ec2.models.subnets import Subnet, SubnetRouteTableAssociation
from moto.ec2.models.vpcs import VPC, VPCEndPoint
from moto.ec2.models.vpn_gateway import VPCGatewayAttachment


def install() -> None:
    """Complete moto's resource types. It replaces methods of theirs: once per process."""
    for kind, finish in _FINISH.items():
        _finish(kind, finish)
    for kind, remove in _REMOVE.items():
        _removable(kind, remove)


def _tags(backend: EC2Backend, resource: Any, properties: dict[str, Any]) -> None:
    backend.create_tags([str(resource.id)], {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])})


def _dns(_: EC2Backend, vpc: VPC, properties: dict[str, Any]) -> None:
    vpc.enable_dns_support = _true(properties.get("EnableDnsSupport", True))
    vpc.enable_dns_hostnames = _true(properties.get("EnableDnsHostnames", False))


def _public_addresses(_: EC2Backend, subnet: Subnet, properties: dict[str, Any]) -> None:
    subnet.map_public_ip_on_launch = _true(properties.get("MapPublicIpOnLaunch", False))


def _associate(backend: EC2Backend, association: SubnetRouteTableAssociation, _: dict[str, Any]) -> None:
    backend.associate_route_table(association.route_table_id, subnet_id=association.subnet_id)


def _rule_id(_backend: EC2Backend, ingress: Any, _properties: dict[str, Any]) -> None:
    # What `Ref` gives, and what the stack's list of resources shows.
    ingress.physical_resource_id = ingress.security_group.ingress_rules[-1].id


def _dissociate(backend: EC2Backend, association: SubnetRouteTableAssociation) -> None:
    table = backend.get_route_table(association.route_table_id)
    table._associations = {key: to for key, to in table._associations.items() if to != association.subnet_id}


_FINISH: dict[type, Callable[[EC2Backend, Any, dict[str, Any]], None]] = {
    ElasticAddress: _tags,
    InternetGateway: _tags,
    NatGateway: _tags,
    RouteTable: _tags,
    SecurityGroupIngress: _rule_id,
    Subnet: _public_addresses,
    SubnetRouteTableAssociation: _associate,
    VPC: _dns,
    VPCEndPoint: _tags,
}

_REMOVE: dict[type, Callable[[EC2Backend, Any], object]] = {
    ElasticAddress: lambda ec2, address: ec2.release_address(allocation_id=address.allocation_id),
    InternetGateway: lambda ec2, gateway: ec2.delete_internet_gateway(gateway.id),
    NatGateway: lambda ec2, gateway: ec2.delete_nat_gateway(gateway.id),
    Route: lambda _, route: route.route_table._routes.pop(route.id, None),
    RouteTable: lambda ec2, table: ec2.delete_route_table(table.id),
    SubnetRouteTableAssociation: _dissociate,
    VPCEndPoint: lambda ec2, endpoint: ec2.delete_vpc_endpoints([endpoint.id]),
    VPCGatewayAttachment: lambda ec2, item: ec2.detach_internet_gateway(item.gateway_id, item.vpc_id),
}


def _finish(kind: Any, finish: Callable[[EC2Backend, Any, dict[str, Any]], None]) -> None:
    make = kind.create_from_cloudformation_json.__func__

    def create(
        cls: type, /, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **kwargs: Any
    ) -> Any:
        made = make(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs)
        finish(ec2_backends[account_id][region_name], made, cloudformation_json.get("Properties") or {})
        return made

    kind.create_from_cloudformation_json = classmethod(create)


def _removable(kind: Any, remove: Callable[[EC2Backend, Any], object]) -> None:
    def delete(self: Any, account_id: str, region_name: str) -> None:
        try:
            remove(ec2_backends[account_id][region_name], self)
        except EC2ClientError as error:
            if not error.code.endswith(".NotFound"):
                raise

    kind.delete = delete


def _true(value: Any) -> bool:
    """Templates have booleans also as texts."""
    return str(value).lower() == "true"
