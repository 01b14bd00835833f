"""Accounts apart from each other. None is in an organization before the test that creates one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from tests.support import DATA, OWNER


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws([OWNER, DATA], region="us-east-1") as running:
        yield running


def ids(answer: list[dict[str, Any]], name: str) -> set[str]:
    return {each[name] for each in answer}


MAKES: list[tuple[str, Callable[[Any], Any], Callable[[Any], set[str]]]] = [
    ("ec2", lambda c: c.create_vpc(CidrBlock="10.7.0.0/16"), lambda c: ids(c.describe_vpcs()["Vpcs"], "VpcId")),
    ("s3", lambda c: c.create_bucket(Bucket="only-the-owners"), lambda c: ids(c.list_buckets()["Buckets"], "Name")),
    ("iam", lambda c: c.create_group(GroupName="g"), lambda c: ids(c.list_groups()["Groups"], "GroupName")),
    ("kms", lambda c: c.create_key(), lambda c: ids(c.list_keys()["Keys"], "KeyId")),
    (
        "logs",
        lambda c: c.create_log_group(logGroupName="airflow-etl-Task"),
        lambda c: ids(c.describe_log_groups()["logGroups"], "logGroupName"),
    ),
    (
        "organizations",
        lambda c: c.create_organization(FeatureSet="ALL"),
        lambda c: ids(c.list_roots()["Roots"], "Id"),
    ),
]


def listed(service: str, look: Callable[[Any], set[str]], client: Any) -> set[str]:
    if service != "organizations":
        return look(client)
    try:
        return look(client)
    except client.exceptions.AWSOrganizationsNotInUseException:
        return set()


@pytest.mark.parametrize(("service", "make", "look"), MAKES, ids=[service for service, _, _ in MAKES])
def test_what_one_account_makes_another_does_not_see(
    aws: LocalAws, service: str, make: Callable[[Any], Any], look: Callable[[Any], set[str]]
) -> None:
    owner, data = aws.client(service, OWNER), aws.client(service, DATA)
    before = listed(service, look, owner), listed(service, look, data)
    make(owner)
    after = listed(service, look, owner), listed(service, look, data)
    assert len(after[0] - before[0]) == 1
    assert after[1] == before[1]
