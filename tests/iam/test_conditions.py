"""Conditions, after the tables of the IAM user guide.

Pages reference_policies_elements_condition_operators,
reference_policies_condition-logic-multiple-context-keys-or-values and
reference_policies_condition-single-vs-multi-valued-context-keys.
"""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.iam.conditions import NULL, OPERATORS, conditions_match
from mwaa_tf.iam.match import Match
from mwaa_tf.iam.variables import UNKNOWN_VALUE
from tests.iam.support import policy, statement

YES, NO, UNKNOWN = Match.YES, Match.NO, Match.UNKNOWN

#: As the page of the condition operators lists them.
DOCUMENTED_OPERATORS = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Null",
]

#: For each operator a value of a policy, one of a request that matches it, and one that does not.
VALUES = {
    "String": ("carlos", "carlos", "maria"),
    "Numeric": ("10", "10", "10.5"),
    "Date": ("2026-07-01T00:00:00Z", "2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z"),
    "Bool": ("true", "true", "false"),
    "Binary": ("QmluYXJ5", "QmluYXJ5", "T3RoZXI="),
    "IpAddress": ("203.0.113.0/24", "203.0.113.7", "198.51.100.1"),
    "Arn": ("arn:aws:sns:*:111122223333:a", "arn:aws:sns:us-east-1:111122223333:a", "arn:aws:sns:us-east-1:1:b"),
}


def holds(condition: dict[str, Any], context: dict[str, Any], version: str = "2012-10-17") -> Match:
    document = policy(statement(Condition=condition), version=version)
    lower = {key.lower(): value for key, value in context.items()}
    return conditions_match(document.statements[0].conditions, lower, variables=document.has_variables)


def values_of(operator: str) -> tuple[str, str, str]:
    return next(values for kind, values in VALUES.items() if kind in operator)


def test_the_operators_are_those_of_the_guide() -> None:
    assert sorted([*OPERATORS, NULL]) == sorted(DOCUMENTED_OPERATORS)


@pytest.mark.parametrize("operator", sorted(set(DOCUMENTED_OPERATORS) - {"Null"}))
def test_an_absent_key_matches_negated_operators_and_those_with_if_exists(operator: str) -> None:
    condition = {"aws:key": values_of(operator)[0]}
    assert holds({operator: condition}, {}) is (YES if "Not" in operator else NO)
    assert holds({f"{operator}IfExists": condition}, {}) is YES


@pytest.mark.parametrize("operator", sorted(set(DOCUMENTED_OPERATORS) - {"Null"}))
@pytest.mark.parametrize("suffix", ["", "IfExists"])
def test_a_key_that_is_present_is_compared_with_and_without_if_exists(operator: str, suffix: str) -> None:
    value, same, another = values_of(operator)
    condition = {f"{operator}{suffix}": {"aws:key": value}}
    equal = NO if "Not" in operator or operator.endswith(("LessThan", "GreaterThan")) else YES
    assert holds(condition, {"aws:key": same}) is equal
    # Another number or date is a greater one.
    assert holds(condition, {"aws:key": another}) is (YES if "Not" in operator or "Greater" in operator else NO)


@pytest.mark.parametrize("operator", DOCUMENTED_OPERATORS)
def test_a_value_that_is_not_known_cannot_be_judged(operator: str) -> None:
    value = "true" if operator == "Null" else values_of(operator)[0]
    assert holds({operator: {"aws:key": value}}, {"aws:key": UNKNOWN_VALUE}) is UNKNOWN


@pytest.mark.parametrize(
    "operator", ["StringMatches", "NullIfExists", "ForSomeValues:StringEquals", "ForAllValues:Null", "", "IfExists"]
)
@pytest.mark.parametrize("context", [{}, {"aws:key": "x"}])
def test_an_operator_that_is_not_known_cannot_be_judged(operator: str, context: dict[str, Any]) -> None:
    assert holds({operator: {"aws:key": "x"}}, context) is UNKNOWN


@pytest.mark.parametrize(
    ("operator", "value", "actual", "expected"),
    [
        ("StringEquals", "John", "john", NO),
        ("StringEqualsIgnoreCase", "John", "jOHN", YES),
        ("StringNotEqualsIgnoreCase", "John", "jOHN", NO),
        ("StringEquals", "jo*", "john", NO),
        ("StringLike", "jo*", "john", YES),
        ("StringLike", "JO*", "john", NO),
        ("StringLike", "jo?n", "john", YES),
        ("StringLike", "jo?", "john", NO),
        ("StringNotLike", "jo*", "john", NO),
        ("stringlike", "jo*", "john", YES),
        ("NumericEquals", "10", "10.0", YES),
        ("NumericLessThan", "10", "9.5", YES),
        ("NumericLessThan", "10", "10", NO),
        ("NumericLessThanEquals", "10", "10", YES),
        ("NumericGreaterThan", 10, "11", YES),
        ("NumericGreaterThanEquals", "10", "9", NO),
        ("NumericNotEquals", "10", "11", YES),
        ("NumericEquals", "ten", "10", UNKNOWN),
        ("NumericNotEquals", "10", "ten", UNKNOWN),
        ("DateEquals", "2026-07-01", "2026-07-01T00:00:00Z", YES),
        ("DateEquals", "2026-07", "2026-07-01T00:00:00Z", YES),
        ("DateEquals", "2026", "2026-01-01T00:00:00+00:00", YES),
        ("DateEquals", "2026-07-01T02:00:00+02:00", "2026-07-01T00:00:00Z", YES),
        ("DateLessThan", "1782864000", "2026-06-30T23:59:59Z", YES),
        ("DateLessThan", 1782864000, "2026-07-01T00:00:00Z", NO),
        ("DateGreaterThanEquals", "2026-07-01T00:00:00Z", "2026-07-01T00:00:00Z", YES),
        ("DateLessThan", "soon", "2026-07-01T00:00:00Z", UNKNOWN),
        ("Bool", "true", "True", YES),
        ("Bool", True, "true", YES),
        ("Bool", "false", "true", NO),
        ("BinaryEquals", "!", "QmluYXJ5", UNKNOWN),
        ("IpAddress", "203.0.113.7", "203.0.113.7", YES),
        ("IpAddress", "203.0.113.7", "203.0.113.8", NO),
        ("IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5678::1", YES),
        ("IpAddress", "203.0.113.0/24", "2001:db8::1", NO),
        ("NotIpAddress", "203.0.113.0/24", "203.0.113.8", NO),
        ("IpAddress", "203.0.113.0/99", "203.0.113.8", UNKNOWN),
        ("Null", "true", "x", NO),
        ("Null", "false", "x", YES),
        ("Null", False, "x", YES),
        ("Null", "perhaps", "x", UNKNOWN),
    ],
)
def test_operators_compare_values_of_their_kind(operator: str, value: Any, actual: str, expected: Match) -> None:
    assert holds({operator: {"aws:key": value}}, {"aws:key": actual}) is expected


def test_null_holds_with_true_for_absent_keys_only() -> None:
    assert holds({"Null": {"aws:TokenIssueTime": "true"}}, {}) is YES
    assert holds({"Null": {"aws:TokenIssueTime": "false"}}, {}) is NO
    assert holds({"Null": {"aws:TokenIssueTime": "true"}}, {"aws:TokenIssueTime": ()}) is YES


@pytest.mark.parametrize("operator", ["ArnEquals", "ArnLike"])
@pytest.mark.parametrize(
    ("pattern", "arn", "expected"),
    [
        # The example of the guide: a star matches within its segment only, where that of StringLike goes beyond.
        ("arn:aws:s:*:111122223333:finance/*", "arn:aws:s:us-east-2:9:store/abc:111122223333:finance/a.txt", NO),
        ("arn:aws:s:*:111122223333:finance/*", "arn:aws:s:us-east-2:111122223333:finance/a.txt", YES),
        ("arn:aws:s:::a/*", "arn:aws:s:::a/b:c/d", YES),
        ("arn:aws:s:::A", "arn:aws:s:::a", NO),
        ("*", "arn:aws:s:::a", YES),
        ("arn:aws:s:::a", "a", NO),
        ("arn:aws:s", "arn:aws:s:::a", UNKNOWN),
    ],
)
def test_arns_are_compared_segment_by_segment(operator: str, pattern: str, arn: str, expected: Match) -> None:
    assert holds({operator: {"aws:SourceArn": pattern}}, {"aws:SourceArn": arn}) is expected


def test_a_star_of_string_like_goes_beyond_a_segment() -> None:
    arn = "arn:aws:s:us-east-2:9:store/abc:111122223333:finance/a.txt"
    assert holds({"StringLike": {"aws:SourceArn": "arn:aws:s:*:111122223333:finance/*"}}, {"aws:SourceArn": arn}) is YES


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        # Values of a key: one has to match.
        ({"StringEquals": {"aws:username": ["maria", "carlos"]}}, YES),
        ({"StringEquals": {"aws:username": ["maria", "ana"]}}, NO),
        # Values of a key with a negated operator: none may match.
        ({"StringNotEquals": {"aws:username": ["maria", "carlos"]}}, NO),
        ({"StringNotEquals": {"aws:username": ["maria", "ana"]}}, YES),
        # Keys of an operator, and operators: all have to hold.
        ({"StringEquals": {"aws:username": "carlos", "aws:PrincipalAccount": "111122223333"}}, YES),
        ({"StringEquals": {"aws:username": "carlos", "aws:PrincipalAccount": "444455556666"}}, NO),
        ({"StringEquals": {"aws:username": "carlos"}, "Bool": {"aws:SecureTransport": "true"}}, YES),
        ({"StringEquals": {"aws:username": "carlos"}, "Bool": {"aws:SecureTransport": "false"}}, NO),
        # What does not hold decides, whatever else cannot be judged.
        ({"StringEquals": {"aws:username": "maria"}, "StringMatches": {"aws:username": "x"}}, NO),
        ({"StringEquals": {"aws:username": "carlos"}, "StringMatches": {"aws:username": "x"}}, UNKNOWN),
        ({"NumericEquals": {"s3:max-keys": ["ten", "10"]}}, YES),
        ({"NumericNotEquals": {"s3:max-keys": ["ten", "10"]}}, NO),
        # No values: nothing matches.
        ({"StringEquals": {"aws:username": []}}, NO),
        ({"StringNotEquals": {"aws:username": []}}, YES),
        ({}, YES),
    ],
)
def test_keys_and_values_are_combined(condition: dict[str, Any], expected: Match) -> None:
    context = {
        "aws:username": "carlos",
        "aws:PrincipalAccount": "111122223333",
        "aws:SecureTransport": "true",
        "s3:max-keys": "10",
    }
    assert holds(condition, context) is expected


@pytest.mark.parametrize("key", ["aws:TagKeys", "AWS:tagkeys", "aws:TAGKEYS"])
def test_the_case_of_a_key_does_not_matter(key: str) -> None:
    assert holds({"StringEquals": {key: "a"}}, {"aws:TagKeys": "a"}) is YES


@pytest.mark.parametrize(
    ("tags", "for_all", "for_any", "for_all_not", "for_any_not"),
    [
        # Absent keys and empty sets: ForAllValues is true, ForAnyValue is false.
        (None, YES, NO, YES, NO),
        ((), YES, NO, YES, NO),
        ("", YES, NO, YES, NO),
        ("environment", YES, YES, NO, NO),
        (("environment", "cost-center"), YES, YES, NO, NO),
        (("environment", "webserver"), NO, YES, NO, YES),
        (("webserver",), NO, NO, YES, YES),
        (("webserver", "owner"), NO, NO, YES, YES),
        (UNKNOWN_VALUE, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_set_operators(tags: Any, for_all: Match, for_any: Match, for_all_not: Match, for_any_not: Match) -> None:
    context = {} if tags is None else {"aws:TagKeys": tags}
    condition = {"aws:TagKeys": ["environment", "cost-center"]}
    assert holds({"ForAllValues:StringEquals": condition}, context) is for_all
    assert holds({"ForAnyValue:StringEquals": condition}, context) is for_any
    assert holds({"ForAllValues:StringNotEquals": condition}, context) is for_all_not
    assert holds({"ForAnyValue:StringNotEquals": condition}, context) is for_any_not


def test_set_operators_with_if_exists_differ_only_without_the_key() -> None:
    condition = {"aws:TagKeys": ["environment"]}
    assert holds({"ForAllValues:StringEqualsIfExists": condition}, {}) is YES
    assert holds({"ForAllValues:StringEqualsIfExists": condition}, {"aws:TagKeys": ("owner",)}) is NO
    # Of this one the guide says both.
    assert holds({"ForAnyValue:StringEqualsIfExists": condition}, {}) is UNKNOWN
    assert holds({"ForAnyValue:StringEqualsIfExists": condition}, {"aws:TagKeys": ("environment",)}) is YES


def test_the_values_of_a_set_may_be_patterns() -> None:
    condition = {"ForAllValues:StringLike": {"aws:TagKeys": "key1*"}}
    assert holds(condition, {"aws:TagKeys": ("key1", "key1-a")}) is YES
    assert holds(condition, {"aws:TagKeys": ("key1", "key2")}) is NO


def test_several_values_need_a_set_operator() -> None:
    assert holds({"StringEquals": {"aws:TagKeys": "a"}}, {"aws:TagKeys": ("a", "b")}) is UNKNOWN
    assert holds({"StringEquals": {"aws:TagKeys": "a"}}, {"aws:TagKeys": ("a",)}) is YES


@pytest.mark.parametrize(
    ("condition", "context", "expected"),
    [
        ({"StringLike": {"s3:prefix": "home/${aws:username}/*"}}, {"aws:username": "carlos"}, YES),
        ({"StringLike": {"s3:prefix": "home/${AWS:UserName}/*"}}, {"aws:username": "carlos"}, YES),
        ({"StringLike": {"s3:prefix": "home/${aws:username}/*"}}, {"aws:username": "maria"}, NO),
        # Variables with no value: nothing is equal to them.
        ({"StringLike": {"s3:prefix": "home/${aws:username}/*"}}, {}, NO),
        ({"StringNotLike": {"s3:prefix": "home/${aws:username}/*"}}, {}, YES),
        ({"StringLike": {"s3:prefix": "home/${aws:username, 'carlos'}/*"}}, {}, YES),
        ({"StringLike": {"s3:prefix": "home/${aws:username, 'carlos'}/*"}}, {"aws:username": "maria"}, NO),
        ({"StringLike": {"s3:prefix": "home/${aws:username}/*"}}, {"aws:username": UNKNOWN_VALUE}, UNKNOWN),
        ({"StringLike": {"s3:prefix": "home/${aws:username}/*"}}, {"aws:username": ("a", "b")}, UNKNOWN),
        ({"StringEquals": {"s3:prefix": "home/${aws:username}/reports"}}, {"aws:username": "carlos"}, YES),
        # Characters: the star of a value is none of the pattern.
        ({"StringLike": {"s3:prefix": "home/${*}/*"}}, {}, NO),
        ({"StringLike": {"s3:prefix": "home/${aws:username}/*"}}, {"aws:username": "*"}, NO),
        ({"StringEquals": {"s3:literal": "${*}${?}${$}"}}, {}, YES),
        ({"StringLike": {"s3:literal": "${*}${?}${$}"}}, {}, YES),
        # No variables in other operators.
        ({"NumericEquals": {"s3:max-keys": "${s3:max-keys}"}}, {}, UNKNOWN),
    ],
)
def test_variables_in_values(condition: dict[str, Any], context: dict[str, Any], expected: Match) -> None:
    request = {"s3:prefix": "home/carlos/reports", "s3:literal": "*?$", "s3:max-keys": "10"}
    assert holds(condition, {**request, **context}) is expected


def test_a_document_of_the_old_version_has_no_variables() -> None:
    condition = {"StringEquals": {"s3:prefix": "${aws:username}"}}
    assert holds(condition, {"s3:prefix": "carlos", "aws:username": "carlos"}, version="2008-10-17") is NO
    assert holds(condition, {"s3:prefix": "${aws:username}"}, version="2008-10-17") is YES
