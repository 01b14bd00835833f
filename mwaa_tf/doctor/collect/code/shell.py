"""The syntax of a startup script, as bash reads it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from mwaa_tf.diagnostics.masking import masked
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.code import StoredText
from mwaa_tf.temporary import TemporaryFolder
from mwaa_tf.terraform.tool import ToolError, find_tool, run_tool
from mwaa_tf.text import one_line, truncate

_SOURCE = "bash -n"

#: MWAA's images have bash 5. That of macOS, 3.2, refuses what later ones read.
_OLDEST = 4

_VERSION = re.compile(r"version (\d+)\.")


def syntax_error(script: StoredText, environ: Mapping[str, str] | None = None) -> Reading[str]:
    """The first error of ``script``, on one line; empty if bash can read it.

    With ``-n``, bash reads commands and executes none of them (Bash Reference Manual, The Set Builtin).
    """
    variables = os.environ if environ is None else environ
    bash = find_tool("bash", variables)
    if bash is None:
        return Reading.unread(Gap(GapKind.UNAVAILABLE, f"needs bash {_OLDEST} or newer"), _SOURCE)
    try:
        with TemporaryFolder() as folder:
            return _checked(bash, script, folder, variables)
    except ToolError as error:
        return Reading.unread(Gap(GapKind.UNAVAILABLE, one_line(str(error))), _SOURCE)


def _checked(bash: Path, script: StoredText, folder: Path, environ: Mapping[str, str]) -> Reading[str]:
    version = _VERSION.search(run_tool(bash, ["--version"], cwd=folder, environ=environ).stdout)
    if version is None or int(version[1]) < _OLDEST:
        return Reading.unread(Gap(GapKind.UNAVAILABLE, f"needs bash {_OLDEST} or newer"), _SOURCE)
    result = run_tool(bash, ["--noprofile", "--norc", "-n"], cwd=folder, environ=environ, stdin=script.data)
    if result.returncode == 0:
        return Reading.of("", _SOURCE)
    # The second line repeats that of the script, which may hold a secret.
    first = (result.stderr.splitlines() or [f"exit code {result.returncode}"])[0]
    return Reading.of(truncate(one_line(masked(re.sub(r"^\S*bash: ", "", first))), 160), _SOURCE)
