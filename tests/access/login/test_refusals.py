"""What is said to somebody whom AWS refuses, on a local AWS that enforces the policies of its users."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from mwaa_tf.access.login import LoginError, Tokens, call_rest_api
from mwaa_tf.blueprint import Account
from mwaa_tf.doctor import CheckResult, CollectOptions, Target, collect, examine, select_checks
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.organization import prepare
from tests.local_aws.services.mwaa.support import DATA, OWNER, Place

ADA = f"arn:aws:iam::{DATA}:user/ada"
READS_IAM = {"Effect": "Allow", "Action": ["iam:Get*", "iam:List*", "airflow:GetEnvironment"], "Resource": "*"}


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """An environment that is AVAILABLE."""
    with LocalAws((OWNER, DATA), region="us-east-1", speed=0, enforce_iam=True) as aws:
        prepare(aws, ram_sharing=True)
        surroundings = Place(aws)
        surroundings.available()
        yield surroundings


@pytest.fixture
def environ(place: Place) -> Iterator[dict[str, str]]:
    """The variables of a user without any permission."""
    iam = place.aws.client("iam", DATA)
    iam.create_user(UserName="ada")
    key = iam.create_access_key(UserName="ada")["AccessKey"]
    keys = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    yield {**place.aws.environment(DATA), **keys}
    for name in iam.list_user_policies(UserName="ada")["PolicyNames"]:
        iam.delete_user_policy(UserName="ada", PolicyName=name)
    iam.delete_access_key(UserName="ada", AccessKeyId=key["AccessKeyId"])
    iam.delete_user(UserName="ada")


def allow(place: Place, *statements: Mapping[str, Any], name: str = "own") -> None:
    """Give the user these statements."""
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    place.aws.client("iam", DATA).put_user_policy(UserName="ada", PolicyName=name, PolicyDocument=document)


def target(place: Place) -> Target:
    return Target(place.name, place.name, "us-east-1", Account("participant", "", None, None), None)


def tokens(place: Place, environ: Mapping[str, str]) -> Tokens:
    return Tokens(target(place), environ)


def refusal(place: Place, environ: Mapping[str, str]) -> str:
    with pytest.raises(LoginError) as caught:
        tokens(place, environ).web()
    return str(caught.value)


def test_a_refused_login_says_what_the_doctor_says_and_the_fix_helps(place: Place, environ: dict[str, str]) -> None:
    allow(place, READS_IAM)
    first, second, third = refusal(place, environ).splitlines()
    options = CollectOptions(principal_arn=ADA)
    (view,), _ = collect((target(place),), {"principal"}, options=options, environ=lambda _: environ)
    (finding,) = examine([view], select_checks(["permissions.airflow-login"])).of(CheckResult.FAILURE)
    assert first == finding.message
    assert first == f"{ADA} gets no role of Airflow in {place.name}: no policy allows airflow:CreateWebLoginToken."
    assert second == f"Fix: {finding.fix}"
    assert third.startswith("AWS answered CreateWebLoginToken: AccessDenied")

    statement = json.loads(second.split("`")[1])
    assert statement["Resource"] == f"arn:aws:airflow:us-east-1:{DATA}:role/{place.name}/User"
    allow(place, READS_IAM, statement)
    assert tokens(place, environ).web().text


@pytest.mark.parametrize("action", ["CreateCliToken", "InvokeRestApi"])
def test_the_statement_of_each_action_is_the_one_that_helps(place: Place, environ: dict[str, str], action: str) -> None:
    allow(place, READS_IAM)

    def call() -> object:
        requested = tokens(place, environ)
        return (
            requested.cli() if action == "CreateCliToken" else call_rest_api(requested, place.name, "/monitor/health")
        )

    with pytest.raises(LoginError) as caught:
        call()
    first, second, _ = str(caught.value).splitlines()
    assert first.endswith(f"no policy allows airflow:{action}.")
    allow(place, READS_IAM, json.loads(second.split("`")[1]))
    call()


def test_a_statement_that_denies_is_named(place: Place, environ: dict[str, str]) -> None:
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    allow(place, everything, {"Sid": "NoUi", "Effect": "Deny", "Action": "airflow:Create*", "Resource": "*"})
    first, second, _ = refusal(place, environ).splitlines()
    assert first.endswith("statement 'NoUi' of its identity-based policy denies airflow:CreateWebLoginToken.")
    assert second == f"Fix: Exempt {place.name} from statement 'NoUi' of its identity-based policy."


def test_without_the_right_to_read_iam_nothing_is_guessed(place: Place, environ: dict[str, str]) -> None:
    first, second, third, fourth = refusal(place, environ).splitlines()
    assert first.startswith(f"{ADA} may not log in to {place.name}: CreateWebLoginToken: AccessDenied")
    assert second.startswith("Fix: If no policy of it allows airflow:CreateWebLoginToken, add to one, with the role")
    assert "(Admin, Op, User, Viewer or Public)" in second
    assert json.loads(second.split("`")[1])["Action"] == "airflow:CreateWebLoginToken"
    assert third.startswith("Its policies could not be judged: needs iam:")
    assert fourth.endswith(f"`mwaa_tf doctor --principal {ADA}` says what it lacks")


def test_what_only_the_organization_forbids_is_said(place: Place, environ: dict[str, str]) -> None:
    organizations = place.aws.client("organizations", place.aws.management_account)
    (root,) = organizations.list_roots()["Roots"]
    if not any(kind["Type"] == "SERVICE_CONTROL_POLICY" for kind in root["PolicyTypes"]):
        organizations.enable_policy_type(RootId=root["Id"], PolicyType="SERVICE_CONTROL_POLICY")
    deny = {"Effect": "Deny", "Action": "airflow:CreateWebLoginToken", "Resource": "*"}
    policy_id = organizations.create_policy(
        Name="no-ui",
        Description="no UI",
        Type="SERVICE_CONTROL_POLICY",
        Content=json.dumps({"Version": "2012-10-17", "Statement": [deny]}),
    )["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=policy_id, TargetId=DATA)
    role = {
        "Effect": "Allow",
        "Action": "airflow:CreateWebLoginToken",
        "Resource": f"arn:aws:airflow:us-east-1:{DATA}:role/{place.name}/Op",
    }
    try:
        allow(place, READS_IAM, role)
        _, second, third = refusal(place, environ).splitlines()
    finally:
        organizations.detach_policy(PolicyId=policy_id, TargetId=DATA)
    assert second == (
        f"{ADA} gets the Airflow role Op of {place.name}, "
        "unless a service control policy or a session policy forbids it"
    )
    assert third == "Fix: Ask who manages the organization or the session to allow airflow:CreateWebLoginToken"
    assert tokens(place, environ).web().text
