"""Files that a command writes for a person."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from mwaa_tf.errors import MwaaTfError


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


def replace_file(target: Path, contents: bytes) -> None:
    """Write ``contents`` beside ``target`` and move them there.

    Raises :class:`OSError`, and leaves nothing behind then.
    """
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with unfinished.open("xb") as file:
            file.write(contents)
        unfinished.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
