"""Policies of resources within their own account, and service control policies, where policies are enforced."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.organization import prepare
from tests.local_aws.test_authorization import ACCOUNT, OTHER, allow, client

USER = f"arn:aws:iam::{ACCOUNT}:user/rehearsal"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
MANAGEMENT = "999999999999"


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws([ACCOUNT, OTHER], region="us-east-1", enforce_iam=True) as running:
        prepare(running)
        yield running
        assert running.failures == ()


@pytest.fixture(autouse=True)
def unrestricted(aws: LocalAws) -> Iterator[None]:
    yield
    aws.allow({})


def policy(effect: str, principal: str, action: str, resource: str) -> dict[str, Any]:
    return {"Effect": effect, "Principal": {"AWS": principal}, "Action": action, "Resource": resource}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def bucket(aws: LocalAws) -> tuple[Callable[[], Any], Callable[..., Any], str, str]:
    """A call, what sets the policy of its resource, its action, and the resource."""
    s3 = aws.client("s3", ACCOUNT)
    if "mine" not in [existing["Name"] for existing in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket="mine")
        s3.put_object(Bucket="mine", Key="a", Body=b"a")

    def call() -> Any:
        return client(aws, "s3").get_object(Bucket="mine", Key="a")

    def restrict(*statements: dict[str, Any]) -> Any:
        return s3.put_bucket_policy(Bucket="mine", Policy=document(*statements))

    return call, restrict, "s3:GetObject", "arn:aws:s3:::mine/a"


def topic(aws: LocalAws) -> tuple[Callable[[], Any], Callable[..., Any], str, str]:
    sns = aws.client("sns", ACCOUNT)
    arn = sns.create_topic(Name="alarms")["TopicArn"]

    def call() -> Any:
        return client(aws, "sns").publish(TopicArn=arn, Message="m")

    def restrict(*statements: dict[str, Any]) -> Any:
        return sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=document(*statements))

    return call, restrict, "sns:Publish", arn


def queue(aws: LocalAws) -> tuple[Callable[[], Any], Callable[..., Any], str, str]:
    sqs = aws.client("sqs", ACCOUNT)
    url = sqs.create_queue(QueueName="jobs")["QueueUrl"]

    def call() -> Any:
        return client(aws, "sqs").send_message(QueueUrl=url, MessageBody="m")

    def restrict(*statements: dict[str, Any]) -> Any:
        return sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document(*statements)})

    return call, restrict, "sqs:SendMessage", f"arn:aws:sqs:us-east-1:{ACCOUNT}:jobs"


@pytest.mark.parametrize("create", [bucket, topic, queue])
def test_within_an_account_one_of_both_policies_is_enough(
    aws: LocalAws, create: Callable[[LocalAws], tuple[Callable[[], Any], Callable[..., Any], str, str]]
) -> None:
    call, restrict, action, resource = create(aws)
    aws.allow({ACCOUNT: []})
    with pytest.raises(ClientError, match=f"because no identity-based policy allows the {action} action"):
        call()
    # The account itself delegates to the policies of its principals.
    restrict(policy("Allow", ROOT, action, resource))
    with pytest.raises(ClientError, match=f"because no identity-based policy allows the {action} action"):
        call()
    aws.allow({ACCOUNT: [allow(action, on=resource)]})
    assert call()
    restrict(policy("Allow", USER, action, resource))
    aws.allow({ACCOUNT: []})
    assert call()


@pytest.mark.parametrize("create", [topic, queue])
def test_a_policy_of_a_resource_denies_whatever_others_allow(
    aws: LocalAws, create: Callable[[LocalAws], tuple[Callable[[], Any], Callable[..., Any], str, str]]
) -> None:
    call, restrict, action, resource = create(aws)
    restrict(policy("Deny", "*", action, resource))
    with pytest.raises(ClientError, match=f"{action} on resource: .* with an explicit deny in a resource-based policy"):
        call()


def test_a_key_needs_its_policy_in_its_own_account_as_well(aws: LocalAws) -> None:
    kms = aws.client("kms", ACCOUNT)
    arn = kms.create_key()["KeyMetadata"]["Arn"]
    kms.create_alias(AliasName="alias/mine", TargetKeyId=arn)

    def restrict(*principals: str, action: str = "kms:*") -> None:
        statements = [policy("Allow", principal, action, "*") for principal in principals]
        kms.put_key_policy(KeyId=arn, PolicyName="default", Policy=document(*statements))

    def encrypt(key_id: str = arn) -> Any:
        return client(aws, "kms").encrypt(KeyId=key_id, Plaintext=b"m")

    no_policy = "because no {} policy allows the kms:Encrypt action"
    restrict(f"arn:aws:iam::{ACCOUNT}:user/somebody")
    with pytest.raises(ClientError, match=no_policy.format("resource-based")):
        encrypt()
    restrict(ROOT)
    assert encrypt()
    assert encrypt("alias/mine")
    aws.allow({ACCOUNT: [allow("kms:*", on=f"{arn}0")]})
    for key_id in (arn, "alias/mine"):
        with pytest.raises(ClientError, match=f"kms:Encrypt on resource: {arn} {no_policy.format('identity-based')}"):
            encrypt(key_id)
    restrict(ROOT, USER)
    assert encrypt("alias/mine")


def test_the_permissions_of_a_role_are_not_enough_for_a_key_that_does_not_know_its_account(aws: LocalAws) -> None:
    key = aws.client("kms", OTHER).create_key()["KeyMetadata"]["Arn"]
    aws.allow({ACCOUNT: [allow("kms:Encrypt", on=key)]})
    with pytest.raises(ClientError, match="because no resource-based policy allows the kms:Encrypt action"):
        client(aws, "kms").encrypt(KeyId=key, Plaintext=b"m")
    kms = aws.client("kms", OTHER)
    own = policy("Allow", OTHER, "kms:*", "*")
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=document(own, policy("Allow", ROOT, "kms:Encrypt", "*")))
    assert client(aws, "kms").encrypt(KeyId=key, Plaintext=b"m")
    aws.allow({ACCOUNT: [allow("kms:Encrypt", on=f"arn:aws:kms:us-east-1:{ACCOUNT}:key/*")]})
    with pytest.raises(ClientError, match=f"kms:Encrypt on resource: {key} because no identity-based policy"):
        client(aws, "kms").encrypt(KeyId=key, Plaintext=b"m")


@pytest.fixture
def organization(aws: LocalAws) -> Iterator[Any]:
    """The organization, with service control policies, as its management account manages it."""
    organizations = aws.client("organizations", MANAGEMENT)
    root = organizations.list_roots()["Roots"][0]["Id"]
    organizations.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    yield organizations
    organizations.disable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")


def service_control_policy(organizations: Any, name: str, *statements: dict[str, Any]) -> str:
    created = organizations.create_policy(
        Name=name, Description="", Type="SERVICE_CONTROL_POLICY", Content=document(*statements)
    )
    return str(created["Policy"]["PolicySummary"]["Id"])


def test_a_service_control_policy_limits_the_accounts_below_it_but_not_the_management_account(
    aws: LocalAws, organization: Any
) -> None:
    root = organization.list_roots()["Roots"][0]["Id"]
    denial = service_control_policy(organization, "no-topics", {"Effect": "Deny", "Action": "sns:*", "Resource": "*"})
    client(aws, "sns").list_topics()
    organization.attach_policy(PolicyId=denial, TargetId=root)
    with pytest.raises(ClientError, match="sns:ListTopics with an explicit deny in a service control policy"):
        client(aws, "sns").list_topics()
    client(aws, "sns", MANAGEMENT).list_topics()
    client(aws, "sqs").list_queues()
    organization.detach_policy(PolicyId=denial, TargetId=root)
    client(aws, "sns").list_topics()


def test_what_no_service_control_policy_of_a_level_allows_is_denied(aws: LocalAws, organization: Any) -> None:
    queues = service_control_policy(
        organization, "queues-only", {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}
    )
    organization.attach_policy(PolicyId=queues, TargetId=ACCOUNT)
    organization.detach_policy(PolicyId="p-FullAWSAccess", TargetId=ACCOUNT)
    with pytest.raises(ClientError, match="because no service control policy allows the sns:ListTopics action"):
        client(aws, "sns").list_topics()
    client(aws, "sqs").list_queues()
    client(aws, "sns", OTHER).list_topics()
    organization.attach_policy(PolicyId="p-FullAWSAccess", TargetId=ACCOUNT)
    organization.detach_policy(PolicyId=queues, TargetId=ACCOUNT)


def test_service_control_policies_do_nothing_until_the_root_enables_them(aws: LocalAws) -> None:
    organizations = aws.client("organizations", MANAGEMENT)
    denial = service_control_policy(organizations, "nothing", {"Effect": "Deny", "Action": "*", "Resource": "*"})
    organizations.attach_policy(PolicyId=denial, TargetId=ACCOUNT)
    client(aws, "sns").list_topics()
    organizations.detach_policy(PolicyId=denial, TargetId=ACCOUNT)
