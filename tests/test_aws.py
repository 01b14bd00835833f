"""Clients get into accounts as Terraform does: tried on the local AWS."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from mwaa_tf.aws import AwsSession, client
from mwaa_tf.blueprint import Account
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.organization import prepare

OWNER, DATA = "111111111111", "222222222222"


@pytest.fixture(scope="module")
def local() -> Iterator[LocalAws]:
    with LocalAws([OWNER, DATA], region="us-east-1") as running:
        prepare(running)
        running.add_profile("data-team", DATA)
        yield running


def who(local: LocalAws, account: Account, **more: str) -> str:
    sts = client("sts", account, "us-east-1", {**local.environment(OWNER), **more})
    return str(sts.get_caller_identity()["Arn"])


def test_ambient_keys_are_those_of_the_environment(local: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    # Whatever the person at the keyboard uses elsewhere.
    monkeypatch.setenv("AWS_PROFILE", "nobody-has-this")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "of-another-session")
    assert who(local, Account("owner", OWNER, None, None)).startswith(f"arn:aws:iam::{OWNER}:user/")


def test_a_role_is_assumed_from_there(local: LocalAws) -> None:
    role = f"arn:aws:iam::{DATA}:role/terraform"
    assert who(local, Account("data", DATA, role, None)) == f"arn:aws:sts::{DATA}:assumed-role/terraform/mwaa_tf"


def test_a_profile_is_preferred_to_ambient_keys(local: LocalAws) -> None:
    assert who(local, Account("data", DATA, None, "data-team")).startswith(f"arn:aws:iam::{DATA}:user/")


def test_a_role_that_does_not_trust_us_is_an_error_of_the_call_not_of_the_client(local: LocalAws) -> None:
    role = f"arn:aws:iam::{DATA}:role/nobody"
    sts = client("sts", Account("data", DATA, role, None), "us-east-1", local.environment(OWNER))
    with pytest.raises(Exception, match="AccessDenied"):
        sts.get_caller_identity()


def test_each_call_is_logged_with_account_and_outcome_and_without_keys(
    local: LocalAws, caplog: pytest.LogCaptureFixture
) -> None:
    role = f"arn:aws:iam::{DATA}:role/terraform"
    with caplog.at_level(logging.DEBUG, logger="mwaa_tf.aws"):
        who(local, Account("data", DATA, role, None))

    assume, identity = caplog.messages
    assert assume.startswith(f"sts.AssumeRole in {DATA}, us-east-1: attempt 1: 200")
    assert identity.startswith(f"sts.GetCallerIdentity in {DATA}, us-east-1: attempt 1: 200")
    assert not any(value in caplog.text for value in local.environment(OWNER).values() if len(value) > 15)


def test_a_call_that_is_refused_is_logged_with_its_error_code(
    local: LocalAws, caplog: pytest.LogCaptureFixture
) -> None:
    iam = client("iam", Account("owner", OWNER, None, None), "us-east-1", local.environment(OWNER))
    with caplog.at_level(logging.DEBUG, logger="mwaa_tf.aws"), pytest.raises(Exception, match="NoSuchEntity"):
        iam.get_role(RoleName="missing")

    (message,) = caplog.messages
    assert message.startswith(f"iam.GetRole in {OWNER}, us-east-1: attempt 1: 404 NoSuchEntity")


def test_a_session_has_clients_of_several_services_and_assumes_its_role_once(local: LocalAws) -> None:
    account = Account("data", DATA, f"arn:aws:iam::{DATA}:role/terraform", None)
    before = len(local.record)
    session = AwsSession(account, "us-east-1", local.environment(OWNER))
    session.client("s3").list_buckets()
    session.client("s3").list_buckets()
    session.client("ec2").describe_vpcs()
    assert [call.action for call in local.record.since(before)].count("AssumeRole") == 1
