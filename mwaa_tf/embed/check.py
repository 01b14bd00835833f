"""`embed --check`: check the copies of modules in a repository, and everything that uses them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mwaa_tf.embed import bundle
from mwaa_tf.embed.calls import (
    EmbeddedCall,
    find_embedded_calls,
    input_findings,
    missing_modules,
    output_reads,
    unchecked_calls,
    unknown_outputs,
)
from mwaa_tf.embed.local_modules import RepositoryRoot, missing_sources
from mwaa_tf.embed.model import RepositoryFinding
from mwaa_tf.embed.scan import RepositoryScan
from mwaa_tf.embed.vendored import VendoredModules, edited_files, missing_files, version_finding
from mwaa_tf.embed.versions import constraint_conflicts, module_constraints


@dataclass(frozen=True, slots=True)
class RepositoryCheck:
    """The result of a check; unlike ``findings``, ``notes`` are no reason to fail."""

    copies: tuple[VendoredModules, ...]
    calls: tuple[EmbeddedCall, ...]
    findings: tuple[RepositoryFinding, ...]
    notes: tuple[RepositoryFinding, ...]


def check_repository(scan: RepositoryScan) -> RepositoryCheck:
    """Check every copy, every call of mwaa_tf's modules and every read of their outputs in a repository.

    Files that cannot be read are findings. Raises :class:`~mwaa_tf.errors.MwaaTfError` if a copied module cannot be
    parsed.
    """
    embedded_calls = find_embedded_calls(scan)
    findings = [
        finding
        for copies in scan.copies
        for finding in (*edited_files(copies), *missing_files(copies), version_finding(copies))
        if finding
    ]
    findings += [finding for embedded in embedded_calls for finding in input_findings(embedded)]
    findings += unknown_outputs(output_reads(scan, embedded_calls))
    findings += missing_modules(embedded_calls)
    copies = {f"{copied.path}/{module}" for copied in scan.copies for module in copied.recorded}
    missing = list(missing_sources(scan.repository, scan.calls, copies))
    findings += [finding for finding, is_of_copy in missing if is_of_copy]
    _parse_callers(scan, embedded_calls)
    for root in scan.roots:
        called = sorted(
            {embedded.module for embedded in embedded_calls if embedded.contract and _is_of(embedded, root)}
        )
        required = module_constraints([bundle.folder(module) for module in called])
        findings += constraint_conflicts(root, required) if called else ()
    in_order = sorted(
        {*findings, *scan.problems}, key=lambda finding: (finding.file, finding.line or 0, finding.message)
    )
    of_others = [finding for finding, is_of_copy in missing if not is_of_copy]
    notes = (*unchecked_calls(embedded_calls), *scan.notes, *of_others)
    return RepositoryCheck(scan.copies, tuple(embedded_calls), tuple(in_order), notes)


def _parse_callers(scan: RepositoryScan, embedded_calls: Sequence[EmbeddedCall]) -> None:
    """Parse every file beside a call, so that one that is not valid is among the problems whatever is in it."""
    for folder in sorted({embedded.call.folder for embedded in embedded_calls}):
        for file in scan.repository.modules.get(folder, ()):
            _ = file.contents


def _is_of(embedded: EmbeddedCall, root: RepositoryRoot) -> bool:
    return bool(embedded.unit) == root.is_unit and embedded.call.folder in root.members
