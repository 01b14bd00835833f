"""Folders of this tool in the user's home."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from mwaa_tf.user_cache import user_cache, user_state

HOME = Path(pwd.getpwuid(os.getuid()).pw_dir)


@pytest.mark.parametrize(
    ("environ", "cache", "state"),
    [
        ({"HOME": "/home/jo"}, "/home/jo/.cache/mwaa_tf", "/home/jo/.local/state/mwaa_tf"),
        ({"HOME": "/home/jo", "XDG_CACHE_HOME": "/c", "XDG_STATE_HOME": "/s"}, "/c/mwaa_tf", "/s/mwaa_tf"),
        ({"HOME": "/home/jo", "XDG_CACHE_HOME": "c", "XDG_STATE_HOME": "s"}, "/home/jo/.cache/mwaa_tf", None),
        ({"HOME": ""}, HOME / ".cache" / "mwaa_tf", HOME / ".local" / "state" / "mwaa_tf"),
        ({}, HOME / ".cache" / "mwaa_tf", HOME / ".local" / "state" / "mwaa_tf"),
    ],
)
def test_folders_follow_the_xdg_specification(
    environ: dict[str, str], cache: str | Path, state: str | Path | None
) -> None:
    assert user_cache(environ) == Path(cache)
    assert user_state(environ) == Path(state or "/home/jo/.local/state/mwaa_tf")
