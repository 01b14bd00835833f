"""Credentials of some accounts only: asked of STS on the local AWS, with each way in which they are missing."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from mwaa_tf.aws_errors import THROTTLED
from mwaa_tf.blueprint import Account, Workspace
from mwaa_tf.lifecycle.credentials import WorkspaceCredentials, workspace_credentials
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.organization import prepare
from tests.lifecycle.support import DEPLOYMENT, ETL, NETWORK
from tests.support import DATA, OWNER

ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE"


@pytest.fixture(scope="module")
def accounts() -> Iterator[LocalAws]:
    with LocalAws([OWNER, DATA], region="us-east-1") as running:
        prepare(running)
        running.add_profile("data-team", DATA)
        yield running


@pytest.fixture
def keys(accounts: LocalAws, monkeypatch: pytest.MonkeyPatch) -> LocalAws:
    """The local AWS, with the owner's keys in the environment as a person has them."""
    for name, value in accounts.environment(OWNER).items():
        monkeypatch.setenv(name, value)
    return accounts


def answer(account: Account) -> WorkspaceCredentials:
    (checked,) = workspace_credentials([of(ETL, account)])
    return checked


def of(path: str, account: Account) -> Workspace:
    return replace(DEPLOYMENT.by_path[path], account=account)


def data(*, role_arn: str | None = None, profile: str | None = None) -> Account:
    return Account("data", DATA, role_arn, profile)


@pytest.mark.usefixtures("keys")
def test_with_keys_of_one_account_workspaces_of_the_others_need_theirs(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="mwaa_tf.aws"):
        answers = workspace_credentials(DEPLOYMENT.workspaces)

    assert [answer.workspace for answer in answers] == [workspace.path for workspace in DEPLOYMENT.workspaces]
    assert [answer.needs_account for answer in answers] == ["", DATA, DATA, "", ""]
    assert str(answers[1]) == (
        f"needs credentials of account {DATA} (participant data): these are of account {OWNER}; "
        "set AWS_PROFILE, or the variables of its keys"
    )
    assert str(answers[0]) == f"has credentials of account {OWNER} (owner): arn:aws:iam::{OWNER}:user/rehearsal"
    assert len([message for message in caplog.messages if "GetCallerIdentity" in message]) == 2


def test_the_variables_of_each_workspace_are_its_own(accounts: LocalAws) -> None:
    answers = workspace_credentials(
        DEPLOYMENT.workspaces, lambda workspace: accounts.environment(workspace.account.account_id)
    )
    assert all(answer.is_usable for answer in answers)


@pytest.mark.usefixtures("keys")
def test_a_profile_and_a_role_of_the_configuration_are_used() -> None:
    role = f"arn:aws:iam::{DATA}:role/terraform"
    assert answer(data(profile="data-team")).is_usable
    assert answer(data(role_arn=role)).identity == f"arn:aws:sts::{DATA}:assumed-role/terraform/mwaa_tf"


@pytest.mark.usefixtures("keys")
def test_a_profile_that_does_not_exist_is_named() -> None:
    checked = answer(data(profile="data team"))
    assert checked.needs_account == DATA
    assert checked.reason == "The config profile (data team) could not be found"
    assert checked.remedy == "correct the profile 'data team', or log in with `aws sso login --profile 'data team'`"


@pytest.mark.usefixtures("keys")
def test_a_role_that_cannot_be_assumed_is_named_with_the_reason_of_aws() -> None:
    role = f"arn:aws:iam::{DATA}:role/missing"
    checked = answer(data(role_arn=role))
    assert checked.needs_account == DATA
    assert checked.reason.startswith(f"AssumeRole: AccessDenied: User: arn:aws:iam::{OWNER}:user/rehearsal")
    assert checked.remedy == f"use credentials that may assume {role}"


@pytest.mark.usefixtures("keys")
def test_without_any_credentials_that_is_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    checked = answer(data())
    assert (checked.needs_account, checked.reason) == (DATA, "there are none")


@pytest.mark.usefixtures("keys")
def test_a_key_without_its_secret_is_incomplete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    checked = answer(data())
    assert checked.needs_account == DATA
    assert "Partial credentials" in checked.reason


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("key", [ACCESS_KEY, f"{ACCESS_KEY}\n", "ключ"])
def test_keys_that_aws_refuses_or_that_are_none_are_needed_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
    checked = answer(data())
    assert checked.needs_account == DATA
    assert ACCESS_KEY not in str(checked)


@pytest.mark.usefixtures("keys")
def test_a_profile_with_mfa_does_not_prompt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config"
    config.write_text(
        f"[profile people]\nrole_arn = arn:aws:iam::{DATA}:role/terraform\nsource_profile = people\n"
        f"aws_access_key_id = {ACCESS_KEY}\naws_secret_access_key = x\nmfa_serial = arn:aws:iam::{OWNER}:mfa/people\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setattr("getpass.getpass", lambda _: pytest.fail("prompted"))
    checked = answer(data(profile="people"))
    assert checked.reason == "the profile needs a code of MFA, which Terraform cannot ask for"


@pytest.mark.usefixtures("keys")
def test_a_network_that_fails_is_not_a_lack_of_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        for name in ("HTTP_PROXY", "http_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{unused.getsockname()[1]}")
        (checked,) = workspace_credentials([DEPLOYMENT.by_path[NETWORK]])
    assert (checked.needs_account, checked.is_usable) == ("", False)
    assert "Failed to connect to proxy URL" in checked.error
    assert str(checked).startswith(f"credentials of account {OWNER} (owner) could not be checked: ")


def test_the_codes_of_throttling_are_those_of_botocore() -> None:
    from botocore.retries.standard import ThrottledRetryableChecker  # type: ignore[import-untyped]

    assert set(ThrottledRetryableChecker._THROTTLED_ERROR_CODES) == THROTTLED
