"""What is wrong with a configuration, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mwaa_tf.errors import UsageError
from mwaa_tf.text import escape_control_characters, truncate

#: A key that needs no quotes in a message.
_PLAIN = re.compile(r"[^\s:]+")


def dotted(path: Sequence[str | int]) -> str:
    """``("participants", 0, "name")`` as a person writes it: ``participants[0].name``."""
    text = ""
    for part in path:
        name = truncate(str(part))
        if isinstance(part, str) and not _PLAIN.fullmatch(name):
            name = f"'{name}'"
        text += f"[{name}]" if isinstance(part, int) else f".{name}" if text else name
    return text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: its place, what is wrong and what is allowed."""

    path: tuple[str | int, ...]
    message: str
    line: int | None = None
    rule: str | None = field(default=None, kw_only=True)
    """The id of what is broken: that of a rule, or `syntax`, `repeated-key`, `unknown-key`, `required`, `type`,
    `choice`, `range`, `length` or `value`."""

    def at(self, file: str) -> str:
        """The problem as one line, ``file:LINE: path.to.field: message``."""
        place = f"{file}:{self.line}" if self.line else file
        name = dotted(self.path)
        return escape_control_characters(f"{place}: {name}: {self.message}" if name else f"{place}: {self.message}")


class ConfigError(UsageError):
    """A configuration that cannot work; ``problems`` has every reason at once."""

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        self.problems = tuple(sorted(set(problems), key=lambda p: (p.line or 0, dotted(p.path), p.message)))
        super().__init__("\n".join(problem.at(file) for problem in self.problems))
