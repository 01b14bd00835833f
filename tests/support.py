"""Deployments for tests, and ways to look at folders."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from mwaa_tf import Deployment
from mwaa_tf.temporary import TemporaryFolder

REPOSITORY = Path(__file__).parent.parent
EXAMPLES = sorted(path.parent for path in REPOSITORY.glob("examples/*/mwaa.yaml"))

OWNER, DATA, SCIENCE = "111111111111", "222222222222", "333333333333"


def deployment(**changes: Any) -> Deployment:
    """The smallest deployment, with ``changes`` of its top-level keys."""
    data: dict[str, Any] = {
        "name": "analytics",
        "region": "us-east-1",
        "owner": {"account_id": OWNER},
        "participants": [{"name": "data", "account_id": DATA, "environments": [{"name": "etl"}]}],
    }
    return Deployment.model_validate({**data, **changes})


def many(participants: int, environments: int, **changes: Any) -> Deployment:
    """A deployment of that many participants with that many environments each."""
    return deployment(
        participants=[
            {
                "name": f"team{p}",
                "account_id": f"{p + 2:012}",
                "environments": [{"name": f"env{e}", "tags": {"Number": str(e)}} for e in range(environments)],
            }
            for p in range(participants)
        ],
        **changes,
    )


def tree(folder: Path) -> dict[str, bytes]:
    """Path -> contents of all files below ``folder``."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def changes_of(folder: Path) -> dict[str, tuple[int, int, int]]:
    """What shows a write in ``folder``: a folder's times change also if a file was there only for a moment."""
    paths = [folder, *sorted(folder.rglob("*"))]
    return {str(path): (path.lstat().st_ino, path.lstat().st_mtime_ns, path.lstat().st_ctime_ns) for path in paths}


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until ``condition`` is true, at most two minutes: other tests may run beside."""
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def run(*arguments: str, cwd: Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """The command line as a process of its own, as a person calls it."""
    command = [sys.executable, "-m", "mwaa_tf", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=120, **options)


def render(folder: Path) -> None:
    """What the command `render` makes of ``folder``'s ``mwaa.yaml``, for tests of what comes after it.

    The command runs once for a text, in a folder of its own; each test gets files of its own, with these contents.
    """
    for path, content in _rendered((folder / "mwaa.yaml").read_bytes()).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


@cache
def _rendered(configuration: bytes) -> dict[str, bytes]:
    """Path -> contents."""
    with TemporaryFolder() as folder:
        (folder / "mwaa.yaml").write_bytes(configuration)
        done = run("render", cwd=folder)
        assert done.returncode == 0, done.stderr
        return tree(folder)
