"""A configuration, rendered, and the command line as a person calls it with keys of all accounts of a local AWS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mwaa_tf import load
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.local_aws import without_aws
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from mwaa_tf.rehearsal.shell import NOT_PROXIED
from tests.shared_providers import terraform_with_providers
from tests.support import DATA, OWNER

#: A VPC without NAT gateways, for which one waits longest.
SMALL = {
    "name": "analytics",
    "region": "us-east-1",
    "owner": {
        "account_id": OWNER,
        "profile": "owner",
        "network": {"internet": "none"},
    },
    "participants": [
        {"name": "data", "account_id": DATA, "profile": "data", "environments": [{"name": "etl"}]},
    ],
}


@dataclass(frozen=True)
class Operated:
    """The folder with ``mwaa.yaml``, and the variables of a shell in it."""

    folder: Path
    local: LocalAws
    environ: Mapping[str, str]

    @property
    def generated(self) -> Path:
        """The rendered deployment."""
        return self.folder / "generated/analytics"

    def configure(self, data: Mapping[str, Any]) -> None:
        """Write the configuration, and render it."""
        (self.folder / "mwaa.yaml").write_text(json.dumps(data))
        done = self.call("render")
        assert done.returncode == 0, done.stderr

    def call(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a command as a process; ``environ`` is added to its variables."""
        return subprocess.run(
            [sys.executable, "-m", "mwaa_tf", *arguments],
            cwd=self.folder,
            env={**self.environ, **environ},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )

    def results(self, *arguments: str) -> dict[str, str]:
        """Run a command that must succeed with ``--json``: how each workspace ended."""
        done = self.call(*arguments, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        (run,) = json.loads(done.stdout)["runs"]
        return {f"{each['action']} {each['workspace']}": each["result"] for each in run["workspaces"]}


@contextmanager
def operated(folder: Path, data: Mapping[str, Any], providers: int = 2, **options: Any) -> Iterator[Operated]:
    """``data`` as a rendered configuration, and a local AWS for it; each account has a profile named like its title.

    ``providers`` processes of the AWS provider run for as many workspaces at a time; more have their own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mwaa.yaml").write_text(json.dumps(data))
    deployment = load(folder / "mwaa.yaml")
    with local_aws_for(deployment, **{"speed": 600, **options}) as local:
        prepare_for(local, deployment)
        variables = {**without_aws(os.environ), **local.environment(deployment.owner.account_id)}
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):  # those of the profiles are to be used
            del variables[name]
        variables |= {"NO_PROXY": ",".join(NOT_PROXIED)}
        with terraform_with_providers(variables, providers) as terraform:
            started = Operated(folder, local, variables | terraform)
            started.configure(data)
            yield started
