"""Checks what a command of Terraform printed before anyone reads it: another shape is an error that names the command.

Only what mwaa_tf reads is checked (Terraform documentation, internals/json-format; for a state, Terraform's
internal/states/statefile/version4.go).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from mwaa_tf.terraform.errors import UnexpectedOutputError


class _Change(msgspec.Struct):
    actions: list[str]


class _ChangedResource(msgspec.Struct):
    address: str
    mode: str
    type: str
    change: _Change


class ShownPlan(msgspec.Struct):
    """What `show -json` prints of a plan."""

    resource_changes: list[_ChangedResource] = []
    resource_drift: list[_ChangedResource] = []
    output_changes: dict[str, _Change] = {}


class PulledState(msgspec.Struct):
    """What `state pull` prints."""

    serial: int = 0
    lineage: str = ""
    resources: list[dict[str, Any]] = []


class _ShownResource(msgspec.Struct):
    address: str
    mode: str = ""


class StateModule(msgspec.Struct):
    """A module in a state, as `show -json` prints it."""

    resources: list[_ShownResource] = []
    child_modules: list[StateModule] = []


class _StateValues(msgspec.Struct):
    root_module: StateModule = msgspec.field(default_factory=StateModule)


class ShownState(msgspec.Struct):
    """What `show -json` prints of a state."""

    values: _StateValues = msgspec.field(default_factory=_StateValues)


class _Output(msgspec.Struct):
    value: Any


#: What `output -json` prints.
Outputs = dict[str, _Output]


def decode(shape: Any, command: Sequence[str], folder: Path, text: str) -> Any:
    """``text``, which ``command`` printed in ``folder``, as ``shape``.

    Raises :class:`~mwaa_tf.terraform.errors.UnexpectedOutputError`.
    """
    try:
        return msgspec.json.decode(text.encode("utf-8", "surrogatepass"), type=shape)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise UnexpectedOutputError(command, folder, _line(text), str(error)) from error


def _line(text: str) -> str:
    """The first line that says something; of a JSON document nothing, since it has values that may be secret."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    return "" if line.lstrip().startswith(("{", "[")) else line
