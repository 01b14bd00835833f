"""Whom the policy of a resource lets in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mwaa_tf.iam.evaluation import evaluate_policy
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.iam.principals import RequestPrincipal
from mwaa_tf.iam.requests import AccessRequest

CALLER = RequestPrincipal.of_arn("arn:aws:iam::222222222222:role/terraform")
CONTEXT = {"aws:PrincipalOrgID": "o-abcdefghij", "aws:SecureTransport": "true"}
GET = AccessRequest(CALLER, "s3:GetObject", "arn:aws:s3:::state/data/a.tfstate", CONTEXT)
STATEMENT: dict[str, Any] = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}


def permitted(*statements: dict[str, Any]) -> bool:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return evaluate_policy(parse_policy(json.dumps(document)), GET).allowed


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Principal": {"AWS": "222222222222"}}, True),
        ({"Principal": {"AWS": ["arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root"]}}, True),
        ({"Principal": {"AWS": CALLER.arn}}, True),
        ({"Principal": {"AWS": "arn:aws:iam::222222222222:role/other"}}, False),
        ({"Principal": {"AWS": "arn:aws:iam::111111111111:root"}}, False),
        ({"Principal": {"Service": "airflow.amazonaws.com"}}, False),
        ({"Action": ["s3:Get*", "s3:PutObject"]}, True),
        ({"Action": "S3:getobject"}, True),
        ({"Action": "s3:PutObject"}, False),
        ({"Resource": "arn:aws:s3:::state/data/*"}, True),
        ({"Resource": "arn:aws:s3:::state/Data/*"}, False),
        ({"Resource": "arn:aws:s3:::state"}, False),
        ({"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}}, True),
        ({"Condition": {"StringEquals": {"aws:PrincipalOrgID": ["o-1", "o-2"]}}}, False),
        ({"Condition": {"StringNotEquals": {"aws:PrincipalAccount": "111111111111"}}}, True),
        ({"Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/terra*"}}}, True),
        ({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, True),
        ({"Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}}, False),
        ({"Condition": {"StringEqualsIfExists": {"aws:SourceVpce": "vpce-1"}}}, True),
        ({"Condition": {"Null": {"aws:SourceVpce": "true"}}}, True),
        ({"Condition": {"Null": {"aws:PrincipalOrgID": "true"}}}, False),
        ({"Condition": {"DateLessThan": {"aws:PrincipalAccount": "2030-01-01"}}}, False),
    ],
)
def test_a_statement_allows_what_all_of_it_matches(changes: dict[str, Any], expected: bool) -> None:
    assert permitted({**STATEMENT, **changes}) is expected


def test_what_no_statement_allows_is_not_allowed() -> None:
    assert not permitted()


def test_a_denial_wins() -> None:
    denial = {**STATEMENT, "Effect": "Deny", "Action": "s3:*"}
    assert not permitted(STATEMENT, denial)
    assert permitted(STATEMENT, {**denial, "Condition": {"Bool": {"aws:SecureTransport": "false"}}})


def test_elements_can_be_turned_round() -> None:
    without_action = {key: value for key, value in STATEMENT.items() if key != "Action"}
    assert permitted({**without_action, "NotAction": "s3:PutObject"})
    assert not permitted({**without_action, "NotAction": "s3:Get*"})
    without_principal = {key: value for key, value in STATEMENT.items() if key != "Principal"}
    denial = {**without_principal, "Effect": "Deny", "NotPrincipal": {"AWS": CALLER.arn}}
    assert permitted(STATEMENT, denial)


def test_one_statement_needs_no_list() -> None:
    assert evaluate_policy(parse_policy(json.dumps({"Statement": STATEMENT})), GET).allowed
