"""Temporary folders that do not outlive their process for long: the next run deletes what a killed one left."""

from __future__ import annotations

import logging
import os
import re
import shutil
import tempfile
import threading
import weakref
import zlib
from contextlib import suppress
from pathlib import Path
from types import TracebackType

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock; there what a killed run left stays
    fcntl = None  # type: ignore[assignment]

_log = logging.getLogger(__name__)

#: How often a folder is created that another process takes for abandoned before it is locked.
_ATTEMPTS = 100

# A link is not followed; Windows has neither flag, and opens no folders.
_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)

_deleting = threading.Lock()
_deleted_in: set[str] = set()


class TemporaryFolder:
    """A new folder for this process and user alone; ``with`` gives its path and deletes it at the end.

    It is deleted at the latest when the object is, or the process ends. A killed process deletes nothing; therefore a
    lock on the folder, which the system releases however the process ends, shows that it is in use. The first folder
    of a process deletes those without such a lock: see :func:`delete_abandoned`.
    """

    def __init__(self) -> None:
        parent = tempfile.gettempdir()
        with _deleting:
            if parent not in _deleted_in:
                _deleted_in.add(parent)
                delete_abandoned(Path(parent))
        self.path, descriptor = _create(parent)
        self._delete = weakref.finalize(self, _delete, self.path, descriptor, os.getpid())

    def __enter__(self) -> Path:
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.delete()

    def delete(self) -> None:
        """Delete the folder with all that is in it, as far as the file system lets; again is no error."""
        self._delete()


def delete_abandoned(parent: Path) -> None:
    """Delete the folders in ``parent`` whose process was killed.

    Only folders that :class:`TemporaryFolder` created for this user on this machine, by their name, whose owner is
    this user, and whose lock no process has. Neither a link nor what is behind one is ever deleted.
    """
    if fcntl is None:  # pragma: no cover - see above
        return
    name = re.compile(re.escape(_prefix()) + "[a-z0-9_]+")
    try:
        with os.scandir(parent) as entries:
            candidates = [entry.path for entry in entries if name.fullmatch(entry.name)]
    except OSError as error:
        _log.debug("%s cannot be searched for abandoned folders: %s", parent, error)
        return
    for path in candidates:
        # Of another user, gone meanwhile, or in use.
        with suppress(OSError):
            _delete_if_abandoned(path)


def _delete_if_abandoned(path: str) -> None:
    descriptor = os.open(path, _FLAGS)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(descriptor).st_uid == os.geteuid() and _is_at(descriptor, path):
            _log.debug("deleting %s, which a killed run left", path)
            shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(descriptor)


def _create(parent: str) -> tuple[Path, int | None]:
    """A new folder in ``parent``, and the descriptor that has its lock.

    Another process may take the folder for abandoned and delete it before it is locked. It locks it first, so that
    either it fails or this process sees it, and creates another one.
    """
    for _ in range(_ATTEMPTS):
        path = tempfile.mkdtemp(prefix=_prefix(), dir=parent)
        if fcntl is None:  # pragma: no cover - see above
            return Path(path), None
        try:
            descriptor = os.open(path, _FLAGS)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            continue
        except OSError as error:  # a file system without locks, on which nothing is taken for abandoned either
            _log.debug("%s cannot be locked: %s", path, error)
            return Path(path), descriptor
        if _is_at(descriptor, path):
            return Path(path), descriptor
        os.close(descriptor)
    raise OSError(f"no temporary folder can be created in {parent}")


def _is_at(descriptor: int, path: str) -> bool:
    """Whether ``path`` is still the open folder, not deleted or another one."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(path))
    except FileNotFoundError:
        return False


def _delete(path: Path, descriptor: int | None, process: int) -> None:
    # A forked process has the object too, but the folder is not its own.
    if os.getpid() == process:
        shutil.rmtree(path, ignore_errors=True)
    if descriptor is not None:
        os.close(descriptor)


def _prefix() -> str:
    """The start of the names: of this user and machine, since locks on a disk of several machines may be invisible.

    Folders of earlier releases, which had no lock, have other names.
    """
    if fcntl is None:  # pragma: no cover - see above
        return "mwaa_tf-"
    machine = zlib.crc32(os.fsencode(os.uname().nodename))
    return f"mwaa_tf-{os.geteuid()}-{machine:08x}-"
