import itertools

import pytest

from mwaa_tf.versions import allowed, parse, satisfies


@pytest.mark.parametrize(
    ("version", "constraint", "expected"),
    [
        ("5.67.9", ">= 5.68, < 7.0", False),
        ("5.68.0", ">= 5.68, < 7.0", True),
        ("5.100.0", ">= 5.68, < 7.0", True),
        ("7.0.0", ">= 5.68, < 7.0", False),
        ("5.100.0", "~> 5.68", True),
        ("6.0.0", "~> 5.68", False),
        ("5.68.9", "~> 5.68.1", True),
        ("5.69.0", "~> 5.68.1", False),
        ("5.68.0", "~> 5.68.1", False),
        ("5.100.0", "5.100.0", True),
        ("5.100.0", "= 5.99.0", False),
        ("5.100.0", ">5.99,!=5.100.0", False),
        ("5.100.0", "<= 5.100", True),
        ("5.100.0", "latest", False),
    ],
)
def test_a_constraint_means_what_it_means_to_terraform(version: str, constraint: str, expected: bool) -> None:
    parsed = parse(version)
    assert parsed is not None
    assert satisfies(parsed, constraint) is expected


@pytest.mark.parametrize("text", ["6.0.0-beta1", "v5.100.0", "", "5.100.0.1"])
def test_what_is_no_released_version_is_none(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("one", "other", "empty"),
    [
        ("~> 5.0", ">= 5.68, < 7.0", False),
        ("~> 5", ">= 5.68, < 7.0", False),
        ("~> 5.67.0", ">= 5.68, < 7.0", True),
        ("~> 4.67", ">= 5.68, < 7.0", True),
        ("= 5.67.9", ">= 5.68, < 7.0", True),
        ("< 5.68.1", ">= 5.68, < 7.0", False),
        ("< 5.68.1, != 5.68.0", ">= 5.68, < 7.0", True),
        ("> 5.0.0", "< 5.0.1", True),
        ("> 5.0.0", "<= 5.0.1", False),
        ("!= 6.0.0", "6.0.0", True),
        (">= 6.0.0-beta1", "< 7.0.0-alpha1", False),
        ("6.0.0-beta1", ">= 5.68, < 7.0", True),
        ("v6.2.0", ">= 5.68, < 7.0", False),
    ],
)
def test_two_constraints_meet_or_do_not(one: str, other: str, empty: bool) -> None:
    first, second = allowed(one), allowed(other)
    assert first is not None
    assert second is not None
    assert (first & second).is_empty is empty


@pytest.mark.parametrize("text", ["latest", "", ">= ", "1.2.3.4", ">= 1, ", "=> 1.0"])
def test_what_is_no_constraint_is_none(text: str) -> None:
    assert allowed(text) is None


def test_a_range_is_empty_just_where_no_version_is_in_it() -> None:
    bounds = ["0.1", "1.0", "1.0.1", "1.1.0", "2"]
    terms = [f"{operator} {bound}" for operator in (">=", "<=", ">", "<", "!=", "~>", "=") for bound in bounds]
    versions = [(a, b, c) for a in range(4) for b in range(4) for c in range(4)]
    for one, other in itertools.combinations(terms, 2):
        found = allowed(f"{one}, {other}")
        assert found is not None
        assert found.is_empty is not any(version in found for version in versions), (one, other)
