"""The difference between the files on disk and the configuration, as a unified diff."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mwaa_tf.text import escape_control_characters

if TYPE_CHECKING:
    from mwaa_tf.render.run import Report


def diff(report: Report) -> Iterator[str]:
    """The lines of a unified diff from the files on disk to what the configuration renders to."""
    for part in report.parts:
        yield from _part(part)


def _part(report: Report) -> Iterator[str]:
    changes = report.changes
    for path in sorted({*changes.create, *changes.update, *changes.remove}):
        yield from _file(report, path)
    for conflict in changes.conflicts:
        yield escape_control_characters(f"! {report.folder / conflict.path}: {conflict.reason}")
        if conflict.forcible:
            yield from _file(report, conflict.path)


def _file(report: Report, path: str) -> Iterator[str]:
    file = report.folder / path
    try:
        old = file.read_bytes().decode("utf-8", "replace").splitlines()
    except OSError:
        old = []
    new = report.wanted.get(path, b"").decode().splitlines()
    before, after = (str(file) if old else "/dev/null"), (str(file) if new else "/dev/null")
    for line in difflib.unified_diff(old, new, before, after, lineterm=""):
        yield escape_control_characters(line)
