"""YAML as this project reads it: 1.2's core schema, lines, aliases within bounds."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest

from mwaa_tf.config.source.document import MAX_DEPTH, Document, SourceError
from mwaa_tf.config.source.yaml import parse


def read(text: str) -> Document:
    return parse(dedent(text))


def refused(text: str) -> SourceError:
    with pytest.raises(SourceError) as error:
        parse(dedent(text))
    return error.value


@pytest.mark.parametrize(
    "word", ["off", "no", "yes", "on", "n", "y", "Off", "2020-01-01", "12:30", "0o17", "0x1F", "="]
)
def test_words_that_yaml_1_1_turns_into_something_else_stay_text(word: str) -> None:
    assert read(f"value: {word}").data == {"value": word}


@pytest.mark.parametrize(
    ("written", "value"),
    [("true", True), ("False", False), ("~", None), ("null", None), ("", None), ("12", 12), ("-3", -3), ("2.5", 2.5)],
)
def test_the_core_schema_is_read(written: str, value: Any) -> None:
    assert read(f"value: {written}").data == {"value": value}


@pytest.mark.parametrize("written", ["012345678901", "000000000000", "2.10", "1.0", "1e3", "+5", "1.", ".5"])
def test_a_number_remembers_how_it_was_written(written: str) -> None:
    assert read(f"value: {written}").data["value"].text == written


@pytest.mark.parametrize("written", ['"012"', "'012'", "!!str 012", "|-\n  012"])
def test_a_quoted_number_is_text(written: str) -> None:
    assert read(f"value: {written}").data == {"value": "012"}


def test_a_value_has_the_line_of_its_key_and_an_element_its_own() -> None:
    document = read("""\
        name: analytics
        owner:
          # a comment

          account_id:
            "1"
        tags: { a: 1,
                b: 2 }
        list:
          - x

          - y:
              z: 1
          - [p,
             q]
        text: |
          name: not a key
        last: 1
    """)

    lines = {path: document.line(path) for path in document.lines}
    assert lines == {
        (): 1,
        ("name",): 1,
        ("owner",): 2,
        ("owner", "account_id"): 5,
        ("tags",): 7,
        ("tags", "a"): 7,
        ("tags", "b"): 8,
        ("list",): 9,
        ("list", 0): 10,
        ("list", 1): 12,
        ("list", 1, "y"): 12,
        ("list", 1, "y", "z"): 13,
        ("list", 2): 14,
        ("list", 2, 0): 14,
        ("list", 2, 1): 15,
        ("text",): 16,
        ("last",): 18,
    }


def test_what_has_no_line_of_its_own_has_that_of_what_is_around_it() -> None:
    document = read("""\
        name: analytics
        owner:
          account_id: "1"
    """)

    assert document.line(("owner", "network", "cidr")) == 2
    assert document.line(("region",)) == 1


def test_an_alias_stands_for_its_value() -> None:
    document = read("""\
        a: &a { x: 1 }
        b: *a
        c: [*a, *a]
        d: &d text
        e: *d
    """)

    assert document.data == {"a": {"x": 1}, "b": {"x": 1}, "c": [{"x": 1}, {"x": 1}], "d": "text", "e": "text"}
    assert document.line(("b", "x")) == 2


def test_what_a_mapping_says_itself_wins_over_what_it_merges_and_the_first_merged_over_the_next() -> None:
    document = read("""\
        a: &a { x: 1, y: 1 }
        b: &b { x: 2, y: 2, z: 2 }
        one: { <<: *a, x: 9 }
        late: { x: 9, <<: *a }
        both: { <<: [*a, *b], x: 9 }
        twice:
          <<: *a
          <<: *b
        quoted: { "<<": *a }
    """)

    assert document.data["one"] == document.data["late"] == {"x": 9, "y": 1}
    assert document.data["both"] == {"x": 9, "y": 1, "z": 2}
    assert document.data["twice"] == {"x": 1, "y": 1, "z": 2}
    assert document.data["quoted"] == {"<<": {"x": 1, "y": 1}}
    assert document.repeated == []


def test_a_merge_takes_mappings_only() -> None:
    assert refused("a: { <<: [1] }").message == "`<<` takes a mapping or a list of mappings"


def test_repeated_keys_are_found_where_they_stand() -> None:
    document = read("""\
        a: 1
        b:
          c: 1
          c:
            - 2
        "a": 2
        1: x
        "1": y
    """)

    assert document.repeated == [(("b", "c"), 4), (("a",), 6), (("1",), 8)]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: [1\nb: 2", 2, "not valid YAML: did not find expected ',' or ']'"),
        ("a: 1\n b: 2", 2, "not valid YAML: mapping values are not allowed in this context"),
        ("a: 1\n---\nb: 2", 2, "a second document begins here; one file describes one deployment"),
        ("a: 1\n? [x]\n: y", 2, "a key must be plain text, not a list or a mapping"),
        ("a: 1\n? {x: 1}\n: y", 2, "a key must be plain text, not a list or a mapping"),
        ("a: &a [1]\n*a : y", 2, "a key must be plain text, not a list or a mapping"),
        ("a: 1\n~: y", 2, "a key without a name"),
        ("a: 1\n? \n: y", 2, "a key without a name"),
        ("a: &a [*a]", 1, "not valid YAML: no anchor of this name before; text that begins with * needs quotes"),
        ("a: 1\nb: !!python/object/apply:f [x]", 2, "tags have no meaning here; text that begins with ! needs quotes"),
        ("a: 1\nb: !!binary aGk=", 2, "tags have no meaning here; text that begins with ! needs quotes"),
        ("a: 1\nb: !!set {x}", 2, "tags have no meaning here; text that begins with ! needs quotes"),
        ("a: " + "9" * 4001, 1, "a number of 4,001 digits"),
        ("a: 1\nb: \0", 2, "not valid YAML: control characters are not allowed"),
    ],
)  # fmt: skip
def test_what_is_not_plain_yaml_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    error = refused(text)

    assert (error.line, error.message) == (line, message)


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
def test_a_character_that_may_end_a_line_is_refused_unless_it_is_escaped(character: str) -> None:
    error = refused(f'a: 1\nb: "x{character}y"\nc: 2\n')

    assert error.line == 2
    assert error.message.startswith(f"U+{ord(character):04X} is a line end to some readers of YAML and text to others")
    assert read(f'b: "x\\u{ord(character):04x}y"').data == {"b": f"x{character}y"}


def test_a_control_character_is_found_behind_letters_of_several_bytes() -> None:
    assert refused("# été\n" * 9 + "a: \0\n" + "b: 1\n" * 9).line == 10


def test_an_error_at_the_end_is_on_the_last_line() -> None:
    assert refused("a: {\nb: 1").line == 2


@pytest.mark.parametrize("text", ["", "# comment\n", "---\n", "---\n...\n", "\ufeff"])
def test_nothing_is_null(text: str) -> None:
    document = parse(text)

    assert document.data is None
    assert document.line(()) in (1, 2)


def test_nesting_ends_before_it_hurts() -> None:
    assert parse("[" * MAX_DEPTH + "]" * MAX_DEPTH).data
    assert refused("[" * 100_000).message == f"nested more than {MAX_DEPTH} levels deep"
    assert refused("a: " + "{a: " * 100_000).message == f"nested more than {MAX_DEPTH} levels deep"


def test_nesting_through_aliases_ends_too() -> None:
    text = "a0: &a0 []\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 10_000))

    error = refused(text)

    assert (error.message, error.line) == (f"nested more than {MAX_DEPTH} levels deep", MAX_DEPTH)


def test_aliases_cannot_blow_a_file_up() -> None:
    text = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))

    assert refused(text).message == "expands to more than 1,000,000 values"


def test_the_line_of_a_path_that_is_not_in_the_text_is_no_line() -> None:
    lines = parse("a:\n  - b: 1\n").lines

    assert lines["a", 0, "b"] == 2
    for path in [("b",), ("a", 1), ("a", 0, "c"), ("a", 0, "b", "c")]:
        assert path not in lines
        assert lines.get(path) is None
    assert len(lines) == 4
