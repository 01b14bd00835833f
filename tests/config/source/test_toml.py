"""TOML with lines, as far inside a value as its text goes."""

from __future__ import annotations

import pytest

from mwaa_tf.config.source.document import MAX_DEPTH, SourceError
from mwaa_tf.config.source.toml import parse


def refused(text: str) -> SourceError:
    with pytest.raises(SourceError) as error:
        parse(text)
    return error.value


def lines(text: str) -> dict[str, int]:
    return {".".join(map(str, path)): line for path, line in parse(text).lines.items() if path}


def test_keys_and_tables() -> None:
    assert lines("""
name = "analytics" # region = "x"
owner.account_id = "1"
  indented   =   1

[owner.network] # [not.this]
cidr = "10.0.0.0/16"
flow_logs.enabled = true
"quo.ted" = 1
'lit.eral' = 1
"escap\\u0065d" = 1
""") == {
        "name": 2,
        "owner": 3,
        "owner.account_id": 3,
        "indented": 4,
        "owner.network": 6,
        "owner.network.cidr": 7,
        "owner.network.flow_logs": 8,
        "owner.network.flow_logs.enabled": 8,
        "owner.network.quo.ted": 9,
        "owner.network.lit.eral": 10,
        "owner.network.escaped": 11,
    }


def test_arrays_of_tables() -> None:
    assert lines("""
[[participants]]
name = "data"
[[participants.environments]]
name = "etl"
[participants.environments.tags]
Team = "data"
[[participants.environments]]
name = "reports"
[[ participants ]]
name = "science"
[participants.defaults]
schedulers = 2
""") == {
        "participants": 2,
        "participants.0": 2,
        "participants.0.name": 3,
        "participants.0.environments": 4,
        "participants.0.environments.0": 4,
        "participants.0.environments.0.name": 5,
        "participants.0.environments.0.tags": 6,
        "participants.0.environments.0.tags.Team": 7,
        "participants.0.environments.1": 8,
        "participants.0.environments.1.name": 9,
        "participants.1": 10,
        "participants.1.name": 11,
        "participants.1.defaults": 12,
        "participants.1.defaults.schedulers": 13,
    }


def test_inside_arrays_and_inline_tables() -> None:
    assert lines("""
subnets = [
  "10.0.0.0/24", # "10.9.9.9/24",

  "10.0.1.0/24",
]
participants = [
  { name = "data", environments = [{ name = "etl" },
    { name = "reports", tags = { "a.b" = "1", c.d = 2.10 } }] },
  { name = "science" }
]
nested = [[1, 2],
  ["x"]]
empty = []
nothing = {}
last = 1979-05-27T07:32:00.5Z
""") == {
        "subnets": 2,
        "subnets.0": 3,
        "subnets.1": 5,
        "participants": 7,
        "participants.0": 8,
        "participants.0.name": 8,
        "participants.0.environments": 8,
        "participants.0.environments.0": 8,
        "participants.0.environments.0.name": 8,
        "participants.0.environments.1": 9,
        "participants.0.environments.1.name": 9,
        "participants.0.environments.1.tags": 9,
        "participants.0.environments.1.tags.a.b": 9,
        "participants.0.environments.1.tags.c": 9,
        "participants.0.environments.1.tags.c.d": 9,
        "participants.1": 10,
        "participants.1.name": 10,
        "nested": 12,
        "nested.0": 12,
        "nested.0.0": 12,
        "nested.0.1": 12,
        "nested.1": 13,
        "nested.1.0": 13,
        "empty": 14,
        "nothing": 15,
        "last": 16,
    }


def test_what_stands_in_a_text_is_no_key() -> None:
    text = '''
a = """
[table]
key = 1
\\""" still = "text"
"""
b = \'\'\'
[[array]]
it's = 1\'\'\'
c = """two quotes at the end"""""
d = "# no comment" # but "this is
e = 'C:\\'
f = ""
g = """"""
h = 1
'''

    assert lines(text) == {"a": 2, "b": 7, "c": 10, "d": 11, "e": 12, "f": 13, "g": 14, "h": 15}


def test_line_ends_of_windows_count_once() -> None:
    assert lines('a = 1\r\nb = """x\r\ny"""\r\nc = 1\r\n') == {"a": 1, "b": 2, "c": 4}


def test_a_key_of_very_many_parts_costs_nothing() -> None:
    assert refused("\n" + ".".join("a" * 100_000) + " = 1").line == 2
    assert parse(f"a = '{'.'.join('a' * 100)}'").data


def test_a_decimal_number_remembers_how_it_was_written() -> None:
    assert parse("version = 2.10").data["version"].text == "2.10"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a = 1\nb =", 2, "not valid TOML: Invalid value"),
        ("a = 1\n\na = 2", 3, "not valid TOML: Cannot overwrite a value"),
        ("[a]\nb = 1\n[a]\n", 3, "not valid TOML: Cannot declare ('a',) twice"),
        ("a = 'x\n'", 1, "not valid TOML: "),
        ("a = " + "[" * 100_000, 1, f"nested more than {MAX_DEPTH} levels deep"),
        ("b = 1\na = " + "[" * 60 + "]" * 60, 2, f"nested more than {MAX_DEPTH} levels deep"),
        ("b = 1\n" + ".".join("a" * 60) + " = 1", 2, f"nested more than {MAX_DEPTH} levels deep"),
        ("b = 1\n[" + ".".join("a" * 60) + "]", 2, f"nested more than {MAX_DEPTH} levels deep"),
        ("a = 1\nb = " + "9" * 5000, 2, "a number of 5,000 digits"),
        ("a = " + "9_" * 5000 + "9", 1, "a number of 5,001 digits"),
        ("a = 2020-13-45", 1, "not valid TOML: "),
    ],
)
def test_what_is_not_toml_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    error = refused(text)

    assert error.message.startswith(message)
    assert error.line == line
