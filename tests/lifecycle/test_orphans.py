"""What a killed Terraform left: found by what a plan would create once more."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.lifecycle.orphans import Orphan, SearchResult, find_orphans, import_blocks
from mwaa_tf.lifecycle.orphans.finders import FINDERS, Candidate
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.plugins import load_plugins
from mwaa_tf.terraform import RootModule
from tests.support import OWNER, REPOSITORY

load_plugins("mwaa_tf.lifecycle.orphans.finders")

Change = dict[str, Any]
NAMED = {"tags_all": {"Name": "analytics"}}


def client(local: LocalAws) -> Callable[[str], Any]:
    return lambda service: local.client(service, OWNER)


def create(address: str, **values: Any) -> Change:
    """A resource that a plan creates."""
    kind = address.split(".")[-2]
    return {"address": address, "mode": "managed", "type": kind, "change": {"actions": ["create"], "after": values}}


class NoTerraform:
    """Stands in for Terraform where nothing is to be initialised."""

    def init(self, folder: Path, *, backend: bool, discarded: bool, environ: Mapping[str, str]) -> None:
        assert (backend, discarded, environ) == (True, True, {})
        assert list(folder.iterdir()) == []


@dataclass
class Module:
    """Stands in for a root module: ``changes`` has for the text of its import blocks what is planned then."""

    folder: Path
    changes: Callable[[str], list[Change]]
    state: Mapping[str, str] = field(default_factory=dict)
    planned: list[Path] = field(default_factory=list)
    terraform: NoTerraform = field(default_factory=NoTerraform)
    environ: Mapping[str, str] = field(default_factory=dict)

    def plan(self, *, out: Path, lock: bool) -> None:  # noqa: ARG002
        assert not lock
        self.planned.append(self.folder)

    def show(self, plan: Path) -> Any:
        assert plan.name == "plan"
        file = self.folder / "adopt.tf"
        text = file.read_text() if file.exists() else ""
        resources = [{"type": kind, "mode": "managed", "values": {"id": name}} for kind, name in self.state.items()]
        return {
            "resource_changes": self.changes(text),
            "prior_state": {"values": {"root_module": {"child_modules": [{"resources": resources}]}}},
        }


def search(module: Module, clients: Callable[[str], Any]) -> SearchResult:
    return find_orphans(cast("RootModule", module), clients)


def vpc(local: LocalAws, cidr: str, name: str = "analytics") -> str:
    tags = [{"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": name}]}]
    made = local.client("ec2", OWNER).create_vpc(CidrBlock=cidr, TagSpecifications=tags)
    return str(made["Vpc"]["VpcId"])


def test_one_resource_says_where_the_next_one_is(local: LocalAws, tmp_path: Path) -> None:
    vpc_id = vpc(local, "10.1.0.0/16")
    subnet = local.client("ec2", OWNER).create_subnet(VpcId=vpc_id, CidrBlock="10.1.0.0/24")["Subnet"]["SubnetId"]

    def plan(imports: str) -> list[Change]:
        known = {"vpc_id": vpc_id} if vpc_id in imports else {}
        return [
            create("module.network.aws_vpc.this[0]", cidr_block="10.1.0.0/16", **NAMED),
            create('module.network.aws_subnet.private["az1"]', cidr_block="10.1.0.0/24", **known),
        ]

    module = Module(tmp_path, plan)
    result = search(module, client(local))

    assert result == SearchResult(
        (Orphan('module.network.aws_subnet.private["az1"]', subnet), Orphan("module.network.aws_vpc.this[0]", vpc_id)),
        {},
    )
    assert len(module.planned) == 3
    assert tmp_path not in module.planned
    assert list(tmp_path.iterdir()) == []


def test_import_blocks_are_as_terraform_formats_them() -> None:
    orphans = [Orphan("aws_vpc.this", "vpc-1"), Orphan('aws_subnet.private["az1"]', "subnet-1")]
    assert import_blocks(orphans) == (
        'import {\n  to = aws_subnet.private["az1"]\n  id = "subnet-1"\n}\n'
        '\nimport {\n  to = aws_vpc.this\n  id = "vpc-1"\n}\n'
    )


def test_of_several_matches_none_is_chosen(local: LocalAws, tmp_path: Path) -> None:
    twins = sorted([vpc(local, "10.2.0.0/16"), vpc(local, "10.2.0.0/16")])
    result = search(
        Module(tmp_path, lambda _: [create("aws_vpc.this", cidr_block="10.2.0.0/16", **NAMED)]), client(local)
    )
    assert result == SearchResult((), {"aws_vpc.this": tuple(twins)})


def test_what_the_state_has_is_no_orphan(local: LocalAws, tmp_path: Path) -> None:
    mine, orphan = vpc(local, "10.3.0.0/16"), vpc(local, "10.3.0.0/16")
    planned = [create("aws_vpc.this", cidr_block="10.3.0.0/16", **NAMED)]
    result = search(Module(tmp_path, lambda _: planned, {"aws_vpc": mine}), client(local))
    assert result.orphans == (Orphan("aws_vpc.this", orphan),)


@pytest.mark.parametrize("tags", [{}, {"Name": "others"}, {"Name": "analytics", "CostCenter": "1234"}])
def test_a_resource_with_other_tags_does_not_match(local: LocalAws, tmp_path: Path, tags: dict[str, str]) -> None:
    vpc(local, "10.4.0.0/16")
    planned = [create("aws_vpc.this", cidr_block="10.4.0.0/16", tags_all=tags)]
    assert search(Module(tmp_path, lambda _: planned), client(local)) == SearchResult()


def test_unused_addresses_are_interchangeable(local: LocalAws, tmp_path: Path) -> None:
    tags = [{"ResourceType": "elastic-ip", "Tags": [{"Key": "Name", "Value": "analytics"}]}]
    ec2 = local.client("ec2", OWNER)
    made = sorted(ec2.allocate_address(Domain="vpc", TagSpecifications=tags)["AllocationId"] for _ in "abc")
    planned = [create(f'aws_eip.nat["{zone}"]', **NAMED) for zone in ("az1", "az2")]
    result = search(Module(tmp_path, lambda _: planned), client(local))
    assert [orphan.import_id for orphan in result.orphans] == made[:2]


def test_only_a_security_group_is_asked_for_its_rules(local: LocalAws, tmp_path: Path) -> None:
    """The caller may read nothing of EC2."""
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    tags = [{"Key": "Name", "Value": "analytics"}]
    iam = local.client("iam", OWNER)
    iam.create_role(RoleName="aws_security_group.x", AssumeRolePolicyDocument=trust, Tags=tags)
    planned = [create('module.a["aws_security_group.x"].aws_iam_role.x', name="aws_security_group.x", **NAMED)]
    result = search(Module(tmp_path, lambda _: planned), {"iam": iam}.__getitem__)
    assert [orphan.import_id for orphan in result.orphans] == ["aws_security_group.x"]


def test_tainted_resources_that_are_better_kept_are_reported(local: LocalAws, tmp_path: Path) -> None:
    kinds = (
        "aws_mwaa_environment",
        "aws_s3_bucket_policy",
        "aws_security_group",
        "aws_default_security_group",
        "aws_vpc",
    )
    planned = [{**create(f"{kind}.half"), "action_reason": "replace_because_tainted"} for kind in kinds]
    for change in planned:
        change["change"]["actions"] = ["delete", "create"]
    result = search(Module(tmp_path, lambda _: planned), client(local))
    assert (result.orphans, result.tainted) == ((), ("aws_mwaa_environment.half", "aws_s3_bucket_policy.half"))


def test_rules_of_a_found_group_that_no_plan_has_are_reported(local: LocalAws, tmp_path: Path) -> None:
    vpc_id, ec2 = vpc(local, "10.8.0.0/16"), local.client("ec2", OWNER)
    group = ec2.create_security_group(GroupName="cut short", Description="g", VpcId=vpc_id)["GroupId"]
    filters = [{"Name": "group-id", "Values": [group]}]
    (rule,) = ec2.describe_security_group_rules(Filters=filters)["SecurityGroupRules"]
    values = {"security_group_id": group, "ip_protocol": "-1", "from_port": None, "to_port": None, "cidr_ipv6": None}
    values |= {"cidr_ipv4": "0.0.0.0/0", "prefix_list_id": None, "referenced_security_group_id": None}
    planned = [create("module.a.aws_security_group.x[0]", vpc_id=vpc_id, name="cut short")]
    result = search(Module(tmp_path, lambda _: planned), client(local))
    assert result.unmanaged_rules == {"module.a.aws_security_group.x[0]": (rule["SecurityGroupRuleId"],)}

    planned.append(create("module.a.aws_vpc_security_group_egress_rule.all", **values))
    result = search(Module(tmp_path, lambda _: planned), client(local))
    assert (len(result.orphans), result.unmanaged_rules) == (2, {})


def test_a_group_whose_name_ends_by_chance_is_found_by_its_tags(local: LocalAws, tmp_path: Path) -> None:
    vpc_id, ec2 = vpc(local, "10.7.0.0/16"), local.client("ec2", OWNER)
    tags = [{"ResourceType": "security-group", "Tags": [{"Key": "Name", "Value": "analytics"}]}]
    made = [
        ec2.create_security_group(GroupName=name, Description="g", VpcId=vpc_id, TagSpecifications=tags)["GroupId"]
        for name in ("etl-endpoints-2026", "other")
    ]
    planned = [create("aws_security_group.x", vpc_id=vpc_id, name_prefix="etl-endpoints-", **NAMED)]
    result = search(Module(tmp_path, lambda _: planned), client(local))
    assert result.orphans == (Orphan("aws_security_group.x", made[0]),)


def test_types_without_a_finder_are_reported(local: LocalAws, tmp_path: Path) -> None:
    planned = [create("aws_sfn_state_machine.x"), create("aws_s3_bucket_policy.x"), create("terraform_data.x")]
    result = search(Module(tmp_path, lambda _: planned), client(local))
    assert result.unsupported_types == ("aws_sfn_state_machine",)


def test_an_existing_file_of_import_blocks_is_left_alone(local: LocalAws, tmp_path: Path) -> None:
    (tmp_path / "adopt.tf").write_text("# mine\n")
    with pytest.raises(UsageError, match=r"adopt\.tf already exists; apply the workspace, then remove the file"):
        search(Module(tmp_path, lambda _: []), client(local))
    assert (tmp_path / "adopt.tf").read_text() == "# mine\n"


def test_no_file_remains_if_a_lookup_fails(tmp_path: Path) -> None:
    def denied(service: str) -> Any:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": f"no {service} for you"}}, "GetRole")

    with pytest.raises(MwaaTfError, match=r"aws_iam_role\.x: lookup failed: .*no iam for you"):
        search(Module(tmp_path, lambda _: [create("aws_iam_role.x", name="x")]), denied)
    assert list(tmp_path.iterdir()) == []


def test_each_resource_type_is_found_by_its_planned_values(local: LocalAws) -> None:
    """The rest of what the modules make; networks and MWAA are looked for in the rehearsed kills too."""
    result = {kind: list(FINDERS[kind](values, client(local))) for kind, values in made(local).items()}
    assert {kind: len(ids) for kind, ids in result.items()} == dict.fromkeys(result, 1), result


def test_resources_of_access_methods_are_found_too(local: LocalAws) -> None:
    result = {kind: list(FINDERS[kind](values, client(local))) for kind, values in made_for_access(local).items()}
    assert {kind: len(ids) for kind, ids in result.items()} == dict.fromkeys(result, 1), result


def test_every_type_of_the_modules_has_a_finder_or_needs_no_import(local: LocalAws, tmp_path: Path) -> None:
    files = REPOSITORY.glob("modules/*/*.tf")
    kinds = {kind for file in files for kind in re.findall(r'^resource "(\w+)"', file.read_text("utf-8"), re.MULTILINE)}
    planned = [create(f"{kind}.x") for kind in sorted(kinds)]
    assert len(planned) > 30
    assert search(Module(tmp_path, lambda _: planned), client(local)).unsupported_types == ()


def made_for_access(local: LocalAws) -> dict[str, dict[str, Any]]:
    """Makes one of each that a load balancer or a bastion host needs; by its type what a plan of it would say."""
    get = client(local)
    ec2, elb, route53, iam = get("ec2"), get("elbv2"), get("route53"), get("iam")
    vpc_id = vpc(local, "10.6.0.0/16")
    subnets = [
        ec2.create_subnet(VpcId=vpc_id, CidrBlock=f"10.6.{n}.0/24", AvailabilityZone=f"us-east-1{zone}")["Subnet"]
        for n, zone in enumerate("ab")
    ]
    subnet_ids = [subnet["SubnetId"] for subnet in subnets]
    balancer = elb.create_load_balancer(Name="etl", Subnets=subnet_ids, Scheme="internal")["LoadBalancers"][0]
    group = elb.create_target_group(Name="etl", Protocol="HTTPS", Port=443, VpcId=vpc_id, TargetType="ip")
    arns = {"LoadBalancerArn": balancer["LoadBalancerArn"]}
    action = {"Type": "forward", "TargetGroupArn": group["TargetGroups"][0]["TargetGroupArn"]}
    elb.create_listener(**arns, Protocol="HTTP", Port=443, DefaultActions=[action])
    zone = route53.create_hosted_zone(
        Name="airflow.example.com",
        CallerReference="1",
        VPC={"VPCRegion": "us-east-1", "VPCId": vpc_id},
        HostedZoneConfig={"Comment": "ours", "PrivateZone": True},
    )["HostedZone"]["Id"].rsplit("/", 1)[-1]
    record = {"Name": "airflow.example.com", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "10.6.0.9"}]}
    change = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=change)
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "analytics"}]}]
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet_ids[0], TagSpecifications=tags)
    iam.create_instance_profile(InstanceProfileName="etl-bastion")
    allowed = {"Effect": "Allow", "Action": "airflow:CreateWebLoginToken", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.create_policy(PolicyName="etl-Admin", PolicyDocument=document)
    return {
        "aws_lb": {"name": "etl"},
        "aws_lb_target_group": {"name": "etl"},
        "aws_lb_listener": {"load_balancer_arn": balancer["LoadBalancerArn"], "port": 443},
        "aws_route53_zone": {"name": "airflow.example.com", "comment": "ours"},
        "aws_route53_record": {"zone_id": zone, "name": "airflow.example.com", "type": "A"},
        "aws_instance": {"subnet_id": subnet_ids[0], **NAMED},
        "aws_iam_instance_profile": {"name": "etl-bastion"},
        "aws_iam_policy": {"name": "etl-Admin"},
    }


def made(local: LocalAws) -> dict[str, dict[str, Any]]:
    """Makes one of each; by its type what a plan of it would say."""
    get = client(local)
    ec2, ram, kms = get("ec2"), get("ram"), get("kms")
    vpc_id = vpc(local, "10.5.0.0/16")
    subnet = ec2.create_subnet(VpcId=vpc_id, CidrBlock="10.5.0.0/24")["Subnet"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc_id)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.create_nat_gateway(SubnetId=subnet["SubnetId"], AllocationId=address)
    table = ec2.create_route_table(
        VpcId=vpc_id,
        TagSpecifications=[{"ResourceType": "route-table", "Tags": [{"Key": "Name", "Value": "analytics"}]}],
    )["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet["SubnetId"])
    group = ec2.create_security_group(GroupName="g", Description="g", VpcId=vpc_id)["GroupId"]
    https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
    ec2.authorize_security_group_ingress(
        GroupId=group, IpPermissions=[{**https, "UserIdGroupPairs": [{"GroupId": group}]}]
    )
    endpoint = ec2.create_vpc_endpoint(VpcId=vpc_id, ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"]
    share = ram.create_resource_share(name="subnets", resourceArns=[subnet["SubnetArn"]])["resourceShare"]
    get("iam").create_role(
        RoleName="r", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": []})
    )
    get("s3").create_bucket(Bucket="acme-analytics")
    tagged = [{"TagKey": "Name", "TagValue": "analytics"}]
    key = kms.create_key(Description="k", Tags=tagged)["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/analytics", TargetKeyId=key)
    get("logs").create_log_group(logGroupName="/aws/vpc-flow-logs/analytics")
    rule = {"ip_protocol": "-1", "cidr_ipv4": None, "cidr_ipv6": None, "prefix_list_id": None, "from_port": None}
    rule |= {"security_group_id": group, "referenced_security_group_id": None, "to_port": None}
    return {
        "aws_internet_gateway": {"vpc_id": vpc_id},
        "aws_nat_gateway": {"subnet_id": subnet["SubnetId"]},
        "aws_route_table": {"vpc_id": vpc_id, **NAMED},
        "aws_route": {"route_table_id": table, "destination_cidr_block": "0.0.0.0/0"},
        "aws_route_table_association": {"route_table_id": table, "subnet_id": subnet["SubnetId"]},
        "aws_security_group": {"vpc_id": vpc_id, "name": "g"},
        "aws_vpc_security_group_ingress_rule": {
            **rule,
            "egress": False,
            "ip_protocol": "tcp",
            "from_port": 443,
            "to_port": 443,
            "referenced_security_group_id": group,
        },
        "aws_vpc_security_group_egress_rule": {**rule, "egress": True, "cidr_ipv4": "0.0.0.0/0"},
        "aws_vpc_endpoint": {"vpc_id": vpc_id, "service_name": endpoint["ServiceName"]},
        "aws_ram_resource_share": {"name": "subnets"},
        "aws_ram_resource_association": {
            "resource_share_arn": share["resourceShareArn"],
            "resource_arn": subnet["SubnetArn"],
        },
        "aws_iam_role": {"name": "r"},
        "aws_s3_bucket": {"bucket": "acme-analytics"},
        "aws_kms_key": {"description": "k", **NAMED},
        "aws_kms_alias": {"name": "alias/analytics"},
        "aws_cloudwatch_log_group": {"name": "/aws/vpc-flow-logs/analytics"},
    }


GROUP = "airflow-analytics-data-etl-Task"


@pytest.mark.parametrize(
    ("tags", "doubt"),
    [
        ({}, ""),
        ({"Owner": "us"}, "its tags are not the planned ones: Name is missing"),
        ({"Name": GROUP, "Owner": "us"}, ""),
    ],
    ids=["created by MWAA", "with tags of others", "created by an interrupted apply"],
)
def test_a_log_group_that_mwaa_created_is_adopted(local: LocalAws, tags: dict[str, str], doubt: str) -> None:
    logs = local.client("logs", OWNER)
    for name, its_tags in ((GROUP, tags), (f"{GROUP}-of-others", {})):
        logs.create_log_group(logGroupName=name, **({"tags": its_tags} if its_tags else {}))

    candidates = list(FINDERS["aws_cloudwatch_log_group"]({"name": GROUP, "tags_all": {"Name": GROUP}}, client(local)))

    logs.delete_log_group(logGroupName=GROUP)
    logs.delete_log_group(logGroupName=f"{GROUP}-of-others")
    assert candidates == [Candidate(GROUP, doubt)]


def test_a_role_with_a_generated_suffix_is_found_by_its_prefix_and_tags(local: LocalAws) -> None:
    iam, trust = local.client("iam", OWNER), json.dumps({"Version": "2012-10-17", "Statement": []})
    tags = [{"Key": "Name", "Value": "etl-execution"}]
    for name, its_tags in (("etl-execution-1", tags), ("etl-execution-2", []), ("my-etl-execution-3", tags)):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust, Tags=its_tags)

    planned = {"name_prefix": "etl-execution-", "tags_all": {"Name": "etl-execution"}}
    candidates = list(FINDERS["aws_iam_role"](planned, client(local)))

    for name in ("etl-execution-1", "etl-execution-2", "my-etl-execution-3"):
        iam.delete_role(RoleName=name)
    assert candidates == [Candidate("etl-execution-1")]
