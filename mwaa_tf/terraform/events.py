"""The messages of ``plan``, ``apply`` and ``destroy`` with ``-json``, as data.

Their shapes: https://developer.hashicorp.com/terraform/internals/machine-readable-ui.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mwaa_tf.terraform.diagnostics import Diagnostic, diagnostic

#: Actions without any effect in AWS.
_QUIET = ("read", "noop", "no-op")


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A resource that the plan changes; ``action`` is ``create``, ``update``, ``replace``, ``delete``, ``move``, …"""

    address: str
    action: str


@dataclass(frozen=True, slots=True)
class Summary:
    """How many resources are added, changed and removed; a replaced one counts as added and removed.

    ``operation`` is ``plan`` for planned changes, ``apply`` or ``destroy`` for completed ones.
    """

    operation: str
    added: int
    changed: int
    removed: int

    @property
    def total(self) -> int:
        """Sum of added, changed and removed."""
        return self.added + self.changed + self.removed


@dataclass(frozen=True, slots=True)
class Started:
    """Terraform begins to create, update or delete a resource."""

    address: str
    action: str


@dataclass(frozen=True, slots=True)
class Completed:
    """A resource was created, updated or deleted; ``seconds`` are whole ones."""

    address: str
    action: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Errored:
    """A resource could not be created, updated or deleted; the reason comes as a :class:`Diagnostic`."""

    address: str
    action: str


@dataclass(frozen=True, slots=True)
class OutputChanges:
    """Outputs of the root module that a plan changes: name to ``create``, ``update`` or ``delete``."""

    actions: Mapping[str, str]


Event = PlannedChange | Summary | Started | Completed | Errored | OutputChanges | Diagnostic


class InvalidEventError(ValueError):
    """A message does not have what Terraform documents for its type."""


def parse_event(line: str) -> Event | None:
    """Read one line of output; None for messages that mwaa_tf does not use.

    Raises :class:`InvalidEventError`.
    """
    try:
        data = json.loads(line)
    except ValueError:
        return None
    except RecursionError as error:
        raise InvalidEventError("it is nested too deeply") from error
    try:
        return _event(data) if isinstance(data, dict) else None
    except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        raise InvalidEventError(f"this {data.get('type')} lacks what Terraform documents for it") from error


def _event(data: Mapping[str, Any]) -> Event | None:
    kind = data.get("type")
    if kind in ("planned_change", "apply_start", "apply_complete", "apply_errored"):
        return _resource_event(str(kind), data["change" if kind == "planned_change" else "hook"])
    if kind == "change_summary":
        changes = data["changes"]
        return Summary(_word(changes["operation"]), *(int(changes[name]) for name in ("add", "change", "remove")))
    if kind == "outputs":
        return _output_changes(data["outputs"])
    return diagnostic(data["diagnostic"]) if kind == "diagnostic" else None


def _resource_event(kind: str, data: Mapping[str, Any]) -> Event | None:
    address, action = _word(data["resource"]["addr"]), _word(data["action"])
    if action in _QUIET:
        return None
    if kind == "planned_change":
        return PlannedChange(address, action)
    if kind == "apply_start":
        return Started(address, action)
    if kind == "apply_complete":
        return Completed(address, action, int(data.get("elapsed_seconds", 0)))
    return Errored(address, action)


def _output_changes(outputs: Mapping[str, Mapping[str, Any]]) -> OutputChanges | None:
    # The same message comes after an apply, then with values in place of actions.
    actions = {name: _word(output["action"]) for name, output in outputs.items() if "action" in output}
    changing = {name: action for name, action in actions.items() if action not in _QUIET}
    return OutputChanges(changing) if changing else None


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
