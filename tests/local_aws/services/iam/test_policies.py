"""AWS managed policies, simulations, and callers that have only their own permissions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.config import Config  # type: ignore[import-untyped]

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.support import refused

ACCOUNT = "111111111111"
READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"


@pytest.fixture(scope="module")
def enforcing() -> Iterator[LocalAws]:
    """A local AWS that evaluates callers' policies."""
    with LocalAws([ACCOUNT], region="us-east-1", enforce_iam=True) as running:
        yield running
        assert running.failures == ()


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(*actions: str, effect: str = "Allow", **elements: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": list(actions), "Resource": "*", **elements}


TRUST = document({"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"})


def client(aws: LocalAws, service: str, credentials: dict[str, str]) -> Any:
    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=aws.endpoint,
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials.get("SessionToken"),
        config=Config(proxies={"http": f"http://{aws.address}"}, retries={"max_attempts": 0}),
    )


def role(aws: LocalAws, name: str, **options: Any) -> str:
    created = aws.client("iam", ACCOUNT).create_role(
        RoleName=name, AssumeRolePolicyDocument=TRUST, Path="/ci/", **options
    )
    return str(created["Role"]["Arn"])


def session(aws: LocalAws, role_arn: str, **options: str) -> dict[str, str]:
    assumed = aws.client("sts", ACCOUNT).assume_role(RoleArn=role_arn, RoleSessionName="run", **options)
    credentials: dict[str, str] = assumed["Credentials"]
    return credentials


def test_aws_managed_policies_exist_with_their_documents(enforcing: LocalAws) -> None:
    iam = enforcing.client("iam", ACCOUNT)
    arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    policy = iam.get_policy(PolicyArn=arn)["Policy"]
    assert (policy["Arn"], policy["Path"]) == (arn, "/service-role/")
    version = iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])["PolicyVersion"]
    assert "logs:PutLogEvents" in json.dumps(version["Document"])
    with refused("NoSuchEntity"):
        iam.get_policy(PolicyArn="arn:aws:iam::aws:policy/AmazonNothingFullAccess")
    assert len(iam.list_policies(Scope="AWS", MaxItems=1000)["Policies"]) > 900
    assert iam.list_policies(Scope="Local")["Policies"] == []


def test_a_role_has_only_the_permissions_that_iam_gives_it(enforcing: LocalAws) -> None:
    arn = role(enforcing, "reader")
    s3 = client(enforcing, "s3", session(enforcing, arn))
    with refused("AccessDenied", "assumed-role/reader/run is not authorized to perform: s3:ListAllMyBuckets"):
        s3.list_buckets()
    enforcing.client("iam", ACCOUNT).attach_role_policy(RoleName="reader", PolicyArn=READ_ONLY)
    assert s3.list_buckets()["Buckets"] == []
    with refused("AccessDenied", "because no identity-based policy allows the s3:CreateBucket action"):
        s3.create_bucket(Bucket="not-allowed")


def test_session_policies_and_boundaries_limit_a_role(enforcing: LocalAws) -> None:
    iam = enforcing.client("iam", ACCOUNT)
    boundary = iam.create_policy(PolicyName="boundary", PolicyDocument=document(allow("ec2:*")))["Policy"]["Arn"]
    arn = role(enforcing, "limited", PermissionsBoundary=boundary)
    iam.put_role_policy(RoleName="limited", PolicyName="all", PolicyDocument=document(allow("*")))
    credentials = session(enforcing, arn)
    assert client(enforcing, "ec2", credentials).describe_vpcs()["Vpcs"]
    with refused("AccessDenied", "because no permissions boundary allows the s3:ListAllMyBuckets action"):
        client(enforcing, "s3", credentials).list_buckets()
    narrowed = session(enforcing, arn, Policy=document(allow("ec2:DescribeSubnets")))
    assert client(enforcing, "ec2", narrowed).describe_subnets()["Subnets"]
    with refused("UnauthorizedOperation", "because no session policy allows the ec2:DescribeVpcs action"):
        client(enforcing, "ec2", narrowed).describe_vpcs()


def test_a_user_has_the_permissions_of_its_groups(enforcing: LocalAws) -> None:
    iam = enforcing.client("iam", ACCOUNT)
    iam.create_user(UserName="dev")
    key = iam.create_access_key(UserName="dev")["AccessKey"]
    ec2 = client(enforcing, "ec2", key)
    with refused("UnauthorizedOperation"):
        ec2.describe_vpcs()
    iam.create_group(GroupName="devs")
    iam.put_group_policy(GroupName="devs", PolicyName="look", PolicyDocument=document(allow("ec2:Describe*")))
    iam.add_user_to_group(GroupName="devs", UserName="dev")
    assert ec2.describe_vpcs()["Vpcs"]


def test_a_federated_user_needs_a_session_policy(enforcing: LocalAws) -> None:
    sts = enforcing.client("sts", ACCOUNT)
    with refused("UnauthorizedOperation"):
        client(enforcing, "ec2", sts.get_federation_token(Name="visitor")["Credentials"]).describe_vpcs()
    federated = sts.get_federation_token(Name="visitor", Policy=document(allow("ec2:DescribeVpcs")))
    assert client(enforcing, "ec2", federated["Credentials"]).describe_vpcs()["Vpcs"]


def test_a_simulation_evaluates_the_policies_of_a_role_with_a_path(enforcing: LocalAws) -> None:
    iam = enforcing.client("iam", ACCOUNT)
    arn = role(enforcing, "simulated")
    iam.put_role_policy(
        RoleName="simulated",
        PolicyName="own",
        PolicyDocument=document(
            allow("s3:GetObject", Resource="arn:aws:s3:::dags/*"),
            allow("s3:ListAllMyBuckets", effect="Deny"),
            allow("kms:Decrypt", Condition={"StringEquals": {"kms:ViaService": "sqs.us-east-1.amazonaws.com"}}),
        ),
    )
    actions = ["s3:GetObject", "s3:ListAllMyBuckets", "kms:Decrypt"]

    def decisions(**options: Any) -> dict[str, str]:
        simulated = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=actions, **options)
        return {result["EvalActionName"]: result["EvalDecision"] for result in simulated["EvaluationResults"]}

    assert decisions(ResourceArns=["arn:aws:s3:::dags/a.py"]) == {
        "s3:GetObject": "allowed",
        "s3:ListAllMyBuckets": "explicitDeny",
        "kms:Decrypt": "implicitDeny",
    }
    assert decisions(ResourceArns=["arn:aws:s3:::other/a.py"])["s3:GetObject"] == "implicitDeny"
    entry = {
        "ContextKeyName": "kms:ViaService",
        "ContextKeyValues": ["sqs.us-east-1.amazonaws.com"],
        "ContextKeyType": "string",
    }
    assert decisions(ContextEntries=[entry])["kms:Decrypt"] == "allowed"
    (result,) = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=["kms:Decrypt"])["EvaluationResults"]
    assert result["MissingContextValues"] == ["kms:ViaService"]
    with refused("NoSuchEntity"):
        iam.simulate_principal_policy(PolicySourceArn=f"{arn}-none", ActionNames=actions)


def test_a_custom_simulation_names_the_policy_that_decides(enforcing: LocalAws) -> None:
    simulated = enforcing.client("iam", ACCOUNT).simulate_custom_policy(
        PolicyInputList=[document(allow("ec2:*")), document(allow("s3:*"))],
        PermissionsBoundaryPolicyInputList=[document(allow("s3:*"))],
        ActionNames=["s3:GetObject", "ec2:DescribeVpcs"],
        ResourceArns=["*"],
    )["EvaluationResults"]
    assert [result["EvalDecision"] for result in simulated] == ["allowed", "implicitDeny"]
    assert [statement["SourcePolicyId"] for statement in simulated[0]["MatchedStatements"]] == ["PolicyInputList.2"]
    boundaries = [result["PermissionsBoundaryDecisionDetail"]["AllowedByPermissionsBoundary"] for result in simulated]
    assert boundaries == [True, False]
    with refused("InvalidInput"):
        enforcing.client("iam", ACCOUNT).simulate_custom_policy(PolicyInputList=["no policy"], ActionNames=["s3:*"])
