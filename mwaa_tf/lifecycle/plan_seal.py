"""Seals by which a user's own saved plans are told from others, such as those that a repository brings along.

A plan file says what Terraform does, provisioners included, and everything that it is compared with lies beside it.
Therefore its record is signed with a key that is in the user's home.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from mwaa_tf.files import write_whole_file
from mwaa_tf.user_cache import user_state

_KEY = "plan-key"
_BYTES = 32


def seal(record: bytes) -> str:
    """The seal of ``record``, in hexadecimal."""
    return hmac.new(_key(), record, hashlib.sha256).hexdigest()


def is_sealed(record: bytes, text: str) -> bool:
    """Whether ``text`` is the seal that this user gave ``record`` on this machine."""
    return hmac.compare_digest(seal(record).encode(), text.encode())


@cache
def _key() -> bytes:
    """The key of the user; where it can be neither read nor created, one that ends with this process."""
    own = secrets.token_bytes(_BYTES)
    try:
        path = user_state() / _KEY
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            _create(path, own)
        status = path.lstat()
        key = path.read_bytes()
    except OSError:
        return own
    is_private = status.st_uid == os.geteuid() and not status.st_mode & 0o077
    return key if is_private and len(key) == _BYTES else own


def _create(path: Path, key: bytes) -> None:
    """Write ``key`` complete or not at all. Raises :class:`FileExistsError` if another process was faster."""
    temporary = path.with_name(f".{_KEY}.{os.getpid()}")
    write_whole_file(os.fspath(temporary), key, 0o600)
    try:
        os.link(temporary, path)
    finally:
        temporary.unlink()
