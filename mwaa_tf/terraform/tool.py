"""Programs that only read, such as a linter: they run in a folder of ours, without the user's configuration."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path

from mwaa_tf.terraform.process import Result

_log = logging.getLogger(__name__)

#: A program that only reads a few files takes far less.
_SECONDS = 60.0

#: What a program needs to start at all. Nothing else of the user's environment reaches it: neither credentials, nor
#: files that a shell reads first (BASH_ENV), nor configuration.
_PASSED = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP")


class ToolError(Exception):
    """A program could not be run to its end."""


def find_tool(name: str, environ: Mapping[str, str]) -> Path | None:
    """The program ``name``: beside this Python, or on PATH; None if there is none.

    Relative folders of PATH are left out, so that no program of the folder that is worked on is run.
    """
    folders = [sysconfig.get_path("scripts"), *environ.get("PATH", os.defpath).split(os.pathsep)]
    absolute = os.pathsep.join(folder for folder in folders if folder and Path(folder).is_absolute())
    program = shutil.which(name, path=absolute)
    return Path(program) if program else None


def run_tool(
    program: Path, arguments: Sequence[str], *, cwd: Path, environ: Mapping[str, str], stdin: bytes = b""
) -> Result:
    """Run ``program`` in ``cwd`` and return what it prints. Raises :class:`ToolError`."""
    variables = {name: environ[name] for name in _PASSED if name in environ}
    try:
        process = subprocess.run(
            [program, *arguments],
            cwd=cwd,
            env={**variables, "HOME": str(cwd), "LC_ALL": "C.UTF-8"},
            input=stdin,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ToolError(f"{program.name} cannot be run: {error}") from error
    _log.debug("%s ended with exit code %d", program, process.returncode)
    return Result(process.returncode, _text(process.stdout), _text(process.stderr))


def _text(output: bytes) -> str:
    return output.decode("utf-8", errors="replace")
