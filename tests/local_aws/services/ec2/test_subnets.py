"""Subnets and VPCs of one account, where moto differs from EC2."""

from __future__ import annotations

from collections.abc import Callable

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.support import OWNER, Network, refused


def test_only_subnets_of_a_default_vpc_give_public_addresses_by_themselves(aws: LocalAws, network: Network) -> None:
    subnets = aws.client("ec2", OWNER).describe_subnets()["Subnets"]
    flags = {
        (subnet["VpcId"] == network.vpc_id, subnet["DefaultForAz"], subnet["MapPublicIpOnLaunch"]) for subnet in subnets
    }
    assert flags == {(True, False, False), (False, True, True)}


def test_a_zone_may_be_named_by_its_id(aws: LocalAws, network: Network) -> None:
    (subnet,) = aws.client("ec2", OWNER).describe_subnets(SubnetIds=[network.subnet_ids[0]])["Subnets"]
    zones = aws.client("ec2", OWNER).describe_availability_zones()["AvailabilityZones"]
    (name,) = [zone["ZoneName"] for zone in zones if zone["ZoneId"] == "use1-az1"]
    assert (subnet["AvailabilityZoneId"], subnet["AvailabilityZone"]) == ("use1-az1", name)


def test_a_subnet_is_found_by_its_addresses_of_ipv6_and_by_its_zone(aws: LocalAws) -> None:
    ec2 = aws.client("ec2", OWNER)
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]
    whole = vpc["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"]
    made = ec2.create_subnet(
        VpcId=vpc["VpcId"],
        CidrBlock="10.9.0.0/24",
        Ipv6CidrBlock=whole.replace("/56", "/64"),
        AvailabilityZoneId="use1-az2",
    )["Subnet"]
    (association,) = made["Ipv6CidrBlockAssociationSet"]
    assert association["Ipv6CidrBlockState"] == {"State": "associated"}
    wanted = {
        "ipv6-cidr-block-association.association-id": association["AssociationId"],
        "ipv6-cidr-block-association.ipv6-cidr-block": association["Ipv6CidrBlock"],
        "ipv6-cidr-block-association.state": "associated",
        "availability-zone-id": "use1-az2",
        "owner-id": OWNER,
        "map-public-ip-on-launch": "false",
    }
    for name, value in wanted.items():
        mine = {"Name": "vpc-id", "Values": [vpc["VpcId"]]}
        for values, count in (([value], 1), (["other"], 0)):
            found = ec2.describe_subnets(Filters=[mine, {"Name": name, "Values": values}])["Subnets"]
            assert len(found) == count, name


def test_a_subnet_goes_with_its_associations_when_nothing_is_in_it(aws: LocalAws, network: Network) -> None:
    ec2, subnet_id = aws.client("ec2", OWNER), network.subnet_ids[0]
    table = ec2.create_route_table(VpcId=network.vpc_id)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet_id)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=subnet_id, AllocationId=address)["NatGateway"]
    assert nat["NatGatewayAddresses"][0]["PrivateIp"].startswith("10.192.20.")
    with refused("DependencyViolation", subnet_id):
        ec2.delete_subnet(SubnetId=subnet_id)
    ec2.delete_nat_gateway(NatGatewayId=nat["NatGatewayId"])
    assert "AssociationId" not in ec2.describe_addresses(AllocationIds=[address])["Addresses"][0]
    ec2.delete_subnet(SubnetId=subnet_id)
    ec2.delete_route_table(RouteTableId=table)
    with refused("InvalidSubnetID.NotFound"):
        ec2.delete_subnet(SubnetId=subnet_id)


def test_a_vpc_goes_last(aws: LocalAws, network: Network) -> None:
    ec2 = aws.client("ec2", OWNER)
    for subnet_id in network.subnet_ids:
        ec2.delete_subnet(SubnetId=subnet_id)
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=network.vpc_id)
    endpoint = ec2.create_vpc_endpoint(VpcId=network.vpc_id, ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"]
    acl = ec2.create_network_acl(VpcId=network.vpc_id)["NetworkAcl"]["NetworkAclId"]
    in_the_way: list[Callable[[], object]] = [
        lambda: ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=network.vpc_id),
        lambda: ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint["VpcEndpointId"]]),
        lambda: ec2.delete_network_acl(NetworkAclId=acl),
    ]
    for remove in in_the_way:
        with refused("DependencyViolation", network.vpc_id):
            ec2.delete_vpc(VpcId=network.vpc_id)
        remove()
    ec2.delete_vpc(VpcId=network.vpc_id)
    with refused("InvalidVpcID.NotFound"):
        ec2.describe_vpcs(VpcIds=[network.vpc_id])
