"""Words for people: foreign text made safe for a terminal, nearest words, plurals and lists."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mwaa_tf.lazy_pattern import LazyPattern

if TYPE_CHECKING:
    from datetime import timedelta

_LONGEST_LINE = 2_000

#: A command, after what a runner skips: blanks and the sequences that colour a line.
_SKIPPED = r"(?:[^\S\n]++|\x1b\[[0-9;]*m)*+"
_FIRST_COMMAND = LazyPattern(rf"(\A{_SKIPPED}):(?=:)")
#: Begins with a character, not with a look behind it, which takes three times as long in a large text.
_NEXT_COMMAND = LazyPattern(rf"([\n\r\v\f\x85\u2028\u2029]{_SKIPPED}):(?=:)")
_BEFORE_BRACKET = LazyPattern(r"##([A-Za-z]{0,20})\[")

_DIGITS = re.compile(r"[0-9]+")

#: A text with its numbers as they are sorted, and the text.
NaturalKey = tuple[str, str]

#: Below this length nearly every word is near every other.
_SHORTEST_GUESS = 3


def escape_control_characters(text: str) -> str:
    """``text`` on one line without control, bidirectional or other invisible characters.

    What is not printable appears as an escape (``\\x1b``), so that a configuration or an answer of AWS can neither
    recolour a terminal nor fake a second message.
    """
    return _printable(truncate(text, _LONGEST_LINE))


def one_line(text: str) -> str:
    """``text`` of another program, such as an error of Terraform or AWS, on one line: line breaks become spaces."""
    return escape_control_characters(" ".join(text.split()))


def without_full_stop(text: str) -> str:
    """``text`` of another program as part of a sentence: without the full stops and blanks that it ends with."""
    return text.rstrip(". ")


def message_lines(text: str) -> str:
    """``text`` of any number of lines, safe to print: what is not printable is escaped, and no line is a command.

    A command may come from a file's name; see :func:`escape_workflow_commands`.
    """
    return escape_workflow_commands("\n".join(map(_printable, text.split("\n"))))


def escape_workflow_commands(text: str, colon: str = "\\x3a", sharp: str = "\\x23") -> str:
    """``text``, of several lines, without a line that a pipeline's runner takes for a command.

    GitHub's runner obeys lines that begin with ``::``, after blanks and colours, and ``##[`` wherever it stands, as
    Azure's does ``##vso[`` (inferred from actions/runner, src/Runner.Common/ActionCommand.cs). ``colon`` and ``sharp``
    are how the format of ``text`` writes these two signs otherwise.
    """
    if "::" in text:
        for command in (_FIRST_COMMAND, _NEXT_COMMAND):
            text = command.sub(lambda match: match[1] + colon, text)
    return escape_bracket_commands(text, sharp)


def escape_bracket_commands(text: str, sharp: str = "\\x23") -> str:
    """``text``, which begins no line, without commands such as ``##[error]``."""
    return _BEFORE_BRACKET.sub(lambda match: f"#{sharp}{match[1]}[", text)


def shell_quoted(argument: object) -> str:
    """``argument`` as a word of a command to copy into a shell (sh, bash, zsh), on one line and printable.

    A name with bytes that are not UTF-8, or with characters that a terminal does not show, becomes ``$'caf\\xe9'``,
    which is more than POSIX had before 2024; other names are quoted only where they must be.
    """
    text = str(argument)
    if all(map(_visible, text)):
        return shlex.quote(text)
    return f"$'{''.join(map(_in_dollar_quotes, text))}'"


def _in_dollar_quotes(character: str) -> str:
    if character in "\\'":
        return f"\\{character}"
    if _visible(character):
        return character
    # Surrogates are the bytes of a name that is not UTF-8 (PEP 383).
    errors = "surrogateescape" if "\udc80" <= character <= "\udcff" else "surrogatepass"
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", errors))


def truncate(text: str, length: int = 80) -> str:
    """``text``, its end cut off where it is longer than ``length`` characters."""
    return text if len(text) <= length else text[: length - 1] + "…"


def is_unicode(text: str) -> bool:
    """Whether ``text`` can be written as UTF-8: an argument of a command line can have bytes that are not."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of ``known`` that ``word`` may be a misspelling of, whatever its case; None where none is near."""
    import difflib  # only messages about errors have a nearest word

    by_lower = {candidate.lower(): candidate for candidate in known}
    matches = difflib.get_close_matches(word.lower(), by_lower, n=1) if len(word) >= _SHORTEST_GUESS else ()
    return by_lower[matches[0]] if matches else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``, did you mean region?`` to end a message with; empty where no word of ``known`` is near."""
    match = nearest(word, known)
    return f", did you mean {match}?" if match else ""


def unknown(kind: str, name: str, known: Sequence[str]) -> str:
    """That a user's ``name`` is no ``kind`` of thing, and which ones are, as many as a message takes."""
    listed = truncate(join_words(known), 600) if known else "none"
    return f"unknown {kind} {name!r}{did_you_mean(name, known)}; known are {listed}"


def natural_key(text: str) -> NaturalKey:
    """What to sort names for people by: team2 stands before team10."""
    return _DIGITS.sub(_sortable, text), text


def _sortable(number: re.Match[str]) -> str:
    # Of any number of digits, of which Python would not make a number: the longer is the larger one.
    digits = number[0].lstrip("0")
    return f"\0{len(digits):09}{digits}"


def plural(count: int, noun: str, nouns: str | None = None) -> str:
    """``1 workspace``, ``12,000 workspaces``; ``nouns`` for a plural that does not end in -s."""
    return f"{count:,} {noun if count == 1 else nouns or f'{noun}s'}"


def in_hours(duration: timedelta) -> str:
    """``duration`` as a person says it: ``71 h 57 min``, ``3 min``, ``12 s``."""
    seconds = max(0, int(duration.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(seconds // 60, 60)
    return " ".join([*[f"{hours} h"] * (hours > 0), *[f"{minutes} min"] * (minutes > 0)])


def join_words(words: Iterable[str], conjunction: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``; empty for no words."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def _printable(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(character if _visible(character) else _escaped(character) for character in text)


def _visible(character: str) -> bool:
    return character == " " or unicodedata.category(character)[0] not in "CZ"


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
