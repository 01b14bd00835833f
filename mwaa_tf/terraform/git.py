"""Which files differ from a revision, as git knows."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from mwaa_tf.errors import UsageError
from mwaa_tf.text import one_line

#: Nothing that a repository configures is run: no hooks, no file monitor, no external diff or conversion.
_SAFE = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "core.pager=cat")

_DIFF = ("diff", "--no-ext-diff", "--no-textconv", "--no-renames", "--ignore-submodules=all", "--name-only", "-z")


def changed_files(folder: Path, revision: str) -> list[Path]:
    """The files of the repository around ``folder`` that differ from ``revision``, new ones included; absolute paths.

    Deleted files are among them, ignored ones are not. Raises :class:`~mwaa_tf.errors.UsageError` if there is no
    repository, no git, or no such revision.
    """
    top = Path(_git(folder, "rev-parse", "--show-toplevel").rstrip("\n"))
    # Resolved first: the name of a revision may look like an option.
    commit = _git(folder, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").strip()
    changed = _git(top, *_DIFF, commit, "--")
    new = _git(top, "ls-files", "--others", "--exclude-standard", "-z")
    return [top / name for name in (changed + new).split("\0") if name]


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", *_SAFE, *arguments]
    try:
        result = subprocess.run(
            command, cwd=folder, capture_output=True, check=False, encoding="utf-8", errors="surrogateescape"
        )
    except FileNotFoundError as error:
        raise UsageError("--changed-since needs git, which is not installed") from error
    if result.returncode != 0:
        raise UsageError(f"--changed-since: {one_line(result.stderr).removeprefix('fatal: ')}")
    return result.stdout
