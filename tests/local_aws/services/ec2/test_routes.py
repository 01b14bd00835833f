"""A route whose target is gone is a black hole (EC2 API reference, Route)."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws

DESTINATION = "0.0.0.0/0"


class Vpc:
    """A VPC with a subnet and a route table."""

    def __init__(self, local: LocalAws) -> None:
        self.ec2 = local.client("ec2", local.accounts[0])
        self.id = self.ec2.create_vpc(CidrBlock="10.50.0.0/16")["Vpc"]["VpcId"]
        self.subnet_id = self.ec2.create_subnet(VpcId=self.id, CidrBlock="10.50.0.0/24")["Subnet"]["SubnetId"]
        self.table_id = self.ec2.create_route_table(VpcId=self.id)["RouteTable"]["RouteTableId"]

    def route(self, **target: Any) -> None:
        self.ec2.create_route(RouteTableId=self.table_id, DestinationCidrBlock=DESTINATION, **target)

    @property
    def states(self) -> dict[str, str]:
        """The state of each route, by its destination."""
        (table,) = self.ec2.describe_route_tables(RouteTableIds=[self.table_id])["RouteTables"]
        return {route["DestinationCidrBlock"]: route["State"] for route in table["Routes"]}


@pytest.fixture
def vpc(local_aws: LocalAws) -> Vpc:
    return Vpc(local_aws)


def test_a_route_to_a_nat_gateway_is_a_black_hole_once_it_is_deleted(vpc: Vpc) -> None:
    gateway = vpc.ec2.create_nat_gateway(SubnetId=vpc.subnet_id, ConnectivityType="private")["NatGateway"]
    vpc.route(NatGatewayId=gateway["NatGatewayId"])
    assert vpc.states == {"10.50.0.0/16": "active", DESTINATION: "active"}

    vpc.ec2.delete_nat_gateway(NatGatewayId=gateway["NatGatewayId"])

    assert vpc.states == {"10.50.0.0/16": "active", DESTINATION: "blackhole"}


def test_a_route_to_an_internet_gateway_is_a_black_hole_as_long_as_it_is_detached(vpc: Vpc) -> None:
    gateway_id = vpc.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    vpc.ec2.attach_internet_gateway(InternetGatewayId=gateway_id, VpcId=vpc.id)
    vpc.route(GatewayId=gateway_id)

    vpc.ec2.detach_internet_gateway(InternetGatewayId=gateway_id, VpcId=vpc.id)
    assert vpc.states[DESTINATION] == "blackhole"

    vpc.ec2.attach_internet_gateway(InternetGatewayId=gateway_id, VpcId=vpc.id)
    assert vpc.states[DESTINATION] == "active"


def test_a_route_to_a_network_interface_is_a_black_hole_once_it_is_deleted(vpc: Vpc) -> None:
    interface = vpc.ec2.create_network_interface(SubnetId=vpc.subnet_id)["NetworkInterface"]["NetworkInterfaceId"]
    vpc.route(NetworkInterfaceId=interface)
    assert vpc.states[DESTINATION] == "active"

    vpc.ec2.delete_network_interface(NetworkInterfaceId=interface)

    assert vpc.states[DESTINATION] == "blackhole"


def test_a_route_to_a_peering_connection_is_a_black_hole_once_it_is_deleted(vpc: Vpc) -> None:
    peer_id = vpc.ec2.create_vpc(CidrBlock="10.60.0.0/16")["Vpc"]["VpcId"]
    created = vpc.ec2.create_vpc_peering_connection(VpcId=vpc.id, PeerVpcId=peer_id)["VpcPeeringConnection"]
    peering_id = created["VpcPeeringConnectionId"]
    vpc.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=peering_id)
    vpc.route(VpcPeeringConnectionId=peering_id)
    assert vpc.states[DESTINATION] == "active"

    vpc.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=peering_id)

    assert vpc.states[DESTINATION] == "blackhole"
