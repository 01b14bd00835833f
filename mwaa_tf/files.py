"""Files that are replaced in one step, and files that are read only if they are plain and not too large."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import stat
from pathlib import Path

from mwaa_tf.errors import UsageError
from mwaa_tf.text import escape_control_characters

_log = logging.getLogger(__name__)

# O_EXCL: neither through a link nor into a file that was planted under a predictable name. Windows has only O_BINARY.
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)

#: Bytes of a file's name on every file system in use.
_LONGEST_NAME = 255


class UnreadableFileError(UsageError):
    """A file that cannot be read; ``reason`` follows its name: ``cannot be read: Permission denied``."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.reason = reason


class UnwritableFileError(UsageError):
    """A file, or standard output, that cannot be written. A failed check has another exit code than this."""


def read_plain_file(path: Path, largest: int) -> bytes:
    """The contents of ``path``, a plain file of at most ``largest`` bytes; links are followed.

    A pipe or a device is refused without reading it, because that may never end, or has an effect. Raises
    :class:`UnreadableFileError`.
    """
    try:
        # O_NONBLOCK: to open a pipe that nobody writes to would wait forever. It has no effect on plain files.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UnreadableFileError(path, "is not a plain file")
            contents = file.read(largest + 1)
    except OSError as error:
        raise UnreadableFileError(path, f"cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # a NUL in the path
        raise UnreadableFileError(path, f"cannot be read: {error}") from error
    if len(contents) > largest:
        raise UnreadableFileError(path, f"is larger than {largest / 2**20:g} MiB")
    return contents


def write_atomically(path: Path, contents: bytes | str, *, mode: int = 0o666) -> None:
    """Replace ``path`` in one step, so that no reader ever sees half a file. Links are followed; text is UTF-8.

    ``mode`` are the permissions of the new file, before the umask.
    What UTF-8 cannot express, such as a file name in another encoding, becomes an escape. Raises
    :class:`UnwritableFileError` with the file's name and the reason.
    """
    data = contents.encode(errors="backslashreplace") if isinstance(contents, str) else contents
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            # A directory is refused here; a pipe or a device takes the bytes itself, and must not be replaced.
            target.write_bytes(data)
            _log.debug("wrote %d bytes to %s, which is no plain file", len(data), escape_control_characters(str(path)))
            return
        replace_file(target, data, mode=mode)
    except (OSError, RuntimeError, ValueError) as error:
        raise _unwritable(path, error) from error


def create_atomically(path: Path, contents: str) -> None:
    """Create ``path``, complete, in one step; what exists there, a link too, is never replaced. Text is UTF-8.

    Raises :class:`UnwritableFileError`.
    """
    temporary = path.with_name(_temporary_name(path.name))
    try:
        try:
            write_whole_file(os.fspath(temporary), contents.encode())
            _move_to_new(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from error


def _move_to_new(temporary: Path, target: Path) -> None:
    """Give ``temporary`` the name ``target``; raises :class:`FileExistsError` if another file has it."""
    try:
        target.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links, such as FAT
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        temporary.replace(target)


def check_writable(path: Path) -> None:
    """Raise :class:`UnwritableFileError` unless :func:`write_atomically` could write ``path`` now.

    For commands that take long before they write. Creates a file with a temporary name in the folder of ``path``, since
    only that shows what the file system allows, and deletes it. The folder must exist.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            if not os.access(target, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            return
        _try_to_write(target)
    except (OSError, RuntimeError, ValueError) as error:
        raise _unwritable(path, error) from error


def check_writable_folder(folder: Path) -> None:
    """Raise :class:`UnwritableFileError` unless files can be created in ``folder`` now, or it can be created itself."""
    try:
        existing = folder.absolute()
        while not os.path.lexists(existing):
            existing = existing.parent
        if not existing.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        _try_to_write(existing / (folder.name or "file"))
    except (OSError, RuntimeError, ValueError) as error:
        raise _unwritable(folder, error) from error


def _try_to_write(target: Path) -> None:
    """Create a file beside ``target`` and delete it. Raises :class:`OSError`."""
    with contextlib.suppress(FileNotFoundError):
        target.lstat()  # a name that is too long, whereas the temporary one is not
    temporary = target.with_name(_temporary_name(target.name))
    try:
        write_whole_file(os.fspath(temporary), b"")
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _unwritable(path: Path, error: Exception) -> UnwritableFileError:
    # RuntimeError: links that lead in a circle, before Python 3.13. ValueError: a NUL in the path.
    reason = error.strerror if isinstance(error, OSError) else error
    return UnwritableFileError(f"{path}: cannot be written: {reason}")


def replace_file(target: Path, contents: bytes, *, temporary: Path | None = None, mode: int = 0o666) -> None:
    """Write ``contents`` to ``temporary`` and move it to ``target``, a link itself instead of what it points to.

    ``temporary`` is in the folder of ``target``: by default a hidden name with the process's id. A file that a killed
    process left there is replaced. ``mode`` are the permissions of a new file, before the umask. Raises
    :class:`OSError`, and leaves nothing behind then.
    """
    temporary = temporary or target.with_name(_temporary_name(target.name))
    try:
        write_whole_file(os.fspath(temporary), contents, mode)
        temporary.replace(target)
        # A name may not be UTF-8, which a log usually is.
        _log.debug("wrote %s, %d bytes", escape_control_characters(str(target)), len(contents))
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def write_whole_file(path: str, contents: bytes, mode: int = 0o666) -> None:
    """Write all of ``contents`` to ``path``, a new file; an older one is removed first. A link is refused.

    Raises :class:`OSError`.
    """
    try:
        descriptor = os.open(path, _FLAGS, mode)
    except FileExistsError as error:
        if os.path.islink(path):  # noqa: PTH114
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path) from error
        os.unlink(path)  # noqa: PTH108 - the path is text, since a large render writes ten thousand files
        descriptor = os.open(path, _FLAGS, mode)
    try:
        written = os.write(descriptor, contents)
        while written < len(contents):
            written += os.write(descriptor, contents[written:])
    finally:
        os.close(descriptor)


def _temporary_name(name: str) -> str:
    """A hidden name for the unfinished file ``name``, also where that is as long as a name may be."""
    temporary = f".{name}.{os.getpid()}"
    if len(os.fsencode(temporary)) <= _LONGEST_NAME:
        return temporary
    return f".{name[:40]}.{os.getpid()}"
