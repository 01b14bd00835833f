"""`apply` on a terminal, with a Terraform that only says what it would do: what is shown, asked and agreed to."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import REPOSITORY, render, run

#: Plans one VPC; what is applied is in a file.
PROGRAM = """#!/bin/sh
case $1 in
version) echo '{"terraform_version": "1.11.4", "platform": "linux_amd64", "terraform_outdated": false}' ;;
init) mkdir -p .terraform ;;
plan)
  for argument; do case $argument in -out=*) echo plan > "${argument#-out=}" ;; esac; done
  echo '{"type": "planned_change", "change": {"resource": {"addr": "aws_vpc.a"}, "action": "create"}}'
  echo '{"type": "change_summary", "changes": {"add": 1, "change": 0, "remove": 0, "operation": "plan"}}'
  exit 2 ;;
show)
  echo '{"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [{"address": "aws_vpc.a",
    "mode": "managed", "type": "aws_vpc", "name": "a", "provider_name": "registry.terraform.io/hashicorp/aws",
    "change": {"actions": ["create"], "before": null, "after": {}, "after_unknown": {}}}]}' ;;
apply)
  touch applied
  echo '{"type": "change_summary", "changes": {"add": 1, "change": 0, "remove": 0, "operation": "apply"}}' ;;
esac
"""


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
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    return tmp_path


def answered(folder: Path, answer: bytes) -> tuple[int, str]:
    """Exit code and output of an apply on a terminal, whose question gets ``answer``, or Ctrl-C for none."""
    main, sub = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "mwaa_tf", "apply", "1-network"], cwd=folder, stdin=sub, stdout=sub, stderr=sub
    )
    os.close(sub)
    output = b""
    while b"[y/N]" not in output:
        output += os.read(main, 65_536)
    if answer:
        os.write(main, answer)
    else:
        process.send_signal(signal.SIGINT)
        # Python's `input` misses one that comes after the question is written and before it waits for the answer.
        while not select.select([main], [], [], 2)[0]:
            process.send_signal(signal.SIGINT)
    try:
        while chunk := os.read(main, 65_536):
            output += chunk
    except OSError:  # the terminal is closed when the process ends
        pass
    os.close(main)
    return process.wait(timeout=60), output.decode()


APPLIED = "generated/analytics/1-network/applied"


def test_what_is_agreed_to_is_in_the_question_and_applied(folder: Path) -> None:
    code, output = answered(folder, b"y\n")
    assert "Apply 1 to create in 1-network? [y/N]" in output
    assert code == 0, output
    assert (folder / APPLIED).exists()


@pytest.mark.parametrize(("answer", "expected"), [(b"n\n", 1), (b"\n", 1), (b"\x04", 130), (b"", 130)])
def test_anything_but_yes_applies_nothing(folder: Path, answer: bytes, expected: int) -> None:
    code, output = answered(folder, answer)
    assert code == expected, output
    assert ("Nothing of analytics was applied." in output) == (expected == 1)
    assert "Traceback" not in output
    assert not (folder / APPLIED).exists()


def test_a_plan_that_was_saved_is_named_and_used(folder: Path) -> None:
    planned = run("plan", "1-network", cwd=folder)
    assert planned.stderr.endswith("Next: mwaa_tf apply 1-network\n")
    (folder / "generated/analytics/1-network/.terraform").rmdir()

    done = run("apply", "1-network", "--yes", cwd=folder)

    assert done.returncode == 0, done.stderr
    assert "1-network: the plan of 20" in done.stderr
    assert "planning" not in done.stderr
    assert (folder / APPLIED).exists()


def test_a_key_that_is_unknown_is_named_also_without_a_terminal(folder: Path) -> None:
    done = run("apply", "1-netwrok", cwd=folder, stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert "unknown workspace '1-netwrok', did you mean 1-network" in done.stderr


def test_what_was_named_and_not_done_is_an_error_that_says_so(folder: Path) -> None:
    """What it reads is not there: the plan of Terraform fails with the condition of the rendered workspace."""
    program = folder / "bin/terraform"
    waits = (
        '{"type": "diagnostic", "diagnostic": {"severity": "error", "summary": "Resource precondition failed", '
        '"detail": "1-network has no state yet: apply that workspace first."}}'
    )
    program.write_text(PROGRAM.replace("plan)\n", f"plan)\n  echo '{waits}'; exit 1\n", 1))
    done = run("apply", "2-environments", "--yes", cwd=folder)
    assert done.returncode == 1
    assert "2-environments/data-etl: waits until 1-network is applied" in done.stdout
    assert done.stderr.endswith("Error: 2-environments/data-etl was named, and could not be applied\n")
