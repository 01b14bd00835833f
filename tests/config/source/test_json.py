"""JSON with lines, and as strict as its standard."""

from __future__ import annotations

import pytest

from mwaa_tf.config.source.document import MAX_DEPTH, SourceError
from mwaa_tf.config.source.json import parse


def refused(text: str) -> SourceError:
    with pytest.raises(SourceError) as error:
        parse(text)
    return error.value


def test_a_value_has_the_line_of_its_key_and_an_element_its_own() -> None:
    document = parse(r"""{
  "name": "one \" { [ , : quote",
  "owner":
    { "account_id":
        "1" },
  "list": [
    1, {"a": {"b": []}},
    [
      "x"
    ]
  ],
  "n\u0061med": null, "last": 2.50
}""")

    assert {path: document.line(path) for path in document.lines} == {
        (): 1,
        ("name",): 2,
        ("owner",): 3,
        ("owner", "account_id"): 4,
        ("list",): 6,
        ("list", 0): 7,
        ("list", 1): 7,
        ("list", 1, "a"): 7,
        ("list", 1, "a", "b"): 7,
        ("list", 2): 8,
        ("list", 2, 0): 9,
        ("named",): 12,
        ("last",): 12,
    }
    assert document.data["last"].text == "2.50"


def test_repeated_keys_are_found_in_their_own_object_only() -> None:
    document = parse('{"a": {"b": 1},\n "c": {"b": 1, "d": 2,\n "b": 2},\n "a": {"b": 1}}')

    assert document.repeated == [(("c", "b"), 3), (("a",), 4)]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('{\n"a": 1,\n}', 3, "not valid JSON: Illegal trailing comma before end of object"),
        ('{"a": 1}\n{}', 2, "not valid JSON: Extra data"),
        ("", 1, "not valid JSON: Expecting value"),
        ('{\n"a": "x\n"}', 2, "not valid JSON: Invalid control character at"),
        ('{"a": NaN}', 1, "not valid JSON: NaN is no number of JSON"),
        ('{"a": -Infinity}', 1, "not valid JSON: -Infinity is no number of JSON"),
        ('{\n"\\ud800": 1}', 2, "not valid JSON: half a character; \\ud800 to \\udfff come in pairs"),
        ('{\n"a": ["\\udc00\\ud83d"]}', 2, "not valid JSON: half a character; \\ud800 to \\udfff come in pairs"),
        ("\n" + "[" * 60 + "]" * 60, 2, f"nested more than {MAX_DEPTH} levels deep"),
        ("[" * 100_000, 1, f"nested more than {MAX_DEPTH} levels deep"),
    ],
)
def test_what_is_not_json_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    error = refused(text)

    assert error.line == line
    # Newer Pythons say more about the same mistake.
    assert error.message == message or (error.message.startswith("not valid JSON: ") and "comma" in message)


def test_a_character_of_two_halves_is_one() -> None:
    assert parse(r'{"a": "\ud83d\ude80"}').data == {"a": "🚀"}


def test_a_number_that_python_does_not_read_is_refused() -> None:
    error = refused('{\n"a": ' + "9" * 5000 + "}")

    assert (error.line, error.message) == (2, "a number of 5,000 digits")
