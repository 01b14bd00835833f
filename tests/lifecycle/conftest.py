"""A deployment of workspaces that need no AWS, and an account of a local AWS to search in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.organization import prepare
from tests.lifecycle.support import DEPLOYMENT, Deployed
from tests.support import OWNER


@pytest.fixture
def deployed(tmp_path: Path) -> Deployed:
    """The workspaces on disk, each with one resource; a second one waits or fails where a file says so."""
    for workspace in DEPLOYMENT.workspaces:
        folder = tmp_path / workspace.path
        folder.mkdir(parents=True)
        (folder / "main.tf").write_text(
            'terraform {\n  backend "local" {}\n}\n'
            'resource "terraform_data" "this" {\n  input = "x"\n}\n'
            'output "id" {\n  value = terraform_data.this.id\n}\n'
        )
    return Deployed(tmp_path)


@pytest.fixture(scope="module")
def local() -> Iterator[LocalAws]:
    """The owner's account, which may share with its organization."""
    with LocalAws([OWNER], region="us-east-1") as running:
        prepare(running, ram_sharing=True)
        yield running
