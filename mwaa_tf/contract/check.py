"""Check a blueprint's module calls against the modules' contracts, and its reads against workspaces' outputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from pathlib import Path
from typing import Any

from mwaa_tf.blueprint.model import Blueprint, ModuleCall, ModuleValue, RemoteValue, Workspace
from mwaa_tf.contract.model import Contract
from mwaa_tf.contract.read import contract_of
from mwaa_tf.contract.shape import shape_of
from mwaa_tf.contract.types import Type, parse_type, type_mismatches
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.text import did_you_mean


class ContractError(MwaaTfError):
    """Calls, reads or outputs do not match the modules; the message has one line for each."""

    begins_with_file = True


def check_contracts(blueprint: Blueprint, modules: Path) -> None:
    """Raise :class:`ContractError` unless every input is known and set, and every output that is read exists.

    ``modules`` is the folder of the modules, each in a folder of its name.
    """
    contracts = {module: contract_of(modules / module) for module in blueprint.used_modules}
    if errors := list(_errors(blueprint, contracts)):
        raise ContractError("\n".join(errors))


def _errors(blueprint: Blueprint, contracts: Mapping[str, Contract]) -> Iterator[str]:
    outputs = {
        workspace.path: frozenset(output.name for output in workspace.outputs) for workspace in blueprint.workspaces
    }
    without_errors: set[tuple[object, ...]] = set()
    for workspace in blueprint.workspaces:
        shape = shape_of(workspace, outputs)
        if shape in without_errors:
            continue
        if errors := [*_workspace_errors(workspace, outputs, contracts)]:
            yield from errors
        else:
            without_errors.add(shape)


def _workspace_errors(
    workspace: Workspace, outputs: Mapping[str, Set[str]], contracts: Mapping[str, Contract]
) -> Iterator[str]:
    for call in workspace.calls:
        for error in _call_errors(call, contracts[call.module]):
            yield f"{workspace.path}: module {call.name} ({call.module}): {error}"
    for error in (*_read_errors(workspace, outputs), *_reference_errors(workspace, contracts)):
        yield f"{workspace.path}: {error}"


def _call_errors(call: ModuleCall, contract: Contract) -> Iterator[str]:
    arguments = call.arguments
    for name, value in arguments.items():
        if name not in contract.variables:
            yield f"input {name} is not known{did_you_mean(name, contract.variables)}"
        else:
            kind = _type(contract.variables[name].type)
            if kind.has_parts:
                yield from type_mismatches(value, kind, f"input {name}")
    for name, variable in contract.variables.items():
        if variable.required and name not in arguments:
            yield f"input {name} is required"


def _read_errors(workspace: Workspace, outputs: Mapping[str, Set[str]]) -> Iterator[str]:
    for read in workspace.reads:
        if read.workspace not in outputs:
            yield f"reads {read.workspace}, which is not a workspace"
            continue
        for name in read.outputs:
            if name not in outputs[read.workspace]:
                suggestion = did_you_mean(name, outputs[read.workspace])
                yield f"reads output {name}, which {read.workspace} does not have{suggestion}"


def _reference_errors(workspace: Workspace, contracts: Mapping[str, Contract]) -> Iterator[str]:
    reads = {read.name: read for read in workspace.reads}
    calls = {call.name: call for call in workspace.calls}
    used: set[tuple[str, str]] = set()
    values: list[Any] = [argument for call in workspace.calls for argument in call.arguments.values()]
    for reference in _references([*values, *(output.value for output in workspace.outputs)]):
        if isinstance(reference, RemoteValue):
            used.add((reference.read, reference.output))
            if reference.read not in reads:
                yield f"uses local.{reference.read}, which is not read"
            elif reference.output not in reads[reference.read].outputs:
                yield f"uses local.{reference.read}.{reference.output} without reading it"
        elif reference.call not in calls:
            yield f"uses module.{reference.call}, which is not called"
        else:
            known = contracts[calls[reference.call].module].outputs
            if reference.output not in known:
                suggestion = did_you_mean(reference.output, known)
                yield f"uses output {reference.output}, which module {reference.call} does not have{suggestion}"
    for read in workspace.reads:
        for name in read.outputs:
            if (read.name, name) not in used:
                yield f"reads output {name} of {read.workspace} but does not use it"


def _references(value: Any) -> list[RemoteValue | ModuleValue]:
    """All references in ``value``, at any depth."""
    found: list[RemoteValue | ModuleValue] = []
    pending = [value]
    while pending:
        member = pending.pop()
        if isinstance(member, (RemoteValue, ModuleValue)):
            found.append(member)
        elif isinstance(member, (dict, Mapping)):
            pending += _nested(member.values())
        elif isinstance(member, (tuple, Sequence)) and not isinstance(member, str):
            pending += _nested(member)
    return found


def _nested(members: Iterable[Any]) -> list[Any]:
    # The last first, as they are taken from the end. Nearly all members are text.
    return [member for member in members if type(member) is not str][::-1]


@cache
def _type(constraint: str) -> Type:
    return parse_type(constraint)
