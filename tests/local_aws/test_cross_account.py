"""Topics, queues and keys of other accounts, which follow their policies."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import botocore.session  # type: ignore[import-untyped]
import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.cross_account import OPERATIONS
from mwaa_tf.rehearsal.prepare.organization import prepare
from tests.local_aws.services.support import refused

OWNER, DATA, SCIENCE = "111111111111", "222222222222", "333333333333"


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws([OWNER, DATA, SCIENCE], region="us-east-1") as running:
        prepare(running)
        yield running
        assert running.failures == ()


def policy(action: str, resource: str, **elements: Any) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": DATA}, "Action": action, "Resource": resource, **elements}
    own = {"Effect": "Allow", "Principal": {"AWS": OWNER}, "Action": "kms:*", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement] + ([own] if resource == "*" else [])})


def topic(aws: LocalAws) -> tuple[Callable[[str], Any], Callable[..., None], str]:
    """What another account calls, what sets the policy, and the code of a refusal."""
    arn = aws.client("sns", OWNER).create_topic(Name="alarms")["TopicArn"]

    def allow(**elements: Any) -> None:
        document = policy("sns:Publish", arn, **elements)
        aws.client("sns", OWNER).set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=document)

    return lambda account: aws.client("sns", account).publish(TopicArn=arn, Message="m"), allow, "AuthorizationError"


def queue(aws: LocalAws) -> tuple[Callable[[str], Any], Callable[..., None], str]:
    url = aws.client("sqs", OWNER).create_queue(QueueName="jobs")["QueueUrl"]

    def allow(**elements: Any) -> None:
        document = policy("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{OWNER}:jobs", **elements)
        aws.client("sqs", OWNER).set_queue_attributes(QueueUrl=url, Attributes={"Policy": document})

    def send(account: str) -> Any:
        return aws.client("sqs", account).send_message(QueueUrl=url, MessageBody="m")

    return send, allow, "AccessDeniedException"


def key(aws: LocalAws) -> tuple[Callable[[str], Any], Callable[..., None], str]:
    arn = aws.client("kms", OWNER).create_key()["KeyMetadata"]["Arn"]

    def allow(**elements: Any) -> None:
        aws.client("kms", OWNER).put_key_policy(
            KeyId=arn, PolicyName="default", Policy=policy("kms:Encrypt", "*", **elements)
        )

    def encrypt(account: str) -> Any:
        return aws.client("kms", account).encrypt(KeyId=arn, Plaintext=b"m")

    return encrypt, allow, "AccessDeniedException"


@pytest.mark.parametrize("create", [topic, queue, key])
def test_a_policy_decides_which_other_account_may_do_what(aws: LocalAws, create: Callable[[LocalAws], Any]) -> None:
    call, allow, code = create(aws)
    assert call(OWNER)
    for account_id in (DATA, SCIENCE):
        with refused(code, "because no resource-based policy allows the"):
            call(account_id)
    allow()
    assert call(DATA)
    with refused(code, "because no resource-based policy allows the"):
        call(SCIENCE)
    allow(Principal="*", Condition={"StringEquals": {"aws:PrincipalArn": f"arn:aws:iam::{SCIENCE}:user/rehearsal"}})
    assert call(SCIENCE)
    with refused(code):
        call(DATA)


def test_a_call_from_another_account_reaches_the_owners_resource(aws: LocalAws) -> None:
    send, allow, _ = queue(aws)
    allow(Action=["sqs:SendMessage", "sqs:GetQueueUrl"])
    send(DATA)
    sqs = aws.client("sqs", OWNER)
    url = aws.client("sqs", DATA).get_queue_url(QueueName="jobs", QueueOwnerAWSAccountId=OWNER)["QueueUrl"]
    assert [message["Body"] for message in sqs.receive_message(QueueUrl=url)["Messages"]] == ["m"]
    with refused("AccessDeniedException"):
        aws.client("sqs", DATA).receive_message(QueueUrl=url)


def test_a_queue_that_does_not_exist_is_not_told_from_one_that_is_closed(aws: LocalAws) -> None:
    with refused("AccessDeniedException", "because no resource-based policy allows the sqs:GetQueueUrl action"):
        aws.client("sqs", DATA).get_queue_url(QueueName="none", QueueOwnerAWSAccountId=OWNER)


@pytest.mark.parametrize("service", ["kms", "sqs"])
def test_the_operations_are_those_that_awss_reference_opens_to_other_accounts(service: str) -> None:
    model = botocore.session.get_session().get_service_model(service)
    documented = set()
    for name in model.operation_names:
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", model.operation_model(name).documentation))
        opened = re.search(r"Cross-account use ?: ?Yes", text) is not None
        if opened or (service == "sqs" and "Cross-account permissions" not in text):
            documented.add(name)
    assert documented == OPERATIONS[service]
