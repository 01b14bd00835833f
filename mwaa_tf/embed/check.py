"""`embed --check`: are the copies as they were written, and does everything that uses them fit?"""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.embed import bundle
from mwaa_tf.embed.calls import OurCall, breaches, gone, notes, our_calls, reads, unknown_outputs
from mwaa_tf.embed.local_modules import Root
from mwaa_tf.embed.model import Finding
from mwaa_tf.embed.scan import Survey
from mwaa_tf.embed.vendored import Copies, age, edits, gaps
from mwaa_tf.embed.versions import clashes, needs


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found; ``notes`` are for a person to know, and no reason to fail."""

    copies: tuple[Copies, ...]
    calls: tuple[OurCall, ...]
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]


def check(found: Survey) -> Checked:
    """Every copy, every call of the modules and every read of their outputs in a repository."""
    ours = our_calls(found)
    findings = [
        finding for copies in found.copies for finding in (*edits(copies), *gaps(copies), age(copies)) if finding
    ]
    findings += [finding for our in ours for finding in breaches(our)]
    findings += unknown_outputs(reads(found, ours))
    findings += gone(ours)
    for root in found.roots:
        called = sorted({our.module for our in ours if our.contract and _belongs(our, root)})
        findings += clashes(root, needs([bundle.folder(module) for module in called])) if called else ()
    everything = {*findings, *found.problems}
    in_order = sorted(everything, key=lambda finding: (finding.file, finding.line or 0, finding.message))
    return Checked(found.copies, tuple(ours), tuple(in_order), tuple(notes(ours)))


def _belongs(our: OurCall, root: Root) -> bool:
    return bool(our.unit) == root.is_unit and our.call.folder in root.members
