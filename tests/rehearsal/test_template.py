"""The VPC is the template's: CloudFormation's in one account, `modules/network`'s in another, compared in EC2."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.local_aws import without_aws
from mwaa_tf.terraform import RootModule, Terraform
from tests.rehearsal.inventory import Inventory, differences, inventory
from tests.support import REPOSITORY

pytestmark = [pytest.mark.slow, pytest.mark.terraform]

#: The VPC of the MWAA user guide, page vpc-endpoint-management, word for word. Copies of the page without line breaks
#: exist; here they were put back, which changes no word (see the digest in test_networks.py of CloudFormation's tests).
TEMPLATE = Path(__file__).parent / "fixtures" / "mwaa-vpc.yaml"
BY_TEMPLATE, BY_MODULE = "111111111111", "222222222222"
REGION = "us-east-1"

ROOT_MODULE = f"""
provider "aws" {{
  region = "{REGION}"
}}

module "network" {{
  source = "{REPOSITORY / "modules" / "network"}"
}}

output "network" {{
  value = module.network
}}
"""

DEFAULT_GROUP = "group default of VPC 10.192.0.0/16"


@dataclass(frozen=True)
class Beyond:
    """What the module makes otherwise than the template: a property, or a whole resource, and why."""

    resource: str
    property: str | None
    by_module: Any
    reason: str


def _named() -> Iterator[Beyond]:
    """The `Name` of each NAT gateway and of its address, as EC2 lists them: with the resource and apart."""
    reason = "`adopt` and people tell them from others of the account"
    for zone in (1, 2):
        subnet = f"subnet 10.192.{9 + zone}.0/24"
        for resource, kind, word in (
            (f"NAT gateway in {subnet}", "natgateway", "Gateway"),
            (f"address of network interface in {subnet}", "elastic-ip", "Address"),
        ):
            tag = {"Key": "Name", "Value": f"mwaa- NAT {word} (AZ{zone})"}
            yield Beyond(resource, "Tags", [tag], reason)
            described = {"Key": "Name", "ResourceId": resource, "ResourceType": kind, "Value": tag["Value"]}
            yield Beyond(f"DescribeTags: {json.dumps(described)}", None, described, reason)


BEYOND_THE_TEMPLATE = (
    *_named(),
    Beyond(DEFAULT_GROUP, "IpPermissions", [], "nothing is to live by a group that nobody chose"),
    Beyond(DEFAULT_GROUP, "IpPermissionsEgress", [], "the same, outwards"),
    Beyond(f"rule of {DEFAULT_GROUP}: all in from {DEFAULT_GROUP}", None, None, "the rule behind IpPermissions"),
    Beyond(f"rule of {DEFAULT_GROUP}: all out to 0.0.0.0/0", None, None, "the rule behind IpPermissionsEgress"),
)


@dataclass
class Made:
    """One local AWS with both VPCs."""

    local: LocalAws
    stack: dict[str, str]
    outputs: dict[str, Any]

    def template(self) -> Inventory:
        return inventory(self.local, BY_TEMPLATE)

    def module(self) -> Inventory:
        return inventory(self.local, BY_MODULE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("network")
    (folder / "main.tf").write_text(ROOT_MODULE, encoding="utf-8")
    with (
        LocalAws([BY_TEMPLATE, BY_MODULE], region=REGION) as local,
        Terraform(without_aws(os.environ), local_aws=True) as terraform,
    ):
        stacks = local.client("cloudformation", BY_TEMPLATE)
        stacks.create_stack(StackName="mwaa-vpc", TemplateBody=TEMPLATE.read_text(encoding="utf-8"))
        (stack,) = stacks.describe_stacks(StackName="mwaa-vpc")["Stacks"]
        assert stack["StackStatus"] == "CREATE_COMPLETE"

        network = RootModule(terraform, folder, local.environment(BY_MODULE))
        network.init({name: os.environ.get(name, "") for name in ("HTTPS_PROXY", "https_proxy")})
        network.apply()
        outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
        yield Made(local, outputs, network.outputs()["network"])
        assert local.failures == ()


def test_the_modules_vpc_is_the_templates(made: Made) -> None:
    found = [(each.resource, each.property, each.there) for each in differences(made.template(), made.module())]
    beyond = [(each.resource, each.property, each.by_module) for each in BEYOND_THE_TEMPLATE]
    assert sorted(found, key=str) == sorted(beyond, key=str)


def test_all_that_the_template_lists_was_compared(made: Made) -> None:
    template = made.template()
    assert {
        "VPC 10.192.0.0/16",
        "internet gateway of VPC 10.192.0.0/16",
        *(f"subnet 10.192.{number}.0/24" for number in (10, 11, 20, 21)),
        *(f"NAT gateway in subnet 10.192.{number}.0/24" for number in (10, 11)),
        *(f"address of network interface in subnet 10.192.{number}.0/24" for number in (10, 11)),
        *(f"route table mwaa- {table}" for table in ("Public Routes", "Private Routes (AZ1)", "Private Routes (AZ2)")),
        "group mwaa-security-group of VPC 10.192.0.0/16",
        "rule of group mwaa-security-group of VPC 10.192.0.0/16: all in from "
        "group mwaa-security-group of VPC 10.192.0.0/16",
    } <= set(template)
    assert template["VPC 10.192.0.0/16"]["enableDnsHostnames"] is True
    assert {"GatewayId": "internet gateway of VPC 10.192.0.0/16", "DestinationCidrBlock": "0.0.0.0/0"}.items() <= {
        key: value
        for route in template["route table mwaa- Public Routes"]["Routes"]
        if route["DestinationCidrBlock"] == "0.0.0.0/0"
        for key, value in route.items()
    }.items()


def test_the_outputs_lead_to_the_same(made: Made) -> None:
    ec2 = {account: made.local.client("ec2", account) for account in (BY_TEMPLATE, BY_MODULE)}

    def cidrs(account_id: str, subnet_ids: list[str]) -> list[str]:
        described = ec2[account_id].describe_subnets(SubnetIds=subnet_ids)["Subnets"]
        by_id = {subnet["SubnetId"]: str(subnet["CidrBlock"]) for subnet in described}
        return [by_id[subnet_id] for subnet_id in subnet_ids]

    for by_template, by_module in (("PublicSubnets", "public_subnet_ids"), ("PrivateSubnets", "private_subnet_ids")):
        both = [made.stack[f"{by_template[:-1]}{number}"] for number in (1, 2)]
        assert made.stack[by_template] == ",".join(both)
        assert cidrs(BY_TEMPLATE, both) == cidrs(BY_MODULE, made.outputs[by_module])
    for account_id, vpc_id in ((BY_TEMPLATE, made.stack["VPC"]), (BY_MODULE, made.outputs["vpc_id"])):
        assert ec2[account_id].describe_vpcs(VpcIds=[vpc_id])["Vpcs"][0]["CidrBlock"] == "10.192.0.0/16"
    (rule,) = ec2[BY_TEMPLATE].describe_security_group_rules(SecurityGroupRuleIds=[made.stack["SecurityGroupIngress"]])[
        "SecurityGroupRules"
    ]
    assert (rule["IsEgress"], rule["ReferencedGroupInfo"]["GroupId"]) == (False, rule["GroupId"])


def test_every_other_difference_would_be_found(made: Made) -> None:
    ec2 = made.local.client("ec2", BY_MODULE)
    before = made.module()
    private, group_id = made.outputs["private_subnet_ids"][0], made.outputs["security_group_id"]
    table = {"RouteTableId": made.outputs["private_route_table_ids"][1], "DestinationCidrBlock": "0.0.0.0/0"}
    nat = next(
        route["NatGatewayId"]
        for route in ec2.describe_route_tables(RouteTableIds=[table["RouteTableId"]])["RouteTables"][0]["Routes"]
        if "NatGatewayId" in route
    )
    ssh = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    tag = {"Resources": [private], "Tags": [{"Key": "Owner", "Value": "nobody"}]}
    vpc_id = made.outputs["vpc_id"]

    ec2.modify_subnet_attribute(SubnetId=private, MapPublicIpOnLaunch={"Value": True})
    ec2.modify_vpc_attribute(VpcId=vpc_id, EnableDnsHostnames={"Value": False})
    ec2.delete_route(**table)
    ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=[ssh])
    ec2.create_tags(**tag)
    try:
        seen = {(each.resource, each.property) for each in differences(before, made.module())}
    finally:
        ec2.modify_subnet_attribute(SubnetId=private, MapPublicIpOnLaunch={"Value": False})
        ec2.modify_vpc_attribute(VpcId=vpc_id, EnableDnsHostnames={"Value": True})
        ec2.create_route(**table, NatGatewayId=nat)
        ec2.revoke_security_group_ingress(GroupId=group_id, IpPermissions=[ssh])
        ec2.delete_tags(**tag)

    group = "group mwaa-security-group of VPC 10.192.0.0/16"
    told = {(resource, key) for resource, key in seen if not resource.startswith("DescribeTags: ")}
    assert told == {
        ("subnet 10.192.20.0/24", "MapPublicIpOnLaunch"),
        ("subnet 10.192.20.0/24", "Tags"),
        ("VPC 10.192.0.0/16", "enableDnsHostnames"),
        ("route table mwaa- Private Routes (AZ2)", "Routes"),
        (group, "IpPermissions"),
        (f"rule of {group}: tcp 22-22 in from 0.0.0.0/0", None),
    }
    assert list(differences(before, made.module())) == []
