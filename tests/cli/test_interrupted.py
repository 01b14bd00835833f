"""A run that is interrupted says what it did and what to do next, and its report is written."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.cli._next_steps import CommandScope
from mwaa_tf.cli._operation import Selected, operation
from mwaa_tf.cli._options import DEFAULT_CONFIG
from mwaa_tf.cli._run_report import run_reports
from mwaa_tf.lifecycle.events import null_listener
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.render import Job
from mwaa_tf.terraform import Plan, Terraform, TerraformError
from mwaa_tf.terraform.product import TERRAFORM
from tests.support import REPOSITORY, deployment

NETWORK = "1-network"


@pytest.fixture
def selected(tmp_path: Path) -> Selected:
    described = deployment()
    scope = CommandScope((DEFAULT_CONFIG,), tmp_path, (), ())
    job = Job(described, REPOSITORY)
    return Selected(scope, job, build_blueprint(described), tmp_path / "analytics", frozenset({NETWORK}))


def terraform() -> Terraform:
    binary = SimpleNamespace(version="1.11.4", product=TERRAFORM)
    return cast("Terraform", SimpleNamespace(seconds=0.0, busy_seconds=0.0, binary=binary))


def run(selected: Selected, report: Path, *outcomes: Outcome) -> None:
    with (
        run_reports("apply", (report,)) as reports,
        operation(selected, terraform(), reports, null_listener, 1) as started,
    ):
        started.recorder.expect("apply", selected.chosen)
        started.recorder.add(outcomes)
        raise KeyboardInterrupt


def test_the_table_has_the_last_of_each_workspace_and_the_commands_follow(
    selected: Selected, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planned = Outcome(NETWORK, 1, "plan", attempts=1, seconds=2.0, plan=Plan())
    error = TerraformError(["apply"], tmp_path, 1, output="Error: execution halted")
    applied = Outcome(NETWORK, 1, "apply", attempts=1, seconds=3.0, error=error)

    with pytest.raises(KeyboardInterrupt):
        run(selected, tmp_path / "report.json", planned, applied)

    captured = capsys.readouterr()
    assert captured.out == ""
    row = next(line for line in captured.err.splitlines() if line.startswith(f"{NETWORK} "))
    assert row.split() == [NETWORK, "failed", "3.0"]
    assert f"    mwaa_tf adopt -o {tmp_path} {NETWORK} --write\n" in captured.err
    assert '"interrupted": true' in (tmp_path / "report.json").read_text()


def test_before_anything_was_done_there_is_no_table(
    selected: Selected, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(selected, tmp_path / "report.json")

    assert capsys.readouterr().err == ""
    assert '"interrupted": true' in (tmp_path / "report.json").read_text()
