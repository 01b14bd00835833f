"""Which trust policies let MWAA assume a role."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.local_aws.services.mwaa.checks.role import may_assume

PRINCIPAL = "airflow.amazonaws.com"
ARN = "arn:aws:airflow:us-east-1:222222222222:environment/etl"
CONTEXT = {"aws:sourceaccount": "222222222222", "aws:sourcearn": ARN}


def statement(**changes: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": {"Service": PRINCIPAL}, "Action": "sts:AssumeRole", **changes}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"Action": ["sts:TagSession", "sts:AssumeRole"]},
        {"Action": "sts:*"},
        {"Action": "STS:assumerole"},
        {"Principal": {"Service": ["ec2.amazonaws.com", PRINCIPAL]}},
        {"Principal": "*"},
        {"Condition": {"StringEquals": {"aws:SourceAccount": "222222222222"}}},
        {"Condition": {"StringEquals": {"AWS:sourceaccount": ["111111111111", "222222222222"]}}},
        {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:airflow:*:222222222222:environment/*"}}},
        {"Condition": {"ArnEquals": {"aws:SourceArn": ARN}}},
        {"Condition": {"StringLike": {"aws:SourceArn": "arn:aws:airflow:us-east-?:*"}}},
        {"Condition": {"StringNotEquals": {"aws:SourceAccount": "111111111111"}}},
        {"Condition": {"StringEqualsIfExists": {"sts:ExternalId": "x"}}},
        {"Condition": {"StringEqualsIgnoreCase": {"aws:SourceArn": ARN.upper()}}},
        {"Condition": {"Null": {"sts:ExternalId": "true"}}},
        {"Condition": {"Bool": {"aws:PrincipalIsAWSService": "true"}}},
        {"Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": "x"}}},
        {"Condition": {"ForAnyValue:StringEquals": {"aws:SourceAccount": ["222222222222"]}}},
    ],
)
def test_these_let_it_in(changes: dict[str, Any]) -> None:
    assert may_assume({"Statement": [statement(**changes)]}, PRINCIPAL, CONTEXT)


@pytest.mark.parametrize(
    "changes",
    [
        {"Action": "sts:AssumeRoleWithWebIdentity"},
        {"Principal": {"Service": "airflow-env.amazonaws.com"}},
        {"Principal": {"AWS": "arn:aws:iam::222222222222:root"}},
        {"Effect": "Deny"},
        {"Condition": {"StringEquals": {"aws:SourceAccount": "111111111111"}}},
        {"Condition": {"StringEquals": {"aws:SourceArn": "arn:aws:airflow:*"}}},
        {"Condition": {"ArnLike": {"aws:SourceArn": ARN.replace("etl", "other")}}},
        {"Condition": {"StringEquals": {"aws:SourceAccount": "222222222222", "sts:ExternalId": "x"}}},
        {"Condition": {"StringNotEquals": {"aws:SourceAccount": "222222222222"}}},
        {"Condition": {"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}},
        {"Condition": {"Null": {"aws:SourceArn": "true"}}},
        {"Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": "x"}}},
        {"Condition": {"StringMatches": {"aws:SourceArn": ".*"}}},
    ],
)
def test_these_do_not(changes: dict[str, Any]) -> None:
    assert not may_assume({"Statement": [statement(**changes)]}, PRINCIPAL, CONTEXT)


def test_a_denial_goes_before_a_permission() -> None:
    policy = {"Statement": [statement(), statement(Effect="Deny")]}

    assert not may_assume(policy, PRINCIPAL, CONTEXT)


def test_a_denial_that_cannot_be_judged_is_not_let_through() -> None:
    denial = statement(Effect="Deny", Condition={"StringMatches": {"aws:SourceArn": ".*"}})

    assert not may_assume({"Statement": [statement(), denial]}, PRINCIPAL, CONTEXT)


@pytest.mark.parametrize(
    ("element", "value", "expected"),
    [
        ("NotAction", "sts:TagSession", True),
        ("NotAction", "sts:Assume*", False),
        ("NotPrincipal", {"Service": "ec2.amazonaws.com"}, True),
        ("NotPrincipal", {"Service": [PRINCIPAL]}, False),
        ("NotPrincipal", {"AWS": "*"}, False),
    ],
)
def test_opposites_mean_everything_else(element: str, value: Any, expected: bool) -> None:
    trust = {name: item for name, item in statement().items() if f"Not{name}" != element}

    assert may_assume({"Statement": {**trust, element: value}}, PRINCIPAL, CONTEXT) is expected


def test_a_single_statement_need_not_be_a_list() -> None:
    assert may_assume({"Statement": statement()}, PRINCIPAL, CONTEXT)
