"""Documents as data: every element, and whatever does not follow the grammar."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mwaa_tf.iam.document import Condition, Element, Principal, PrincipalElement
from mwaa_tf.iam.parsing import parse_policy
from tests.iam.support import policy, statement


def test_every_element_is_read() -> None:
    document = parse_policy(
        {
            "Version": "2012-10-17",
            "Id": "Reports",
            "Statement": [
                {
                    "Sid": "Read",
                    "Effect": "Deny",
                    "NotPrincipal": {"AWS": ["111122223333"], "Service": "airflow.amazonaws.com"},
                    "NotAction": "s3:GetObject",
                    "NotResource": ["arn:aws:s3:::a", "arn:aws:s3:::b"],
                    "Condition": {"Bool": {"aws:SecureTransport": False}, "NumericLessThan": {"s3:TlsVersion": [1.2]}},
                }
            ],
        }
    )
    (only,) = document.statements
    assert (document.version, document.id, document.has_variables) == ("2012-10-17", "Reports", True)
    assert (only.sid, only.effect, only.denies, only.allows) == ("Read", "Deny", True, False)
    assert only.principals == PrincipalElement(
        (Principal("AWS", "111122223333"), Principal("Service", "airflow.amazonaws.com")), negated=True
    )
    assert only.actions == Element(("s3:GetObject",), negated=True)
    assert only.resources == Element(("arn:aws:s3:::a", "arn:aws:s3:::b"), negated=True)
    assert only.conditions == (
        Condition("Bool", "aws:SecureTransport", ("false",)),
        Condition("NumericLessThan", "s3:TlsVersion", ("1.2",)),
    )
    assert document.all_problems == ()


def test_text_bytes_and_data_are_read_alike() -> None:
    data = {"Statement": [statement(Principal="*")]}
    text = json.dumps(data)
    assert parse_policy(data) == parse_policy(text) == parse_policy(text.encode())
    assert parse_policy(text) is parse_policy(str(text))


def test_elements_that_are_not_there_are_none() -> None:
    (only,) = policy(statement(Resource=None)).statements
    assert (only.resources, only.principals, only.conditions, only.sid) == (None, None, (), "")


def test_without_a_version_it_is_the_old_one_without_variables() -> None:
    document = parse_policy({"Statement": []})
    assert (document.version, document.has_variables, document.all_problems) == ("2008-10-17", False, ())


@pytest.mark.parametrize("principal", ["*", {"AWS": "*"}])
def test_both_ways_to_name_everyone_are_one(principal: Any) -> None:
    (only,) = policy(statement(Principal=principal)).statements
    assert only.principals
    assert [item.is_everyone for item in only.principals.principals] == [True]


@pytest.mark.parametrize("account", ["111122223333", "arn:aws:iam::111122223333:root"])
def test_both_ways_to_name_an_account_are_one(account: str) -> None:
    assert Principal.parse("AWS", account) == Principal("AWS", "111122223333")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the document is not JSON: Expecting value: line 1 column 1 (char 0)"),
        ("[" * 100_000, "the document is nested too deeply"),
        ("[]", "the document is not a JSON object"),
        ("{}", "the document has no Statement"),
        ('{"Statement": ["Allow"]}', "a statement is not a JSON object"),
        (b"\xff", "the document is not UTF-8"),
    ],
)
def test_what_is_no_policy_is_unreadable(text: str | bytes, problem: str) -> None:
    document = parse_policy(text)
    assert document.unreadable
    assert document.all_problems == (problem,)


@pytest.mark.parametrize(
    ("elements", "problem"),
    [
        ({"Effects": "Deny"}, "the element 'Effects' is unknown"),
        ({"effect": "Deny"}, "the element 'effect' is unknown"),
        ({"Effect": None}, "Effect is missing"),
        ({"Effect": "allow"}, "Effect is 'allow'"),
        ({"Action": None}, "Action is missing"),
        ({"Action": {"a": 1}}, "Action is neither a string nor a list of strings"),
        ({"Resource": [["*"]]}, "Resource is neither a string nor a list of strings"),
        ({"Principal": "111122223333"}, "Principal is neither '*' nor an object"),
        ({"Principal": {"Aws": "*"}}, "Principal has the unknown type 'Aws'"),
        ({"NotPrincipal": {"Group": "a"}}, "NotPrincipal has the unknown type 'Group'"),
        ({"Condition": ["Bool"]}, "Condition is not an object"),
        ({"Condition": {"Bool": "true"}}, "Condition Bool is not an object"),
        ({"Condition": {"Bool": {"a": {}}}}, "Condition Bool a is neither a string nor a list of strings"),
        ({"Resource": "arn:aws:s3:${aws:region}::a"}, "a variable stands before the fifth colon of a resource"),
    ],
)
def test_what_does_not_follow_the_grammar_is_a_problem_of_its_statement(elements: dict[str, Any], problem: str) -> None:
    document = policy(statement(), statement(**elements))
    first, second = document.statements
    assert (first.problems, second.problems) == ((), (problem,))
    assert document.all_problems == (f"statement 2: {problem}",)


@pytest.mark.parametrize("element", ["Action", "Resource", "Principal"])
def test_opposites_exclude_each_other(element: str) -> None:
    value = {"AWS": "*"} if element == "Principal" else "*"
    (only,) = policy({**statement(), element: value, f"Not{element}": value}).statements
    assert only.problems == (f"{element} and Not{element} exclude each other",)


def test_a_variable_of_the_old_version_is_text() -> None:
    document = policy(statement(Resource="arn:aws:s3:${aws:region}::a"), version="2008-10-17")
    assert document.all_problems == ()


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ('{"Version": "2012-10-17", "Version": "2008-10-17", "Statement": []}', ("'Version' appears more than once",)),
        ('{"Statement": [], "Comment": "a"}', ("the element 'Comment' is unknown",)),
        ('{"Version": "2015-01-01", "Statement": []}', ("Version '2015-01-01' is not one of 2008-10-17, 2012-10-17",)),
        (
            '{"Statement": {"Sid": "A", "Effect": "Deny", "Effect": "Allow", "Action": "*", "Resource": "*"}}',
            ("statement 'A': 'Effect' appears more than once",),
        ),
        (
            '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition":'
            ' {"Bool": {"a": "true", "a": "false"}, "Bool": {}}}}',
            ("statement 1: 'Bool' appears more than once",),
        ),
    ],
)
def test_problems_of_documents_and_keys_that_are_there_twice(text: str, problems: tuple[str, ...]) -> None:
    assert parse_policy(text).all_problems == problems


def test_data_without_json_text_may_use_tuples() -> None:
    (only,) = parse_policy({"Statement": (statement(Action=("s3:Get*", "s3:List*")),)}).statements
    assert only.actions == Element(("s3:Get*", "s3:List*"))
    assert only.problems == ()
