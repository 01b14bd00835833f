"""Locks of states: who has one, and since when.

A lock of a state in S3 is an object beside it, a lock of a state in a file is one of the file system with a file
beside it that says whose it is. Both are JSON (Terraform's internal/states/statemgr/locker.go, LockInfo).
"""

from __future__ import annotations

import contextlib
import os
import struct
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from mwaa_tf.files import UnreadableFileError, read_plain_file
from mwaa_tf.text import escape_control_characters

#: Ending of the key of a lock in S3 (Terraform's internal/backend/remote-state/s3/client.go, since 1.10).
S3_SUFFIX = ".tflock"

_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class StateLock:
    """A lock of a state; what it does not tell is empty."""

    lock_id: str = ""
    who: str = ""
    """User and machine, as Terraform writes them."""
    operation: str = ""
    """What Terraform was told to do: ``apply``, ``plan``."""
    created: datetime | None = None
    is_held: bool = False
    """Whether a process is known to hold it; if not, a killed run may have left it behind."""


class _LockInfo(msgspec.Struct, rename="pascal"):
    id: str = msgspec.field(default="", name="ID")
    operation: str = ""
    who: str = ""
    created: datetime | None = None


def parse_lock(data: bytes, created: datetime | None = None, *, is_held: bool = False) -> StateLock:
    """Read what Terraform writes about a lock; ``created`` is used where that cannot be read."""
    try:
        info = msgspec.json.decode(data, type=_LockInfo)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        info = _LockInfo()
    return StateLock(
        lock_id=info.id,
        who=escape_control_characters(info.who),
        operation=escape_control_characters(info.operation.removeprefix("OperationType").lower()),
        created=info.created if info.created and info.created.tzinfo else created,
        is_held=is_held,
    )


def local_lock(state: Path) -> StateLock | None:
    """The lock of a state in a file; None if no process has one.

    The file that says whose it is stays behind where Terraform was killed. It then is no obstacle, and no lock.
    """
    info = state.with_name(f".{state.name.removeprefix('.')}.lock.info")
    if not info.exists() or not _is_locked(state):
        return None
    try:
        return parse_lock(read_plain_file(info, _LARGEST), is_held=True)
    except UnreadableFileError:
        return StateLock(is_held=True)


def _is_locked(state: Path) -> bool:
    """Whether another process has a lock of the file system on ``state``; asks only, and takes none.

    Terraform locks the whole file with fcntl (internal/states/statemgr/filesystem_lock_unix.go). True where that
    cannot be found out, as on Windows.
    """
    try:
        import fcntl
    except ImportError:
        return True
    with contextlib.suppress(OSError):
        descriptor = os.open(state, os.O_RDONLY | os.O_NONBLOCK)
        try:
            # Asking for a lock to write shows any other lock.
            layout, position = _flock_layout()
            answer = fcntl.fcntl(descriptor, fcntl.F_GETLK, struct.pack(layout, *_request(fcntl.F_WRLCK)))
            return bool(struct.unpack(layout, answer)[position] != fcntl.F_UNLCK)
        finally:
            os.close(descriptor)
    return False


def _flock_layout() -> tuple[str, int]:
    """The members of `struct flock` for :mod:`struct`, and the place of the type of the lock among them."""
    # macOS and the BSDs: l_start, l_len, l_pid, l_type, l_whence. Linux: l_type, l_whence, l_start, l_len, l_pid.
    return ("qqihh", 3) if sys.platform == "darwin" else ("hhqqi", 0)


def _request(kind: Any) -> tuple[int, ...]:
    return (0, 0, 0, kind, 0) if sys.platform == "darwin" else (kind, 0, 0, 0, 0)
