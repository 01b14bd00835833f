"""``terraform init`` and ``validate`` of many workspaces, without changing them."""

from __future__ import annotations

import fcntl
import logging
import os
import tempfile
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.terraform.diagnostics import Diagnostic
from mwaa_tf.terraform.errors import TerraformError
from mwaa_tf.terraform.runner import LOCK_FILE, Terraform

_log = logging.getLogger(__name__)

#: Seconds between two tries for a workspace that another run checks.
_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class WorkspaceCheck:
    """The diagnostics of one workspace; their files are relative to ``workspace``."""

    workspace: Path
    diagnostics: tuple[Diagnostic, ...]

    @property
    def ok(self) -> bool:
        """Whether there are no errors; warnings are allowed."""
        return not any(diagnostic.severity == "error" for diagnostic in self.diagnostics)


def check_workspaces(
    terraform: Terraform, workspaces: Sequence[Path], *, jobs: int | None = None
) -> Generator[WorkspaceCheck, None, None]:
    """Initialise without backend and validate each of ``workspaces``, ``jobs`` at a time, in the order given.

    A workspace's ``.terraform`` is not touched; its lock file is respected and restored afterwards. Of several runs,
    also in other processes, one at a time has a workspace. ``jobs`` defaults
    to the number of processors, because a validation keeps one busy. If the caller stops early (Ctrl-C, an error,
    ``close()``), all processes of ``terraform`` are ended.
    """
    stopped = threading.Event()
    with tempfile.TemporaryDirectory(prefix="mwaa_tf-", ignore_cleanup_errors=True) as scratch:
        executor = ThreadPoolExecutor(max_workers=jobs or os.cpu_count() or 1)
        try:
            futures = [
                executor.submit(_check, terraform, workspace, Path(scratch) / str(number), stopped)
                for number, workspace in enumerate(workspaces)
            ]
            for future in futures:
                yield future.result()
        except BaseException:
            stopped.set()
            executor.shutdown(wait=False, cancel_futures=True)
            terraform.stop()
            raise
        finally:
            # Until all threads have ended, some lock files are not restored.
            executor.shutdown(wait=True)


def _check(terraform: Terraform, workspace: Path, data_dir: Path, stopped: threading.Event) -> WorkspaceCheck:
    if stopped.is_set():
        return WorkspaceCheck(workspace, ())
    try:
        with _alone(workspace, stopped), _restored_lock_file(workspace):
            if stopped.is_set():
                return WorkspaceCheck(workspace, ())
            terraform.init(workspace, backend=False, data_dir=data_dir)
            diagnostics = () if stopped.is_set() else tuple(terraform.validate(workspace, data_dir=data_dir))
    except TerraformError as error:
        diagnostics = error.diagnostics or (Diagnostic("error", str(error)),)
    except OSError as error:
        diagnostics = (Diagnostic("error", f"cannot be checked: {error.strerror or error}"),)
    return WorkspaceCheck(workspace, diagnostics)


@contextmanager
def _alone(workspace: Path, stopped: threading.Event) -> Iterator[None]:
    """Wait until no other run checks ``workspace``, or until ``stopped``: both would restore the other's lock file."""
    descriptor = os.open(workspace, os.O_RDONLY)
    try:
        while not stopped.is_set():
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                stopped.wait(_PAUSE)
            except OSError as error:  # a file system without locks, such as some of networks
                _log.debug("%s cannot be locked: %s", workspace, error)
                break
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _restored_lock_file(workspace: Path) -> Iterator[None]:
    path = workspace / LOCK_FILE
    before = (path.read_bytes(), path.stat()) if path.exists() else None
    try:
        yield
    finally:
        if before is None:
            # Looked up first: on a read-only file system, deleting what does not exist fails too.
            if path.exists():
                path.unlink(missing_ok=True)
        elif path.read_bytes() != before[0]:
            path.write_bytes(before[0])
            os.utime(path, ns=(before[1].st_atime_ns, before[1].st_mtime_ns))
