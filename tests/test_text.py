"""Text from outside on its way to a terminal."""

from __future__ import annotations

import ast
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwaa_tf.text import (
    did_you_mean,
    escape_control_characters,
    escape_workflow_commands,
    join_words,
    message_lines,
    natural_key,
    nearest,
    one_line,
    plural,
    shell_quoted,
    truncate,
)
from tests.support import REPOSITORY


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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x\n  ::set-output name=a::b", "\\x3a:error::x\n  \\x3a:set-output name=a::b"),
        ("\x1b[31m::error::x", "\x1b[31m\\x3a:error::x"),
        ("a ##[error]x ##vso[task.x]", "a #\\x23[error]x #\\x23vso[task.x]"),
        ("a::b\nIPv6 ::1, ## heading", "a::b\nIPv6 ::1, ## heading"),
    ],
)
def test_a_line_is_no_command_for_the_runner_of_a_pipeline(text: str, shown: str) -> None:
    assert escape_workflow_commands(text) == shown


def test_a_line_has_an_end() -> None:
    assert len(escape_control_characters("x" * 10_000)) == 2_000


def test_text_is_shortened_to_a_length() -> None:
    assert truncate("abc", 3) == "abc"
    assert truncate("abcd", 3) == "ab…"


@pytest.mark.parametrize(
    ("word", "match"), [("regoin", "region"), ("REGION", "region"), ("zones", None), ("re", None), ("", None)]
)
def test_the_nearest_word_is_found_whatever_its_case(word: str, match: str | None) -> None:
    assert nearest(word, ["region", "name"]) == match
    assert did_you_mean(word, ["region", "name"]) == (f", did you mean {match}?" if match else "")


def test_nouns_agree_with_their_number() -> None:
    assert [plural(count, "stage") for count in (0, 1, 2, 12_000)] == [
        "0 stages",
        "1 stage",
        "2 stages",
        "12,000 stages",
    ]
    assert plural(2, "policy", "policies") == "2 policies"


def test_words_are_joined_as_in_a_sentence() -> None:
    assert [join_words(["a", "b", "c"][:length]) for length in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert join_words(["a", "b"], "or") == "a or b"


def test_lines_of_another_program_become_one() -> None:
    assert one_line("Error: no state\n\n\tin \x1b[31mthe bucket\n") == "Error: no state in \\x1b[31mthe bucket"


@pytest.mark.parametrize(
    "command",
    ["::error file=a.py::no", "  ::set-output name=a::b", "##[error]no", "x ##vso[task.setvariable variable=a]b"],
)
def test_no_line_of_a_message_is_a_command_of_a_pipeline(command: str) -> None:
    shown = message_lines(f"a.yaml: no such file\n{command}")

    first, second = shown.split("\n")
    assert first == "a.yaml: no such file"
    assert not second.lstrip().startswith("::")
    assert "##[" not in second
    assert "##vso[" not in second


def test_what_is_no_command_stays_as_it_is() -> None:
    assert message_lines("a::b\n## heading\nmodules.source: git::https://x") == (
        "a::b\n## heading\nmodules.source: git::https://x"
    )


NAMES = [
    b"plain.yaml",
    b"two words.yaml",
    b"it's",
    b"caf\xe9",
    b"\xff\xfe1",
    b'caf\xe9 it\'s $HOME `id` \\n "x"',
    b"\x1b[31mred",
    b"line\nbreak",
    "café".encode(),
    "zero\u200bwidth".encode(),
    b"-c",
    b"",
    b"\xe9a0\xe90",
]


def test_a_quoted_name_is_the_same_name_for_a_shell() -> None:
    words = [shell_quoted(os.fsdecode(name)) for name in NAMES]

    assert all(word.isprintable() for word in words)
    done = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {' '.join(words)}"], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"}
    )
    assert done.stdout == b"".join(name + b"\0" for name in NAMES)


def test_only_names_that_cannot_be_shown_are_escaped() -> None:
    assert shell_quoted("mwaa.yaml") == "mwaa.yaml"
    assert shell_quoted("two words") == "'two words'"
    assert shell_quoted("café") == "'café'"
    assert shell_quoted("caf\udce9") == r"$'caf\xe9'"
    assert shell_quoted("\ud800") == r"$'\xed\xa0\x80'"


#: The text before a part of a command that comes from outside of mwaa_tf.
_COMMAND = re.compile(r"(?:-chdir=|(?:^|\s)(?:untaint|force-unlock|cd|-c|-o) |(?:^ +|: )\. )$")


def commands_in(file: Path) -> Iterator[tuple[int, ast.expr]]:
    """Line and expression of each argument of a suggested command."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.JoinedStr):
            before = ""
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    if _COMMAND.search(before):
                        yield part.lineno, part.value
                    before = ""
                elif isinstance(part, ast.Constant):
                    before = str(part.value)


def test_every_argument_of_a_suggested_command_is_quoted() -> None:
    arguments = {
        f"{file.relative_to(REPOSITORY)}:{line}": expression
        for file in sorted(REPOSITORY.glob("mwaa_tf/**/*.py"))
        for line, expression in commands_in(file)
    }

    assert {place.partition(":")[0] for place in arguments} == {
        *("mwaa_tf/cli/_next_steps.py", "mwaa_tf/cli/_options.py", "mwaa_tf/cli/adopt.py", "mwaa_tf/cli/rehearse.py"),
        *("mwaa_tf/lifecycle/planned_environments.py", "mwaa_tf/lifecycle/status/next_steps.py"),
        *("mwaa_tf/lifecycle/unsaved_state.py",),
        *("mwaa_tf/pipelines/_inputs.py", "mwaa_tf/terraform/errors.py"),
    }
    unquoted = [
        place
        for place, expression in arguments.items()
        if not (isinstance(expression, ast.Call) and ast.unparse(expression.func) == "shell_quoted")
    ]
    assert unquoted == []


def test_names_are_sorted_as_people_count() -> None:
    names = ["a", "team", "team2", "team02b", "team10", "team10a2", "team10a10", f"team{'9' * 5000}", "team-1", "x1"]
    assert sorted(sorted(names), key=natural_key) == names


def test_only_one_place_quotes_for_messages() -> None:
    files = [file for file in REPOSITORY.glob("mwaa_tf/**/*.py") if "shlex.quote(" in file.read_text("utf-8")]

    # The variables of a local AWS are a script, whose values are ours.
    assert {file.name for file in files} == {"text.py", "shell.py"}
