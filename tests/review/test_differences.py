"""What differs between two values, and how long texts are told."""

from __future__ import annotations

import html
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwaa_tf.review import review_plans
from mwaa_tf.review.differences import AttributeChange, differences, elements, path_text
from mwaa_tf.review.formats import write
from mwaa_tf.review.formats._details import details
from mwaa_tf.review.read import read_plans
from mwaa_tf.review.values import UNKNOWN
from tests.review.samples import CASES, of, plan, resource


def _names(before: Any, after: Any) -> dict[str, tuple[Any, Any]]:
    return {item.name: (item.before, item.after) for item in differences(before, after)}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, {"b": (2, 3)}),
        ({"a": {"b": {"c": 1, "d": 2}}}, {"a": {"b": {"c": 1, "d": 3}}}, {"a.b.d": (2, 3)}),
        (None, {"a": 1, "b": None, "c": "", "d": []}, {"a": (None, 1)}),
        ({"a": 1, "b": {}}, None, {"a": (1, None)}),
        ({"a": None}, {"a": ""}, {"a": (None, "")}),
        ({"a": ""}, {"a": None}, {"a": ("", None)}),
        ({}, {"a": ""}, {}),
        ({"a": None, "b": None}, {"a": [], "b": 1}, {"b": (None, 1)}),
        ({"a": None, "b": 1}, {"a": {}, "b": 1}, {"a": (None, {})}),
        ({"a": ["x\ny", 1]}, {"a": ["x\nz", 1]}, {"a[0]": ("x\ny", "x\nz")}),
        ({"a": ["x\ny"]}, {"a": ["k: 1\nl: 2", "x\nz"]}, {"a[0]": ("x\ny", "k: 1\nl: 2"), "a[1]": (None, "x\nz")}),
        ({"a": ["x\ny", "b\nc"]}, {"a": ["b\nc", "x\ny"]}, {"a": (["x\ny", "b\nc"], ["b\nc", "x\ny"])}),
        ({"a": ['{"b":1}']}, {"a": ['{"b":2}']}, {"a[0]": ('{"b":1}', '{"b":2}')}),
        ({"a": [{"b": 1}] * 600}, {"a": [{"b": 1}] * 599 + [{"b": 2}]}, {"a[599].b": (1, 2)}),
        ({"a": None}, {"a": False}, {"a": (None, False)}),
        ({"a": 0}, {"a": False}, {"a": (0, False)}),
        ({"a": [1]}, {"a": [True]}, {"a": ([1], [True])}),
        ({"a": {"x": 1, "y": [0]}}, {"a": {"y": [False], "x": 1}}, {"a.y": ([0], [False])}),
        ({"a": {"x": 1, "y": 2}, "b": [1]}, {"a": {"y": 2, "x": 1}, "b": [1.0]}, {}),
        ({"a": [{"b": UNKNOWN}]}, {"a": [{"b": str(UNKNOWN)}]}, {"a[0].b": (UNKNOWN, str(UNKNOWN))}),
        ({"a": 1}, {"a": UNKNOWN}, {"a": (1, UNKNOWN)}),
        ({"a": [{"b": 1, "c": 1}, {"b": 2}]}, {"a": [{"b": 1, "c": 5}, {"b": 2}]}, {"a[0].c": (1, 5)}),
        ({"a": [1, 2]}, {"a": [2, 1]}, {"a": ([1, 2], [2, 1])}),
        ({"a": [{"b": 1}]}, {"a": [{"b": 1}, {"b": 2}]}, {"a": ([{"b": 1}], [{"b": 1}, {"b": 2}])}),
        ({"t": {"x/y": 1, "z": 1}}, {"t": {"x/y": 2, "z": 1}}, {'t["x/y"]': (1, 2)}),
        ({"a": {"b": 1}}, {"a": [1]}, {"a": ({"b": 1}, [1])}),
        ("text", {"a": 1}, {"": ("text", {"a": 1})}),
    ],
)
def test_what_differs_is_named_by_attribute(before: Any, after: Any, expected: Any) -> None:
    found = _names(before, after)

    assert repr(found) == repr(expected)


@pytest.mark.parametrize(
    ("forced", "marked"),
    [((("a",),), {"a.b"}), ((("a", "b"),), {"a.b"}), ((("a", "b", "c"),), {"a.b"}), ((("c",),), {"c"}), ((), set())],
)
def test_what_forces_a_replacement_is_marked(forced: Any, marked: set[str]) -> None:
    found = differences({"a": {"b": 1, "x": 0}, "c": 1}, {"a": {"b": 2, "x": 0}, "c": 2}, forced)

    assert {item.name for item in found if item.forces_replacement} == marked


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


@given(_VALUES)
def test_nothing_differs_from_itself(value: Any) -> None:
    assert not list(differences(value, value))


@given(st.lists(st.integers(0, 3)), st.lists(st.integers(0, 3)))
def test_elements_account_for_both_lists(before: list[int], after: list[int]) -> None:
    lost, gained, reordered = elements(before, after)

    assert sorted([*before, *gained]) == sorted([*after, *lost])
    if not lost and not gained:
        assert reordered == (before != after)


@given(st.lists(st.integers(0, 3) | st.booleans()), st.lists(st.integers(0, 3) | st.booleans()))
def test_elements_tell_true_from_1(before: list[Any], after: list[Any]) -> None:
    lost, gained, _ = elements(before, after)

    assert sorted(map(repr, [*before, *gained])) == sorted(map(repr, [*after, *lost]))


def test_lists_of_any_length_are_compared_by_element() -> None:
    """One exchanged element of 501 is one element, and of 200,000 it is told within seconds."""
    (plan,) = review_plans(read_plans([str(CASES / "list-501.json")])).plans
    (attribute,) = plan.changes[0].attributes()
    lost, gained, reordered = elements(attribute.before, attribute.after)
    assert (len(lost), len(gained), reordered) == (1, 1, False)
    assert len(list(details(plan.changes[0]))) == 3

    before = [{"cidr": f"10.{number}"} for number in range(200_000)]
    started = time.process_time()
    assert elements(before, [*before[1:], {"cidr": "x"}]) == ([before[0]], [{"cidr": "x"}], False)
    assert elements(before, before[::-1]) == ([], [], True)
    assert time.process_time() - started < 10


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_null_is_told_from_an_empty_text(form: str) -> None:
    written = "".join(write(review_plans(read_plans([str(CASES / "null-to-empty.json")])), form))

    assert ("null" in written and '""' in html.unescape(written)) if form == "html" else ('null -> ""' in written)
    assert "only sensitive values differ" not in written


def test_texts_of_several_lines_in_a_list_are_a_diff() -> None:
    change = resource(before={"values": ["a: 1\nb: 2\n"]}, after={"values": ["a: 1\nb: 3\n"]})

    lines = write(of(plan(change)), "text")[0].splitlines()

    start = next(number for number, line in enumerate(lines) if "values[0] =" in line)
    assert [line.strip() for line in lines[start + 1 : start + 4]] == ["a: 1", "-     b: 2", "+     b: 3"]


def _lines(before: Any, after: Any) -> tuple[str, ...]:
    return AttributeChange(("a",), before, after).lines()


def test_documents_are_laid_out_before_they_are_compared() -> None:
    lines = _lines('{"a":[1,2],"b":3}', '{ "a": [1, 4], "b": 3 }')

    assert lines == ("@@", '   "a": [', "     1,", "-    2", "+    4", "   ],", '   "b": 3')


def test_a_document_that_only_looks_different_does_not_differ() -> None:
    assert _lines('{"a":1,"b":2}', '{ "a": 1,\n "b": 2 }') == ()


def test_lines_far_away_are_left_out() -> None:
    before = "\n".join(map(str, range(50)))

    assert _lines(before, before.replace("25", "x")) == ("@@", " 23", " 24", "-25", "+x", " 26", " 27")


def test_short_values_are_no_lines() -> None:
    assert _lines("a", "b") == ()
    assert _lines(1, "a\nb") == ()


def test_a_text_of_many_lines_is_counted_only() -> None:
    assert _lines("a\n" * 9_000, "b\n" * 9_001) == ("@@ 9,000 lines become 9,001 @@",)


@pytest.mark.parametrize(
    ("path", "text"),
    [((), ""), (("a", 0, "b"), "a[0].b"), (("tags", 'x"y'), 'tags["x\\"y"]'), (("a-b", "ü"), "a-b.ü"), (("",), '[""]')],
)
def test_a_path_is_written_like_terraform_does(path: Any, text: str) -> None:
    assert path_text(path) == text
