"""What the parts of embedding hand to each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mwaa_tf.text import escape_control_characters


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a repository that keeps modules from working there."""

    check: str
    """What was checked: readable, versions, name, copy, input, output."""
    file: str
    """Relative to the repository."""
    line: int | None
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return escape_control_characters(f"{place}: {self.check}: {self.message}")


@dataclass(frozen=True, slots=True)
class Constraint:
    """A version constraint and where it stands."""

    of: str
    """``terraform`` or ``hashicorp/aws``."""
    text: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Given:
    """An argument of a call."""

    name: str
    value: Any
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a module, or a Terragrunt unit, which calls one."""

    name: str
    source: str | None
    """None where it is an expression that only Terraform or Terragrunt can evaluate."""
    folder: str
    file: str
    line: int
    arguments: tuple[Given, ...] = ()
    is_open: bool = False
    """Whether there may be more arguments than can be seen: what a Terragrunt unit inherits."""

    @property
    def given(self) -> Iterator[str]:
        """The names of the arguments."""
        return (argument.name for argument in self.arguments)
