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
    return Path(environ.get(variable) or Path(environ.get("HOME") or Path.home()) / default) / "mwaa_tf"
