"""Checkouts of other revisions of this repository, and rendering with the code and the modules of one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools.documents import REPOSITORY


def check_out(revision: str, folder: Path) -> Path:
    """Export ``revision`` into ``folder`` and return it. Raises :class:`SystemExit` for an unknown revision."""
    folder.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", revision], cwd=REPOSITORY, capture_output=True, check=False)
    if archive.returncode:
        raise SystemExit(archive.stderr.decode().strip())
    subprocess.run(["tar", "-x"], cwd=folder, input=archive.stdout, check=True)
    return folder


def copy_working_tree(folder: Path) -> Path:
    """Copy what git knows or would add, as it is now, into ``folder`` and return it."""
    folder.mkdir(parents=True)
    files = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    ).stdout
    present = b"\0".join(name for name in files.split(b"\0") if name and (REPOSITORY / os.fsdecode(name)).is_file())
    archive = subprocess.run(
        ["tar", "-c", "--null", "--files-from=-"], cwd=REPOSITORY, input=present, capture_output=True, check=True
    ).stdout
    subprocess.run(["tar", "-x"], cwd=folder, input=archive, check=True)
    return folder


def render_with(checkout: Path, config: Path, output: Path) -> None:
    """Render ``config`` below ``output`` with the code and the modules of ``checkout``."""
    subprocess.run(
        [sys.executable, "-m", "mwaa_tf", "render", "-c", str(config), "-o", str(output)],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
