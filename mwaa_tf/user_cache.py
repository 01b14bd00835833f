"""Where this user's caches are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def user_cache(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of this tool in the user's cache folder (XDG base directories). It may not be there yet."""
    home = Path(environ.get("XDG_CACHE_HOME") or Path(environ.get("HOME") or Path.home()) / ".cache")
    return home / "mwaa_tf"
