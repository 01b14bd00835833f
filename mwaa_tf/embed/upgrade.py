"""`embed --upgrade`: show what this version of the modules changes for their callers, and write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from mwaa_tf import __version__
from mwaa_tf.contract import Contract, Variable
from mwaa_tf.embed import bundle
from mwaa_tf.embed.calls import (
    EmbeddedCall,
    find_embedded_calls,
    input_findings,
    output_reads,
    unknown_outputs,
)
from mwaa_tf.embed.model import RepositoryFinding
from mwaa_tf.embed.scan import RepositoryScan
from mwaa_tf.embed.vendored import EmbedConflictError, VendoredModules, changes_to, edited_files, write_modules
from mwaa_tf.embed.versions import constraint_conflicts, module_constraints
from mwaa_tf.render.changes import FileChanges


@dataclass(frozen=True, slots=True)
class ContractChange:
    """One difference between the contracts of two versions of a module."""

    module: str
    kind: str
    """added, removed, or changed."""
    subject: str
    """``input NAME``, ``output NAME`` or ``the module``."""
    detail: str

    def __str__(self) -> str:
        sign = {"added": "+", "removed": "-"}.get(self.kind, "~")
        return f"  {sign} {self.subject}{f': {self.detail}' if self.detail else ''}"


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The changes of this version's modules to a folder of copies."""

    copies: VendoredModules
    contract_changes: tuple[ContractChange, ...]
    affected: tuple[RepositoryFinding, ...]
    """Calls, reads and constraints that will no longer match the modules."""
    changes: FileChanges

    @property
    def is_due(self) -> bool:
        """Whether anything would be written."""
        is_current = self.copies.manifest.release == __version__ and self.copies.recorded == self.copies.modules
        return not (is_current and self.changes.is_empty and not self.copies.manifest.pending)

    @property
    def release(self) -> str:
        """The version that the copies are upgraded to."""
        return __version__


def plan_upgrades(scan: RepositoryScan) -> list[Upgrade]:
    """Plan an upgrade for each folder of copies; writes nothing.

    Raises :class:`~mwaa_tf.embed.vendored.EmbedConflictError` if a copy was edited.
    """
    if edited := [finding for copies in scan.copies for finding in edited_files(copies)]:
        raise EmbedConflictError(
            edited, "Restore the copies from version control, or move your changes to another file."
        )
    embedded_calls = find_embedded_calls(scan)
    return [_upgrade(scan, copies, embedded_calls) for copies in scan.copies]


def apply_upgrade(upgrade: Upgrade) -> FileChanges:
    """Replace the copies by the modules of this version. Returns the changes.

    Raises :class:`~mwaa_tf.embed.vendored.EmbedConflictError` if a copy was edited since :func:`plan_upgrades`.
    """
    return write_modules(upgrade.copies, _wanted(upgrade.copies))


def _upgrade(scan: RepositoryScan, copies: VendoredModules, embedded_calls: list[EmbeddedCall]) -> Upgrade:
    modules = [module for module in copies.modules if list((copies.folder / module).glob("*.tf"))]
    old = {module: bundle.contract_of_copy(copies.folder / module, module) for module in modules}
    new = {module: bundle.contract(module) for module in old if module in bundle.names()}
    changes = [change for module in sorted(old) for change in contract_changes(module, old[module], new.get(module))]
    calls = [
        embedded
        for embedded in embedded_calls
        if embedded.contract and embedded.target == f"{copies.path}/{embedded.module}"
    ]
    upgraded = [replace(embedded, contract=new.get(embedded.module, Contract({}, {}))) for embedded in calls]
    existing = set(_call_findings(scan, calls))
    findings = {*_call_findings(scan, upgraded), *_version_findings(scan, upgraded, new)} - existing
    affected = sorted(findings, key=lambda finding: (finding.file, finding.line or 0, finding.message))
    return Upgrade(copies, tuple(changes), tuple(affected), changes_to(copies, _wanted(copies)))


def _call_findings(scan: RepositoryScan, embedded_calls: list[EmbeddedCall]) -> Iterator[RepositoryFinding]:
    for embedded in embedded_calls:
        yield from input_findings(embedded)
    yield from unknown_outputs(output_reads(scan, embedded_calls))


def _version_findings(
    scan: RepositoryScan, embedded_calls: list[EmbeddedCall], new: Mapping[str, Contract]
) -> Iterator[RepositoryFinding]:
    called = sorted({embedded.module for embedded in embedded_calls if embedded.module in new})
    folders = {embedded.call.folder for embedded in embedded_calls}
    for root in scan.roots:
        if root.members & folders and called:
            required = module_constraints([bundle.folder(module) for module in called])
            yield from constraint_conflicts(root, required)


def contract_changes(module: str, old: Contract, new: Contract | None) -> Iterator[ContractChange]:
    """Compare two contracts: inputs and outputs that are added, removed or changed."""
    if new is None:
        yield ContractChange(module, "removed", "the module", f"mwaa_tf {__version__} does not have it")
        return
    for name in sorted({*old.variables, *new.variables}):
        yield from _input(module, name, old.variables.get(name), new.variables.get(name))
    for name in sorted(old.outputs.keys() - new.outputs.keys()):
        yield ContractChange(module, "removed", f"output {name}", "")
    for name in sorted(new.outputs.keys() - old.outputs.keys()):
        yield ContractChange(module, "added", f"output {name}", "")


def _input(module: str, name: str, old: Variable | None, new: Variable | None) -> Iterator[ContractChange]:
    subject = f"input {name}"
    if old is None and new is not None:
        yield ContractChange(
            module, "added", subject, "required" if new.required else f"{_short(new.type)}, {_default(new)}"
        )
    elif new is None:
        yield ContractChange(module, "removed", subject, "")
    elif old is not None:
        if _plain(old.type) != _plain(new.type):
            yield ContractChange(module, "changed", subject, f"type {_short(old.type)} -> {_short(new.type)}")
        if old.default != new.default:
            yield ContractChange(module, "changed", subject, f"{_default(old)} -> {_default(new)}")


def _default(variable: Variable) -> str:
    return "required" if variable.default is None else f"default {_short(variable.default)}"


def _plain(source: str) -> str:
    return "".join(source.split())


def _short(source: str) -> str:
    return " ".join(source.split())


def _wanted(copies: VendoredModules) -> Mapping[str, bytes]:
    return bundle.files(module for module in copies.modules if module in bundle.names())
