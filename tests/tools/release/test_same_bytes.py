"""Two builds of one commit are one file, wherever, whenever and by whomever they are made."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support import REPOSITORY
from tools.revisions import copy_working_tree

_GIT = {
    "GIT_AUTHOR_NAME": "ops",
    "GIT_AUTHOR_EMAIL": "ops@example.com",
    "GIT_COMMITTER_NAME": "ops",
    "GIT_COMMITTER_EMAIL": "ops@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
}
#: When the sample was committed: what its files in the wheel are dated.
_COMMITTED = "2024-02-29T12:30:00+00:00"


@dataclass(frozen=True)
class Builder:
    """A clone, and habits of its user that must not be in the wheel."""

    folder: str
    umask: int
    modified: int
    environment: dict[str, str] = field(default_factory=dict)

    def build(self, origin: Path, around: Path) -> Path:
        """Clone ``origin`` and run `make dist`; the wheel."""
        clone = around / self.folder
        call(["git", "clone", "--quiet", str(origin), str(clone)], cwd=around, umask=self.umask)
        for file in clone.rglob("*"):
            os.utime(file, (self.modified, self.modified), follow_symlinks=False)
        call(["make", "-o", "venv", "dist", f"PY={sys.executable}"], clone, self.umask, self.environment)
        (wheel,) = (clone / "dist").iterdir()
        return wheel


BUILDERS = [
    Builder("here", 0o022, 1_000_000_000),
    Builder("a folder/far away", 0o077, 1_900_000_001, {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"}),
]


def call(command: list[str], cwd: Path, umask: int = 0o022, environment: dict[str, str] | None = None) -> None:
    variables = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(
        command,
        cwd=cwd,
        umask=umask,
        env={**variables, **_GIT, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """What two people build from the working tree, committed."""
    folder = tmp_path_factory.mktemp("builds")
    origin = copy_working_tree(folder / "origin")
    call(["git", "init", "--quiet"], origin)
    call(["git", "add", "--all"], origin)
    dates = {"GIT_AUTHOR_DATE": _COMMITTED, "GIT_COMMITTER_DATE": _COMMITTED}
    call(["git", "commit", "--quiet", "--message", "sample"], origin, environment=dates)
    return [builder.build(origin, folder) for builder in BUILDERS]


@pytest.mark.slow
def test_two_builds_of_a_commit_have_one_digest(wheels: list[Path]) -> None:
    assert len({hashlib.sha256(wheel.read_bytes()).hexdigest() for wheel in wheels}) == 1
    assert len({wheel.name for wheel in wheels}) == 1


@pytest.mark.slow
def test_the_files_in_a_wheel_are_dated_like_the_commit(wheels: list[Path]) -> None:
    with zipfile.ZipFile(wheels[0]) as archive:
        dates = {entry.date_time for entry in archive.infolist()}

    assert dates == {(2024, 2, 29, 12, 30, 0)}


@pytest.mark.slow
def test_a_file_that_git_does_not_know_is_not_in_a_wheel(wheels: list[Path]) -> None:
    tracked = subprocess.run(["git", "ls-files", "mwaa_tf"], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    with zipfile.ZipFile(wheels[0]) as archive:
        packed = {name for name in archive.namelist() if name.startswith("mwaa_tf/") and "/_modules/" not in name}

    assert packed <= {*tracked.stdout.splitlines(), "mwaa_tf/py.typed"}
