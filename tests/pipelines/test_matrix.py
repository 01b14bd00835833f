"""Batches are small, of one group each, and no more than a matrix takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwaa_tf.pipelines._matrix import batches, split
from mwaa_tf.pipelines._versions import npm_range

GROUPS = st.lists(st.lists(st.integers(), min_size=1, max_size=40), max_size=20)


@given(GROUPS, st.integers(min_value=1, max_value=64))
def test_every_element_is_in_one_batch_of_its_group(groups: list[list[int]], most: int) -> None:
    numbered = [[(number, element) for element in group] for number, group in enumerate(groups)]

    parts = batches(numbered, most)

    assert [pair for part in parts for pair in part] == [pair for group in numbered for pair in group]
    assert all(len({number for number, _ in part}) == 1 for part in parts)
    assert len(parts) <= max(most, len(groups))


def test_few_elements_are_batches_of_their_own() -> None:
    assert batches([["a", "b"], ["c"]], 3) == [["a"], ["b"], ["c"]]
    assert batches([["a", "b"], ["c"]], 2) == [["a", "b"], ["c"]]


def test_parts_are_as_equal_as_possible() -> None:
    assert [len(part) for part in split(range(10), 4)] == [4, 3, 3]
    assert list(split([], 4)) == []


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (">= 1.10", ">=1.10.0"),
        (">= 1.10, < 2.0", ">=1.10.0 <2.0.0"),
        ("~> 1.10", ">=1.10.0 <2.0.0"),
        ("~> 1.14.2", ">=1.14.2 <1.15.0"),
        ("~> 1", ">=1.0.0 <2.0.0"),
        ("1.14.3", "1.14.3"),
        ("= 1.14", "1.14.0"),
        (">= 1.10, != 1.11.1", ">=1.10.0"),
        ("!= 1.11.1", "*"),
    ],
)
def test_a_constraint_of_terraform_is_a_range_of_npm(constraint: str, expected: str) -> None:
    assert npm_range(constraint) == expected
