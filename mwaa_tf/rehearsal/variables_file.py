"""The file with the shell variables of a local AWS: that of one server, as long as it lives.

The server holds a lock on its file, which the operating system releases when the process ends, however it ends. So the
file of a living server is told from one that was left behind.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mwaa_tf.errors import UsageError
from mwaa_tf.files import UnreadableFileError, UnwritableFileError, check_writable, read_plain_file, replace_file
from mwaa_tf.rehearsal.shell import parse_server

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock; there the file of a living server is replaced
    fcntl = None  # type: ignore[assignment]

#: Bytes; a file with variables has some hundred for each account.
_LARGEST = 2**20


def check_replaceable(file: Path) -> None:
    """Raise :class:`UsageError` unless ``file`` can be written: it does not exist, or a server that ended left it.

    Raises :class:`~mwaa_tf.files.UnwritableFileError` where the file system refuses.
    """
    if os.path.lexists(file):
        server = _server_of(file)
        if server is None:
            raise UsageError(
                f"{file} already exists and is not a file that mwaa_tf wrote; choose another file or remove it"
            )
        if not _lock(file):
            process, address = server
            raise UsageError(
                f"{file} is used by the local AWS that process {process} serves on {address}; choose another file"
            )
    check_writable(file)


@contextmanager
def variables_file(file: Path, variables: str) -> Iterator[None]:
    """Keep ``variables``, those of :func:`~mwaa_tf.rehearsal.shell.shell_variables`, in ``file`` during the block.

    Only its owner can read the file. It is removed at the end, unless someone replaced it. Raises as
    :func:`check_replaceable` does.
    """
    write_variables(file, variables)
    with contextlib.ExitStack() as stack:
        if not _lock(file, stack) or not _has(file, variables):
            raise UsageError(f"{file} is used by another local AWS, which started at this moment; choose another file")
        try:
            yield
        finally:
            if _has(file, variables):
                with contextlib.suppress(OSError):
                    file.unlink()


def write_variables(file: Path, variables: str) -> None:
    """Write ``variables`` to ``file``, readable by its owner only. Raises as :func:`check_replaceable` does."""
    check_replaceable(file)
    try:
        replace_file(file, variables.encode(), mode=0o600)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UnwritableFileError(f"{file}: cannot be written: {reason}") from error


def _server_of(file: Path) -> tuple[int, str] | None:
    """The process and the address in ``file``; None if it is not one of ours."""
    if file.is_symlink():
        return None
    try:
        return parse_server(read_plain_file(file, _LARGEST).decode())
    except (UnreadableFileError, UnicodeDecodeError):
        return None


def _has(file: Path, variables: str) -> bool:
    try:
        return not file.is_symlink() and read_plain_file(file, _LARGEST) == variables.encode()
    except UnreadableFileError:
        return False


def _lock(file: Path, stack: contextlib.ExitStack | None = None) -> bool:
    """Lock ``file`` until ``stack`` ends, or only to see whether that is possible: not if a server has the lock.

    A file system without locks does not prevent two servers from using one file.
    """
    if fcntl is None:
        return True
    with contextlib.ExitStack() as tried:
        try:
            descriptor = os.open(file, os.O_RDONLY)
            tried.callback(os.close, descriptor)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        if stack is not None:
            stack.push(tried.pop_all())
    return True
