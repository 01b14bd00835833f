"""What CloudFormation creates in EC2: the properties that moto leaves out, and what it does not delete with a stack.

With moto alone, a VPC has no DNS attributes, subnets none for public addresses, most resources no tags; associations of
route tables exist in the stack only; rules have no ids; gateways, tables and addresses outlive their stack; and a
deletion fails if a resource is already deleted, as a route is with its table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.elastic_ip_addresses import ElasticAddress
from moto.ec2.models.internet_gateways import InternetGateway
from moto.ec2.models.nat_gateways import NatGateway
from moto.ec2.models.route_tables import Route, RouteTable
from moto.ec2.models.subnets import Subnet, SubnetRouteTableAssociation
from moto.ec2.models.vpcs import VPC, VPCEndPoint
from moto.ec2.models.vpn_gateway import VPCGatewayAttachment


def _create_tags(backend: EC2Backend, resource: Any, properties: dict[str, Any]) -> None:
    backend.create_tags([str(resource.id)], {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])})


def _set_dns(_: EC2Backend, vpc: VPC, properties: dict[str, Any]) -> None:
    vpc.enable_dns_support = _is_true(properties.get("EnableDnsSupport", True))
    vpc.enable_dns_hostnames = _is_true(properties.get("EnableDnsHostnames", False))


def _set_public_addresses(_: EC2Backend, subnet: Subnet, properties: dict[str, Any]) -> None:
    subnet.map_public_ip_on_launch = _is_true(properties.get("MapPublicIpOnLaunch", False))


def _associate(backend: EC2Backend, association: SubnetRouteTableAssociation, _: dict[str, Any]) -> None:
    backend.associate_route_table(association.route_table_id, subnet_id=association.subnet_id)


def _dissociate(backend: EC2Backend, association: SubnetRouteTableAssociation) -> None:
    table = backend.get_route_table(association.route_table_id)
    table._associations = {
        key: subnet_id for key, subnet_id in table._associations.items() if subnet_id != association.subnet_id
    }


COMPLETIONS: dict[type, Callable[[EC2Backend, Any, dict[str, Any]], None]] = {
    ElasticAddress: _create_tags,
    InternetGateway: _create_tags,
    NatGateway: _create_tags,
    RouteTable: _create_tags,
    Subnet: _set_public_addresses,
    SubnetRouteTableAssociation: _associate,
    VPC: _set_dns,
    VPCEndPoint: _create_tags,
}

"""By resource type what moto leaves out when CloudFormation creates a resource: tags, attributes, associations, ids."""

DELETIONS: dict[type, Callable[[EC2Backend, Any], object]] = {
    ElasticAddress: lambda ec2, address: ec2.release_address(allocation_id=address.allocation_id),
    InternetGateway: lambda ec2, gateway: ec2.delete_internet_gateway(gateway.id),
    NatGateway: lambda ec2, gateway: ec2.delete_nat_gateway(gateway.id),
    Route: lambda _, route: route.route_table._routes.pop(route.id, None),
    RouteTable: lambda ec2, table: ec2.delete_route_table(table.id),
    SubnetRouteTableAssociation: _dissociate,
    VPCEndPoint: lambda ec2, endpoint: ec2.delete_vpc_endpoints([endpoint.id]),
    VPCGatewayAttachment: lambda ec2, attachment: ec2.detach_internet_gateway(attachment.gateway_id, attachment.vpc_id),
}
"""By resource type how a resource is deleted that moto leaves behind when CloudFormation deletes its stack."""


def _is_true(value: Any) -> bool:
    """Templates have booleans also as strings."""
    return str(value).lower() == "true"
