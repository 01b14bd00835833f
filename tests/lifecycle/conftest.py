"""A deployment of workspaces that need no AWS: one network, two environments, their endpoints."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lifecycle.support import DEPLOYMENT, Deployed


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
