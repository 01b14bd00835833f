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
    """The default, as HCL; None if the input is required."""

    @property
    def required(self) -> bool:
        """Whether a call must set it."""
        return self.default is None


@dataclass(frozen=True, slots=True)
class ModuleOutput:
    """An output of a module."""

    description: str


@dataclass(frozen=True, slots=True)
class Contract:
    """The variables and outputs of a module, by name."""

    variables: Mapping[str, Variable]
    outputs: Mapping[str, ModuleOutput]
