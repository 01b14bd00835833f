"""What policies allow of what a client really asks."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.iam.evaluation import evaluate_policies
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.iam.patterns import ANY
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.accounts import Caller
from mwaa_tf.local_aws.authorization import access_request

ACCOUNT, OTHER = "111111111111", "222222222222"
EC2 = f"arn:aws:ec2:us-east-1:{ACCOUNT}"
CALLER = Caller(ACCOUNT, f"arn:aws:iam::{ACCOUNT}:role/terraform")


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws([ACCOUNT, OTHER], region="us-east-1") as running:
        yield running


def client(aws: LocalAws, service: str, account_id: str = ACCOUNT) -> Any:
    """A client as anybody has it, where the local AWS's own may do everything."""
    import boto3  # type: ignore[import-untyped]
    from botocore.config import Config  # type: ignore[import-untyped]

    environment = aws.environment(account_id)
    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=aws.endpoint,
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        config=Config(proxies={"http": f"http://{aws.address}"}, retries={"max_attempts": 0}),
    )


def allow(*actions: str, on: str | list[str] = "*", **condition: dict[str, str]) -> dict[str, Any]:
    statement: dict[str, Any] = {"Effect": "Allow", "Action": list(actions), "Resource": on}
    if condition:
        statement["Condition"] = {"StringEquals": condition["equals"]}
    return {"Version": "2012-10-17", "Statement": [statement]}


def refused(error: pytest.ExceptionInfo[ClientError]) -> tuple[int, str, str]:
    answer = error.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"]["Message"]


@pytest.mark.parametrize(
    ("service", "action", "operation", "parameters", "status", "code"),
    [
        ("ec2", "ec2:CreateVpc", "create_vpc", {"CidrBlock": "10.0.0.0/16"}, 403, "UnauthorizedOperation"),
        ("s3", "s3:CreateBucket", "create_bucket", {"Bucket": "denied"}, 403, "AccessDenied"),
        ("iam", "iam:GetRole", "get_role", {"RoleName": "nobody"}, 403, "AccessDenied"),
        ("kms", "kms:CreateKey", "create_key", {}, 400, "AccessDeniedException"),
        ("ram", "ram:CreateResourceShare", "create_resource_share", {"name": "a"}, 403, "AccessDeniedException"),
        ("mwaa", "airflow:GetEnvironment", "get_environment", {"Name": "nothing"}, 403, "AccessDeniedException"),
    ],
)
def test_a_call_that_is_not_allowed_is_refused_in_the_services_own_way(
    aws: LocalAws, service: str, action: str, operation: str, parameters: dict[str, Any], status: int, code: str
) -> None:
    aws.allow({ACCOUNT: [allow("sqs:*")]})
    with pytest.raises(ClientError) as error:
        getattr(client(aws, service), operation)(**parameters)
    found_status, found_code, message = refused(error)
    assert (found_status, found_code) == (status, code)
    assert f"arn:aws:iam::{ACCOUNT}:user/rehearsal is not authorized to perform: {action}" in message
    assert list(aws.record)[-1].error == code


def test_a_caller_without_a_role_in_airflow_gets_the_message_after_which_airflows_hook_takes_a_token(
    aws: LocalAws,
) -> None:
    """apache/airflow, MwaaHook.invoke_rest_api: AccessDeniedException with "Airflow role" in the message."""
    aws.allow({ACCOUNT: [allow("airflow:CreateWebLoginToken")]})
    with pytest.raises(ClientError) as error:
        client(aws, "mwaa").invoke_rest_api(Name="nothing", Path="/version", Method="GET")
    assert refused(error) == (403, "AccessDeniedException", "No Airflow role granted in IAM.")
    with pytest.raises(ClientError, match="No Environment found"):
        client(aws, "mwaa").create_web_login_token(Name="nothing")


def test_who_has_no_policies_may_do_everything_as_may_the_preparation(aws: LocalAws) -> None:
    aws.allow({ACCOUNT: []})
    with pytest.raises(ClientError):
        client(aws, "ec2").describe_vpcs()
    client(aws, "ec2", OTHER).describe_vpcs()
    aws.client("ec2", ACCOUNT).describe_vpcs()
    client(aws, "sts").get_caller_identity()


def test_several_policies_allow_together_and_a_denial_wins(aws: LocalAws) -> None:
    denial = {"Statement": {"Effect": "Deny", "NotAction": "ec2:DescribeVpcs", "Resource": "*"}}
    aws.allow({ACCOUNT: [allow("ec2:DescribeVpcs"), json.dumps(allow("ec2:DescribeSubnets"))]})
    client(aws, "ec2").describe_vpcs()
    client(aws, "ec2").describe_subnets()
    aws.allow({ACCOUNT: [allow("ec2:*"), denial]})
    client(aws, "ec2").describe_vpcs()
    with pytest.raises(ClientError, match="ec2:DescribeSubnets"):
        client(aws, "ec2").describe_subnets()


def test_the_resource_that_is_asked_for_counts(aws: LocalAws) -> None:
    aws.allow({ACCOUNT: [allow("s3:CreateBucket", "s3:ListBucket", on="arn:aws:s3:::mine-*")]})
    client(aws, "s3").create_bucket(Bucket="mine-1")
    client(aws, "s3").head_bucket(Bucket="mine-1")
    with pytest.raises(ClientError, match=r"s3:CreateBucket on resource: arn:aws:s3:::yours"):
        client(aws, "s3").create_bucket(Bucket="yours")


def test_of_an_id_the_kind_counts_and_of_what_is_made_only_the_action(aws: LocalAws) -> None:
    aws.allow({ACCOUNT: [allow("ec2:CreateVpc", "ec2:DeleteVpc", on=f"{EC2}:vpc/*")]})
    vpc_id = client(aws, "ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    aws.allow({ACCOUNT: [allow("ec2:DeleteVpc", on=f"{EC2}:vpc/vpc-0123456789abcdef0")]})
    with pytest.raises(ClientError, match="ec2:DeleteVpc"):
        client(aws, "ec2").delete_vpc(VpcId=vpc_id)
    aws.allow({ACCOUNT: [allow("ec2:DeleteVpc", on=f"{EC2}:subnet/*")]})
    with pytest.raises(ClientError, match="ec2:DeleteVpc"):
        client(aws, "ec2").delete_vpc(VpcId=vpc_id)
    aws.allow({ACCOUNT: [allow("ec2:DeleteVpc", on=f"{EC2}:vpc/{vpc_id}")]})
    client(aws, "ec2").delete_vpc(VpcId=vpc_id)


def test_tags_on_what_is_made_need_a_right_of_their_own(aws: LocalAws) -> None:
    tags = [{"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": "mine"}]}]
    tagged = {"CidrBlock": "10.0.0.0/16", "TagSpecifications": tags}
    making = allow("ec2:CreateVpc")
    for policies in (
        [making],
        [making, allow("ec2:CreateTags", on=f"{EC2}:subnet/*")],
        [making, allow("ec2:CreateTags", equals={"ec2:CreateAction": "CreateSubnet"})],
    ):
        aws.allow({ACCOUNT: policies})
        with pytest.raises(ClientError, match="ec2:CreateTags"):
            client(aws, "ec2").create_vpc(**tagged)
    aws.allow({ACCOUNT: [making, allow("ec2:CreateTags", on=f"{EC2}:vpc/*", equals={"ec2:CreateAction": "CreateVpc"})]})
    client(aws, "ec2").create_vpc(**tagged)


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "making", "tagging"),
    [
        ("iam", "create_role", {"RoleName": "a", "AssumeRolePolicyDocument": "{}"}, "iam:CreateRole", "iam:TagRole"),
        ("kms", "create_key", {}, "kms:CreateKey", "kms:TagResource"),
        ("logs", "create_log_group", {"logGroupName": "a"}, "logs:CreateLogGroup", "logs:TagResource"),
        ("ram", "create_resource_share", {"name": "a"}, "ram:CreateResourceShare", "ram:TagResource"),
    ],
)
def test_so_do_the_tags_of_other_services(
    aws: LocalAws, service: str, operation: str, parameters: dict[str, Any], making: str, tagging: str
) -> None:
    by_service: dict[str, dict[str, Any]] = {
        "iam": {"Tags": [{"Key": "a", "Value": "b"}]},
        "kms": {"Tags": [{"TagKey": "a", "TagValue": "b"}]},
        "logs": {"tags": {"a": "b"}},
        "ram": {"tags": [{"key": "a", "value": "b"}]},
    }
    aws.allow({ACCOUNT: [allow(making)]})
    with pytest.raises(ClientError, match=tagging):
        getattr(client(aws, service), operation)(**parameters, **by_service[service])


def test_the_arn_of_a_log_group_ends_otherwise_where_it_is_tagged(aws: LocalAws) -> None:
    group = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:mine"
    aws.allow({ACCOUNT: [allow("logs:CreateLogGroup", on=f"{group}:*"), allow("logs:TagResource", on=group)]})
    client(aws, "logs").create_log_group(logGroupName="mine", tags={"a": "b"})
    aws.allow({ACCOUNT: [allow("logs:*", on=f"{group}:*")]})
    with pytest.raises(ClientError, match="logs:TagResource"):
        client(aws, "logs").create_log_group(logGroupName="mine", tags={"a": "b"})


def test_a_role_can_be_passed_only_by_who_may(aws: LocalAws) -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/execution"
    wanted = {
        "Name": "etl",
        "ExecutionRoleArn": role,
        "SourceBucketArn": "arn:aws:s3:::dags",
        "DagS3Path": "dags",
        "NetworkConfiguration": {"SubnetIds": ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]},
    }
    creating = allow("airflow:CreateEnvironment", on=f"arn:aws:airflow:us-east-1:{ACCOUNT}:environment/etl")
    for passing in (
        allow("iam:PassRole", on=f"{role}-2"),
        allow("iam:PassRole", on=role, equals={"iam:PassedToService": "ec2.amazonaws.com"}),
    ):
        aws.allow({ACCOUNT: [creating, passing]})
        with pytest.raises(ClientError, match=f"iam:PassRole on resource: {role}"):
            client(aws, "mwaa").create_environment(**wanted)
    passing = allow("iam:PassRole", on=role, equals={"iam:PassedToService": "airflow.amazonaws.com"})
    dependent = allow("ec2:*", "s3:GetEncryptionConfiguration", "iam:CreateServiceLinkedRole")
    aws.allow({ACCOUNT: [creating, passing, dependent]})
    with pytest.raises(ClientError) as error:
        client(aws, "mwaa").create_environment(**wanted)
    # Now it is MWAA that wants more.
    assert refused(error)[1] == "ValidationException"


@pytest.mark.parametrize(
    ("pattern", "resource", "expected"),
    [
        ("*", ANY, True),
        ("arn:aws:s3:::dags", ANY, True),
        (f"{EC2}:vpc/*", f"arn:aws:ec2:us-east-1:{ANY}:vpc/vpc-1", True),
        (f"{EC2}:vpc/vpc-1", f"arn:aws:ec2:us-east-1:{ANY}:vpc/vpc-1", True),
        (f"{EC2}:vpc/vpc-2", f"arn:aws:ec2:us-east-1:{ANY}:vpc/vpc-1", False),
        (f"{EC2}:subnet/*", f"arn:aws:ec2:us-east-1:{ANY}:vpc/vpc-1", False),
        (f"{EC2}:vpc/vpc-?", f"{EC2}:vpc/{ANY}", True),
        ("arn:aws:ec2:eu-west-1:*", f"arn:aws:ec2:us-east-1:{ANY}:vpc/vpc-1", False),
        ("arn:*:vpc/*", f"{ANY}:subnet/a", False),
    ],
)
def test_what_is_not_known_of_a_resource_may_be_anything(pattern: str, resource: str, expected: bool) -> None:
    policy = parse_policy(json.dumps(allow("ec2:DeleteVpc", on=pattern)))
    assert evaluate_policies([policy], access_request(CALLER, "ec2:DeleteVpc", resource)).allowed is expected


@pytest.mark.parametrize(
    ("condition", "named"),
    [
        ({"StringMatches": {"aws:username": "re.*"}}, "the condition operator 'StringMatches' is unknown"),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, "the value of aws:SourceIp is unknown"),
        ({"StringEquals": {"aws:ResourceTag/team": "data"}}, "the value of aws:ResourceTag/team is unknown"),
        ({"StringEquals": {"ec2:Vpc": "vpc-1"}}, "the value of ec2:Vpc is unknown"),
    ],
)
def test_a_denial_that_cannot_be_judged_is_not_let_through(
    aws: LocalAws, condition: dict[str, Any], named: str
) -> None:
    denial = {"Effect": "Deny", "Action": "ec2:*", "Resource": "*", "Condition": condition}
    aws.allow({ACCOUNT: [allow("ec2:*"), {"Statement": denial}]})
    with pytest.raises(ClientError) as error:
        client(aws, "ec2").describe_vpcs()
    assert refused(error)[:2] == (403, "UnauthorizedOperation")
    assert f"because the local AWS cannot judge it (identity-based policy, statement 1: {named})" in refused(error)[2]


def test_a_denial_for_other_regions_is_judged(aws: LocalAws) -> None:
    condition = {"StringNotEquals": {"aws:RequestedRegion": "us-east-1"}}
    denial = {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition}
    aws.allow({ACCOUNT: [allow("ec2:*"), {"Statement": denial}]})
    client(aws, "ec2").describe_vpcs()


def test_an_explicit_denial_is_said_to_be_one(aws: LocalAws) -> None:
    aws.allow({ACCOUNT: [allow("ec2:*"), {"Statement": {"Effect": "Deny", "Action": "ec2:*", "Resource": "*"}}]})
    with pytest.raises(ClientError, match="ec2:DescribeVpcs with an explicit deny in an identity-based policy"):
        client(aws, "ec2").describe_vpcs()


@pytest.mark.parametrize(
    ("action", "operation", "name", "parameters"),
    [
        ("iam:CreateRole", "create_role", "role", {"AssumeRolePolicyDocument": "{}"}),
        ("iam:CreateInstanceProfile", "create_instance_profile", "instance-profile", {}),
        ("iam:CreateUser", "create_user", "user", {}),
    ],
)
def test_a_new_resource_of_iam_is_named_with_its_path(
    aws: LocalAws, action: str, operation: str, name: str, parameters: dict[str, Any]
) -> None:
    aws.allow({ACCOUNT: [allow(action, on=f"arn:aws:iam::{ACCOUNT}:{name}/ci/*")]})
    member = {"role": "RoleName", "instance-profile": "InstanceProfileName", "user": "UserName"}
    request = {**parameters, member[name]: "path-of-new"}
    for path in ("/", "/ciao/"):
        with pytest.raises(ClientError, match=f"{action} on resource: arn:aws:iam::{ACCOUNT}:{name}{path}path-of-new"):
            getattr(client(aws, "iam"), operation)(**request, Path=path)
    with contextlib.suppress(ClientError):
        getattr(client(aws, "iam"), operation)(**request, Path="/ci/")
    assert list(aws.record)[-1].error != "AccessDenied"


def test_an_instance_profile_keeps_its_path_in_later_calls(aws: LocalAws) -> None:
    aws.client("iam", ACCOUNT).create_instance_profile(Path="/ci/", InstanceProfileName="with-path")
    aws.allow({ACCOUNT: [allow("iam:GetInstanceProfile", on=f"arn:aws:iam::{ACCOUNT}:instance-profile/ci/with-path")]})
    assert client(aws, "iam").get_instance_profile(InstanceProfileName="with-path")["InstanceProfile"]
