"""Files that are replaced in one step, so that no reader ever sees half of one."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from mwaa_tf.errors import MwaaTfError

# O_NOFOLLOW: a link planted under a predictable name must not redirect the write. Windows has only O_BINARY.
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def write_atomically(path: Path, contents: bytes | str) -> None:
    """Replace ``path`` in one step, so that no reader ever sees half a file. Links are followed; text is UTF-8.

    Raises :class:`MwaaTfError` with the file's name and the reason.
    """
    data = contents.encode() if isinstance(contents, str) else contents
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            # A directory is refused here; a pipe or a device takes the bytes itself, and must not be replaced.
            target.write_bytes(data)
            return
        replace_file(target, data)
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle, before Python 3.13
        reason = error.strerror if isinstance(error, OSError) else error
        raise MwaaTfError(f"{path}: cannot be written: {reason}") from error


def replace_file(target: Path, contents: bytes, *, temporary: Path | None = None, mode: int = 0o666) -> None:
    """Write ``contents`` to ``temporary`` and move it to ``target``, a link itself instead of what it points to.

    ``temporary`` is in the folder of ``target``: by default a hidden name with the process's id. A file that a killed
    process left there is overwritten. ``mode`` are the permissions of a new file, before the umask. Raises
    :class:`OSError`, and leaves nothing behind then.
    """
    temporary = temporary or target.with_name(f".{target.name}.{os.getpid()}")
    try:
        write_whole_file(os.fspath(temporary), contents, mode)
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def write_whole_file(path: str, contents: bytes, mode: int = 0o666) -> None:
    """Write all of ``contents`` to ``path``, which must not be a link. Raises :class:`OSError`."""
    descriptor = os.open(path, _FLAGS, mode)
    try:
        written = os.write(descriptor, contents)
        while written < len(contents):
            written += os.write(descriptor, contents[written:])
    finally:
        os.close(descriptor)
