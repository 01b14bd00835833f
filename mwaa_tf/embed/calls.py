"""The calls of mwaa_tf's modules in a repository, and whether they match the modules' contracts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mwaa_tf import __version__
from mwaa_tf.contract import Contract
from mwaa_tf.contract.types import parse_type, type_mismatches
from mwaa_tf.embed import bundle
from mwaa_tf.embed.local_modules import local_target
from mwaa_tf.embed.local_values import LocalValues
from mwaa_tf.embed.model import RepositoryCall, RepositoryFinding
from mwaa_tf.embed.repository import Repository
from mwaa_tf.embed.scan import RepositoryScan
from mwaa_tf.embed.terragrunt import TerragruntUnit, unit_target
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.hcl.syntax import Key, Reference, Splat
from mwaa_tf.text import did_you_mean

_REMOTE = re.compile(r"(?P<repository>.+?[^:/])//(?:.*/)?(?P<module>[\w-]+)/?(?:\?(?P<query>.*))?$")
_REF = re.compile(r"(?:^|&)ref=v?([^&]*)")


@dataclass(frozen=True, slots=True)
class EmbeddedCall:
    """A call of one of mwaa_tf's modules."""

    call: RepositoryCall
    module: str
    contract: Contract | None
    """None if the module is missing, or is of another version."""
    ref: str = ""
    unit: TerragruntUnit | None = None
    target: str | None = None
    """The folder of the repository that has the module; None for a git source."""
    is_missing: bool = False
    """Whether that folder has no module any more."""


def find_embedded_calls(scan: RepositoryScan) -> list[EmbeddedCall]:
    """Find the calls of mwaa_tf's modules, both copied ones and those from a git source."""
    folders = {f"{copies.path}/{module}": (copies, module) for copies in scan.copies for module in copies.recorded}
    contracts: dict[str, Contract | None] = {}
    embedded_calls: list[EmbeddedCall] = []
    of_blocks = [(call, local_target(call, scan.repository), None) for call in scan.calls]
    of_units = [(unit.call, unit_target(unit.call, scan.repository), unit) for unit in scan.units]
    for call, target, unit in [*of_blocks, *of_units]:
        if target in folders:
            copies, module = folders[target]
            is_missing = not list((copies.folder / module).glob("*.tf"))
            if target not in contracts:
                contracts[target] = None if is_missing else _contract(scan.repository, target, module)
            embedded_calls.append(EmbeddedCall(call, module, contracts[target], "", unit, target, is_missing))
        elif remote := _remote(call, unit):
            embedded_calls.append(remote)
    return embedded_calls


def _contract(repository: Repository, folder: str, module: str) -> Contract | None:
    """The contract of a copy; None, and another problem of the repository, if it cannot be read."""
    try:
        for file in (repository.root / folder).glob("*.tf"):
            repository.read(f"{folder}/{file.name}")
        return bundle.contract_of_copy(repository.root / folder, module)
    except MwaaTfError as error:
        message = f"its calls cannot be checked: {str(error).removeprefix(f'{repository.root}/')}"
        repository.problems.append(RepositoryFinding("readable", folder, None, message))
        return None


def input_findings(embedded: EmbeddedCall) -> Iterator[RepositoryFinding]:
    """Inputs that the module does not have, and required inputs that are missing."""
    call, contract = embedded.call, embedded.contract
    if contract is None:
        return
    name_of_call = _name(embedded)
    for argument in call.arguments:
        if argument.name in contract.variables:
            expected = parse_type(contract.variables[argument.name].type)
            for mismatch in type_mismatches(argument.value, expected, f"input {argument.name}"):
                yield RepositoryFinding("input", argument.file, argument.line, f"{name_of_call}: {mismatch}")
        elif (
            embedded.unit is None or argument.file == embedded.unit.file.path
        ):  # included inputs may be for other units
            suggestion = did_you_mean(argument.name, contract.variables)
            message = f"{name_of_call}: input {argument.name} is not known{suggestion}"
            yield RepositoryFinding("input", argument.file, argument.line, message)
    for name, variable in contract.variables.items():
        if variable.required and name not in call.argument_names and not call.is_open:
            yield RepositoryFinding("input", call.file, call.line, f"{name_of_call}: input {name} is required")


@dataclass(frozen=True, slots=True)
class OutputRead:
    """A read of an output of one of mwaa_tf's modules."""

    embedded: EmbeddedCall
    output: str
    file: str
    line: int


def output_reads(scan: RepositoryScan, embedded_calls: Sequence[EmbeddedCall]) -> Iterator[OutputRead]:
    """Every ``module.NAME.OUTPUT`` and ``dependency.NAME.outputs.OUTPUT`` that reads from one of the calls."""
    by_name = {(embedded.call.folder, embedded.call.name): embedded for embedded in embedded_calls if not embedded.unit}
    for folder in sorted({folder for folder, _ in by_name}):
        known = LocalValues.of(scan.repository, folder)
        for file in scan.repository.modules.get(folder, ()):
            for reference in file.references if known.has_modules or "module" in file.text else ():
                for origin in known.origins(reference):
                    match origin.names:
                        case ("module", str(name), *_) if embedded := by_name.get((folder, name)):
                            if output := _output(origin, embedded.call):
                                yield OutputRead(embedded, output, file.path, reference.line)
    by_folder = {embedded.unit.folder: embedded for embedded in embedded_calls if embedded.unit}
    for unit in scan.units if by_folder else ():
        for file in (unit.file, *unit.includes.values()):
            for reference in file.references:
                match reference.names:
                    case ("dependency", str(name), "outputs", str(output), *_):
                        if embedded := by_folder.get(unit.dependencies.get(name, "\0")):
                            yield OutputRead(embedded, output, file.path, reference.line)


def _output(reference: Reference, call: RepositoryCall) -> str | None:
    """The output of ``call`` that ``reference`` reads; None if it reads the whole module, or which is not known."""
    steps = list(reference.steps[2:])
    if steps and isinstance(steps[0], Splat):
        del steps[0]
        if call.is_keyed:  # the object with all instances is the only element
            del steps[:1]
    elif steps and (steps[0] is None or (call.is_repeated and isinstance(steps[0], Key))):
        del steps[0]  # an instance of the call
    name = steps[0] if steps else None
    return name.name if isinstance(name, Key) else name if isinstance(name, str) else None


def unknown_outputs(reads: Iterable[OutputRead]) -> Iterator[RepositoryFinding]:
    """Reads of outputs that the module does not have."""
    for read in reads:
        contract = read.embedded.contract
        if contract and read.output not in contract.outputs:
            suggestion = did_you_mean(read.output, contract.outputs)
            message = f"{_name(read.embedded)} has no output {read.output}{suggestion}"
            yield RepositoryFinding("output", read.file, read.line, message)


def missing_modules(embedded_calls: Sequence[EmbeddedCall]) -> Iterator[RepositoryFinding]:
    """Calls of copies that were deleted."""
    for embedded in embedded_calls:
        if embedded.is_missing:
            message = f"{_name(embedded)} calls a copy that does not exist"
            yield RepositoryFinding("source", embedded.call.file, embedded.call.line, message)


def unchecked_calls(embedded_calls: Sequence[EmbeddedCall]) -> Iterator[RepositoryFinding]:
    """Calls of modules of another version, whose contract is not known."""
    for embedded in embedded_calls:
        if embedded.contract is None and not embedded.target:
            message = (
                f"{_name(embedded)} uses {embedded.ref}, but this is mwaa_tf {__version__}: "
                "its inputs and outputs are not checked"
            )
            yield RepositoryFinding("source", embedded.call.file, embedded.call.line, message)


def _name(embedded: EmbeddedCall) -> str:
    kind = "unit" if embedded.unit else "module"
    return f"{kind} {embedded.call.name} ({embedded.module})"


def _remote(call: RepositoryCall, unit: TerragruntUnit | None) -> EmbeddedCall | None:
    source = _REMOTE.fullmatch(call.source or "")
    if not source or source["module"] not in bundle.names() or not re.search(r"mwaa[_-]tf", source["repository"]):
        return None
    ref = _REF.search(source["query"] or "")
    is_current = ref is not None and ref[1] == __version__
    contract = bundle.contract(source["module"]) if is_current else None
    return EmbeddedCall(call, source["module"], contract, f"ref {ref[1]}" if ref else "no ref", unit)
