"""Text from outside on its way to a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwaa_tf.text import escape_control_characters, truncate


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, 東京 été 🚀", "plain text, 東京 été 🚀"),
        ("", ""),
        ("one\ntwo\r", "one\\ntwo\\r"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("half \ud800", "half \\ud800"),
        ("non\u00a0breaking", "non\\xa0breaking"),
        ("\U0010ffff", "\\U0010ffff"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert escape_control_characters(text) == shown


@given(st.text() | st.text(st.characters(categories=["Cc", "Cf", "Cs", "Zs", "Zl", "Zp"])))
def test_nothing_that_moves_a_cursor_comes_through(text: str) -> None:
    assert escape_control_characters(text).isprintable()


def test_a_line_has_an_end() -> None:
    assert len(escape_control_characters("x" * 10_000)) == 2_000


def test_text_is_shortened_to_a_length() -> None:
    assert truncate("abc", 3) == "abc"
    assert truncate("abcd", 3) == "ab…"
