"""What CloudFormation creates in EC2: the properties that moto leaves out, and what it does not delete with a stack.

With moto alone, a VPC has no DNS attributes, subnets none for public addresses, most resources no tags; associations of
route tables exist in the stack only; rules have no ids; gateways, tables and addresses outlive their stack; and a
deletion fails if a resource is already deleted, as a route is with its table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.elastic_ip_addresses import ElasticAddress
from moto.ec2.models.flow_logs import FlowLogs
from moto.ec2.models.internet_gateways import InternetGateway
from moto.ec2.models.nat_gateways import NatGateway
from moto.ec2.models.route_tables import Route, RouteTable
from moto.ec2.models.subnets import Subnet, SubnetRouteTableAssociation
from moto.ec2.models.vpc_peering_connections import VPCPeeringConnection
from moto.ec2.models.vpcs import VPC, VPCEndPoint
from moto.ec2.models.vpn_gateway import VPCGatewayAttachment, VpnGateway


def _create_tags(backend: EC2Backend, resource: Any, properties: dict[str, Any]) -> None:
    backend.create_tags([str(resource.id)], {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])})


def _set_dns(_: EC2Backend, vpc: VPC, properties: dict[str, Any]) -> None:
    vpc.enable_dns_support = _is_true(properties.get("EnableDnsSupport", True))
    vpc.enable_dns_hostnames = _is_true(properties.get("EnableDnsHostnames", False))


def _set_public_addresses(_: EC2Backend, subnet: Subnet, properties: dict[str, Any]) -> None:
    subnet.map_public_ip_on_launch = _is_true(properties.get("MapPublicIpOnLaunch", False))


def _associate(backend: EC2Backend, association: SubnetRouteTableAssociation, _: dict[str, Any]) -> None:
    association.association_id = backend.associate_route_table(  # type: ignore[attr-defined]
        association.route_table_id, subnet_id=association.subnet_id
    )


def association_id(association: SubnetRouteTableAssociation) -> str:
    """What `Ref` of an association returns (aws-resource-ec2-subnetroutetableassociation); moto's is its table."""
    return str(getattr(association, "association_id", association.route_table_id))


def _complete_endpoint(backend: EC2Backend, endpoint: VPCEndPoint, properties: dict[str, Any]) -> None:
    endpoint.subnet_ids, endpoint.route_table_ids, endpoint.security_group_ids = (
        list(ids or []) for ids in (endpoint.subnet_ids, endpoint.route_table_ids, endpoint.security_group_ids)
    )
    if isinstance(document := properties.get("PolicyDocument"), dict):
        endpoint.policy_document = json.dumps(document)
    _create_tags(backend, endpoint, properties)


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
    VPCEndPoint: _complete_endpoint,
}

"""By resource type what moto leaves out when CloudFormation creates a resource: tags, attributes, associations, ids."""

DELETIONS: dict[type, Callable[[EC2Backend, Any], object]] = {
    ElasticAddress: lambda ec2, address: ec2.release_address(allocation_id=address.allocation_id),
    FlowLogs: lambda ec2, flow_log: ec2.delete_flow_logs([flow_log.id]),
    InternetGateway: lambda ec2, gateway: ec2.delete_internet_gateway(gateway.id),
    NatGateway: lambda ec2, gateway: ec2.delete_nat_gateway(gateway.id),
    Route: lambda _, route: route.route_table._routes.pop(route.id, None),
    RouteTable: lambda ec2, table: ec2.delete_route_table(table.id),
    SubnetRouteTableAssociation: _dissociate,
    VPCEndPoint: lambda ec2, endpoint: ec2.delete_vpc_endpoints([endpoint.id]),
    VPCGatewayAttachment: lambda ec2, attachment: ec2.detach_internet_gateway(attachment.gateway_id, attachment.vpc_id),
    VPCPeeringConnection: lambda ec2, peering: ec2.delete_vpc_peering_connection(peering.id),
    VpnGateway: lambda ec2, gateway: ec2.delete_vpn_gateway(gateway.id),
}
"""By resource type how a resource is deleted that moto leaves behind when CloudFormation deletes its stack."""


def _set_target(backend: EC2Backend, route: Route, properties: dict[str, Any]) -> None:
    """Replace the target of a route; its table and destination stay."""
    changed = backend.replace_route(
        route_table_id=properties["RouteTableId"],
        destination_cidr_block=properties["DestinationCidrBlock"],
        gateway_id=properties.get("GatewayId"),
        instance_id=properties.get("InstanceId"),
        nat_gateway_id=properties.get("NatGatewayId"),
        egress_only_igw_id=properties.get("EgressOnlyInternetGatewayId"),
        transit_gateway_id=properties.get("TransitGatewayId"),
        interface_id=properties.get("NetworkInterfaceId"),
        vpc_peering_connection_id=properties.get("VpcPeeringConnectionId"),
    )
    vars(route).update(vars(changed))


def _modify_endpoint(backend: EC2Backend, endpoint: VPCEndPoint, properties: dict[str, Any]) -> None:
    """Bring an endpoint to the lists of the template (AWS::EC2::VPCEndpoint: all change in place)."""
    changes: dict[str, list[str]] = {}
    present = {
        "SubnetIds": ("subnets", endpoint.subnet_ids),
        "RouteTableIds": ("route_tables", endpoint.route_table_ids),
        "SecurityGroupIds": ("security_groups", endpoint.security_group_ids),
    }
    for name, (kind, before) in present.items():
        after = properties.get(name) or []
        changes[f"add_{kind}"] = [one for one in after if one not in (before or [])]
        changes[f"remove_{kind}"] = [one for one in before or [] if one not in after]
    document = properties.get("PolicyDocument")
    backend.modify_vpc_endpoint(
        endpoint.id,
        policy_doc=json.dumps(document) if isinstance(document, dict) else document or "",
        reset_policy=not document,
        private_dns_enabled=_is_true(properties.get("PrivateDnsEnabled", False)),
        **changes,
    )  # type: ignore[call-arg]


UPDATES: dict[type, Callable[[EC2Backend, Any, dict[str, Any]], object]] = {
    ElasticAddress: lambda *_: None,
    FlowLogs: lambda *_: None,
    InternetGateway: lambda *_: None,
    NatGateway: lambda *_: None,
    Route: _set_target,
    RouteTable: lambda *_: None,
    Subnet: _set_public_addresses,
    VPC: _set_dns,
    VPCEndPoint: _modify_endpoint,
}
"""By resource type how CloudFormation changes it in place, besides its tags; moto changes none of these."""

ATTRIBUTES: dict[type, dict[str, Callable[[Any], Any]]] = {
    InternetGateway: {"InternetGatewayId": lambda gateway: gateway.id},
    NatGateway: {"NatGatewayId": lambda gateway: gateway.id},
    RouteTable: {"RouteTableId": lambda table: table.id},
    Subnet: {
        "AvailabilityZone": lambda subnet: subnet.availability_zone,
        "CidrBlock": lambda subnet: subnet.cidr_block,
        "SubnetId": lambda subnet: subnet.id,
        "VpcId": lambda subnet: subnet.vpc_id,
    },
    VPCEndPoint: {
        "DnsEntries": lambda endpoint: [
            f"{entry['hosted_zone_id']}:{entry['dns_name']}" for entry in endpoint.dns_entries or []
        ],
        "Id": lambda endpoint: endpoint.id,
        "NetworkInterfaceIds": lambda endpoint: list(endpoint.network_interface_ids or []),
    },
}
"""By resource type the attributes of `Fn::GetAtt` that moto does not have (the types' return values)."""


def replace_tags(backend: EC2Backend, resource: Any, definition: Mapping[str, Any]) -> None:
    """Bring the tags of a resource to those of the template and of the stack."""
    properties = definition.get("Properties") or {}
    tags = definition.get("StackTags", {}) | {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}
    resource_id = str(resource.id)
    backend.delete_tag_keys([resource_id], [name for name in backend.tags.get(resource_id, {}) if name not in tags])
    backend.create_tags([resource_id], tags)


def _is_true(value: Any) -> bool:
    """Templates have booleans also as strings."""
    return str(value).lower() == "true"
