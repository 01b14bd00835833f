"""Policies are compared by what they allow: where nothing is added, no further request is allowed."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mwaa_tf.iam.comparison import added_permissions
from mwaa_tf.iam.coverage import covers, overlap, resource_covers
from mwaa_tf.iam.parsing import parse_policy

_SIGNS = "ab"
_TEXTS = ["".join(signs) for length in range(5) for signs in product(_SIGNS, repeat=length)]

patterns = st.text(alphabet=f"{_SIGNS}*?", max_size=4)


@given(patterns, patterns)
@settings(max_examples=200)
def test_a_pattern_that_covers_another_matches_all_that_it_matches(outer: str, inner: str) -> None:
    if covers(outer, inner):
        assert all(fnmatchcase(text, outer) for text in _TEXTS if fnmatchcase(text, inner))


@given(patterns, patterns)
@settings(max_examples=200)
def test_patterns_overlap_where_a_text_matches_both(one: str, other: str) -> None:
    if any(fnmatchcase(text, one) and fnmatchcase(text, other) for text in _TEXTS):
        assert overlap(one, other)


@pytest.mark.parametrize(
    ("outer", "inner", "covered"),
    [
        ("s3:*", "s3:GetObject", True),
        ("s3:Get*", "s3:*", False),
        ("s3:*Object", "s3:Get*Object", True),
        ("*a*", "a", True),
        ("a?", "a*", False),
        ("a*", "a?", True),
        ("**", "*", True),
        ("a*c", "a*b", False),
    ],
)
def test_what_a_pattern_covers(outer: str, inner: str, covered: bool) -> None:
    assert covers(outer, inner) is covered


@pytest.mark.parametrize(
    ("outer", "inner", "covered"),
    [
        ("home/*", "home/${aws:username}", True),
        ("home/????", "home/${a:}", False),
        ("${a:b}*", "${a:b}", False),
        ("${a:b}", "${a:b}", True),
        ("home/${*}", "home/x", False),
    ],
)
def test_a_variable_may_have_any_value(outer: str, inner: str, covered: bool) -> None:
    assert covers(outer, inner) is covered


@pytest.mark.parametrize(
    ("outer", "inner", "covered"),
    [
        ("*", "arn:aws:ec2:us-east-1:1:vpc/a", True),
        ("arn:aws:ec2:us-*-1:1:vpc/*", "arn:aws:ec2:us-east-1:1:vpc/a", True),
        ("arn:aws:ec2:us-*-1:1:vpc/*", "arn:aws:ec2:us-*st-1:1:vpc/a", True),
        # Beyond its segment goes only a star that is the last of it.
        ("arn:aws:ec2:us-*-1:1:vpc/*", "arn:aws:ec2:us-a:b-1:1:vpc/a", False),
        ("arn:aws:ec2:us-*1:*", "arn:aws:ec2:us-*:1", False),
        ("arn:aws:ec2:*:1:vpc/*", "arn:aws:ec2:us-east-1:2:3:1:vpc/a", True),
        ("arn:aws:e*2:*:1:*", "arn:aws:ec2:*:1:*", False),
    ],
)
def test_what_the_pattern_of_a_resource_covers(outer: str, inner: str, covered: bool) -> None:
    assert resource_covers(outer, inner) is covered


_ACTIONS = ("s3:get", "s3:put", "kms:get")
_RESOURCES = ("x", "y")
_PRINCIPALS = ("111111111111", "222222222222")


def _some(*values: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2)


statements = st.fixed_dictionaries(
    {
        "Effect": st.sampled_from(["Allow", "Allow", "Deny"]),
        "Principal": st.fixed_dictionaries({"AWS": _some("*", *_PRINCIPALS)}),
    }
).flatmap(
    lambda statement: st.tuples(
        st.sampled_from(["Action", "NotAction"]),
        _some(*_ACTIONS, "s3:*", "*", "*:get"),
        st.sampled_from(["Resource", "NotResource"]),
        _some(*_RESOURCES, "*"),
    ).map(lambda parts: {**statement, parts[0]: parts[1], parts[2]: parts[3]})
)
documents = st.lists(statements, max_size=3).map(lambda items: {"Statement": items})


@given(documents, documents)
@settings(max_examples=300)
def test_what_adds_nothing_allows_nothing_more(before: dict[str, Any], after: dict[str, Any]) -> None:
    old, new = (parse_policy(json.dumps(document)) for document in (before, after))
    assert not old.unreadable
    assert not new.unreadable
    if not list(added_permissions(old, new)):
        for request in product(_ACTIONS, _RESOURCES, _PRINCIPALS):
            assert not _allows(after, *request) or _allows(before, *request)


@given(documents)
def test_a_policy_adds_nothing_to_itself(document: dict[str, Any]) -> None:
    policy = parse_policy(json.dumps(document))
    assert not policy.unreadable
    assert list(added_permissions(policy, policy)) == []


@given(documents)
def test_a_policy_adds_nothing_by_being_split(document: dict[str, Any]) -> None:
    apart = [
        {**statement, "Principal": {"AWS": principal}}
        for statement in reversed(document["Statement"])
        for principal in statement["Principal"]["AWS"]
    ]
    whole, parts = parse_policy(json.dumps(document)), parse_policy(json.dumps({"Statement": apart}))
    assert not whole.unreadable
    assert not parts.unreadable
    assert list(added_permissions(whole, parts)) == []


def test_a_policy_as_large_as_aws_takes_is_compared_quickly() -> None:
    large = {"Effect": "Allow", "Action": [f"s3:A{i}*" for i in range(300)], "Resource": [f"r{i}*" for i in range(300)]}
    old, new = parse_policy(json.dumps({"Statement": []})), parse_policy(json.dumps({"Statement": [large] * 3}))
    assert not old.unreadable
    assert not new.unreadable
    assert len(list(added_permissions(old, new))) == 3


def _allows(document: dict[str, Any], action: str, resource: str, principal: str) -> bool:
    """As AWS evaluates one policy: a request is allowed where a statement says so and none denies it."""
    effects = {
        statement["Effect"]
        for statement in document["Statement"]
        if _matches(statement, "Action", action)
        and _matches(statement, "Resource", resource)
        and {"*", principal} & set(statement["Principal"]["AWS"])
    }
    return effects == {"Allow"}


def _matches(statement: dict[str, Any], name: str, value: str) -> bool:
    if name in statement:
        return any(fnmatchcase(value, pattern) for pattern in statement[name])
    return not any(fnmatchcase(value, pattern) for pattern in statement[f"Not{name}"])


def test_an_effect_that_is_neither_counts_as_one_that_may_allow() -> None:
    odd = {"Effect": "allow", "Action": "s3:get", "Resource": "*"}
    (added,) = added_permissions(parse_policy({"Statement": []}), parse_policy({"Statement": odd}))
    assert added.statement.effect == "allow"
    assert not list(added_permissions(parse_policy({"Statement": odd}), parse_policy({"Statement": []})))


def test_the_conditions_that_are_lost_are_named_as_they_are_written() -> None:
    statement = {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}
    condition = {"Bool": {"AWS:SecureTransport": "true"}, "StringEquals": {"aws:PrincipalOrgID": "o-1"}}
    before, after = (
        parse_policy({"Statement": {**statement, "Condition": condition}}),
        parse_policy({"Statement": statement}),
    )
    (added,) = added_permissions(before, after)
    assert added.lost_conditions == ("aws:PrincipalOrgID", "AWS:SecureTransport")
    assert added.statement.actions
    assert added.statement.actions.patterns == ("s3:Get*",)
