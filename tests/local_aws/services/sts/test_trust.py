"""Who may assume which role."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.local_aws import LocalAws

OWNER, DATA, OTHER = "111111111111", "222222222222", "333333333333"
ROLE = f"arn:aws:iam::{DATA}:role/team/terraform"


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws([OWNER, DATA, OTHER], region="us-east-1") as running:
        trust = {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{OWNER}:root"},
            "Action": "sts:AssumeRole",
        }
        guarded = {**trust, "Condition": {"StringEquals": {"sts:ExternalId": "secret-handshake"}}}
        iam = running.client("iam", DATA)
        for name, statement in (("terraform", trust), ("guarded", guarded)):
            document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
            iam.create_role(Path="/team/", RoleName=name, AssumeRolePolicyDocument=document)
        yield running


def assume(aws: LocalAws, account_id: str, role: str = ROLE, **options: str) -> Any:
    return aws.client("sts", account_id).assume_role(RoleArn=role, RoleSessionName="session", **options)


def test_whom_the_role_trusts_becomes_the_role(aws: LocalAws) -> None:
    answer = assume(aws, OWNER)
    assert answer["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{DATA}:assumed-role/terraform/session"
    assert answer["Credentials"]["AccessKeyId"].startswith("ASIA")


@pytest.mark.parametrize(
    ("account_id", "role"),
    [
        (OTHER, ROLE),
        (DATA, ROLE),
        (OWNER, f"arn:aws:iam::{DATA}:role/terraform"),
        (OWNER, f"arn:aws:iam::{DATA}:role/none"),
        (OWNER, "arn:aws:iam::444444444444:role/terraform"),
        (OWNER, f"arn:aws:iam::{DATA}:role/team/guarded"),
    ],
)
def test_anybody_else_is_denied_and_not_told_why(aws: LocalAws, account_id: str, role: str) -> None:
    caller = f"arn:aws:iam::{account_id}:user/rehearsal"
    with pytest.raises(ClientError, match=f"User: {caller} is not authorized to perform: sts:AssumeRole") as caught:
        assume(aws, account_id, role)
    response = caught.value.response
    assert (response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]) == ("AccessDenied", 403)


def test_an_external_id_is_asked_for(aws: LocalAws) -> None:
    assume(aws, OWNER, f"arn:aws:iam::{DATA}:role/team/guarded", ExternalId="secret-handshake")


@pytest.mark.parametrize(
    ("elements", "trusted"),
    [
        ({"Principal": "*", "NotAction": "sts:TagSession"}, [OWNER, OTHER]),
        ({"Principal": "*", "NotAction": "sts:AssumeRole"}, []),
        ({"NotPrincipal": {"AWS": OTHER}, "Action": "sts:AssumeRole"}, [OWNER]),
        (
            {
                "Principal": "*",
                "Action": "sts:AssumeRole",
                "Condition": {"ForAllValues:StringEquals": {"sts:ExternalId": "secret"}},
            },
            [OWNER, OTHER],
        ),
        (
            {
                "Principal": "*",
                "Action": "sts:AssumeRole",
                "Condition": {"ForAnyValue:StringNotEquals": {"sts:ExternalId": "secret"}},
            },
            [],
        ),
    ],
)
def test_every_element_of_a_trust_policy_counts(aws: LocalAws, elements: dict[str, Any], trusted: list[str]) -> None:
    iam = aws.client("iam", DATA)
    document = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", **elements}})
    arn = iam.create_role(RoleName="elements", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    try:
        for account_id in (OWNER, OTHER):
            if account_id in trusted:
                assume(aws, account_id, arn)
            else:
                with pytest.raises(ClientError, match="is not authorized to perform: sts:AssumeRole"):
                    assume(aws, account_id, arn)
    finally:
        iam.delete_role(RoleName="elements")


def test_a_trust_policy_that_cannot_be_judged_is_refused_with_the_reason(aws: LocalAws) -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}
    denial = {**statement, "Effect": "Deny", "Condition": {"StringMatches": {"aws:PrincipalArn": ".*"}}}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement, denial]})
    iam = aws.client("iam", DATA)
    arn = iam.create_role(RoleName="unjudged", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    try:
        with pytest.raises(ClientError, match=r"cannot judge it .*'StringMatches' is unknown"):
            assume(aws, OWNER, arn)
    finally:
        iam.delete_role(RoleName="unjudged")
