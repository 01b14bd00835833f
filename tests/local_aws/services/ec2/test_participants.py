"""What a participant sees of a VPC of another account, and what it may do there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.services.ec2.visibility import is_shared, subnet_owner, visible_subnets
from tests.local_aws.services.support import DATA, OWNER, REGION, SCIENCE, Network, refused

NAME = [{"Key": "Name", "Value": "private"}]


def test_a_participant_sees_what_is_shared_and_nothing_else(aws: LocalAws, network: Network) -> None:
    owner, participant, other = (aws.client("ec2", account) for account in (OWNER, DATA, SCIENCE))
    owner.create_tags(Resources=[network.vpc_id, *network.subnet_ids], Tags=NAME)
    gateway = owner.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    owner.attach_internet_gateway(InternetGatewayId=gateway, VpcId=network.vpc_id)
    network.share(DATA, subnets=1)
    shared, hidden = network.subnet_ids

    (subnet,) = participant.describe_subnets(SubnetIds=[shared])["Subnets"]
    assert (subnet["OwnerId"], subnet["VpcId"], subnet["Tags"]) == (OWNER, network.vpc_id, [])
    assert subnet["SubnetArn"] == network.subnet_arns[0]
    (vpc,) = participant.describe_vpcs(VpcIds=[network.vpc_id])["Vpcs"]
    assert (vpc["OwnerId"], vpc["CidrBlock"], vpc["Tags"]) == (OWNER, "10.192.0.0/16", [])
    in_vpc = [{"Name": "vpc-id", "Values": [network.vpc_id]}]
    for operation, key in (("describe_route_tables", "RouteTables"), ("describe_network_acls", "NetworkAcls")):
        (found,) = getattr(participant, operation)(Filters=in_vpc)[key]
        assert found["OwnerId"] == OWNER
        assert getattr(other, operation)(Filters=in_vpc)[key] == []
    (found,) = participant.describe_internet_gateways(InternetGatewayIds=[gateway])["InternetGateways"]
    assert found["Attachments"] == [{"State": "available", "VpcId": network.vpc_id}]
    assert participant.describe_vpc_attribute(VpcId=network.vpc_id, Attribute="enableDnsSupport")["EnableDnsSupport"]

    for client, subnet_id in ((participant, hidden), (other, shared)):
        with refused("InvalidSubnetID.NotFound", subnet_id):
            client.describe_subnets(SubnetIds=[subnet_id])
    with refused("InvalidVpcID.NotFound", f"The vpc ID '{network.vpc_id}' does not exist"):
        other.describe_vpcs(VpcIds=[network.vpc_id])
    assert owner.describe_subnets(SubnetIds=[shared])["Subnets"][0]["Tags"] == NAME


def test_entries_of_a_network_acl_come_in_the_order_in_which_they_are_evaluated(
    aws: LocalAws, network: Network
) -> None:
    """EC2 API reference, DescribeNetworkAcls; AWS's verification script of MWAA takes the first entry that matches."""
    owner = aws.client("ec2", OWNER)
    in_vpc = [{"Name": "vpc-id", "Values": [network.vpc_id]}]
    (acl,) = owner.describe_network_acls(Filters=in_vpc)["NetworkAcls"]
    for egress in (False, True):
        owner.create_network_acl_entry(
            NetworkAclId=acl["NetworkAclId"],
            RuleNumber=50,
            Protocol="6",
            PortRange={"From": 5432, "To": 5432},
            RuleAction="deny",
            Egress=egress,
            CidrBlock="0.0.0.0/0",
        )
    (acl,) = owner.describe_network_acls(Filters=in_vpc)["NetworkAcls"]
    order = [(entry["Egress"], entry["RuleNumber"]) for entry in acl["Entries"]]
    assert order == [(True, 50), (True, 100), (True, 32767), (False, 50), (False, 100), (False, 32767)]


def test_tags_are_each_account_s_own(aws: LocalAws, network: Network) -> None:
    network.share(DATA, SCIENCE)
    (subnet_id, _), mine = network.subnet_ids, [{"Key": "Team", "Value": "data"}]
    aws.client("ec2", DATA).create_tags(Resources=[subnet_id], Tags=mine)
    seen = {
        account: aws.client("ec2", account).describe_subnets(SubnetIds=[subnet_id])["Subnets"][0]["Tags"]
        for account in (OWNER, DATA, SCIENCE)
    }
    assert seen == {OWNER: [], DATA: mine, SCIENCE: []}
    by_tag = [{"Name": "tag:Team", "Values": ["data"]}]
    assert len(aws.client("ec2", DATA).describe_subnets(Filters=by_tag)["Subnets"]) == 1
    assert aws.client("ec2", SCIENCE).describe_subnets(Filters=by_tag)["Subnets"] == []


def test_visibility_for_other_services(aws: LocalAws, network: Network) -> None:
    shared, hidden = network.subnet_ids
    assert (subnet_owner(shared, REGION), subnet_owner("subnet-0", REGION)) == (OWNER, None)
    assert not is_shared(shared, DATA, REGION)
    network.share(DATA, subnets=1)
    assert is_shared(shared, DATA, REGION)
    assert not is_shared(hidden, DATA, REGION)
    assert not is_shared(shared, OWNER, REGION)
    assert not is_shared(shared, DATA, "eu-west-1")
    assert set(network.subnet_ids) <= visible_subnets(OWNER, REGION).keys()
    seen = visible_subnets(DATA, REGION)
    assert (shared in seen, hidden in seen, seen[shared].owner_id) == (True, False, OWNER)
    aws.client("ec2", OWNER).modify_subnet_attribute(SubnetId=shared, MapPublicIpOnLaunch={"Value": True})
    assert seen[shared].map_public_ip_on_launch is True


REFUSED: dict[str, Callable[[Any, Network, dict[str, str]], object]] = {
    "CreateSubnet": lambda ec2, n, _: ec2.create_subnet(VpcId=n.vpc_id, CidrBlock="10.192.30.0/24"),
    "DeleteSubnet": lambda ec2, n, _: ec2.delete_subnet(SubnetId=n.subnet_ids[0]),
    "ModifySubnetAttribute": lambda ec2, n, _: ec2.modify_subnet_attribute(
        SubnetId=n.subnet_ids[0], MapPublicIpOnLaunch={"Value": True}
    ),
    "DeleteVpc": lambda ec2, n, _: ec2.delete_vpc(VpcId=n.vpc_id),
    "ModifyVpcAttribute": lambda ec2, n, _: ec2.modify_vpc_attribute(VpcId=n.vpc_id, EnableDnsSupport={"Value": False}),
    "CreateRouteTable": lambda ec2, n, _: ec2.create_route_table(VpcId=n.vpc_id),
    "CreateRoute": lambda ec2, _, ids: ec2.create_route(
        RouteTableId=ids["table"], DestinationCidrBlock="0.0.0.0/0", GatewayId="igw-1"
    ),
    "AssociateRouteTable": lambda ec2, n, ids: ec2.associate_route_table(
        RouteTableId=ids["table"], SubnetId=n.subnet_ids[0]
    ),
    "CreateNetworkAclEntry": lambda ec2, _, ids: ec2.create_network_acl_entry(
        NetworkAclId=ids["acl"], Egress=True, Protocol="-1", RuleAction="deny", RuleNumber=1, CidrBlock="0.0.0.0/0"
    ),
    "CreateNatGateway": lambda ec2, n, _: ec2.create_nat_gateway(SubnetId=n.subnet_ids[0], ConnectivityType="private"),
    "CreateVpcEndpoint": lambda ec2, n, _: ec2.create_vpc_endpoint(
        VpcId=n.vpc_id, ServiceName=f"com.amazonaws.{REGION}.sqs", VpcEndpointType="Interface"
    ),
    "CreateFlowLogs": lambda ec2, n, _: ec2.create_flow_logs(
        ResourceIds=[n.subnet_ids[0]], ResourceType="Subnet", TrafficType="ALL", LogDestination="arn:aws:s3:::b"
    ),
}


@pytest.mark.parametrize("operation", REFUSED)
def test_a_participant_changes_nothing_of_the_owner_s(aws: LocalAws, network: Network, operation: str) -> None:
    network.share(DATA)
    participant = aws.client("ec2", DATA)
    in_vpc = [{"Name": "vpc-id", "Values": [network.vpc_id]}]
    ids = {
        "table": participant.describe_route_tables(Filters=in_vpc)["RouteTables"][0]["RouteTableId"],
        "acl": participant.describe_network_acls(Filters=in_vpc)["NetworkAcls"][0]["NetworkAclId"],
    }
    message = f"You are not authorized to perform {operation} operation. A subnet in this vpc is shared but"
    with refused("UnauthorizedOperation", message):
        REFUSED[operation](participant, network, ids)


def test_a_refusal_is_an_http_403(aws: LocalAws, network: Network) -> None:
    network.share(DATA)
    ec2 = aws.client("ec2", DATA)
    with pytest.raises(ec2.exceptions.ClientError) as caught:
        ec2.delete_vpc(VpcId=network.vpc_id)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_endpoints_of_the_owner_are_nobody_else_s(aws: LocalAws, network: Network) -> None:
    network.share(DATA)
    made = aws.client("ec2", OWNER).create_vpc_endpoint(
        VpcId=network.vpc_id,
        ServiceName=f"com.amazonaws.{REGION}.sqs",
        VpcEndpointType="Interface",
        SubnetIds=list(network.subnet_ids),
    )["VpcEndpoint"]
    participant, ids = aws.client("ec2", DATA), [made["VpcEndpointId"]]
    assert participant.describe_vpc_endpoints()["VpcEndpoints"] == []
    assert participant.describe_network_interfaces()["NetworkInterfaces"] == []
    with refused("InvalidVpcEndpointId.NotFound"):
        participant.describe_vpc_endpoints(VpcEndpointIds=ids)
    with refused("InvalidVpcEndpointId.NotFound"):
        participant.modify_vpc_endpoint(VpcEndpointId=ids[0], PrivateDnsEnabled=False)
    (failed,) = participant.delete_vpc_endpoints(VpcEndpointIds=ids)["Unsuccessful"]
    assert (failed["ResourceId"], failed["Error"]["Code"]) == (ids[0], "InvalidVpcEndpointId.NotFound")
    assert len(aws.client("ec2", OWNER).describe_vpc_endpoints(VpcEndpointIds=ids)["VpcEndpoints"]) == 1


def test_a_participant_makes_interfaces_with_its_own_groups(aws: LocalAws, network: Network) -> None:
    network.share(DATA)
    owner, participant, subnet_id = aws.client("ec2", OWNER), aws.client("ec2", DATA), network.subnet_ids[0]
    mine, theirs = network.group(DATA), network.group(OWNER)
    made = participant.create_network_interface(SubnetId=subnet_id, Groups=[mine])["NetworkInterface"]
    assert (made["OwnerId"], made["VpcId"]) == (DATA, network.vpc_id)
    assert made["PrivateIpAddress"].startswith("10.192.20.")
    another = owner.create_network_interface(SubnetId=subnet_id, Groups=[theirs])["NetworkInterface"]
    assert another["PrivateIpAddress"] != made["PrivateIpAddress"]
    assert owner.describe_subnets(SubnetIds=[subnet_id])["Subnets"][0]["AvailableIpAddressCount"] == 249

    with refused("InvalidSecurityGroupID.NotFound", theirs):
        participant.create_network_interface(SubnetId=subnet_id, Groups=[theirs])
    with refused("UnauthorizedOperation"):
        participant.create_network_interface(SubnetId=subnet_id)
    with refused("UnauthorizedOperation"):
        owner.create_network_interface(SubnetId=subnet_id, Groups=[mine])
    # The owner looks, and no more.
    (seen,) = owner.describe_network_interfaces(NetworkInterfaceIds=[made["NetworkInterfaceId"]])["NetworkInterfaces"]
    assert seen["OwnerId"] == DATA
    with refused("UnauthorizedOperation", "DeleteNetworkInterface"):
        owner.delete_network_interface(NetworkInterfaceId=made["NetworkInterfaceId"])
    with refused("InvalidNetworkInterfaceID.NotFound"):
        participant.describe_network_interfaces(NetworkInterfaceIds=[another["NetworkInterfaceId"]])


def test_a_participant_makes_load_balancers(aws: LocalAws, network: Network) -> None:
    with refused("InvalidSubnetID.NotFound"):
        aws.client("elbv2", DATA).create_load_balancer(Name="ui", Subnets=list(network.subnet_ids), Scheme="internal")
    network.share(DATA)
    group = network.group(DATA)
    (balancer,) = aws.client("elbv2", DATA).create_load_balancer(
        Name="ui", Subnets=list(network.subnet_ids), SecurityGroups=[group], Scheme="internal"
    )["LoadBalancers"]
    assert balancer["VpcId"] == network.vpc_id
    with refused("DependencyViolation"):
        aws.client("ec2", DATA).delete_security_group(GroupId=group)


def test_after_unsharing_what_stands_stays(aws: LocalAws, network: Network) -> None:
    owner, participant, share = aws.client("ec2", OWNER), aws.client("ec2", DATA), network.share(DATA)
    subnet_id, group = network.subnet_ids[0], network.group(DATA)
    interface = participant.create_network_interface(SubnetId=subnet_id, Groups=[group])["NetworkInterface"]
    aws.client("ram", OWNER).delete_resource_share(resourceShareArn=share)
    aws.clock.advance(timedelta(minutes=1))

    with refused("InvalidSubnetID.NotFound"):
        participant.describe_subnets(SubnetIds=[subnet_id])
    with refused("InvalidSubnetID.NotFound"):
        participant.create_network_interface(SubnetId=subnet_id, Groups=[group])
    with refused("InvalidVpcID.NotFound"):
        network.group(DATA, "another")
    ids = [interface["NetworkInterfaceId"]]
    assert participant.describe_network_interfaces(NetworkInterfaceIds=ids)["NetworkInterfaces"][0]["VpcId"]
    assert participant.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["VpcId"] == network.vpc_id

    with refused("DependencyViolation", subnet_id):
        owner.delete_subnet(SubnetId=subnet_id)
    participant.delete_network_interface(NetworkInterfaceId=ids[0])
    for each in network.subnet_ids:
        owner.delete_subnet(SubnetId=each)
    with refused("DependencyViolation", network.vpc_id):
        owner.delete_vpc(VpcId=network.vpc_id)
    participant.delete_security_group(GroupId=group)
    owner.delete_vpc(VpcId=network.vpc_id)
    in_vpc = [{"Name": "vpc-id", "Values": [network.vpc_id]}]
    assert owner.describe_network_acls(Filters=in_vpc)["NetworkAcls"] == []


def test_a_participant_s_instances_have_addresses_of_their_own(aws: LocalAws, network: Network) -> None:
    network.share(DATA)
    image = aws.client("ec2", OWNER).describe_images()["Images"][0]["ImageId"]
    addresses = []
    for account in (OWNER, DATA):
        groups = [network.group(account)]
        for _ in range(2):
            made = aws.client("ec2", account).run_instances(
                ImageId=image, MinCount=1, MaxCount=1, SubnetId=network.subnet_ids[0], SecurityGroupIds=groups
            )
            addresses.append(made["Instances"][0]["PrivateIpAddress"])
    assert sorted(addresses) == [f"10.192.20.{number}" for number in (4, 5, 6, 7)]
