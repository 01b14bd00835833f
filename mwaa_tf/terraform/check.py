"""``terraform init`` and ``validate`` of many workspaces, in a private copy: nothing is written in their folders."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import Literal

from mwaa_tf.files import UnreadableFileError
from mwaa_tf.temporary import TemporaryFolder
from mwaa_tf.terraform.diagnostics import Diagnostic
from mwaa_tf.terraform.errors import TerraformError
from mwaa_tf.terraform.private_copy import PrivateCopy
from mwaa_tf.terraform.runner import Terraform
from mwaa_tf.terraform.together import Batch, batches, valid_together

_log = logging.getLogger(__name__)

Command = Literal["init", "validate"]


@dataclass(frozen=True, slots=True)
class WorkspaceCheck:
    """The errors of one workspace; their files are relative to ``workspace``. Warnings are not told."""

    workspace: Path
    diagnostics: tuple[Diagnostic, ...]
    command: Command = "validate"
    """The command that has these diagnostics: ``init`` where it failed, so that nothing could be validated."""

    @property
    def ok(self) -> bool:
        """Whether there are no errors."""
        return not self.diagnostics


def check_workspaces(
    terraform: Terraform, workspaces: Sequence[Path], *, jobs: int | None = None
) -> Generator[WorkspaceCheck, None, None]:
    """Initialise without backend and validate each of ``workspaces``, ``jobs`` at a time, in the order given.

    Those that are valid are found many at a time (:mod:`mwaa_tf.terraform.together`), the errors of the others one by
    one. Nothing is written in a workspace, and what another Terraform writes there meanwhile stays; its lock file, as
    it is at the start, is respected. ``jobs`` defaults to the number of processors, because a validation keeps one
    busy. If the caller stops early (Ctrl-C, an error, ``close()``), all processes of ``terraform`` are ended.
    """
    stopped = threading.Event()
    with TemporaryFolder() as scratch:
        executor = ThreadPoolExecutor(max_workers=jobs or os.cpu_count() or 1)
        try:
            check = _Check(terraform, PrivateCopy(scratch / "copy"), scratch.resolve() / "together", stopped)
            # All are copied before any is checked: a file of one may be read by another.
            copies = [check.copy(workspace) for workspace in workspaces]
            distinct: dict[Path, Path] = {}
            for workspace, copy in zip(workspaces, copies, strict=True):
                if isinstance(copy, Path):
                    distinct.setdefault(copy, workspace)
            alike = [*batches([*distinct])]
            valid = frozenset(chain.from_iterable(executor.map(check.run_together, alike, count())))
            futures = {
                copy: executor.submit(check.run, workspace, copy)
                for copy, workspace in distinct.items()
                if copy not in valid
            }
            for workspace, copy in zip(workspaces, copies, strict=True):
                if isinstance(copy, WorkspaceCheck):
                    yield copy
                elif copy in valid:
                    yield WorkspaceCheck(workspace, ())
                else:
                    yield replace(futures[copy].result(), workspace=workspace)
        except BaseException:
            stopped.set()
            executor.shutdown(wait=False, cancel_futures=True)
            terraform.stop()
            raise
        finally:
            # Until all threads have ended, Terraform writes into the copy.
            executor.shutdown(wait=True)


@dataclass(frozen=True, slots=True)
class _Check:
    terraform: Terraform
    private_copy: PrivateCopy
    together: Path
    """A folder for the root modules that batches need."""
    stopped: threading.Event

    def copy(self, workspace: Path) -> Path | WorkspaceCheck:
        """The copy of ``workspace``, or why there is none."""
        try:
            return self.private_copy.add(workspace)
        except UnreadableFileError as error:
            reason = str(error)
        except OSError as error:
            reason = f"cannot be checked: {error.strerror or error}"
        return WorkspaceCheck(workspace, (Diagnostic("error", reason),), "init")

    def run_together(self, batch: Batch, number: int) -> frozenset[Path]:
        """Those of ``batch`` that are valid for certain."""
        try:
            return valid_together(self.terraform, batch, self.together / str(number), self.stopped.is_set)
        except OSError as error:
            _log.debug("validated one by one: %s", error)
            return frozenset()

    def run(self, workspace: Path, copy: Path) -> WorkspaceCheck:
        command: Command = "init"
        diagnostics: Sequence[Diagnostic] = ()
        try:
            if not self.stopped.is_set():
                self.terraform.init(copy, backend=False)
                command = "validate"
            if not self.stopped.is_set():
                diagnostics = self.terraform.validate(copy)
        except TerraformError as error:
            diagnostics = error.diagnostics or (Diagnostic("error", str(error)),)
        except OSError as error:
            diagnostics = (Diagnostic("error", f"cannot be checked: {error.strerror or error}"),)
        users = (self.private_copy.as_users(diagnostic, workspace) for diagnostic in diagnostics)
        return WorkspaceCheck(workspace, tuple(error for error in users if error.severity == "error"), command)
