"""The folder with the modules of others: which commit of each is there, and whether it was edited."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.errors import UsageError
from tools.other_modules.catalogue import OtherModule

UNKNOWN = "unknown"
"""Stands for the commit of a folder that is no clone."""

_SHORT = 10


@dataclass(frozen=True, slots=True)
class Checkout:
    """A clone of a module's repository; ``commit`` is empty if the folder is no clone of its own."""

    folder: Path
    commit: str
    edited: bool

    def describe(self, module: OtherModule) -> str:
        """The commit for a table, with what differs from the catalogue."""
        if not self.commit:
            return UNKNOWN
        notes = [f"not {module.commit[:_SHORT]}"] * (self.commit != module.commit) + ["edited"] * self.edited
        return self.commit[:_SHORT] + (f" ({', '.join(notes)})" if notes else "")


def find_checkout(folder: Path, module: OtherModule) -> Checkout | None:
    """The clone of ``module`` in ``folder``; None if it is not there."""
    clone = folder / module.repository
    if not (clone / module.folder).is_dir():
        return None
    if _git(clone, "rev-parse", "--show-toplevel") != str(clone.resolve()):
        return Checkout(clone, "", edited=False)
    return Checkout(clone, _git(clone, "rev-parse", "HEAD"), edited=bool(_git(clone, "status", "--porcelain")))


def _git(folder: Path, *arguments: str) -> str:
    try:
        result = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=False)
    except OSError as error:
        raise UsageError(f"git cannot be run: {error}") from error
    return result.stdout.strip() if result.returncode == 0 else ""
