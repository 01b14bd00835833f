"""What the tests of the lifecycle share besides fixtures."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mwaa_tf.blueprint import Account, Backend, Blueprint, ModuleCall, RemoteState, Stage, Workspace
from mwaa_tf.lifecycle import Lifecycle
from mwaa_tf.lifecycle.events import LifecycleEvent
from mwaa_tf.terraform import Terraform

OWNER = Account("owner", "111111111111", None, None)
DATA = Account("data", "222222222222", None, None)

#: Fails when the resource is made.
FAILING = 'resource "terraform_data" "that" {\n  provisioner "local-exec" {\n    command = "exit 1"\n  }\n}\n'

#: Fails when the resource is destroyed.
FAILING_TO_GO = (
    'resource "terraform_data" "that" {\n'
    '  provisioner "local-exec" {\n    when    = destroy\n    command = "exit 1"\n  }\n}\n'
)


def workspace(path: str, stage: int, account: Account, *reads: str, **arguments: Any) -> Workspace:
    return Workspace(
        path=path,
        stage=Stage(stage),
        title=path,
        account=account,
        region="us-east-1",
        tags={},
        backend=Backend("local", {"path": "terraform.tfstate"}),
        reads=tuple(RemoteState(read, read, "local", {}, ()) for read in reads),
        calls=(ModuleCall("environment", "environment", (arguments,)),) if arguments else (),
        outputs=(),
    )


NETWORK = "1-network"
ETL, ML = "2-environments/data-etl", "2-environments/data-ml"
ETL_ENDPOINTS, ML_ENDPOINTS = "3-endpoints/data-etl", "3-endpoints/data-ml"

DEPLOYMENT = Blueprint(
    deployment="analytics",
    region="us-east-1",
    required_version=">= 1.10",
    aws_provider=">= 5.68, < 7.0",
    modules="vendored",
    workspaces=(
        workspace(NETWORK, 1, OWNER),
        workspace(ETL, 2, DATA, NETWORK, name="analytics-data-etl"),
        workspace(ML, 2, DATA, NETWORK, name="analytics-data-ml"),
        workspace(ETL_ENDPOINTS, 3, OWNER, NETWORK, ETL),
        workspace(ML_ENDPOINTS, 3, OWNER, NETWORK, ML),
    ),
)


@dataclass
class Deployed:
    """The deployment's folders, and what a listener heard."""

    folder: Path
    heard: list[LifecycleEvent] = field(default_factory=list)

    def add(self, path: str, text: str) -> None:
        (self.folder / path / "more.tf").write_text(text)

    def remove(self, path: str) -> None:
        (self.folder / path / "more.tf").unlink()

    def lifecycle(self, terraform: Terraform, **options: Any) -> Lifecycle:
        return Lifecycle(terraform, DEPLOYMENT, self.folder, listener=self.heard.append, **options)

    def has_state(self, path: str) -> bool:
        state = self.folder / path / "terraform.tfstate"
        return state.exists() and '"terraform_data"' in state.read_text()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
