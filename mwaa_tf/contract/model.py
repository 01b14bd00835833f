"""A module's inputs and outputs."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Variable(Struct, frozen=True):
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


class ModuleOutput(Struct, frozen=True):
    """An output of a module."""

    description: str


class Contract(Struct, frozen=True):
    """The variables and outputs of a module, by name."""

    variables: Mapping[str, Variable]
    outputs: Mapping[str, ModuleOutput]
