"""What Terraform's tests and its formatter say, as data."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.terraform.diagnostics import Diagnostic, diagnostic, events


@dataclass(frozen=True, slots=True)
class TestRun:
    """One ``run`` block of a ``*.tftest.hcl`` file; ``status`` is ``pass``, ``fail``, ``error`` or ``skip``."""

    __test__ = False

    file: str
    run: str
    status: str
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Formatting:
    """What ``terraform fmt`` says about the files of folders."""

    unformatted: tuple[Path, ...] = ()
    """Files that it would change."""
    errors: tuple[Diagnostic, ...] = ()
    """Why it could not parse others."""


def runs_of(output: str) -> list[TestRun]:
    """The ``run`` blocks that ``terraform test -json`` has completed, with what it says about each."""
    messages = events(output)
    diagnostics: dict[tuple[str, str], list[Diagnostic]] = {}
    for message in messages:
        if message.get("type") == "diagnostic" and "@testrun" in message:
            run = (message["@testfile"], message["@testrun"])
            diagnostics.setdefault(run, []).append(diagnostic(message["diagnostic"]))
    return [
        TestRun(data["path"], data["run"], data["status"], tuple(diagnostics.get((data["path"], data["run"]), ())))
        for data in (message["test_run"] for message in messages if message.get("type") == "test_run")
        if data.get("progress") == "complete"
    ]


def as_given(name: str, paths: Sequence[Path]) -> Path:
    """The file that Terraform calls ``name``, below one of ``paths`` as the caller wrote it."""
    # Terraform names files relative to where it runs: for another folder, with `..` in front.
    file = Path(os.path.normpath(Path.cwd() / name))
    for path in paths:
        if file.is_relative_to(path.absolute()):
            return path / file.relative_to(path.absolute())
    return file
