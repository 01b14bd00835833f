"""Folders of this tool in the user's home (XDG base directory specification)."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path


def user_cache(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder for caches, which may be deleted at any time. It may not exist yet. Raises :class:`OSError`."""
    return _folder(environ, "XDG_CACHE_HOME", ".cache")


def user_state(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder for logs, which stay until they are deleted. It may not exist yet. Raises :class:`OSError`."""
    return _folder(environ, "XDG_STATE_HOME", ".local/state")


def user_home(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The user's home; None where there is none, as in a container that is started with a number for a user."""
    if home := environ.get("HOME"):
        return Path(home)
    import pwd

    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:
        return None


def _folder(environ: Mapping[str, str], variable: str, default: str) -> Path:
    base = Path(environ.get(variable, ""))
    # A relative path is to be ignored, says the specification.
    if base.is_absolute():
        return base / "mwaa_tf"
    home = user_home(environ)
    if home is None:
        raise FileNotFoundError(errno.ENOENT, "the user has no home folder")
    return home / default / "mwaa_tf"
