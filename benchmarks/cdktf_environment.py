"""An environment with cdktf, which needs Node.js beside Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks import ROOT
from benchmarks.measure import NotMeasured

_FOLDER = ROOT / "benchmarks" / ".venv-cdktf"
_CONSTRAINTS = ROOT / "benchmarks" / "cdktf" / "constraints.txt"
#: A copy of the constraints, put there last: what the environment was made from.
_STAMP = _FOLDER / "constraints.txt"

_SECONDS = 600


def is_installed() -> bool:
    """Whether the environment is there, with the versions that are asked for."""
    return _STAMP.is_file() and _STAMP.read_text("utf-8") == _CONSTRAINTS.read_text("utf-8")


def cdktf_python() -> Path:
    """The interpreter that has cdktf, installed where needed.

    Raises :class:`NotMeasured` where there is no Node.js or no package index to install from.
    """
    if shutil.which("node") is None:
        raise NotMeasured("cdktf needs Node.js, and there is no node on PATH")
    python = _FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not is_installed():
        shutil.rmtree(_FOLDER, ignore_errors=True)
        _run([sys.executable, "-m", "venv", _FOLDER])
        _run([python, "-m", "pip", "install", "--quiet", "-c", _CONSTRAINTS, "cdktf", "constructs"])
        shutil.copyfile(_CONSTRAINTS, _STAMP)
    return python


def _run(command: list[str | Path]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=_SECONDS)
    except subprocess.CalledProcessError as error:
        said = error.stderr.strip().splitlines() or [f"exit code {error.returncode}"]
        raise NotMeasured(f"cdktf cannot be installed: {said[-1]}") from None
    except subprocess.TimeoutExpired:
        raise NotMeasured(f"cdktf cannot be installed: no answer within {_SECONDS // 60} minutes") from None
