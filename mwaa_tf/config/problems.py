"""What is wrong with a configuration, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mwaa_tf.errors import UsageError
from mwaa_tf.text import printable


def dotted(path: Sequence[str | int]) -> str:
    """``("participants", 0, "name")`` as a person writes it: ``participants[0].name``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: its place, what is wrong and what is allowed."""

    path: tuple[str | int, ...]
    message: str
    line: int | None = None

    def at(self, file: str) -> str:
        """The problem as one line, ``file:LINE: path.to.field: message``."""
        place = f"{file}:{self.line}" if self.line else file
        field = dotted(self.path)
        return printable(f"{place}: {field}: {self.message}" if field else f"{place}: {self.message}")


class ConfigError(UsageError):
    """A configuration that cannot work; ``problems`` has every reason at once."""

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        self.problems = tuple(sorted(set(problems), key=lambda p: (p.line or 0, dotted(p.path), p.message)))
        super().__init__("\n".join(problem.at(file) for problem in self.problems))
