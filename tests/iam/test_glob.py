"""Patterns with many stars: the same answers as a regular expression, without its time."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mwaa_tf.iam import patterns
from mwaa_tf.iam.glob import Glob
from mwaa_tf.iam.match import Match
from mwaa_tf.iam.patterns import action_matches, resource_match, text_matches

#: The other segments of an ARN.
_REST = ":x:x:x"

_PARTS = st.lists(st.sampled_from(["*", "[*]", "?", "a", "b", ":"]), max_size=10)


def test_no_pattern_with_more_than_two_stars_is_a_regular_expression() -> None:
    patterns._glob.cache_clear()
    text_matches("a*b*c*d", "abcd")

    assert patterns._glob("a*b*c*d")._compiled is None


@settings(max_examples=1_000)
@given(_PARTS, st.text("ab:", max_size=12))
@example(["*", "a", "[*]", "b", "*"], "a:ab")
def test_many_stars_match_what_a_regular_expression_matches(parts: list[str], text: str) -> None:
    assert _glob(parts).matches(text) == _as_expression(parts, text)
    # With stars that match nothing there are enough of them, however few the parts have.
    many = [*parts, "x", "*", "x", "[*]", "x", "*"]
    assert _glob(many).matches(f"{text}xxx") == _as_expression(many, f"{text}xxx")


def _glob(parts: list[str]) -> Glob:
    glob = Glob()
    for part in parts:
        if "*" in part:
            glob.add_star(confined=part == "[*]")
        else:
            glob.add([None if part == "?" else part])
    return glob


def _as_expression(parts: list[str], text: str) -> bool:
    expressions = {"*": ".*", "[*]": "[^:]*", "?": "."}
    return re.fullmatch("".join(expressions.get(part, part) for part in parts), text, re.DOTALL) is not None


def _lines_run(work: Callable[[], object]) -> int:
    """How many lines of Python ``work`` runs."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    ("matches", "beginning"),
    [
        (lambda pattern, text: resource_match.__wrapped__(pattern, text) is Match.YES, "arn:aws:s3:::"),
        (
            lambda pattern, text: resource_match.__wrapped__(f"{pattern}:x:x:x", f"{text}:x:x:x") is Match.YES,
            "arn:aws:",
        ),
        (text_matches, ""),
        (action_matches, "s3:"),
    ],
    ids=["resource", "segment", "text", "action"],
)
def test_a_hostile_pattern_takes_as_many_steps_as_the_text_has_characters(
    matches: Callable[[str, str], bool], beginning: str
) -> None:
    pattern = beginning + "a*" * 60 + "b"

    def steps(length: int) -> int:
        return _lines_run(lambda: matches(pattern, beginning + "a" * length))

    matches(pattern, beginning + "a")  # compiled, and its characters known
    assert not matches(pattern, beginning + "a" * 2_000)
    assert matches(pattern, beginning + "a" * 2_000 + "b")
    assert 0 < steps(2_000) < 2.1 * steps(1_000)
