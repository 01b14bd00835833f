"""`check`: validate configurations and rendered workspaces."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import REPOSITORY, run, tree


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the smallest configuration, rendered."""
    shutil.copy(REPOSITORY / "examples/smallest/mwaa.yaml", tmp_path)
    run("render", cwd=tmp_path)
    return tmp_path


@pytest.mark.terraform
def test_a_deployment_that_is_up_to_date_passes_and_is_left_as_it_was(folder: Path) -> None:
    before = tree(folder)

    done = run("check", cwd=folder)

    assert (done.returncode, done.stdout) == (0, "3 workspaces: up to date, formatted, valid\n")
    assert tree(folder) == before


@pytest.mark.terraform
def test_what_a_person_broke_is_named_with_file_and_line(folder: Path) -> None:
    network = folder / "generated/analytics/1-network"
    (network / "mine.tf").write_text('resource "aws_vpc" "mine" {\n    cidr = "10.0.0.0/16"\n}\n')

    done = run("check", "--json", cwd=folder)

    assert done.returncode == 1
    findings = [(found["check"], found["file"], found["line"]) for found in json.loads(done.stdout)]
    assert ("fmt", "generated/analytics/1-network/mine.tf", None) in findings
    assert ("validate", "generated/analytics/1-network/mine.tf", 2) in findings


def test_without_terraform_drift_is_still_found(folder: Path) -> None:
    (folder / "generated/analytics/1-network/main.tf").unlink()
    (folder / "generated/analytics/1-network/outputs.tf").write_text("# mine\n")

    done = run("check", "--no-terraform", cwd=folder, env={"PATH": ""})

    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "generated/analytics/1-network/main.tf: drift: is missing; run `mwaa_tf render`",
        "generated/analytics/1-network/outputs.tf: drift: was edited since it was rendered",
        "3 workspaces: 2 findings",
    ]


def test_a_machine_without_terraform_is_told_what_to_do(folder: Path) -> None:
    done = run("check", cwd=folder, env={"PATH": ""})

    assert done.returncode == 2
    assert "erraform" in done.stderr
    assert "Traceback" not in done.stderr


#: A Terraform that writes a lock file, and fails where another one is at work in the same workspace.
PROGRAM = """#!/bin/sh
case $1 in
version) echo '{"terraform_version": "1.11.4", "platform": "linux_amd64"}' ;;
init)
  [ -e .terraform.lock.hcl ] && echo "a lock file of another run" >&2 && exit 1
  echo $$ > .terraform.lock.hcl
  echo $$ > "$TF_DATA_DIR.mine"
  sleep 0.3 ;;
validate)
  cmp -s .terraform.lock.hcl "$TF_DATA_DIR.mine" || exit 1
  echo '{"diagnostics": []}' ;;
esac
"""


def test_two_runs_at_once_do_not_disturb_each_other(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    program = tmp_path_factory.mktemp("program") / "terraform"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    before = tree(folder)
    environ = {**os.environ, "MWAA_TF_TERRAFORM": str(program), "MWAA_TF_PLUGIN_DIR": ""}

    runs = [
        subprocess.Popen([sys.executable, "-m", "mwaa_tf", "check"], cwd=folder, env=environ, stdout=subprocess.PIPE)
        for _ in range(2)
    ]

    outputs = [process.communicate(timeout=60)[0] for process in runs]
    assert outputs == [b"3 workspaces: up to date, formatted, valid\n"] * 2
    assert tree(folder) == before
