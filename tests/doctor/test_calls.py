"""Calls of collectors: made once, with the right credentials, and never a traceback."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from botocore.session import Session  # type: ignore[import-untyped]

from mwaa_tf.blueprint import Account
from mwaa_tf.doctor.collect.aws.calls import Calls
from mwaa_tf.doctor.collect.aws.operations import AwsOperation, CallerSide, operations
from mwaa_tf.doctor.collect.aws.ownership import owner_of
from mwaa_tf.doctor.reading import GapKind, Reading
from mwaa_tf.doctor.target import Target
from mwaa_tf.doctor.view.environment import EnvironmentFacts
from mwaa_tf.local_aws import LocalAws

ENVIRONMENT = EnvironmentFacts(
    name="etl",
    arn="",
    status="AVAILABLE",
    airflow_version="2.10.3",
    environment_class="mw1.small",
    access_mode="PRIVATE_ONLY",
    endpoint_management="CUSTOMER",
    subnet_ids=(),
    security_group_ids=(),
    execution_role_arn="",
    bucket_arn="",
    dags_path="dags",
    kms_key="",
)

DESCRIBE_VPCS = AwsOperation("ec2", "DescribeVpcs", CallerSide.OWNER, "the VPC")


def calls_of(local: LocalAws, account_id: str, expected: str = "") -> Calls:
    account = Account("owner", expected or account_id, None, None)
    return Calls(account, local.region, local.environment(account_id), lambda: None)


@pytest.fixture
def owner(local_aws: LocalAws) -> Calls:
    return calls_of(local_aws, local_aws.accounts[0])


def made(local: LocalAws, action: str) -> int:
    return len([call for call in local.record if call.action == action])


def test_an_answer_has_the_call_and_the_account_as_its_source(owner: Calls) -> None:
    reading = owner.read(DESCRIBE_VPCS, lambda answer: len(answer["Vpcs"]))
    assert reading.source == f"ec2:DescribeVpcs in {owner.account.account_id}"
    assert reading.value >= 0


def test_an_answer_is_parsed_once_by_each_function(owner: Calls) -> None:
    parsed: list[str] = []

    def first(answer: Any) -> str:
        parsed.append("first")
        return str(len(answer["Vpcs"]))

    def second(answer: Any) -> int:
        parsed.append("second")
        return len(answer["Vpcs"])

    with ThreadPoolExecutor(8) as threads:
        readings = list(threads.map(lambda parse: owner.read(DESCRIBE_VPCS, parse), [first, second] * 8))

    assert sorted(parsed) == ["first", "second"]
    assert {type(reading.value) for reading in readings[::2]} == {str}
    assert {type(reading.value) for reading in readings[1::2]} == {int}


def test_a_call_is_made_once_for_all_who_ask(local_aws: LocalAws, owner: Calls) -> None:
    asking = [
        threading.Thread(target=owner.read, args=(DESCRIBE_VPCS, lambda answer: answer["Vpcs"])) for _ in range(8)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert made(local_aws, "DescribeVpcs") == 1


def test_all_pages_are_read(local_aws: LocalAws, owner: Calls) -> None:
    ec2 = local_aws.client("ec2", owner.account.account_id)
    for number in range(7):
        ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16")
    reading = owner.read(DESCRIBE_VPCS, lambda answer: len(answer["Vpcs"]), MaxResults=5)
    assert reading.value >= 7


def test_keys_of_another_account_are_never_used(local_aws: LocalAws) -> None:
    first, second, *_ = local_aws.accounts
    calls = calls_of(local_aws, first, expected=second)
    reading = calls.read(DESCRIBE_VPCS, lambda answer: answer["Vpcs"])
    assert reading.gap is not None
    assert reading.gap.kind is GapKind.CREDENTIALS
    assert reading.gap.reason == f"needs credentials of account {second}: these are of account {first}"
    assert made(local_aws, "DescribeVpcs") == 0


def test_a_denied_call_names_the_permission(local_aws: LocalAws, owner: Calls) -> None:
    local_aws.allow({owner.account.account_id: [{"Version": "2012-10-17", "Statement": []}]})
    gap = owner.read(DESCRIBE_VPCS, lambda answer: answer["Vpcs"]).gap
    assert gap is not None
    assert gap.kind is GapKind.DENIED
    assert gap.reason.startswith(f"needs ec2:DescribeVpcs in account {owner.account.account_id}: ")


def test_a_denied_call_in_an_account_that_only_the_credentials_tell_names_it(local_aws: LocalAws) -> None:
    account_id = local_aws.accounts[0]
    unnamed = Calls(
        Account("participant", "", None, None), local_aws.region, local_aws.environment(account_id), lambda: None
    )
    local_aws.allow({account_id: [{"Version": "2012-10-17", "Statement": []}]})
    gap = unnamed.read(DESCRIBE_VPCS, lambda answer: answer["Vpcs"]).gap
    assert gap is not None
    assert gap.reason.startswith(f"needs ec2:DescribeVpcs in account {account_id}: ")


def test_whose_credentials_these_are_may_be_denied_too(local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(*_: object) -> object:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetCallerIdentity")

    unnamed = Calls(Account("participant", "", None, None), local_aws.region, {}, lambda: None)
    monkeypatch.setattr(unnamed, "_answer", deny)
    gap = unnamed.identity.gap
    assert gap is not None
    assert gap.reason.startswith("needs GetCallerIdentity in the account of the credentials: ")


@pytest.mark.parametrize(
    "parse",
    [
        lambda answer: answer["Unheard"],
        lambda answer: answer["Vpcs"][99],
        lambda answer: int(answer["ResponseMetadata"]["RequestId"]),
        lambda answer: answer.vpcs,
    ],
)
def test_an_answer_that_is_not_understood_is_a_gap(owner: Calls, parse: Any) -> None:
    gap = owner.read(DESCRIBE_VPCS, parse).gap
    assert gap is not None
    assert gap.kind is GapKind.NOT_UNDERSTOOD
    assert gap.reason.startswith("DescribeVpcs answered what is not understood: ")


def test_every_operation_exists_and_signs_with_the_name_of_its_permission() -> None:
    session = Session()
    for each in operations():
        model = session.get_service_model(each.service)
        assert each.name in model.operation_names, each
        if not each.actions and each.needs:
            prefix = {"monitoring": "cloudwatch"}.get(model.signing_name, model.signing_name)
            assert each.needs[0].partition(":")[0] == prefix, each


def test_no_operation_changes_anything() -> None:
    reading = ("BatchGet", "Describe", "Filter", "Get", "Head", "List", "Lookup", "Simulate")
    assert [each.name for each in operations() if not each.name.startswith(reading)] == []


def test_the_owner_of_a_vpc_without_configuration_is_found_by_its_subnets(local_aws: LocalAws) -> None:
    owner_id = local_aws.accounts[0]
    target = Target("etl", "etl", local_aws.region, Account("participant", "", None, None), None)
    participant = calls_of(local_aws, owner_id)
    subnet_ids = [subnet["SubnetId"] for subnet in local_aws.client("ec2", owner_id).describe_subnets()["Subnets"]][:2]
    environment = Reading.of(replace(ENVIRONMENT, subnet_ids=tuple(subnet_ids)), "airflow:GetEnvironment")
    assert owner_of(target, environment, participant).value.account_id == owner_id


def test_nobody_is_taken_for_the_owner_of_a_vpc_whose_subnets_cannot_be_read(local_aws: LocalAws) -> None:
    participant = calls_of(local_aws, local_aws.accounts[0])
    environment = Reading.of(replace(ENVIRONMENT, subnet_ids=("subnet-00000000",)), "airflow:GetEnvironment")
    target = Target("etl", "etl", local_aws.region, Account("participant", "", None, None), None)
    account = owner_of(target, environment, participant)
    assert account.gap is not None
    refused = participant.refused(account.gap)
    assert refused.read(DESCRIBE_VPCS, lambda answer: answer["Vpcs"]).gap == account.gap
    assert made(local_aws, "DescribeVpcs") == 0
