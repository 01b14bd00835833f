"""Faults of the VPC: groups, network ACLs, routes, gateways, endpoints, addresses."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from mwaa_tf.mwaa.access_modes import AccessMode
from tests.doctor.faults import _state
from tests.doctor.planted import Fault, Patient
from tests.support import wait_until

Undo = Callable[[], object]

_ALL = {"IpProtocol": "-1"}
_ANYWHERE = [{"CidrIp": "0.0.0.0/0"}]


def _subnet_ids(patient: Patient) -> list[str]:
    return list(patient.environment["NetworkConfiguration"]["SubnetIds"])


def _group(patient: Patient) -> str:
    return str(patient.environment["NetworkConfiguration"]["SecurityGroupIds"][0])


def _table(patient: Patient, subnet_id: str) -> str:
    """Id of the route table of a subnet."""
    filters = [{"Name": "association.subnet-id", "Values": [subnet_id]}]
    return str(patient.owner("ec2").describe_route_tables(Filters=filters)["RouteTables"][0]["RouteTableId"])


def _endpoint(patient: Patient, service: str) -> dict[str, Any]:
    """The endpoint of an AWS service."""
    name = f"com.amazonaws.{patient.deployment.region}.{service}"
    endpoints = patient.owner("ec2").describe_vpc_endpoints()["VpcEndpoints"]
    return next(dict(endpoint) for endpoint in endpoints if endpoint["ServiceName"] == name)


def _ingress_replaced(*permissions: dict[str, Any]) -> Callable[[Patient], Undo]:
    """The environment's group admits ``permissions`` of itself, and nothing else."""

    def plant(patient: Patient) -> Undo:
        ec2, group = patient.participant("ec2"), _group(patient)
        itself = {"UserIdGroupPairs": [{"GroupId": group}]}
        replaced = [{**permission, **itself} for permission in permissions]
        ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[{**_ALL, **itself}])
        if replaced:
            ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=replaced)

        def undo() -> None:
            if replaced:
                ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=replaced)
            ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[{**_ALL, **itself}])

        return undo

    return plant


def _egress_replaced(*permissions: dict[str, Any]) -> Callable[[Patient], Undo]:
    """The environment's group lets ``permissions`` out, and nothing else."""

    def plant(patient: Patient) -> Undo:
        ec2, group = patient.participant("ec2"), _group(patient)
        everything = [{**_ALL, "IpRanges": _ANYWHERE}]
        ec2.revoke_security_group_egress(GroupId=group, IpPermissions=everything)
        if permissions:
            ec2.authorize_security_group_egress(GroupId=group, IpPermissions=list(permissions))

        def undo() -> None:
            if permissions:
                ec2.revoke_security_group_egress(GroupId=group, IpPermissions=list(permissions))
            ec2.authorize_security_group_egress(GroupId=group, IpPermissions=everything)

        return undo

    return plant


def _tcp(first: int, last: int | None = None) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": first, "ToPort": last or first}


def _acl_entry(number: int, action: str, *, egress: bool, **entry: Any) -> Callable[[Patient], Undo]:
    """A rule in the network ACL of the environment's first subnet."""

    def plant(patient: Patient) -> Undo:
        ec2, acl = patient.owner("ec2"), _acl(patient)
        options = {"Protocol": "-1", "CidrBlock": "0.0.0.0/0", **entry}
        ec2.create_network_acl_entry(NetworkAclId=acl, RuleNumber=number, RuleAction=action, Egress=egress, **options)
        return lambda: ec2.delete_network_acl_entry(NetworkAclId=acl, RuleNumber=number, Egress=egress)

    return plant


def _acl_without(number: int, *, egress: bool) -> Callable[[Patient], Undo]:
    """The network ACL without its rule that allows everything."""

    def plant(patient: Patient) -> Undo:
        ec2, acl = patient.owner("ec2"), _acl(patient)
        ec2.delete_network_acl_entry(NetworkAclId=acl, RuleNumber=number, Egress=egress)
        return lambda: ec2.create_network_acl_entry(
            NetworkAclId=acl,
            RuleNumber=number,
            RuleAction="allow",
            Egress=egress,
            Protocol="-1",
            CidrBlock="0.0.0.0/0",
        )

    return plant


def _acl(patient: Patient) -> str:
    filters = [{"Name": "association.subnet-id", "Values": _subnet_ids(patient)[:1]}]
    return str(patient.owner("ec2").describe_network_acls(Filters=filters)["NetworkAcls"][0]["NetworkAclId"])


def _private_ports(first: int, last: int) -> dict[str, Any]:
    return {"Protocol": "6", "PortRange": {"From": first, "To": last}}


def _vpc_attribute(name: str) -> Callable[[Patient], Undo]:
    """The VPC with an attribute turned off."""

    def plant(patient: Patient) -> Undo:
        ec2, vpc_id = patient.owner("ec2"), patient.vpc_id
        ec2.modify_vpc_attribute(VpcId=vpc_id, **{name: {"Value": False}})
        return lambda: ec2.modify_vpc_attribute(VpcId=vpc_id, **{name: {"Value": True}})

    return plant


def _endpoint_deleted(service: str) -> Callable[[Patient], Undo]:
    """An endpoint of an AWS service deleted."""

    def plant(patient: Patient) -> Undo:
        ec2, endpoint = patient.owner("ec2"), _endpoint(patient, service)
        ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint["VpcEndpointId"]])

        def undo() -> None:
            options: dict[str, Any] = {"RouteTableIds": endpoint["RouteTableIds"]}
            if endpoint["VpcEndpointType"] == "Interface":
                options = {
                    "SubnetIds": endpoint["SubnetIds"],
                    "SecurityGroupIds": [group["GroupId"] for group in endpoint["Groups"]],
                    "PrivateDnsEnabled": endpoint["PrivateDnsEnabled"],
                }
            created = ec2.create_vpc_endpoint(
                VpcId=endpoint["VpcId"],
                ServiceName=endpoint["ServiceName"],
                VpcEndpointType=endpoint["VpcEndpointType"],
                PolicyDocument=endpoint["PolicyDocument"],
                **options,
            )
            _wait_for(ec2, created["VpcEndpoint"]["VpcEndpointId"])

        return undo

    return plant


def _wait_for(ec2: Any, endpoint_id: str) -> None:
    wait_until(
        lambda: (
            ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint_id])["VpcEndpoints"][0]["State"].lower() == "available"
        )
    )


def _endpoint_changed(service: str, change: dict[str, Any], back: dict[str, Any]) -> Callable[[Patient], Undo]:
    """An endpoint of an AWS service modified."""

    def plant(patient: Patient) -> Undo:
        ec2, endpoint_id = patient.owner("ec2"), _endpoint(patient, service)["VpcEndpointId"]
        ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, **change)
        return lambda: ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, **back)

    return plant


def _policy(service: str, *statements: dict[str, Any]) -> Callable[[Patient], Undo]:
    """The policy of an endpoint replaced."""

    def plant(patient: Patient) -> Undo:
        ec2, endpoint = patient.owner("ec2"), _endpoint(patient, service)
        full = [{"Effect": "Allow", "Principal": "*", "Resource": "*", **statement} for statement in statements]
        text = json.dumps({"Version": "2012-10-17", "Statement": full})
        endpoint_id, before = endpoint["VpcEndpointId"], endpoint["PolicyDocument"]
        ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, PolicyDocument=text)
        return lambda: ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, PolicyDocument=before)

    return plant


def _endpoint_in_one_subnet(patient: Patient) -> Undo:
    ec2, endpoint_id = patient.owner("ec2"), _endpoint(patient, "sqs")["VpcEndpointId"]
    subnet_id = _subnet_ids(patient)[0]
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, RemoveSubnetIds=[subnet_id])
    return lambda: ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, AddSubnetIds=[subnet_id])


def _endpoint_group(*permissions: dict[str, Any]) -> Callable[[Patient], Undo]:
    """The group of the endpoints of AWS services admits ``permissions`` from anywhere, and nothing else."""

    def plant(patient: Patient) -> Undo:
        ec2, group_id = patient.owner("ec2"), _endpoint(patient, "sqs")["Groups"][0]["GroupId"]
        before = ec2.describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0]["IpPermissions"]
        replaced = [{**permission, "IpRanges": _ANYWHERE} for permission in permissions]
        ec2.revoke_security_group_ingress(GroupId=group_id, IpPermissions=before)
        if replaced:
            ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=replaced)

        def undo() -> None:
            if replaced:
                ec2.revoke_security_group_ingress(GroupId=group_id, IpPermissions=replaced)
            ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=before)

        return undo

    return plant


def _s3_from_one_table(patient: Patient) -> Undo:
    ec2, endpoint_id = patient.owner("ec2"), _endpoint(patient, "s3")["VpcEndpointId"]
    table = _table(patient, _subnet_ids(patient)[0])
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, RemoveRouteTableIds=[table])
    return lambda: ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, AddRouteTableIds=[table])


def _through_internet_gateway(patient: Patient) -> Undo:
    ec2, vpc_id = patient.owner("ec2"), patient.vpc_id
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc_id)
    table = _table(patient, _subnet_ids(patient)[0])
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)

    def undo() -> None:
        ec2.delete_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")
        ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc_id)
        ec2.delete_internet_gateway(InternetGatewayId=gateway)

    return undo


def _nat_route(patient: Patient) -> tuple[str, str]:
    """The route table of the first subnet, and its NAT gateway."""
    table = _table(patient, _subnet_ids(patient)[0])
    routes = patient.owner("ec2").describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
    return table, next(str(route["NatGatewayId"]) for route in routes if route.get("NatGatewayId"))


def _without_default_route(patient: Patient) -> Undo:
    ec2 = patient.owner("ec2")
    table, gateway = _nat_route(patient)
    ec2.delete_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")
    return lambda: ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=gateway)


def _through_private_nat_gateway(patient: Patient) -> Undo:
    ec2 = patient.owner("ec2")
    table, gateway = _nat_route(patient)
    subnet_id = ec2.describe_nat_gateways(NatGatewayIds=[gateway])["NatGateways"][0]["SubnetId"]
    private = ec2.create_nat_gateway(SubnetId=subnet_id, ConnectivityType="private")["NatGateway"]["NatGatewayId"]
    ec2.replace_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=private)

    def undo() -> None:
        ec2.replace_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=gateway)
        ec2.delete_nat_gateway(NatGatewayId=private)

    return undo


def _nat_gateway_deleted(patient: Patient) -> Undo:
    """The route leads to a NAT gateway that was deleted afterwards."""
    ec2 = patient.owner("ec2")
    table, gateway = _nat_route(patient)
    subnet_id = ec2.describe_nat_gateways(NatGatewayIds=[gateway])["NatGateways"][0]["SubnetId"]
    other = ec2.create_nat_gateway(SubnetId=subnet_id, ConnectivityType="private")["NatGateway"]["NatGatewayId"]
    ec2.replace_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=other)
    ec2.delete_nat_gateway(NatGatewayId=other)
    return lambda: ec2.replace_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=gateway)


def _interface_deleted(patient: Patient) -> Undo:
    """The route to a data center leads to a network interface that was deleted, such as an appliance's."""
    ec2, subnet_id = patient.owner("ec2"), _subnet_ids(patient)[0]
    table = _table(patient, subnet_id)
    interface = ec2.create_network_interface(SubnetId=subnet_id)["NetworkInterface"]["NetworkInterfaceId"]
    destination = {"RouteTableId": table, "DestinationCidrBlock": "172.20.0.0/16"}
    ec2.create_route(**destination, NetworkInterfaceId=interface)
    ec2.delete_network_interface(NetworkInterfaceId=interface)
    return lambda: ec2.delete_route(**destination)


def _nat_gateway_without_internet(patient: Patient) -> Undo:
    ec2 = patient.owner("ec2")
    _, gateway = _nat_route(patient)
    subnet_id = ec2.describe_nat_gateways(NatGatewayIds=[gateway])["NatGateways"][0]["SubnetId"]
    table = _table(patient, subnet_id)
    routes = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
    internet = next(route["GatewayId"] for route in routes if route.get("GatewayId", "").startswith("igw-"))
    ec2.delete_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")
    return lambda: ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=internet)


def _public_access_blocked(mode: str) -> Callable[[Patient], Undo]:
    """VPC Block Public Access turned on in the owner's account."""

    def plant(patient: Patient) -> Undo:
        ec2 = patient.owner("ec2")
        ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode=mode)
        return lambda: ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode="off")

    return plant


def _subnet_full(patient: Patient) -> Undo:
    """All addresses of a subnet taken by interfaces of someone else."""
    ec2, subnet_id = patient.owner("ec2"), _subnet_ids(patient)[0]
    free = ec2.describe_subnets(SubnetIds=[subnet_id])["Subnets"][0]["AvailableIpAddressCount"]
    taken = [
        ec2.create_network_interface(SubnetId=subnet_id)["NetworkInterface"]["NetworkInterfaceId"] for _ in range(free)
    ]

    def undo() -> None:
        for interface in taken:
            ec2.delete_network_interface(NetworkInterfaceId=interface)

    return undo


NAT = "public-webserver"

FAULTS = (
    Fault(
        "internet-blocked-inbound-for-the-load-balancer",
        "network.public-load-balancer",
        _public_access_blocked("block-ingress"),
        example="web-access",
    ),
    Fault(
        "public-webserver-without-internet",
        "network.public-webserver",
        partial(_state.configured, WebserverAccessMode=AccessMode.PUBLIC_ONLY),
        consequences=("access.webserver-public",),
    ),
    Fault("environment-group-without-self-reference", "network.self-reference", _ingress_replaced()),
    Fault("environment-group-admits-443-only", "network.self-reference", _ingress_replaced(_tcp(443))),
    Fault("environment-group-admits-5432-only", "network.self-reference", _ingress_replaced(_tcp(5432))),
    Fault(
        "environment-group-admits-udp-only",
        "network.self-reference",
        _ingress_replaced({**_tcp(1, 65535), "IpProtocol": "udp"}),
    ),
    Fault(
        "environment-group-lets-5432-out-only",
        "network.egress",
        _egress_replaced({**_tcp(5432), "IpRanges": _ANYWHERE}),
        consequences=("handshake.workers-webserver",),
    ),
    Fault(
        "environment-group-lets-nothing-out-to-s3",
        "network.egress",
        _egress_replaced({**_ALL, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}),
    ),
    Fault(
        "environment-group-lets-nothing-out",
        "network.egress",
        _egress_replaced(),
        consequences=("handshake.environment-rule", "handshake.workers-webserver"),
    ),
    Fault(
        "acl-denies-the-database-inbound",
        "network.acl",
        _acl_entry(50, "deny", egress=False, **_private_ports(5432, 5432)),
    ),
    Fault(
        "acl-denies-the-database-outbound",
        "network.acl",
        _acl_entry(50, "deny", egress=True, **_private_ports(5432, 5432)),
    ),
    Fault("acl-denies-https-inbound", "network.acl", _acl_entry(50, "deny", egress=False, **_private_ports(443, 443))),
    Fault("acl-denies-https-outbound", "network.acl", _acl_entry(50, "deny", egress=True, **_private_ports(443, 443))),
    Fault(
        "acl-denies-answers-inbound",
        "network.acl",
        _acl_entry(50, "deny", egress=False, **_private_ports(32768, 60999)),
    ),
    Fault(
        "acl-denies-answers-outbound",
        "network.acl",
        _acl_entry(50, "deny", egress=True, **_private_ports(32768, 60999)),
    ),
    Fault("acl-denies-everything-inbound", "network.acl", _acl_entry(1, "deny", egress=False)),
    Fault("acl-without-a-rule-outbound", "network.acl", _acl_without(100, egress=True)),
    Fault("dns-support-off", "network.dns-attributes", _vpc_attribute("EnableDnsSupport")),
    Fault("dns-host-names-off", "network.dns-attributes", _vpc_attribute("EnableDnsHostnames")),
    Fault("sqs-endpoint-missing", "network.service-endpoints", _endpoint_deleted("sqs")),
    Fault("logs-endpoint-missing", "network.service-endpoints", _endpoint_deleted("logs")),
    Fault("airflow-env-endpoint-missing", "network.service-endpoints", _endpoint_deleted("airflow.env")),
    Fault("ecr-endpoint-missing", "network.service-endpoints", _endpoint_deleted("ecr.dkr")),
    Fault("s3-endpoint-missing", "network.service-endpoints", _endpoint_deleted("s3")),
    Fault(
        "sqs-endpoint-without-private-dns",
        "network.private-dns",
        _endpoint_changed("sqs", {"PrivateDnsEnabled": False}, {"PrivateDnsEnabled": True}),
    ),
    Fault("sqs-endpoint-in-one-subnet", "network.service-endpoint-subnets", _endpoint_in_one_subnet),
    Fault("service-endpoints-admit-no-one", "network.service-endpoint-groups", _endpoint_group()),
    Fault("service-endpoints-admit-http", "network.service-endpoint-groups", _endpoint_group(_tcp(80))),
    Fault("s3-endpoint-serves-one-subnet", "network.s3-gateway", _s3_from_one_table),
    Fault(
        "sqs-policy-admits-own-queues-only",
        "network.endpoint-policies",
        _policy("sqs", {"Action": "sqs:*", "Resource": "arn:aws:sqs:*:222222222222:*"}),
    ),
    Fault(
        "s3-policy-without-the-bucket",
        "network.endpoint-policies",
        _policy("s3", {"Action": "s3:*", "Resource": "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"}),
    ),
    Fault(
        "logs-policy-denies-writing",
        "network.endpoint-policies",
        _policy("logs", {"Action": "*"}, {"Effect": "Deny", "Action": "logs:PutLogEvents"}),
    ),
    Fault(
        "monitoring-policy-of-reading-only",
        "network.endpoint-policies",
        _policy("monitoring", {"Action": "cloudwatch:Get*"}),
    ),
    Fault("private-subnet-with-an-internet-gateway", "network.private-subnets", _through_internet_gateway),
    Fault("subnet-full", "network.free-addresses", _subnet_full),
    Fault("subnet-without-a-default-route", "network.internet-route", _without_default_route, example=NAT),
    Fault("nat-gateway-deleted", "network.black-hole", _nat_gateway_deleted, example=NAT),
    Fault("route-to-a-deleted-interface", "network.black-hole", _interface_deleted),
    Fault("private-nat-gateway", "network.nat-gateway", _through_private_nat_gateway, example=NAT),
    Fault("nat-gateway-without-internet", "network.nat-gateway", _nat_gateway_without_internet, example=NAT),
    Fault(
        "internet-blocked-both-ways",
        "network.public-access",
        _public_access_blocked("block-bidirectional"),
        example=NAT,
    ),
)
