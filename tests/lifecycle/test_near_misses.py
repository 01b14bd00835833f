"""`adopt` asks AWS for what a plan creates, and of the answers offers only what differs in nothing that counts.

The answers are those of AWS, as botocore's model has them; the local AWS cannot be in most of these states.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.stub import Stubber  # type: ignore[import-untyped]

from mwaa_tf.lifecycle.orphans.finders import FINDERS, Candidate
from mwaa_tf.plugins import load_plugins

load_plugins("mwaa_tf.lifecycle.orphans.finders")

OURS = [{"Key": "Name", "Value": "analytics"}]
THEIRS = [{"Key": "Name", "Value": "billing"}]
PLANNED: dict[str, Any] = {"tags_all": {"Name": "analytics"}}

#: An operation, what AWS is to be asked, and its answer.
Call = tuple[str, dict[str, Any], dict[str, Any]]


@cache
def client_of(service: str) -> Any:
    """A client, which takes half a second to create."""
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.client(service, region_name="us-east-1", **keys)


def found(kind: str, values: dict[str, Any], service: str, *calls: Call) -> dict[str, str]:
    """The doubt of each resource that is offered, by its import id; AWS gets these calls and no others."""
    with Stubber(client_of(service)) as stubber:
        for operation, expected, answer in calls:
            stubber.add_response(operation, answer, expected)
        candidates = list(FINDERS[kind](values, {service: client_of(service)}.__getitem__))
        stubber.assert_no_pending_responses()
    return {candidate.import_id: candidate.doubt for candidate in candidates}


def filters(**values: str | list[str]) -> dict[str, Any]:
    """Filters of EC2, with hyphens in their names."""
    return {
        "Filters": [
            {"Name": name.replace("_", "-"), "Values": [value] if isinstance(value, str) else value}
            for name, value in values.items()
        ]
    }


OTHER = "its tags are not the planned ones: Name is 'billing' instead of 'analytics'"
UNTAGGED = "its tags are not the planned ones: Name is missing"


def test_vpcs_of_the_planned_range_are_told_apart_by_their_tags() -> None:
    vpcs = [{"VpcId": "vpc-1", "Tags": OURS}, {"VpcId": "vpc-2", "Tags": THEIRS}, {"VpcId": "vpc-3"}]
    call = ("describe_vpcs", filters(cidr="10.0.0.0/16"), {"Vpcs": vpcs})
    assert found("aws_vpc", {"cidr_block": "10.0.0.0/16", **PLANNED}, "ec2", call) == {"vpc-1": ""}


def test_a_subnet_is_looked_for_in_its_vpc_by_its_range() -> None:
    asked = filters(vpc_id="vpc-1", cidr_block="10.0.0.0/24")
    call = ("describe_subnets", asked, {"Subnets": [{"SubnetId": "subnet-1", "Tags": OURS}]})
    values = {"vpc_id": "vpc-1", "cidr_block": "10.0.0.0/24", **PLANNED}
    assert found("aws_subnet", values, "ec2", call) == {"subnet-1": ""}


def test_an_internet_gateway_is_that_of_the_vpc_or_one_of_ours_without_a_vpc() -> None:
    gateways = [
        {"InternetGatewayId": "igw-attached", "Attachments": [{"VpcId": "vpc-1"}], "Tags": THEIRS},
        {"InternetGatewayId": "igw-of-another-vpc", "Attachments": [{"VpcId": "vpc-2"}], "Tags": OURS},
        {"InternetGatewayId": "igw-detached", "Attachments": [], "Tags": OURS},
        {"InternetGatewayId": "igw-of-someone", "Attachments": [], "Tags": THEIRS},
    ]
    call = ("describe_internet_gateways", filters(), {"InternetGateways": gateways})
    offered = found("aws_internet_gateway", {"vpc_id": "vpc-1", **PLANNED}, "ec2", call)
    assert offered == {"igw-attached": OTHER, "igw-detached": ""}


def test_an_address_in_use_is_not_offered() -> None:
    addresses = [
        {"AllocationId": "eipalloc-used", "AssociationId": "eipassoc-1", "Tags": OURS},
        {"AllocationId": "eipalloc-free", "Tags": OURS},
        {"AllocationId": "eipalloc-of-someone", "Tags": THEIRS},
    ]
    call = ("describe_addresses", filters(), {"Addresses": addresses})
    assert found("aws_eip", PLANNED, "ec2", call) == {"eipalloc-free": ""}


def test_a_nat_gateway_is_looked_for_in_its_subnet_unless_it_failed_or_is_deleted() -> None:
    asked = filters(subnet_id="subnet-1", state=["pending", "available"])
    gateways = [{"NatGatewayId": "nat-1", "Tags": OURS}, {"NatGatewayId": "nat-2", "Tags": THEIRS}]
    call = ("describe_nat_gateways", asked, {"NatGateways": gateways})
    offered = found("aws_nat_gateway", {"subnet_id": "subnet-1", **PLANNED}, "ec2", call)
    assert offered == {"nat-1": "", "nat-2": OTHER}


def test_the_main_route_table_is_not_offered() -> None:
    tables = [
        {"RouteTableId": "rtb-main", "Associations": [{"Main": True}], "Tags": OURS},
        {"RouteTableId": "rtb-of-someone", "Associations": [], "Tags": THEIRS},
        {"RouteTableId": "rtb-1", "Associations": [{"Main": False, "SubnetId": "subnet-1"}], "Tags": OURS},
    ]
    call = ("describe_route_tables", filters(vpc_id="vpc-1"), {"RouteTables": tables})
    assert found("aws_route_table", {"vpc_id": "vpc-1", **PLANNED}, "ec2", call) == {"rtb-1": ""}


ROUTE = {"route_table_id": "rtb-1", "destination_cidr_block": "0.0.0.0/0"}


@pytest.mark.parametrize(
    ("planned", "existing", "doubt"),
    [
        ({"gateway_id": "igw-1"}, {"GatewayId": "igw-1"}, ""),
        ({"gateway_id": "igw-1", "nat_gateway_id": ""}, {"GatewayId": "igw-1"}, ""),
        ({"gateway_id": None}, {"NatGatewayId": "nat-1"}, ""),
        ({}, {"TransitGatewayId": "tgw-1"}, ""),
        ({"gateway_id": "igw-1"}, {"GatewayId": "igw-2"}, "it leads to igw-2"),
        ({"nat_gateway_id": "nat-1"}, {"NatGatewayId": "nat-2"}, "it leads to nat-2"),
        ({"nat_gateway_id": "nat-1"}, {"TransitGatewayId": "tgw-1"}, "it leads to another target"),
    ],
)
def test_a_route_is_compared_by_destination_and_target(
    planned: dict[str, Any], existing: dict[str, str], doubt: str
) -> None:
    routes = [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local"}, {"DestinationIpv6CidrBlock": "::/0"}]
    routes.append({"DestinationCidrBlock": "0.0.0.0/0", **existing})
    call = ("describe_route_tables", filters(route_table_id="rtb-1"), {"RouteTables": [{"Routes": routes}]})
    assert found("aws_route", {**ROUTE, **planned}, "ec2", call) == {"rtb-1_0.0.0.0/0": doubt}


@pytest.mark.parametrize(("subnet_id", "offered"), [("subnet-1", {"subnet-1/rtb-1": ""}), ("subnet-2", {})])
def test_an_association_of_another_subnet_is_not_offered(subnet_id: str, offered: dict[str, str]) -> None:
    tables = [{"Associations": [{"Main": True}, {"SubnetId": "subnet-1"}]}]
    call = ("describe_route_tables", filters(route_table_id="rtb-1"), {"RouteTables": tables})
    values = {"route_table_id": "rtb-1", "subnet_id": subnet_id}
    assert found("aws_route_table_association", values, "ec2", call) == offered


@pytest.mark.parametrize(
    ("named", "asked", "offered"),
    [
        ({"name": "etl"}, "etl", {"sg-1": "", "sg-2": OTHER, "sg-3": UNTAGGED}),
        ({"name": "etl-2026", "name_prefix": "etl-"}, "etl-*", {"sg-1": ""}),
        ({"name": "etl", "name_prefix": ""}, "etl", {"sg-1": "", "sg-2": OTHER, "sg-3": UNTAGGED}),
    ],
)
def test_a_security_group_with_a_planned_prefix_is_told_from_others_by_its_tags(
    named: dict[str, str], asked: str, offered: dict[str, str]
) -> None:
    groups = [{"GroupId": "sg-1", "Tags": OURS}, {"GroupId": "sg-2", "Tags": THEIRS}, {"GroupId": "sg-3"}]
    call = ("describe_security_groups", filters(vpc_id="vpc-1", group_name=asked), {"SecurityGroups": groups})
    assert found("aws_security_group", {"vpc_id": "vpc-1", **named, **PLANNED}, "ec2", call) == offered


RULE: dict[str, Any] = {
    "IsEgress": False,
    "IpProtocol": "tcp",
    "FromPort": 443,
    "ToPort": 444,
    "CidrIpv4": "10.0.0.0/8",
    "CidrIpv6": "fd00::/8",
    "PrefixListId": "pl-1",
    "ReferencedGroupInfo": {"GroupId": "sg-2", "UserId": "222222222222"},
}
PLANNED_RULE: dict[str, Any] = {
    "security_group_id": "sg-1",
    "egress": False,
    "ip_protocol": "tcp",
    "from_port": 443,
    "to_port": 444,
    "cidr_ipv4": "10.0.0.0/8",
    "cidr_ipv6": "fd00::/8",
    "prefix_list_id": "pl-1",
    "referenced_security_group_id": "sg-2",
    **PLANNED,
}


def rules_found(planned: dict[str, Any], existing: dict[str, Any]) -> dict[str, str]:
    rules = [{**existing, "SecurityGroupRuleId": "sgr-1"}]
    call = ("describe_security_group_rules", filters(group_id="sg-1"), {"SecurityGroupRules": rules})
    return found("aws_vpc_security_group_ingress_rule", planned, "ec2", call)


@pytest.mark.parametrize("group", ["sg-2", "222222222222/sg-2"])
@pytest.mark.parametrize(("tags", "doubt"), [([], ""), (OURS, ""), (THEIRS, OTHER)])
def test_a_rule_that_differs_in_nothing_is_offered(group: str, tags: list[dict[str, str]], doubt: str) -> None:
    planned = {**PLANNED_RULE, "referenced_security_group_id": group}
    assert rules_found(planned, {**RULE, "Tags": tags}) == {"sgr-1": doubt}


@pytest.mark.parametrize(
    "difference",
    [
        {"egress": True},
        {"ip_protocol": "udp"},
        {"from_port": 442},
        {"from_port": None},
        {"to_port": 443},
        {"cidr_ipv4": None},
        {"cidr_ipv6": "fd00::/16"},
        {"prefix_list_id": "pl-2"},
        {"referenced_security_group_id": None},
        {"referenced_security_group_id": "sg-3"},
        {"referenced_security_group_id": "333333333333/sg-2"},
    ],
)
def test_a_rule_that_differs_in_one_thing_is_not_offered(difference: dict[str, Any]) -> None:
    assert rules_found({**PLANNED_RULE, **difference}, RULE) == {}


def test_a_rule_for_all_ports_has_none_or_minus_one() -> None:
    everything = {"IsEgress": False, "IpProtocol": "-1", "FromPort": -1, "ToPort": -1, "CidrIpv4": "10.0.0.0/8"}
    planned: dict[str, Any] = {**dict.fromkeys(PLANNED_RULE), "ip_protocol": "-1", "cidr_ipv4": "10.0.0.0/8"}
    planned |= {"security_group_id": "sg-1", "egress": False}
    assert rules_found(planned, everything) == {"sgr-1": ""}
    assert rules_found({**planned, "from_port": 0}, everything) == {}


@pytest.mark.parametrize(
    ("state", "tags", "offered"),
    [
        ("available", OURS, {"vpce-1": ""}),
        ("pending", OURS, {"vpce-1": ""}),
        ("Deleting", OURS, {}),
        ("deleted", OURS, {}),
        ("available", THEIRS, {}),
    ],
)
def test_an_endpoint_that_is_deleted_or_someone_elses_is_not_offered(
    state: str, tags: list[dict[str, str]], offered: dict[str, str]
) -> None:
    endpoints = [{"VpcEndpointId": "vpce-1", "State": state, "Tags": tags}]
    call = (
        "describe_vpc_endpoints",
        filters(vpc_id="vpc-1", service_name="com.amazonaws.us-east-1.s3"),
        {"VpcEndpoints": endpoints},
    )
    values = {"vpc_id": "vpc-1", "service_name": "com.amazonaws.us-east-1.s3", **PLANNED}
    assert found("aws_vpc_endpoint", values, "ec2", call) == offered


def test_a_flow_log_of_someone_else_is_not_offered() -> None:
    logs = [{"FlowLogId": "fl-1", "Tags": OURS}, {"FlowLogId": "fl-2", "Tags": THEIRS}, {"FlowLogId": "fl-3"}]
    call = ("describe_flow_logs", filters(resource_id="vpc-1"), {"FlowLogs": logs})
    assert found("aws_flow_log", {"vpc_id": "vpc-1", **PLANNED}, "ec2", call) == {"fl-1": ""}


def test_an_instance_is_looked_for_in_its_subnet_unless_it_is_terminated() -> None:
    asked = filters(subnet_id="subnet-1", instance_state_name=["pending", "running", "stopping", "stopped"])
    reservations = [
        {"Instances": [{"InstanceId": "i-1", "Tags": OURS}, {"InstanceId": "i-2", "Tags": THEIRS}]},
        {"Instances": [{"InstanceId": "i-3"}]},
    ]
    call = ("describe_instances", asked, {"Reservations": reservations})
    assert found("aws_instance", {"subnet_id": "subnet-1", **PLANNED}, "ec2", call) == {"i-1": ""}


@pytest.mark.parametrize(
    ("status", "offered"),
    [(status, {"arn:aws:ram:1": ""}) for status in ("PENDING", "ACTIVE")]
    + [(status, {}) for status in ("DELETING", "DELETED", "FAILED")],
)
def test_a_share_that_is_deleted_is_not_offered(status: str, offered: dict[str, str]) -> None:
    tags = [{"key": "Name", "value": "analytics"}]
    share = {"resourceShareArn": "arn:aws:ram:1", "status": status, "tags": tags}
    call = ("get_resource_shares", {"resourceOwner": "SELF", "name": "subnets"}, {"resourceShares": [share]})
    assert found("aws_ram_resource_share", {"name": "subnets", **PLANNED}, "ram", call) == offered


@pytest.mark.parametrize(
    ("kind", "association_type", "name"),
    [
        ("aws_ram_principal_association", "PRINCIPAL", "principal"),
        ("aws_ram_resource_association", "RESOURCE", "resource_arn"),
    ],
)
@pytest.mark.parametrize(
    ("status", "entity", "offered"),
    [
        ("ASSOCIATED", "ours", True),
        ("ASSOCIATING", "ours", True),
        ("DISASSOCIATING", "ours", False),
        ("DISASSOCIATED", "ours", False),
        ("ASSOCIATED", "another", False),
    ],
)
def test_an_association_of_a_share_is_offered_while_it_exists(
    kind: str, association_type: str, name: str, status: str, entity: str, offered: bool
) -> None:
    arn = "arn:aws:ram:us-east-1:111111111111:resource-share/1"
    asked = {"associationType": association_type, "resourceShareArns": [arn]}
    answer = {"resourceShareAssociations": [{"associatedEntity": entity, "status": status}]}
    values = {"resource_share_arn": arn, name: "ours"}
    call = ("get_resource_share_associations", asked, answer)
    assert found(kind, values, "ram", call) == ({f"{arn},ours": ""} if offered else {})


def key_calls(state: str, description: str, tags: list[dict[str, str]] | None) -> list[Call]:
    calls: list[Call] = [("list_keys", {}, {"Keys": [{"KeyId": "key-1"}]})]
    metadata = {"KeyId": "key-1", "KeyState": state, "Description": description}
    calls.append(("describe_key", {"KeyId": "key-1"}, {"KeyMetadata": metadata}))
    if tags is not None:
        names = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in tags]
        calls.append(("list_resource_tags", {"KeyId": "key-1"}, {"Tags": names}))
    return calls


@pytest.mark.parametrize(
    ("state", "description", "tags", "offered"),
    [
        ("Enabled", "etl", OURS, {"key-1": ""}),
        ("Enabled", "etl", THEIRS, {}),
        ("Enabled", "etl", [], {}),
        ("Enabled", "billing", None, {}),
        ("Disabled", "etl", None, {}),
        ("PendingDeletion", "etl", None, {}),
    ],
)
def test_a_key_of_someone_else_or_in_no_use_is_not_offered(
    state: str, description: str, tags: list[dict[str, str]] | None, offered: dict[str, str]
) -> None:
    calls = key_calls(state, description, tags)
    assert found("aws_kms_key", {"description": "etl", **PLANNED}, "kms", *calls) == offered


def test_an_alias_of_another_name_is_not_offered() -> None:
    aliases = [
        {"AliasName": "alias/etl-2", "TargetKeyId": "key-1"},
        {"AliasName": "alias/etl", "TargetKeyId": "key-1"},
    ]
    values = {"name": "alias/etl", "target_key_id": "arn:aws:kms:us-east-1:111111111111:key/key-1"}
    assert found("aws_kms_alias", values, "kms", ("list_aliases", {}, {"Aliases": aliases})) == {"alias/etl": ""}


def test_a_log_group_whose_name_only_begins_as_planned_is_not_offered() -> None:
    arn = "arn:aws:logs:us-east-1:111111111111:log-group:/aws/vpc"
    groups = [{"logGroupName": "/aws/vpc", "arn": f"{arn}:*"}, {"logGroupName": "/aws/vpc-2", "arn": f"{arn}-2:*"}]
    calls: list[Call] = [
        ("describe_log_groups", {"logGroupNamePrefix": "/aws/vpc"}, {"logGroups": groups}),
        ("list_tags_for_resource", {"resourceArn": arn}, {"tags": {"Name": "analytics"}}),
    ]
    values = {"name": "/aws/vpc", **PLANNED}
    assert found("aws_cloudwatch_log_group", values, "logs", *calls) == {"/aws/vpc": ""}


def test_a_bucket_of_another_name_is_not_offered() -> None:
    calls: list[Call] = [
        ("list_buckets", {}, {"Buckets": [{"Name": "acme-2"}]}),
    ]
    assert found("aws_s3_bucket", {"bucket": "acme", **PLANNED}, "s3", *calls) == {}


@pytest.mark.parametrize(
    ("code", "doubt"), [("NoSuchTagSet", UNTAGGED), ("AccessDenied", "its tags cannot be read: AccessDenied")]
)
def test_tags_of_a_bucket_that_has_none_differ_from_those_that_may_not_be_read(code: str, doubt: str) -> None:
    s3 = client_of("s3")
    with Stubber(s3) as stubber:
        stubber.add_response("list_buckets", {"Buckets": [{"Name": "acme"}]})
        stubber.add_client_error("get_bucket_tagging", code, expected_params={"Bucket": "acme"})
        (candidate,) = FINDERS["aws_s3_bucket"]({"bucket": "acme", **PLANNED}, lambda _: s3)
    assert candidate == Candidate("acme", doubt)


@pytest.mark.parametrize(
    ("kind", "operation"), [("aws_iam_role", "get_role"), ("aws_iam_instance_profile", "get_instance_profile")]
)
def test_a_role_or_profile_that_does_not_exist_is_not_offered(kind: str, operation: str) -> None:
    iam = client_of("iam")
    with Stubber(iam) as stubber:
        stubber.add_client_error(operation, "NoSuchEntity")
        assert list(FINDERS[kind]({"name": "etl", **PLANNED}, lambda _: iam)) == []


def test_a_policy_of_another_name_is_not_offered() -> None:
    arn = "arn:aws:iam::111111111111:policy/etl"
    calls: list[Call] = [
        (
            "list_policies",
            {"Scope": "Local"},
            {"Policies": [{"PolicyName": "etl", "Arn": arn}, {"PolicyName": "etl2", "Arn": f"{arn}2"}]},
        ),
        ("list_policy_tags", {"PolicyArn": arn}, {"Tags": OURS}),
    ]
    assert found("aws_iam_policy", {"name": "etl", **PLANNED}, "iam", *calls) == {arn: ""}


@pytest.mark.parametrize(
    ("kind", "operation", "key", "names"),
    [
        ("aws_lb", "describe_load_balancers", "LoadBalancers", ("LoadBalancerName", "LoadBalancerArn")),
        ("aws_lb_target_group", "describe_target_groups", "TargetGroups", ("TargetGroupName", "TargetGroupArn")),
    ],
)
def test_a_load_balancer_or_target_group_of_another_name_is_not_offered(
    kind: str, operation: str, key: str, names: tuple[str, str]
) -> None:
    arn = "arn:aws:elasticloadbalancing:us-east-1:111111111111:etl"
    existing = [dict(zip(names, pair, strict=True)) for pair in (("etl", arn), ("etl-2", f"{arn}-2"))]
    calls: list[Call] = [
        (operation, {}, {key: existing}),
        ("describe_tags", {"ResourceArns": [arn]}, {"TagDescriptions": [{"Tags": OURS}]}),
    ]
    assert found(kind, {"name": "etl", **PLANNED}, "elbv2", *calls) == {arn: ""}


def test_a_listener_of_another_port_is_not_offered() -> None:
    listeners = [{"Port": 80, "ListenerArn": "arn:aws:80"}, {"Port": 443, "ListenerArn": "arn:aws:443"}]
    calls: list[Call] = [
        ("describe_listeners", {"LoadBalancerArn": "arn:aws:lb"}, {"Listeners": listeners}),
        ("describe_tags", {"ResourceArns": ["arn:aws:443"]}, {"TagDescriptions": [{"Tags": OURS}]}),
    ]
    values = {"load_balancer_arn": "arn:aws:lb", "port": 443, **PLANNED}
    assert found("aws_lb_listener", values, "elbv2", *calls) == {"arn:aws:443": ""}


def hosted_zone(zone_id: str, name: str, **config: Any) -> dict[str, Any]:
    return {"Id": f"/hostedzone/{zone_id}", "Name": name, "CallerReference": "1", "Config": config}


def test_a_zone_of_another_name_or_comment_is_not_offered() -> None:
    zones = [
        hosted_zone("Z1", "airflow.example.com.", Comment="ours"),
        hosted_zone("Z2", "airflow.example.com.", Comment="another deployment"),
        hosted_zone("Z3", "airflow.example.com."),
        hosted_zone("Z4", "example.com.", Comment="ours"),
    ]
    answer = {"HostedZones": zones, "IsTruncated": False, "MaxItems": "100", "Marker": ""}
    tags = {"ResourceTagSet": {"Tags": OURS}}
    calls: list[Call] = [
        ("list_hosted_zones", {}, answer),
        ("list_tags_for_resource", {"ResourceType": "hostedzone", "ResourceId": "Z1"}, tags),
    ]
    values = {"name": "airflow.example.com", "comment": "ours", **PLANNED}
    assert found("aws_route53_zone", values, "route53", *calls) == {"Z1": ""}


def record_set(name: str, record_type: str, **targets: Any) -> dict[str, Any]:
    return {"Name": name, "Type": record_type, **targets}


def alias(name: str) -> dict[str, Any]:
    return {"AliasTarget": {"HostedZoneId": "Z35SXDOTRQ7X7K", "DNSName": name, "EvaluateTargetHealth": False}}


@pytest.mark.parametrize(
    ("planned", "existing", "doubt"),
    [
        ({"alias": [{"name": "ETL-1.elb.example"}]}, alias("dualstack.etl-1.elb.example."), ""),
        ({"alias": [{"name": "etl-1.elb.example"}]}, alias("etl-2.elb.example."), "it leads to etl-2.elb.example"),
        ({"records": ["b", "a"]}, {"ResourceRecords": [{"Value": "a"}, {"Value": "b"}]}, ""),
        ({"records": ["a"]}, {"ResourceRecords": [{"Value": "a"}, {"Value": "b"}]}, "it leads to a, b"),
        ({"records": ["a"], "alias": []}, alias("etl-2.elb.example."), "it leads to etl-2.elb.example"),
    ],
)
def test_a_record_is_compared_by_name_type_and_target(
    planned: dict[str, Any], existing: dict[str, Any], doubt: str
) -> None:
    records = [
        record_set("airflow.example.com.", "A", **existing),
        record_set("airflow.example.com.", "NS"),
        record_set("other.example.com.", "A"),
    ]
    answer = {"ResourceRecordSets": records, "IsTruncated": False, "MaxItems": "300"}
    values = {"zone_id": "Z1", "name": "airflow.example.com", "type": "A", **planned}
    call = ("list_resource_record_sets", {"HostedZoneId": "Z1"}, answer)
    assert found("aws_route53_record", values, "route53", call) == {"Z1_airflow.example.com_A": doubt}


@pytest.mark.parametrize(("name", "offered"), [("etl", {"etl": ""}), ("etl-2", {})])
def test_an_environment_of_another_name_is_not_offered(name: str, offered: dict[str, str]) -> None:
    calls: list[Call] = [("list_environments", {}, {"Environments": ["etl", "ml"]})]
    if offered:
        calls.append(("get_environment", {"Name": "etl"}, {"Environment": {"Tags": {"Name": "analytics"}}}))
    assert found("aws_mwaa_environment", {"name": name, **PLANNED}, "mwaa", *calls) == offered


@pytest.mark.parametrize(
    ("code", "offered"),
    [("pending-associate", True), ("available", True), ("deleting", False), ("deleted", False)],
)
def test_a_client_vpn_endpoint_is_offered_while_it_exists(code: str, offered: bool) -> None:
    endpoints = [{"ClientVpnEndpointId": "cvpn-1", "Status": {"Code": code}, "Tags": OURS}]
    call: Call = ("describe_client_vpn_endpoints", {}, {"ClientVpnEndpoints": endpoints})
    assert found("aws_ec2_client_vpn_endpoint", PLANNED, "ec2", call) == ({"cvpn-1": ""} if offered else {})


@pytest.mark.parametrize(
    ("code", "subnet_id", "offered"),
    [
        ("associating", "subnet-1", True),
        ("associated", "subnet-1", True),
        ("disassociating", "subnet-1", False),
        ("association-failed", "subnet-1", False),
        ("associated", "subnet-2", False),
    ],
)
def test_a_client_vpn_association_is_offered_while_it_exists(code: str, subnet_id: str, offered: bool) -> None:
    networks = [{"AssociationId": "cvpn-assoc-1", "TargetNetworkId": subnet_id, "Status": {"Code": code}}]
    answer = {"ClientVpnTargetNetworks": networks}
    call = ("describe_client_vpn_target_networks", {"ClientVpnEndpointId": "cvpn-1"}, answer)
    values = {"client_vpn_endpoint_id": "cvpn-1", "subnet_id": "subnet-1"}
    offers = found("aws_ec2_client_vpn_network_association", values, "ec2", call)
    assert offers == ({"cvpn-1,cvpn-assoc-1": ""} if offered else {})


def test_all_pages_of_an_answer_are_read() -> None:
    first: Call = ("list_aliases", {}, {"Aliases": [], "Truncated": True, "NextMarker": "next"})
    second: Call = (
        "list_aliases",
        {"Marker": "next"},
        {"Aliases": [{"AliasName": "alias/etl", "TargetKeyId": "key-1"}]},
    )
    values = {"name": "alias/etl", "target_key_id": "key-1"}
    assert found("aws_kms_alias", values, "kms", first, second) == {"alias/etl": ""}


@pytest.mark.parametrize("missing", ["vpc_id", "service_name"])
def test_a_value_that_is_not_known_yet_is_no_reason_to_ask(missing: str) -> None:
    values = {"vpc_id": "vpc-1", "service_name": "s3", **PLANNED}
    del values[missing]
    with pytest.raises(KeyError):
        found("aws_vpc_endpoint", values, "ec2")
