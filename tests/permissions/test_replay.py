"""Judging the calls of a rehearsal afterwards finds what a rehearsal under the same policies would be denied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.config import Config  # type: ignore[import-untyped]

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.calls import user_agent_token
from tests.local_aws.test_authorization import ACCOUNT, allow
from tests.permissions.replay import WatchedAccess


@pytest.fixture
def aws() -> Iterator[LocalAws]:
    with LocalAws([ACCOUNT], region="us-east-1") as running:
        yield running


@pytest.fixture
def access(aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> WatchedAccess:
    """What a workspace's calls need that create a tagged log group and look at one."""
    watched = WatchedAccess()
    watched.start(monkeypatch)
    logs = terraform(aws)
    logs.create_log_group(logGroupName="mine", tags={"a": "b"})
    logs.describe_log_groups()
    watched.watching = False
    logs.delete_log_group(logGroupName="mine")
    return watched


def terraform(aws: LocalAws) -> Any:
    """A client like that of a workspace's Terraform."""
    import boto3  # type: ignore[import-untyped]

    environment = aws.environment(ACCOUNT)
    return boto3.client(
        "logs",
        region_name="us-east-1",
        endpoint_url=aws.endpoint,
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        config=Config(proxies={"http": f"http://{aws.address}"}, user_agent_extra=user_agent_token("1-network")),
    )


GROUP = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:mine"
ENOUGH = [
    allow("logs:CreateLogGroup", on=f"{GROUP}:*"),
    allow("logs:TagResource", on=GROUP),
    allow("logs:DescribeLogGroups"),
]


def test_policies_that_allow_each_need_deny_nothing(access: WatchedAccess) -> None:
    assert access.denials({ACCOUNT: ENOUGH}) == []
    assert access.unused({ACCOUNT: ENOUGH}) == []


@pytest.mark.parametrize("number", range(len(ENOUGH)))
def test_each_policy_that_is_missing_is_a_denial_that_names_the_action(access: WatchedAccess, number: int) -> None:
    (action,) = ENOUGH[number]["Statement"][0]["Action"]
    (denial,) = access.denials({ACCOUNT: [*ENOUGH[:number], *ENOUGH[number + 1 :]]})
    assert f"not authorized to perform: {action}" in denial


def test_accounts_without_policies_may_do_nothing_and_other_resources_do_not_count(access: WatchedAccess) -> None:
    assert len(access.denials({})) == 3
    (denial,) = access.denials({ACCOUNT: [allow("logs:CreateLogGroup", on=f"{GROUP}2:*"), *ENOUGH[1:]]})
    assert f"logs:CreateLogGroup on resource: {GROUP}:*" in denial


def test_an_action_that_no_watched_call_needs_is_unused(access: WatchedAccess) -> None:
    assert access.unused({ACCOUNT: [*ENOUGH, allow("logs:DeleteLogGroup")]}) == [f"{ACCOUNT}: logs:DeleteLogGroup"]
