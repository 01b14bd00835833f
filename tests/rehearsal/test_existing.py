"""What is there already and cannot carry MWAA is refused while planning: provoked with the real provider."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.local_aws import without_aws
from mwaa_tf.terraform import RootModule, Terraform, TerraformError
from tests.support import OWNER, REPOSITORY

pytestmark = [pytest.mark.long, pytest.mark.terraform]

REGISTRY = {name: os.environ.get(name, "") for name in ("HTTPS_PROXY", "https_proxy")}
SERVICES = ("airflow.amazonaws.com", "airflow-env.amazonaws.com")


@pytest.fixture
def local() -> Iterator[LocalAws]:
    with LocalAws([OWNER], region="us-east-1") as running:
        yield running
        assert running.failures == ()


class Vpc:
    """A VPC of somebody's that can carry MWAA, and what can be changed about it."""

    def __init__(self, local: LocalAws, zones: tuple[str, str] = ("use1-az1", "use1-az2")) -> None:
        self.ec2 = local.client("ec2", OWNER)
        self.id = self.ec2.create_vpc(CidrBlock="10.50.0.0/16")["Vpc"]["VpcId"]
        self.ec2.modify_vpc_attribute(VpcId=self.id, EnableDnsHostnames={"Value": True})
        self.subnets = [
            self.ec2.create_subnet(VpcId=self.id, CidrBlock=f"10.50.{number}.0/24", AvailabilityZoneId=zone)["Subnet"][
                "SubnetId"
            ]
            for number, zone in enumerate(zones)
        ]
        self.tables = [self.table(subnet) for subnet in self.subnets]

    def table(self, *subnets: str) -> str:
        """A route table of its own for each of ``subnets``."""
        table = str(self.ec2.create_route_table(VpcId=self.id)["RouteTable"]["RouteTableId"])
        for subnet in subnets:
            self.ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        return table

    def open(self, table: str) -> None:
        """Lead ``table`` to an internet gateway."""
        gateway = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=self.id)
        self.ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)

    def main_table(self) -> str:
        """The table of the subnets that have none of their own."""
        filters = [{"Name": "vpc-id", "Values": [self.id]}, {"Name": "association.main", "Values": ["true"]}]
        return str(self.ec2.describe_route_tables(Filters=filters)["RouteTables"][0]["RouteTableId"])

    def call(self, **existing: Any) -> dict[str, Any]:
        """The call of the module that takes this VPC."""
        return {"existing": {"vpc_id": self.id, "private_subnet_ids": self.subnets, **existing}}


def refusals(local: LocalAws, folder: Path, module: str, calls: dict[str, dict[str, Any]]) -> list[str]:
    """What a plan of all the ``calls`` of a module says against them."""
    source = str(REPOSITORY / "modules" / module)
    root = {"module": {name: {"source": source, **arguments} for name, arguments in calls.items()}}
    (folder / "main.tf.json").write_text(json.dumps(root))
    with Terraform(without_aws(os.environ), local_aws=True) as terraform:
        workspace = RootModule(terraform, folder, local.environment(OWNER))
        workspace.init(REGISTRY)
        with pytest.raises(TerraformError) as refused:
            workspace.plan()
    return [" ".join(diagnostic.detail.split()) for diagnostic in refused.value.diagnostics]


def assert_said(said: list[str], *expected: str) -> None:
    """Each of ``expected`` is part of one of the messages, and there is none beside."""
    assert [text for text in expected if not any(text in detail for detail in said)] == []
    assert [detail for detail in said if not any(text in detail for text in expected)] == []


def test_a_network_that_cannot_carry_mwaa_is_refused(local: LocalAws, tmp_path: Path) -> None:
    good, dns, routed, main, given, public = (Vpc(local) for _ in range(6))
    one_zone, unsupported = Vpc(local, ("use1-az1", "use1-az1")), Vpc(local, ("use1-az1", "use1-az3"))
    dns.ec2.modify_vpc_attribute(VpcId=dns.id, EnableDnsHostnames={"Value": False})
    routed.open(routed.tables[1])
    main.open(main.main_table())
    lonely = main.ec2.create_subnet(VpcId=main.id, CidrBlock="10.50.9.0/24", AvailabilityZoneId="use1-az4")
    main.subnets[1] = lonely["Subnet"]["SubnetId"]
    public.ec2.modify_subnet_attribute(SubnetId=public.subnets[0], MapPublicIpOnLaunch={"Value": True})

    said = refusals(
        local,
        tmp_path,
        "network",
        {
            "good": good.call(private_route_table_ids=good.tables),
            "dns": dns.call(),
            "routed": routed.call(),
            "main": main.call(),
            "given": given.call(private_route_table_ids=[given.tables[0], given.table()]),
            "public": public.call(),
            "one_zone": one_zone.call(),
            "unsupported": unsupported.call(),
            "foreign": good.call(private_subnet_ids=[good.subnets[0], given.subnets[1]]),
        },
    )

    assert_said(
        said,
        f"{dns.id} must have both DNS resolution and DNS host names enabled",
        f"{routed.subnets[1]} has a route to an internet gateway (in {routed.tables[1]})",
        f"{main.subnets[1]} has a route to an internet gateway (in {main.main_table()})",
        f"{given.subnets[1]} uses {given.tables[1]}, which is not listed",
        f"{public.subnets[0]} assigns public addresses on launch",
        "both are in use1-az1",
        f"{unsupported.subnets[1]} is in use1-az3",
        f"{given.subnets[1]} belongs to {given.id}, not to {good.id}",
    )


def test_what_an_environment_cannot_work_with_is_refused(local: LocalAws, tmp_path: Path) -> None:
    vpc, other = Vpc(local), Vpc(local)
    usual = {"name": "etl", "subnet_ids": vpc.subnets, "vpc_id": vpc.id}

    said = refusals(
        local,
        tmp_path,
        "environment",
        {
            "bucket": {**usual, "source_bucket": {"create": False, "verify": True, "arn": bucket(local, "eu-west-1")}},
            "key": {**usual, "kms_key": {"verify": True, "arn": disabled_key(local)}},
            "role": {**usual, "execution_role": {"create": False, "verify": True, "arn": role(local, *SERVICES[:1])}},
            "good_role": {**usual, "execution_role": {"create": False, "verify": True, "arn": role(local, *SERVICES)}},
            "vpc": {**usual, "security_group": {"create": False, "verify": True, "ids": [group(other, itself=True)]}},
            "closed": {**usual, "security_group": {"create": False, "verify": True, "ids": [group(vpc, itself=False)]}},
            "good_group": {
                **usual,
                "security_group": {"create": False, "verify": True, "ids": [group(vpc, itself=True)]},
            },
        },
    )

    assert_said(
        said,
        "acme-elsewhere is not in the environment's region us-east-1",
        "is Disabled: MWAA needs a key that is enabled",
        "role/team/for-1 must let both airflow.amazonaws.com and airflow-env.amazonaws.com assume it",
        f"belongs to {other.id}, expected {vpc.id}",
        "admits itself: add an inbound rule",
    )


def bucket(local: LocalAws, region: str) -> str:
    place = {"CreateBucketConfiguration": {"LocationConstraint": region}}
    local.client("s3", OWNER, region=region).create_bucket(Bucket="acme-elsewhere", **place)
    return "arn:aws:s3:::acme-elsewhere"


def disabled_key(local: LocalAws) -> str:
    kms = local.client("kms", OWNER)
    made = kms.create_key(KeyUsage="ENCRYPT_DECRYPT")["KeyMetadata"]
    kms.disable_key(KeyId=made["KeyId"])
    return str(made["Arn"])


def role(local: LocalAws, *services: str) -> str:
    trust = {"Effect": "Allow", "Principal": {"Service": list(services)}, "Action": "sts:AssumeRole"}
    made = local.client("iam", OWNER).create_role(
        Path="/team/",
        RoleName=f"for-{len(services)}",
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": trust}),
    )
    return str(made["Role"]["Arn"])


def group(vpc: Vpc, *, itself: bool) -> str:
    name = "open" if itself else "closed"
    made = str(vpc.ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc.id)["GroupId"])
    if itself:
        permission = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": made}]}
        vpc.ec2.authorize_security_group_ingress(GroupId=made, IpPermissions=[permission])
    return made
