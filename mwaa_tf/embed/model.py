"""Findings, constraints and calls in a repository."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mwaa_tf.text import escape_control_characters


@dataclass(frozen=True, slots=True)
class RepositoryFinding:
    """A problem with the modules in a repository, or with what uses them."""

    check: str
    """The check: readable, versions, version, name, copy, input, output or source."""
    file: str
    """The path, relative to the repository."""
    line: int | None
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        # Why a file cannot be read says enough by itself.
        check = () if self.check == "readable" else (self.check,)
        return escape_control_characters(": ".join([place, *check, self.message]))


@dataclass(frozen=True, slots=True)
class VersionConstraint:
    """A version constraint, with its file and line."""

    subject: str
    """``terraform`` or ``hashicorp/aws``."""
    text: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class CallArgument:
    """An argument of a call."""

    name: str
    value: Any
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class RepositoryCall:
    """A module block, or a Terragrunt unit, which calls a module as well."""

    name: str
    source: str | None
    """None if it is an expression that only Terraform or Terragrunt can evaluate."""
    folder: str
    file: str
    line: int
    arguments: tuple[CallArgument, ...] = ()
    is_open: bool = False
    """Whether there may be more arguments than these: a Terragrunt unit may inherit some that cannot be read."""
    is_repeated: bool = False
    is_keyed: bool = False
    """Whether its instances have names: it has ``for_each``."""
    """Whether it has ``count`` or ``for_each``, so that an index selects an instance and not an output."""

    @property
    def argument_names(self) -> Iterator[str]:
        """The names of the arguments."""
        return (argument.name for argument in self.arguments)
