"""The shape of a workspace, which is all that a check of contracts looks at: those of one shape are checked once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from mwaa_tf.blueprint.model import ModuleValue, RemoteValue, Workspace

#: Where parts of a value begin and end, and what a reference is to. No name is a number.
_MAPPING, _SEQUENCE, _END, _OF_WORKSPACE, _OF_MODULE = range(5)

_WITHOUT_PARTS = frozenset({str, int, bool, type(None)})


def shape_of(workspace: Workspace, outputs: Mapping[str, Set[str]]) -> tuple[object, ...]:
    """The names and references in ``workspace`` without its texts and numbers; equal ones have the same errors.

    ``outputs`` are the names of the outputs of all workspaces, by path. The id is of an object that the blueprint
    keeps alive.
    """
    shape: list[object] = [id(workspace.outputs), len(workspace.reads)]
    for read in workspace.reads:
        shape += (read.name, read.outputs, outputs.get(read.workspace))
    for call in workspace.calls:
        shape += (call.name, call.module, len(call.groups))
        for group in call.groups:
            _add(group, shape)
    return tuple(shape)


def _add(value: Any, shape: list[object]) -> None:
    kind = type(value)
    # A large render has 50,000 values, nearly all of which are of the kinds that come first.
    if kind in _WITHOUT_PARTS:
        return
    if kind is RemoteValue:
        shape += (_OF_WORKSPACE, value.read, value.output)
    elif kind is ModuleValue:
        shape += (_OF_MODULE, value.call, value.output)
    elif kind is dict or isinstance(value, Mapping):
        shape.append(_MAPPING)
        for name, member in value.items():
            shape.append(name)
            if type(member) is not str:
                _add(member, shape)
        shape.append(_END)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        shape.append(_SEQUENCE)
        for member in value:
            _add(member, shape)
        shape.append(_END)
