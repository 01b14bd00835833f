"""What every format is read into."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field

#: Deeper nesting than any configuration has; a parser's recursion must not decide where it ends.
MAX_DEPTH = 50

#: More values than ten thousand environments need; what an alias repeats counts each time.
MAX_VALUES = 1_000_000


#: Digits of a whole number; Python itself converts 4,300 (``sys.get_int_max_str_digits``).
LONGEST_INT = 4_000

_LONG_NUMBER = re.compile(rf"\d[\d_]{{{LONGEST_INT},}}")


class IntText(int):
    """A whole number that remembers how it was written: ``012345678901`` is an account id, not a number."""

    text: str

    def __new__(cls, value: int, text: str) -> IntText:
        number = super().__new__(cls, value)
        number.text = text
        return number

    def __getnewargs__(self) -> tuple[int, str]:  # type: ignore[override]  # for copies
        return int(self), self.text


class FloatText(float):
    """A decimal number that remembers how it was written: ``2.10`` is not version 2.1."""

    text: str

    def __new__(cls, value: float, text: str) -> FloatText:
        number = super().__new__(cls, value)
        number.text = text
        return number

    def __getnewargs__(self) -> tuple[float, str]:  # type: ignore[override]  # for copies
        return float(self), self.text


class SourceError(Exception):
    """The text is not valid in its format."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def long_number(text: str) -> SourceError | None:
    """The error for the first number in ``text`` that no parser converts, with its line; None without one."""
    if (match := _LONG_NUMBER.search(text)) is None:
        return None
    return SourceError(f"a number of {len(match[0].replace('_', '')):,} digits", text.count("\n", 0, match.start()) + 1)


class Document(Struct, frozen=True):
    """Plain data, the line of each value (counted from 1), and keys that were given twice."""

    data: Any
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict)
    repeated: Sequence[tuple[tuple[str | int, ...], int]] = ()
    digest: str = ""
    """The SHA-256 of the format and the text, in hexadecimal; empty where it was not read from a file."""

    def line(self, path: tuple[str | int, ...]) -> int | None:
        """The line of the value at ``path``, or of what is nearest around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)
