"""`embed --upgrade`: what another version of the modules changes for their callers, and the step to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from mwaa_tf import __version__
from mwaa_tf.contract import Contract, Variable
from mwaa_tf.embed import bundle
from mwaa_tf.embed.calls import OurCall, breaches, our_calls, reads, unknown_outputs
from mwaa_tf.embed.model import Finding
from mwaa_tf.embed.scan import Survey
from mwaa_tf.embed.vendored import Copies, TakenError, changes_to, edits, write
from mwaa_tf.embed.versions import clashes, needs
from mwaa_tf.render.changes import FileChanges


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between the contracts of two versions of a module."""

    module: str
    kind: str
    """added, removed, or changed."""
    what: str
    """``input name`` or ``output name``."""
    detail: str

    def __str__(self) -> str:
        sign = {"added": "+", "removed": "-"}.get(self.kind, "~")
        return f"  {sign} {self.what}{f': {self.detail}' if self.detail else ''}"


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What the modules of this version would change in a folder of copies."""

    copies: Copies
    contract_changes: tuple[Change, ...]
    affected: tuple[Finding, ...]
    """Calls and reads that no longer fit afterwards."""
    changes: FileChanges

    @property
    def is_due(self) -> bool:
        """Whether anything would be written."""
        same = self.copies.manifest.release == __version__ and self.copies.listed == self.copies.modules
        return not (same and self.changes.is_empty and not self.copies.manifest.pending)

    @property
    def release(self) -> str:
        """The version that the copies come to be of."""
        return __version__


def plan(survey: Survey) -> list[Upgrade]:
    """An upgrade for each folder of copies. Raises :class:`TakenError` where one was edited."""
    if edited := [finding for copies in survey.copies for finding in edits(copies)]:
        raise TakenError(edited, "Restore the copies from version control, or move your changes out of them.")
    ours = our_calls(survey)
    return [_upgrade(survey, copies, ours) for copies in survey.copies]


def carry_out(upgrade: Upgrade) -> FileChanges:
    """Write the modules of this version over the copies."""
    return write(upgrade.copies, _wanted(upgrade.copies))


def _upgrade(survey: Survey, copies: Copies, ours: list[OurCall]) -> Upgrade:
    there = [module for module in copies.modules if any((copies.folder / module).glob("*.tf"))]
    old = {module: bundle.contract_of_copy(copies.folder / module, module) for module in there}
    new = {module: bundle.contract(module) for module in old if module in bundle.names()}
    changed = [change for module in sorted(old) for change in contract_changes(module, old[module], new.get(module))]
    here = [our for our in ours if our.contract and our.target == f"{copies.path}/{our.module}"]
    then = [replace(our, contract=new.get(our.module, Contract({}, {}))) for our in here]
    before = {found for our in here for found in breaches(our)} | set(unknown_outputs(reads(survey, here)))
    after = [found for our in then for found in breaches(our)] + list(unknown_outputs(reads(survey, then)))
    called = sorted({our.module for our in then if our.module in new})
    folders = {our.call.folder for our in then}
    for root in survey.roots:
        if root.members & folders and called:
            after += clashes(root, needs([bundle.folder(module) for module in called]))
    affected = sorted({*after} - before, key=lambda found: (found.file, found.line or 0, found.message))
    return Upgrade(copies, tuple(changed), tuple(affected), changes_to(copies, _wanted(copies)))


def contract_changes(module: str, old: Contract, new: Contract | None) -> Iterator[Change]:
    """What differs for callers: inputs and outputs that come, go, or change."""
    if new is None:
        yield Change(module, "removed", "the module", f"mwaa_tf {__version__} has none of this name")
        return
    for name in sorted({*old.variables, *new.variables}):
        yield from _input(module, name, old.variables.get(name), new.variables.get(name))
    for name in sorted(old.outputs.keys() - new.outputs.keys()):
        yield Change(module, "removed", f"output {name}", "")
    for name in sorted(new.outputs.keys() - old.outputs.keys()):
        yield Change(module, "added", f"output {name}", "")


def _input(module: str, name: str, old: Variable | None, new: Variable | None) -> Iterator[Change]:
    what = f"input {name}"
    if old is None and new is not None:
        yield Change(module, "added", what, "required" if new.required else f"{_short(new.type)}, {_default(new)}")
    elif new is None:
        yield Change(module, "removed", what, "")
    elif old is not None:
        if _plain(old.type) != _plain(new.type):
            yield Change(module, "changed", what, f"type {_short(old.type)} -> {_short(new.type)}")
        if old.default != new.default:
            yield Change(module, "changed", what, f"{_default(old)} -> {_default(new)}")


def _default(variable: Variable) -> str:
    return "required" if variable.default is None else f"default {_short(variable.default)}"


def _plain(source: str) -> str:
    return "".join(source.split())


def _short(source: str) -> str:
    return " ".join(source.split())


def _wanted(copies: Copies) -> Mapping[str, bytes]:
    return bundle.files(module for module in copies.modules if module in bundle.names())
