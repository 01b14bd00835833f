"""What a call is, told from its request and its answer. The requests are those that boto3 makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.api_responses import created_id, error_code
from mwaa_tf.local_aws.calls import Call, user_agent_token, workspace_of

ACCOUNT = "111111111111"
TOPIC = "arn:aws:sns:us-east-1:111111111111:alarms"
POLICY = "arn:aws:iam::111111111111:policy/viewer"


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws([ACCOUNT], region="us-east-1") as running:
        yield running


def called(aws: LocalAws, service: str, action: Callable[[Any], Any]) -> Call:
    client = aws.client(service, ACCOUNT)
    before = len(aws.record)
    with suppress(client.exceptions.ClientError):
        action(client)
    (call,) = aws.record.since(before)
    return call


@pytest.mark.parametrize(
    ("service", "call", "told"),
    [
        ("ec2", lambda c: c.describe_vpcs(VpcIds=["vpc-0123456789abcdef0"]), ("DescribeVpcs", "vpc-0123456789abcdef0")),
        ("ec2", lambda c: c.create_tags(Resources=["vpc-0a1b2c3d"], Tags=[]), ("CreateTags", "vpc-0a1b2c3d")),
        ("iam", lambda c: c.get_role(RoleName="terraform"), ("GetRole", "terraform")),
        ("iam", lambda c: c.create_role(RoleName="r", AssumeRolePolicyDocument=TOPIC), ("CreateRole", "r")),
        ("iam", lambda c: c.attach_role_policy(RoleName="r", PolicyArn=POLICY), ("AttachRolePolicy", "r")),
        ("iam", lambda c: c.get_policy_version(PolicyArn=POLICY, VersionId="v1"), ("GetPolicyVersion", POLICY)),
        ("sts", lambda c: c.get_caller_identity(), ("GetCallerIdentity", "")),
        ("sns", lambda c: c.get_topic_attributes(TopicArn=TOPIC), ("GetTopicAttributes", TOPIC)),
        ("logs", lambda c: c.create_log_group(logGroupName="airflow-etl-Task"), ("CreateLogGroup", "airflow-etl-Task")),
        ("kms", lambda c: c.describe_key(KeyId="alias/a"), ("DescribeKey", "alias/a")),
        ("s3", lambda c: c.list_buckets(), ("ListBuckets", "")),
        ("s3", lambda c: c.head_bucket(Bucket="a.bucket"), ("HeadBucket", "arn:aws:s3:::a.bucket")),
        ("s3", lambda c: c.get_bucket_policy(Bucket="bucket"), ("GetBucketPolicy", "arn:aws:s3:::bucket")),
        ("s3", lambda c: c.get_object(Bucket="b-b", Key="a/ü +%.txt"), ("GetObject", "arn:aws:s3:::b-b/a/ü +%.txt")),
        ("s3", lambda c: c.list_objects_v2(Bucket="bucket", Prefix="env:/"), ("ListObjectsV2", "arn:aws:s3:::bucket")),
        ("lambda", lambda c: c.get_function(FunctionName="f"), ("GetFunction", "f")),
        ("backup", lambda c: c.describe_backup_vault(BackupVaultName="v"), ("DescribeBackupVault", "v")),
    ],
)  # fmt: skip
def test_action_and_resource_are_told(
    aws: LocalAws, service: str, call: Callable[[Any], Any], told: tuple[str, str]
) -> None:
    found = called(aws, service, call)
    assert (found.service, found.action, found.resource) == (service, *told)
    assert (found.account_id, found.region) == (ACCOUNT, "us-east-1")
    assert found.principal == f"arn:aws:iam::{ACCOUNT}:user/rehearsal"


def test_what_ec2_makes_is_told_from_its_answer(aws: LocalAws) -> None:
    ec2 = aws.client("ec2", ACCOUNT)
    made = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=made, CidrBlock="10.9.0.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName="g", Description="d", VpcId=made)["GroupId"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    assert [call.resource for call in list(aws.record)[-4:]] == [made, subnet, group, address]


def test_an_error_has_its_code(aws: LocalAws) -> None:
    assert called(aws, "s3", lambda c: c.get_object(Bucket="nowhere", Key="k")).error == "NoSuchBucket"
    assert called(aws, "ec2", lambda c: c.describe_vpcs(VpcIds=["vpc-0a1b2c3d"])).error == "InvalidVpcID.NotFound"
    assert called(aws, "kms", lambda c: c.describe_key(KeyId="alias/none")).error == "NotFoundException"
    # An answer to HEAD has no body to say it in.
    head = called(aws, "s3", lambda c: c.head_bucket(Bucket="nowhere"))
    assert (head.status, head.error) == (404, "")


@pytest.mark.parametrize("workspace", ["1-network", "2-environments/data-etl", "with space/ü%2F"])
def test_a_workspace_comes_back_from_the_user_agent(workspace: str) -> None:
    token = user_agent_token(workspace)
    assert " " not in token
    assert workspace_of(f"APN/1.0 HashiCorp/1.0 Terraform/1.11.4 {token} aws-sdk-go/2") == workspace


def test_other_clients_have_no_workspace() -> None:
    assert workspace_of("Boto3/1.43 md/Botocore#1.43") == ""


def test_only_what_makes_something_has_an_id_in_its_answer() -> None:
    answer = b"<DescribeVpcsResponse><vpcId>vpc-0a1b2c3d</vpcId></DescribeVpcsResponse>"
    assert created_id("DescribeVpcs", answer) == ""
    assert created_id("CreateVpc", answer) == "vpc-0a1b2c3d"
    assert created_id("CreateTags", b"<return>true</return>") == ""


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        ({"x-amzn-errortype": "ValidationException:http://internal.amazon.com/"}, b"", "ValidationException"),
        ({}, b'{"__type": "com.amazonaws.ram#UnknownResourceException", "message": ""}', "UnknownResourceException"),
        ({}, b"<Error><Code>NoSuchKey</Code></Error>", "NoSuchKey"),
        ({}, b"not an error of AWS", ""),
        ({}, b"[1]", ""),
    ],
)
def test_codes_are_found_in_every_shape(headers: dict[str, str], body: bytes, code: str) -> None:
    assert error_code(400, headers, body) == code
    assert error_code(200, headers, body) == ""
