"""A program that stands for OpenTofu, which is not installed where the tests run; a workflow runs the real one."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from tests import tofu_program


def make_tofu(folder: Path, *, name: str = "tofu") -> Path:
    """Write the program ``name`` into ``folder``, a new one; it runs the Terraform on PATH (see its source)."""
    terraform = shutil.which("terraform")
    assert terraform
    home = folder / "home-of-tofu"
    home.mkdir(parents=True)
    words = [sys.executable, "-I", str(Path(tofu_program.__file__)), terraform, str(home)]
    program = folder / name
    program.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n')
    program.chmod(0o755)
    return program
