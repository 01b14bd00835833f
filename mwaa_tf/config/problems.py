"""What is wrong with a configuration, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct

from mwaa_tf.errors import UsageError, problem_data
from mwaa_tf.secret_values import redacted
from mwaa_tf.text import escape_control_characters, truncate

#: A key that needs no quotes in a message.
_PLAIN = re.compile(r"[^\s:]+")


def dotted(path: Sequence[str | int]) -> str:
    """``("participants", 0, "name")`` as a person writes it: ``participants[0].name``."""
    text = ""
    for part in path:
        name = truncate(redacted(str(part)))  # a key may be a credential
        if isinstance(part, str) and not _PLAIN.fullmatch(name):
            name = f"'{name}'"
        text += f"[{name}]" if isinstance(part, int) else f".{name}" if text else name
    return text


class Severity(StrEnum):
    """Whether a problem prevents rendering."""

    ERROR = "error"
    """The configuration cannot work; nothing is rendered."""
    WARNING = "warning"
    """Something that a person should know; ``--strict`` turns it into an error."""


class Problem(Struct, frozen=True):
    """One thing that is wrong: its place, what is wrong and what is allowed."""

    path: tuple[str | int, ...]
    message: str
    line: int | None = None
    rule: str | None = None
    """The id of what is broken: that of a rule, or `syntax`, `repeated-key`, `unknown-key`, `required`, `type`,
    `choice`, `range`, `length`, `value` or `missing-file`."""
    severity: Severity = Severity.ERROR
    file: str | None = None
    """The file that the configuration was read from; None for models that were built in Python."""

    def at(self, file: str) -> str:
        """The problem as one line, ``file:LINE: path.to.field: message``; a warning has that word before its path."""
        place = f"{file}:{self.line}" if self.line else file
        word = "warning" if self.severity is Severity.WARNING else ""
        parts = (place, word, dotted(self.path), self.message)
        return escape_control_characters(": ".join(part for part in parts if part))

    def as_data(self) -> dict[str, Any]:
        """The problem for programs: file, line, field, rule, severity and message."""
        return problem_data(
            self.message,
            file=self.file,
            line=self.line,
            field=dotted(self.path),
            rule=self.rule,
            severity=str(self.severity),
        )

    def __str__(self) -> str:
        return self.at(self.file or "the configuration")


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, in the order of the lines of its file."""
    return tuple(sorted(set(problems), key=lambda p: (p.line or 0, dotted(p.path), p.message)))


class ConfigError(UsageError):
    """A configuration that cannot work; ``problems`` has every reason at once, ``warnings`` what else was noticed."""

    begins_with_file = True

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        found = in_order(problems)
        self.problems = tuple(problem for problem in found if problem.severity is Severity.ERROR)
        self.warnings = tuple(problem for problem in found if problem.severity is Severity.WARNING)
        super().__init__("\n".join(problem.at(file) for problem in found))

    def as_data(self) -> list[dict[str, Any]]:
        """All problems and warnings, in the order of the lines of the file."""
        return [problem.as_data() for problem in in_order((*self.problems, *self.warnings))]
