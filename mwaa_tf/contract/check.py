"""Does a blueprint keep to the modules' contracts, and its workspaces to each other's outputs?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from mwaa_tf.blueprint.model import Blueprint, ModuleCall, ModuleValue, RemoteValue, Workspace
from mwaa_tf.contract.model import Contract
from mwaa_tf.contract.read import contract_of
from mwaa_tf.contract.types import Type, misfits, parse
from mwaa_tf.errors import MwaaTfError


class ContractError(MwaaTfError):
    """A call, a read or an output that cannot work; the message has all of them."""


def check_contracts(blueprint: Blueprint, modules: Path) -> None:
    """Raise :class:`ContractError` unless every input is known and given, and every output that is read exists.

    ``modules`` is the folder with one module per folder.
    """
    contracts = {module: contract_of(modules / module) for module in blueprint.used_modules}
    if broken := list(_breaches(blueprint, contracts)):
        raise ContractError("\n".join(broken))


def _breaches(blueprint: Blueprint, contracts: Mapping[str, Contract]) -> Iterator[str]:
    outputs = {workspace.path: {output.name for output in workspace.outputs} for workspace in blueprint.workspaces}
    for workspace in blueprint.workspaces:
        for call in workspace.calls:
            for breach in _call(call, contracts[call.module]):
                yield f"{workspace.path}: module {call.name} ({call.module}): {breach}"
        for breach in (*_reads(workspace, outputs), *_values(workspace, contracts)):
            yield f"{workspace.path}: {breach}"


def _call(call: ModuleCall, contract: Contract) -> Iterator[str]:
    arguments = call.arguments
    for name, value in arguments.items():
        if name not in contract.variables:
            yield f"input {name} is not known{nearest(name, contract.variables)}"
        else:
            yield from misfits(value, _parsed(contract.variables[name].type), f"input {name}")
    for name, variable in contract.variables.items():
        if variable.required and name not in arguments:
            yield f"input {name} is required"


def _reads(workspace: Workspace, outputs: Mapping[str, set[str]]) -> Iterator[str]:
    for read in workspace.reads:
        if read.workspace not in outputs:
            yield f"reads {read.workspace}, which is no workspace"
            continue
        for name in read.outputs:
            if name not in outputs[read.workspace]:
                close = nearest(name, outputs[read.workspace])
                yield f"reads output {name} of {read.workspace}, which has none{close}"


def _values(workspace: Workspace, contracts: Mapping[str, Contract]) -> Iterator[str]:
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
                close = nearest(reference.output, known)
                yield f"uses output {reference.output} of module {reference.call}, which has none{close}"
    for read in workspace.reads:
        for name in read.outputs:
            if (read.name, name) not in used:
                yield f"reads output {name} of {read.workspace} and does not use it"


def _references(value: Any) -> Iterator[RemoteValue | ModuleValue]:
    if value is None or isinstance(value, (str, int)):
        return
    if isinstance(value, (RemoteValue, ModuleValue)):
        yield value
    elif isinstance(value, (dict, Mapping)):
        for item in value.values():
            yield from _references(item)
    elif isinstance(value, (tuple, Sequence)):
        for item in value:
            yield from _references(item)


@cache
def _parsed(constraint: str) -> Type:
    return parse(constraint)


def nearest(name: str, known: Iterable[str]) -> str:
    """`, did you mean …?` with the name in ``known`` that is closest; empty where none is close."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f", did you mean {close[0]}?" if close else ""
