"""One client's attempt: its programs run as the user of an account of a local AWS, and print what they say."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mwaa_tf.local_aws import LocalAws
from tools.clients.place import ACCOUNT, Place

DRIVERS = Path(__file__).parent / "drivers"

_TIMEOUT = 600.0
_SHOWN = 2000


class AttemptError(Exception):
    """A client failed, or did not do what it was asked for."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A client in ``folder``, where its user has installed it, and the local AWS that it is tried with."""

    folder: Path
    scratch: Path
    local: LocalAws
    place: Place

    def run(
        self, *command: str | Path, variables: Mapping[str, str] | None = None, without: tuple[str, ...] = ()
    ) -> str:
        """Run a program of the client; its standard output. Raises :class:`AttemptError` if it fails.

        It gets the variables of the env file, those of ``variables``, and none of ``without``.
        """
        environ = {
            **self.local.environment(ACCOUNT, os.environ),
            "PLACE": self.place.as_json(),
            "PLAIN_ADDRESS": f"http://{self.local.address}",
            "CLIENT_FOLDER": str(self.folder),
            **(variables or {}),
        }
        environ = {name: value for name, value in environ.items() if name not in without}
        arguments = [str(argument) for argument in command]
        process = subprocess.run(
            arguments,
            cwd=self.scratch,
            env=environ,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
        )
        shown = " ".join(argument if argument.isprintable() else "…" for argument in arguments[:8])
        print(f"$ {shown}\n{process.stdout[-_SHOWN:]}{process.stderr[-_SHOWN:]}".rstrip(), flush=True)
        if process.returncode:
            raise AttemptError(f"{shown}: exit code {process.returncode}: {process.stderr[-_SHOWN:].strip()}")
        return process.stdout

    def client(self, service: str) -> Any:
        """A boto3 client of our own, to prepare and to look."""
        return self.local.client(service, ACCOUNT)

    def create_environment(self, name: str) -> None:
        """Create an environment for a client that cannot create one, and wait until it is AVAILABLE."""
        self.client("mwaa").create_environment(
            Name=name,
            SourceBucketArn=f"arn:aws:s3:::{self.place.bucket}",
            DagS3Path="dags",
            ExecutionRoleArn=self.place.role_arn,
            NetworkConfiguration={
                "SubnetIds": self.place.subnet_ids,
                "SecurityGroupIds": [self.place.security_group_id],
            },
        )
        self.wait_for(name, "AVAILABLE")

    def wait_for(self, name: str, status: str) -> dict[str, Any]:
        """The environment ``name`` once it has ``status``."""
        for _ in range(600):
            environment: dict[str, Any] = self.client("mwaa").get_environment(Name=name)["Environment"]
            if environment["Status"] == status:
                return environment
            if environment["Status"].endswith("FAILED"):
                raise AttemptError(f"{name} is {environment['Status']}: {environment.get('LastUpdate')}")
            time.sleep(0.5)
        raise AttemptError(f"{name} did not become {status}")

    def expect(self, condition: bool, sentence: str) -> None:
        """Raise :class:`AttemptError` with ``sentence`` unless ``condition``."""
        if not condition:
            raise AttemptError(sentence)
