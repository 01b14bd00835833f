"""Folders of this tool in the user's home (XDG base directory specification)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def user_cache(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder for caches, which may be deleted at any time. It may not exist yet."""
    return _folder(environ, "XDG_CACHE_HOME", ".cache")


def user_state(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder for logs, which stay until they are deleted. It may not exist yet."""
    return _folder(environ, "XDG_STATE_HOME", ".local/state")


def _folder(environ: Mapping[str, str], variable: str, default: str) -> Path:
    base = Path(environ.get(variable, ""))
    # A relative path is to be ignored, says the specification.
    return (base if base.is_absolute() else _home(environ) / default) / "mwaa_tf"


def _home(environ: Mapping[str, str]) -> Path:
    if home := environ.get("HOME"):
        return Path(home)
    import pwd

    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError as error:
        raise RuntimeError("the user has no home folder") from error
