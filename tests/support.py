"""Deployments for tests, and ways to look at folders."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from mwaa_tf import Deployment

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


def run(*arguments: str, cwd: Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """The command line as a process of its own, as a person calls it."""
    command = [sys.executable, "-m", "mwaa_tf", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=120, **options)
