"""Change the text of a configuration file, and nothing else about it: links, permissions and line ends stay."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from mwaa_tf.files import UnreadableFileError, UnwritableFileError, check_writable, read_plain_file, write_atomically

#: Bytes; as many as a configuration may have.
_LARGEST_FILE = 32 * 2**20

_BOM = "\ufeff"


def read_exactly(file: Path) -> tuple[str, str]:
    """The byte order mark of ``file``, or nothing, and the text after it, with the line ends that it has.

    Raises :class:`~mwaa_tf.files.UnreadableFileError`.
    """
    try:
        raw = read_plain_file(file, _LARGEST_FILE).decode()
    except UnicodeDecodeError as error:
        raise UnreadableFileError(file, "is not UTF-8 text") from error
    text = raw.removeprefix(_BOM)
    return raw[: len(raw) - len(text)], text


def check_editable(file: Path) -> None:
    """Raise :class:`UnwritableFileError` unless :func:`write_edited` could write ``file`` now."""
    check_writable(file)
    _check_not_read_only(file)


def write_edited(file: Path, text: str) -> None:
    """Replace the contents of ``file`` in one step. Raises :class:`UnwritableFileError`."""
    _check_not_read_only(file)
    mode = stat.S_IMODE(file.stat().st_mode)
    write_atomically(file, text.encode(), mode=mode)
    with contextlib.suppress(OSError):  # the umask may have taken a permission away
        os.chmod(file, mode)  # noqa: PTH101 - links are followed


def _check_not_read_only(file: Path) -> None:
    """A file that its owner made read-only is not replaced, though its folder would allow it."""
    if not file.stat().st_mode & 0o222:
        raise UnwritableFileError(f"{file}: cannot be written: it is read-only")
