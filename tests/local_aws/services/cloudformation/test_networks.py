"""Networks for Amazon MWAA: templates with the resource types of AWS's guide are created, changed and deleted."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from mwaa_tf.local_aws.services.cloudformation.templates import read_template
from tests.local_aws.services.cloudformation.support import Stacks, parameters, template
from tests.local_aws.services.support import OWNER, REGION

#: The VPC of the MWAA user guide, page vpc-endpoint-management.
PAGE = Path(__file__).parents[3] / "rehearsal" / "fixtures" / "mwaa-vpc.yaml"
#: Of all words of the page's template, quotation marks and dashes included, with one space between them.
WORDS = "d2ab479b337090a0aa8c78a48eb91b32fff13ac8164c6c7277ae5684c5840344"


def _subnets(stacks: Stacks) -> dict[str, dict[str, Any]]:
    """By id the subnets that a stack has created."""
    ec2 = stacks.aws.client("ec2", OWNER)
    tagged = [{"Name": "tag:aws:cloudformation:stack-name", "Values": ["stack"]}]
    return {subnet["SubnetId"]: subnet for subnet in ec2.describe_subnets(Filters=tagged)["Subnets"]}


def _edited(name: str, **properties: dict[str, Any]) -> dict[str, Any]:
    """A template of the cases, with other properties of some resources."""
    result = read_template(template(name))
    for logical_id, changes in properties.items():
        result["Resources"][logical_id].setdefault("Properties", {}).update(changes)
    return result


def test_a_network_with_internet_access_has_what_its_template_says(stacks: Stacks) -> None:
    stack = stacks.create(template("public-network"))
    assert (stack["StackStatus"], stacks.failures()) == ("CREATE_COMPLETE", {})
    outputs, ids = stacks.outputs(), stacks.physical_ids()
    assert outputs["PrivateSubnets"].split(",") == [ids["PrivateA"], ids["PrivateB"]]
    assert outputs["Group"] == ids["Group"]
    ranges = {subnet["CidrBlock"]: subnet["AvailabilityZone"] for subnet in _subnets(stacks).values()}
    assert ranges == {
        "10.20.10.0/24": f"{REGION}a",
        "10.20.11.0/24": f"{REGION}b",
        "10.20.20.0/24": f"{REGION}a",
        "10.20.21.0/24": f"{REGION}b",
    }


def test_a_network_without_internet_access_has_all_endpoints_and_rules(stacks: Stacks) -> None:
    stacks.create(template("private-network"))
    ec2, ids = stacks.aws.client("ec2", OWNER), stacks.physical_ids()
    endpoints = ec2.describe_vpc_endpoints(Filters=[{"Name": "vpc-id", "Values": [ids["Network"]]}])["VpcEndpoints"]
    services = {endpoint["ServiceName"].removeprefix(f"com.amazonaws.{REGION}.") for endpoint in endpoints}
    assert services == {"s3", "sqs", "monitoring", "logs", "kms", "airflow.api", "airflow.env", "airflow.ops"}
    assert {len(endpoint["SubnetIds"]) for endpoint in endpoints} == {0, 2}
    (group,) = ec2.describe_security_groups(GroupIds=[ids["Group"]])["SecurityGroups"]
    (egress,) = group["IpPermissionsEgress"]
    # The group's own list takes the place of the rule that EC2 gives a new group.
    assert [ip_range["CidrIp"] for ip_range in egress["IpRanges"]] == ["10.30.0.0/16"]
    itself = [{"GroupId": group["GroupId"], "UserId": OWNER}]
    assert (egress["UserIdGroupPairs"], group["IpPermissions"][0]["UserIdGroupPairs"]) == (itself, itself)
    exports = {export["Name"]: export["Value"] for export in stacks.client.list_exports()["Exports"]}
    assert exports == {"stack-subnets": stacks.outputs()["Subnets"], "stack-group": group["GroupId"]}


def test_the_template_of_the_page_on_shared_networks_has_all_of_its_words() -> None:
    words = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert hashlib.sha256(words.encode()).hexdigest() == WORDS


def test_the_template_of_the_page_on_shared_networks_is_created_changed_and_deleted(stacks: Stacks) -> None:
    ec2 = stacks.aws.client("ec2", OWNER)
    vpcs = {vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"]}
    stack = stacks.create(PAGE.read_text(encoding="utf-8"))
    assert (stack["StackStatus"], stacks.failures()) == ("CREATE_COMPLETE", {})
    before, outputs = stacks.physical_ids(), stacks.outputs()
    assert outputs["PrivateSubnets"].split(",") == [before["PrivateSubnet1"], before["PrivateSubnet2"]]
    assert outputs.keys() == {
        *("VPC", "PublicSubnets", "PrivateSubnets", "PublicSubnet1", "PublicSubnet2"),
        *("PrivateSubnet1", "PrivateSubnet2", "SecurityGroupIngress"),
    }

    stack = stacks.update(Parameters=parameters(PrivateSubnet2CIDR="10.192.22.0/24"))
    assert (stack["StackStatus"], stacks.failures()) == ("UPDATE_COMPLETE", {})
    after = stacks.physical_ids()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"PrivateSubnet2", "PrivateSubnet2RouteTableAssociation"}

    stacks.client.delete_stack(StackName="stack")
    assert {vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"]} == vpcs


def test_a_deleted_network_leaves_nothing(stacks: Stacks) -> None:
    ec2 = stacks.aws.client("ec2", OWNER)
    before = {vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"]}
    for name in ("public-network", "private-network"):
        stacks.create(template(name), name)
        stacks.client.delete_stack(StackName=name)
    assert stacks.client.describe_stacks()["Stacks"] == []
    assert {vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"]} == before
    assert ec2.describe_addresses()["Addresses"] == []
    assert stacks.client.list_exports()["Exports"] == []


def test_another_range_replaces_the_subnet_and_what_depends_on_it(stacks: Stacks) -> None:
    stacks.create(template("public-network"))
    before = stacks.physical_ids()
    stack = stacks.update(Parameters=parameters(FirstPrivateRange="10.20.99.0/24"))
    after = stacks.physical_ids()
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    assert {name for name in after if after[name] != before[name]} == {"PrivateA", "AssociationA"}
    assert _subnets(stacks)[after["PrivateA"]]["CidrBlock"] == "10.20.99.0/24"
    assert before["PrivateA"] not in _subnets(stacks)
    assert stacks.outputs()["PrivateSubnets"].startswith(after["PrivateA"])
    tables = stacks.aws.client("ec2", OWNER).describe_route_tables(RouteTableIds=[after["TableA"]])["RouteTables"]
    assert [association["SubnetId"] for association in tables[0]["Associations"]] == [after["PrivateA"]]


def test_a_subnet_that_is_in_use_remains_after_its_replacement_and_the_events_say_so(stacks: Stacks) -> None:
    stacks.create(template("public-network"))
    before = stacks.physical_ids()
    stacks.aws.client("ec2", OWNER).create_network_interface(SubnetId=before["PrivateA"])
    stack = stacks.update(Parameters=parameters(FirstPrivateRange="10.20.99.0/24"))
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    assert "has dependencies and cannot be deleted" in stacks.failures()["PrivateA"]
    assert before["PrivateA"] in _subnets(stacks)


ANOTHER_NETWORK = parameters(NetworkRange="10.31.0.0/16", Ranges="10.31.10.0/24,10.31.11.0/24")


def test_what_cannot_be_replaced_under_its_name_rolls_the_whole_update_back(stacks: Stacks) -> None:
    stacks.create(_edited("private-network", Group={"GroupName": "airflow-group"}))
    before, subnets = stacks.physical_ids(), _subnets(stacks)
    stack = stacks.update(Parameters=ANOTHER_NETWORK)
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert stacks.failures() == {
        "Group": "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
        "Rename airflow-group and update the stack again."
    }
    assert (stacks.physical_ids(), _subnets(stacks)) == (before, subnets)
    assert {"ParameterKey": "NetworkRange", "ParameterValue": "10.30.0.0/16"} in stack["Parameters"]


def test_another_range_of_the_vpc_replaces_the_whole_network(stacks: Stacks) -> None:
    stacks.create(template("private-network"))
    before = stacks.physical_ids()
    assert stacks.update(Parameters=ANOTHER_NETWORK)["StackStatus"] == "UPDATE_COMPLETE"
    after = stacks.physical_ids()
    assert {name for name in after if after[name] == before[name]} == set()
    vpcs = {vpc["VpcId"]: vpc["CidrBlock"] for vpc in stacks.aws.client("ec2", OWNER).describe_vpcs()["Vpcs"]}
    assert (vpcs.get(before["Network"]), vpcs[after["Network"]]) == (None, "10.31.0.0/16")
    assert len(_subnets(stacks)) == 2


def test_an_attached_gateway_keeps_its_vpc_from_being_replaced_as_on_aws(stacks: Stacks) -> None:
    """A gateway is attached to one VPC, and CloudFormation creates the new attachment before it deletes the old one."""
    stacks.create(template("public-network"))
    before = stacks.physical_ids()
    edited = _edited("public-network", PrivateB={"CidrBlock": "10.21.21.0/24"})
    ranges = parameters(NetworkRange="10.21.0.0/16", FirstPrivateRange="10.21.20.0/24")
    assert stacks.update(edited, Parameters=ranges)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert "Attachment" in stacks.failures()
    assert stacks.physical_ids() == before


def test_what_can_change_in_place_keeps_its_id(stacks: Stacks) -> None:
    stacks.create(template("private-network"))
    before, ec2 = stacks.physical_ids(), stacks.aws.client("ec2", OWNER)
    edited = _edited(
        "private-network",
        Network={"EnableDnsHostnames": "false", "Tags": [{"Key": "Name", "Value": "renamed"}]},
        PrivateA={"MapPublicIpOnLaunch": True},
        GroupIngress={"Description": "from itself"},
        Group={
            "SecurityGroupEgress": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": "443", "CidrIp": "10.0.0.0/8"}]
        },
        SqsEndpoint={"SubnetIds": [{"Ref": "PrivateA"}], "PolicyDocument": {"Version": "2012-10-17", "Statement": []}},
        S3Endpoint={"RouteTableIds": [{"Ref": "TableB"}]},
    )
    assert stacks.update(edited)["StackStatus"] == "UPDATE_COMPLETE", stacks.failures()
    assert stacks.physical_ids() == before
    hostnames = ec2.describe_vpc_attribute(VpcId=before["Network"], Attribute="enableDnsHostnames")
    assert hostnames["EnableDnsHostnames"] == {"Value": False}
    (vpc,) = ec2.describe_vpcs(VpcIds=[before["Network"]])["Vpcs"]
    own = {tag["Key"]: tag["Value"] for tag in vpc["Tags"] if not tag["Key"].startswith("aws:")}
    assert own == {"Name": "renamed"}
    assert _subnets(stacks)[before["PrivateA"]]["MapPublicIpOnLaunch"] is True
    (rule,) = ec2.describe_security_group_rules(SecurityGroupRuleIds=[before["GroupIngress"]])["SecurityGroupRules"]
    assert rule["Description"] == "from itself"
    (group,) = ec2.describe_security_groups(GroupIds=[before["Group"]])["SecurityGroups"]
    ports = sorted(permission.get("FromPort", 0) for permission in group["IpPermissionsEgress"])
    assert ports == [0, 443]
    queue, objects = (
        ec2.describe_vpc_endpoints(VpcEndpointIds=[before[name]])["VpcEndpoints"][0]
        for name in ("SqsEndpoint", "S3Endpoint")
    )
    assert (queue["SubnetIds"], json.loads(queue["PolicyDocument"])["Statement"]) == ([before["PrivateA"]], [])
    assert objects["RouteTableIds"] == [before["TableB"]]


def test_the_target_of_a_route_changes_in_place(stacks: Stacks) -> None:
    stacks.create(template("public-network"))
    before = stacks.physical_ids()
    edited = _edited("public-network", RouteA={"NatGatewayId": {"Ref": "NatB"}})
    assert stacks.update(edited)["StackStatus"] == "UPDATE_COMPLETE", stacks.failures()
    tables = stacks.aws.client("ec2", OWNER).describe_route_tables(RouteTableIds=[before["TableA"]])["RouteTables"]
    assert [route.get("NatGatewayId") for route in tables[0]["Routes"]] == [None, before["NatB"]]


def test_a_rule_that_the_template_no_longer_has_is_removed(stacks: Stacks) -> None:
    stacks.create(template("private-network"))
    group_id = stacks.physical_ids()["Group"]
    edited = read_template(template("private-network"))
    del edited["Resources"]["GroupIngress"], edited["Resources"]["GroupEgress"]
    assert stacks.update(edited)["StackStatus"] == "UPDATE_COMPLETE"
    (group,) = stacks.aws.client("ec2", OWNER).describe_security_groups(GroupIds=[group_id])["SecurityGroups"]
    assert (group["IpPermissions"], group["IpPermissionsEgress"][0]["UserIdGroupPairs"]) == ([], [])
