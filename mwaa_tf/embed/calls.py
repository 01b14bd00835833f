"""Every call of this tool's modules in a repository, and whether it keeps to the module's contract."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mwaa_tf import __version__
from mwaa_tf.contract import Contract
from mwaa_tf.contract.types import parse_type, type_mismatches
from mwaa_tf.embed import bundle
from mwaa_tf.embed.local_modules import local_target
from mwaa_tf.embed.model import Call, Finding
from mwaa_tf.embed.scan import Survey
from mwaa_tf.embed.terragrunt import Unit, unit_target
from mwaa_tf.text import did_you_mean

_REMOTE = re.compile(r"(?P<repository>.+?[^:/])//(?:.*/)?(?P<module>[\w-]+)/?(?:\?(?P<query>.*))?$")
_REF = re.compile(r"(?:^|&)ref=v?([^&]*)")


@dataclass(frozen=True, slots=True)
class OurCall:
    """A call of one of this tool's modules."""

    call: Call
    module: str
    contract: Contract | None
    """None where the module is taken from a version that is not here."""
    ref: str = ""
    unit: Unit | None = None
    target: str | None = None
    """The folder of the repository that holds the module; None for a git source."""


def our_calls(survey: Survey) -> list[OurCall]:
    """The calls of embedded modules, and of those that come by a git source."""
    places = {f"{copies.path}/{module}": (copies, module) for copies in survey.copies for module in copies.listed}
    contracts: dict[str, Contract] = {}
    found: list[OurCall] = []
    plain = [(call, local_target(call), None) for call in survey.calls]
    of_units = [(unit.call, unit_target(unit.call), unit) for unit in survey.units]
    for call, target, unit in [*plain, *of_units]:
        if target in places:
            copies, module = places[target]
            if target not in contracts and any((copies.folder / module).glob("*.tf")):
                contracts[target] = bundle.contract_of_copy(copies.folder / module, module)
            found.append(OurCall(call, module, contracts.get(target), "", unit, target))
        elif remote := _remote(call, unit):
            found.append(remote)
    return found


def breaches(our: OurCall) -> Iterator[Finding]:
    """Inputs that the module does not have, and those that it needs and is not given."""
    call, contract = our.call, our.contract
    if contract is None:
        return
    for given in call.arguments:
        if given.name in contract.variables:
            kind = parse_type(contract.variables[given.name].type)
            for misfit in type_mismatches(given.value, kind, f"input {given.name}"):
                yield Finding("input", given.file, given.line, f"{_called(our)}: {misfit}")
        elif our.unit is None or given.file == our.unit.file.path:  # units hand each other's inputs down
            close = did_you_mean(given.name, contract.variables)
            yield Finding("input", given.file, given.line, f"{_called(our)}: input {given.name} is not known{close}")
    for name, variable in contract.variables.items():
        if variable.required and name not in call.given and not call.is_open:
            yield Finding("input", call.file, call.line, f"{_called(our)}: input {name} is required")


@dataclass(frozen=True, slots=True)
class Read:
    """A read of an output of one of this tool's modules."""

    our: OurCall
    output: str
    file: str
    line: int


def reads(survey: Survey, ours: Sequence[OurCall]) -> Iterator[Read]:
    """Every ``module.NAME.OUTPUT`` and ``dependency.NAME.outputs.OUTPUT`` that leads to one of the calls."""
    by_name = {(our.call.folder, our.call.name): our for our in ours if our.unit is None}
    folders = {folder for folder, _ in by_name}
    for folder in sorted(folders):
        for file in survey.repository.modules.get(folder, ()):
            if "module" not in file.text:
                continue
            for reference in file.references:
                root, *names = (step for step in reference.steps if step is not None)
                if root == "module" and len(names) > 1 and (folder, names[0]) in by_name:
                    yield Read(by_name[folder, names[0]], names[1], file.path, reference.line)
    by_folder = {our.unit.folder: our for our in ours if our.unit}
    for unit in survey.units if by_folder else ():
        for file in (unit.file, *unit.includes.values()):
            for reference in file.references:
                match reference.steps:
                    case ("dependency", str(name), "outputs", str(output), *_):
                        if our := by_folder.get(unit.dependencies.get(name, "\0")):
                            yield Read(our, output, file.path, reference.line)


def unknown_outputs(every: Iterator[Read]) -> Iterator[Finding]:
    """Reads of outputs that the module does not have."""
    for read in every:
        if read.our.contract and read.output not in read.our.contract.outputs:
            close = did_you_mean(read.output, read.our.contract.outputs)
            message = f"{_called(read.our)} has no output {read.output}{close}"
            yield Finding("output", read.file, read.line, message)


def gone(ours: Sequence[OurCall]) -> Iterator[Finding]:
    """Calls of copies that somebody deleted."""
    for our in ours:
        if our.contract is None and our.target:
            yield Finding("source", our.call.file, our.call.line, f"{_called(our)} calls a copy that is not there")


def notes(ours: Sequence[OurCall]) -> Iterator[Finding]:
    """Calls whose module is of a version that is not here to be looked at."""
    for our in ours:
        if our.contract is None and not our.target:
            message = (
                f"{_called(our)} comes from {our.ref}, and this is mwaa_tf {__version__}: "
                "its inputs and outputs are not checked"
            )
            yield Finding("source", our.call.file, our.call.line, message)


def _called(our: OurCall) -> str:
    kind = "unit" if our.unit else "module"
    return f"{kind} {our.call.name} ({our.module})"


def _remote(call: Call, unit: Unit | None) -> OurCall | None:
    found = _REMOTE.fullmatch(call.source or "")
    if not found or found["module"] not in bundle.names():
        return None
    if not re.search(r"mwaa[_-]tf", found["repository"]):
        return None
    ref = _REF.search(found["query"] or "")
    same = ref is not None and ref[1] == __version__
    contract = bundle.contract(found["module"]) if same else None
    return OurCall(call, found["module"], contract, f"ref {ref[1]}" if ref else "no version that is named", unit)
