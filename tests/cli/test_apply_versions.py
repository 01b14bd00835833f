"""Plans that replace an environment for its version of Airflow: `plan`, `apply` and what insists."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.support import REPOSITORY, render, run

#: Plans what is in a file beside the workspace; an apply writes a file.
PROGRAM = """#!/bin/sh
case $1 in
version) echo '{"terraform_version": "1.11.4", "platform": "linux_amd64", "terraform_outdated": false}' ;;
init) mkdir -p .terraform ;;
plan)
  for argument; do case $argument in -out=*) echo plan > "${argument#-out=}" ;; esac; done
  [ -e planned.json ] || exit 0
  echo '{"type": "planned_change", "change": {"resource": {"addr": "aws_mwaa_environment.a"}, "action": "replace"}}'
  echo '{"type": "change_summary", "changes": {"add": 1, "change": 0, "remove": 1, "operation": "plan"}}'
  exit 2 ;;
show)
  if [ -e planned.json ]; then cat planned.json; exit; fi
  echo '{"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": []}' ;;
apply)
  touch applied
  echo '{"type": "change_summary", "changes": {"add": 1, "change": 0, "remove": 1, "operation": "apply"}}' ;;
esac
"""

PLAN = """{"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [{
  "address": "aws_mwaa_environment.a", "mode": "managed", "type": "aws_mwaa_environment", "name": "a",
  "provider_name": "registry.terraform.io/hashicorp/aws", "action_reason": "replace_because_cannot_update",
  "change": {"actions": ["delete", "create"], "replace_paths": [["airflow_version"]],
    "before": {"airflow_version": "2.10.3", "status": "AVAILABLE"}, "after": {"airflow_version": "NEW"},
    "after_unknown": {}, "before_sensitive": {}, "after_sensitive": {}}}]}
"""

ENVIRONMENT, ENDPOINTS = "2-environments/data-etl", "3-endpoints/data-etl"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the smallest deployment, rendered, and that Terraform first in PATH."""
    shutil.copy(REPOSITORY / "examples/smallest/mwaa.yaml", tmp_path)
    render(tmp_path)
    program = tmp_path / "bin/terraform"
    program.parent.mkdir()
    program.write_text(PROGRAM)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def upgraded(folder: Path, version: str) -> Path:
    """The file that an apply of the environment, which Terraform replaces for ``version``, would write."""
    workspace = folder / "generated/analytics" / ENVIRONMENT
    (workspace / "planned.json").write_text(PLAN.replace("NEW", version))
    return workspace / "applied"


def test_a_replacement_for_the_version_alone_is_held_back_with_the_command(folder: Path) -> None:
    applied = upgraded(folder, "3.3.1")

    result = run("apply", "--yes", "--only", ENVIRONMENT, "--only", ENDPOINTS, cwd=folder)

    assert result.returncode == 1
    assert not applied.exists()
    assert (
        f"{ENVIRONMENT} is not applied: Terraform would replace the environment; MWAA takes it from Airflow 2.10.3 to "
        "3.3.1 in place by way of 2.11.2, and keeps its history: mwaa_tf upgrade data-etl --to 3.3.1\n"
    ) in result.stderr
    assert f"{ENDPOINTS}: skipped because {ENVIRONMENT} did not complete" in result.stdout


def test_a_plan_says_so_before(folder: Path) -> None:
    upgraded(folder, "3.3.1")

    result = run("plan", "--only", ENVIRONMENT, cwd=folder)

    assert result.returncode == 0
    assert f"{ENVIRONMENT}: `mwaa_tf apply` would not apply this: Terraform would replace" in result.stdout
    assert "mwaa_tf upgrade data-etl --to 3.3.1" in result.stdout


def test_who_insists_replaces_it(folder: Path) -> None:
    applied = upgraded(folder, "3.3.1")
    result = run("apply", "--yes", "--only", ENVIRONMENT, "--replace-for-version", cwd=folder)
    assert (result.returncode, applied.exists()) == (0, True), result.stderr


def test_a_version_that_mwaa_does_not_reach_in_place_is_no_reason(folder: Path) -> None:
    applied = upgraded(folder, "4.0.0")
    result = run("apply", "--yes", "--only", ENVIRONMENT, cwd=folder)
    assert (result.returncode, applied.exists()) == (0, True), result.stderr
