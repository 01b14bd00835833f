"""A module's inputs and outputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variable:
    """An input of a module."""

    description: str
    type: str
    """The type constraint, as HCL."""
    default: str | None
    """The default, as HCL; None where the input is required."""

    @property
    def required(self) -> bool:
        """Whether a call must give it."""
        return self.default is None


@dataclass(frozen=True, slots=True)
class Output:
    """An output of a module."""

    description: str


@dataclass(frozen=True, slots=True)
class Contract:
    """Everything a caller of a module may rely on, by name."""

    variables: Mapping[str, Variable]
    outputs: Mapping[str, Output]
