"""The tests run the same from a script's `&` and from `nohup`, which leave signals ignored to what they start."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import REPOSITORY

_IGNORING = """
import os, signal, sys
signal.signal(getattr(signal, sys.argv[1]), signal.SIG_IGN)
os.execv(sys.executable, [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *sys.argv[2:]])
"""


@pytest.mark.parametrize("options", [[], ["-n1"]], ids=["one process", "xdist"])
@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP"])
def test_children_of_tests_heed_a_signal_that_is_ignored_at_the_start(
    name: str, options: list[str], tmp_path: Path
) -> None:
    options = [*options, f"--basetemp={tmp_path / 'inner'}"]
    ran = subprocess.run(
        [sys.executable, "-c", _IGNORING, name, *options, f"{__file__}::test_a_child_heeds_signals"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert ran.returncode == 0, ran.stdout
    assert "2 passed" in ran.stdout


@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP"])
def test_a_child_heeds_signals(name: str) -> None:
    ran = subprocess.run(
        ["sh", "-c", f"kill -{name.removeprefix('SIG')} $$; echo ignored"], capture_output=True, check=False
    )

    assert (ran.returncode, ran.stdout) == (-getattr(signal, name), b"")
