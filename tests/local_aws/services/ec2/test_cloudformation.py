"""A VPC from a CloudFormation template: made with all of its properties, and deleted whole."""

from __future__ import annotations

import json
from typing import Any

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.support import OWNER

_TAGS = [{"Key": "Name", "Value": "mwaa-"}]


def _resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::EC2::{kind}", "Properties": properties}


TEMPLATE = {
    "Resources": {
        "VPC": _resource(
            "VPC", CidrBlock="10.192.0.0/16", EnableDnsSupport=True, EnableDnsHostnames="true", Tags=_TAGS
        ),
        "Gateway": _resource("InternetGateway", Tags=_TAGS),
        "Attachment": _resource("VPCGatewayAttachment", VpcId={"Ref": "VPC"}, InternetGatewayId={"Ref": "Gateway"}),
        "Public": _resource("Subnet", VpcId={"Ref": "VPC"}, CidrBlock="10.192.10.0/24", MapPublicIpOnLaunch=True),
        "Private": _resource("Subnet", VpcId={"Ref": "VPC"}, CidrBlock="10.192.20.0/24", MapPublicIpOnLaunch=False),
        "Address": _resource("EIP", Domain="vpc"),
        "Nat": _resource(
            "NatGateway",
            AllocationId={"Fn::GetAtt": ["Address", "AllocationId"]},
            SubnetId={"Ref": "Public"},
            Tags=_TAGS,
        ),
        "Table": _resource("RouteTable", VpcId={"Ref": "VPC"}, Tags=_TAGS),
        "Route": _resource(
            "Route",
            RouteTableId={"Ref": "Table"},
            DestinationCidrBlock="0.0.0.0/0",
            NatGatewayId={"Ref": "Nat"},
        ),
        "Association": _resource(
            "SubnetRouteTableAssociation", RouteTableId={"Ref": "Table"}, SubnetId={"Ref": "Private"}
        ),
        "Group": _resource(
            "SecurityGroup", VpcId={"Ref": "VPC"}, GroupName="mwaa-security-group", GroupDescription="all"
        ),
        "Ingress": _resource(
            "SecurityGroupIngress",
            GroupId={"Ref": "Group"},
            IpProtocol="-1",
            SourceSecurityGroupId={"Ref": "Group"},
        ),
    }
}


def _names(resource: dict[str, Any]) -> list[str]:
    return [tag["Value"] for tag in resource["Tags"] if tag["Key"] == "Name"]


def test_a_stack_is_made_whole_and_deleted_whole(aws: LocalAws) -> None:
    stacks, ec2 = aws.client("cloudformation", OWNER), aws.client("ec2", OWNER)
    before = {vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"]}
    stacks.create_stack(StackName="network", TemplateBody=json.dumps(TEMPLATE))
    (vpc_id,) = {vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"]} - before
    in_vpc = [{"Name": "vpc-id", "Values": [vpc_id]}]
    for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
        name = attribute[0].lower() + attribute[1:]
        assert ec2.describe_vpc_attribute(VpcId=vpc_id, Attribute=name)[attribute] == {"Value": True}
    subnets = ec2.describe_subnets(Filters=in_vpc)["Subnets"]
    public = {subnet["CidrBlock"]: subnet["MapPublicIpOnLaunch"] for subnet in subnets}
    assert public == {"10.192.10.0/24": True, "10.192.20.0/24": False}
    private = next(subnet["SubnetId"] for subnet in subnets if subnet["CidrBlock"] == "10.192.20.0/24")
    (table,) = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [private]}])[
        "RouteTables"
    ]
    (nat,) = ec2.describe_nat_gateways(Filters=in_vpc)["NatGateways"]
    assert [route.get("NatGatewayId") for route in table["Routes"]] == [None, nat["NatGatewayId"]]
    assert nat["NatGatewayAddresses"][0]["PrivateIp"].startswith("10.192.10.")
    (gateway,) = ec2.describe_internet_gateways()["InternetGateways"]
    assert [_names(item) for item in (table, nat, gateway)] == [["mwaa-"]] * 3
    (group,) = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["mwaa-security-group"]}])[
        "SecurityGroups"
    ]
    assert group["IpPermissions"][0]["UserIdGroupPairs"] == [{"GroupId": group["GroupId"], "UserId": OWNER}]

    stacks.delete_stack(StackName="network")
    assert {vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"]} == before
    assert ec2.describe_internet_gateways()["InternetGateways"] == []
    assert ec2.describe_addresses()["Addresses"] == []
    assert ec2.describe_network_interfaces()["NetworkInterfaces"] == []


def test_what_is_gone_already_keeps_no_stack_from_being_deleted(aws: LocalAws) -> None:
    stacks, ec2 = aws.client("cloudformation", OWNER), aws.client("ec2", OWNER)
    stacks.create_stack(StackName="network", TemplateBody=json.dumps(TEMPLATE))
    (table,) = ec2.describe_route_tables(Filters=[{"Name": "tag:Name", "Values": ["mwaa-"]}])["RouteTables"]
    (association,) = table["Associations"]
    ec2.disassociate_route_table(AssociationId=association["RouteTableAssociationId"])
    # Its route goes with it, and is still one of the stack's.
    ec2.delete_route_table(RouteTableId=table["RouteTableId"])

    stacks.delete_stack(StackName="network")

    assert ec2.describe_addresses()["Addresses"] == []
    assert "network" not in {stack["StackName"] for stack in stacks.describe_stacks()["Stacks"]}


def test_tags_are_those_of_the_allocation_and_have_the_type_of_its_resource(aws: LocalAws) -> None:
    ec2, stacks = aws.client("ec2", OWNER), aws.client("cloudformation", OWNER)
    address = {"Type": "AWS::EC2::EIP", "Properties": {"Domain": "vpc", "Tags": [{"Key": "Name", "Value": "NAT"}]}}
    stacks.create_stack(StackName="address", TemplateBody=json.dumps({"Resources": {"Address": address}}))

    (resource,) = stacks.describe_stack_resources(StackName="address")["StackResources"]
    (described,) = ec2.describe_addresses(PublicIps=[resource["PhysicalResourceId"]])["Addresses"]
    tags = ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [described["AllocationId"]]}])["Tags"]
    assert {tag["ResourceType"] for tag in tags} == {"elastic-ip"}
    assert {"Name", "aws:cloudformation:stack-name"} <= {tag["Key"] for tag in tags}
    stacks.delete_stack(StackName="address")
