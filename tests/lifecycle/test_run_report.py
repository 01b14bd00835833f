"""The report of a run: what it has of each workspace, its formats, and the files that it is written to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mwaa_tf.cli._run_report import run_reports
from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.files import UnwritableFileError
from mwaa_tf.lifecycle import Lifecycle
from mwaa_tf.lifecycle.events import WorkspaceFinished, null_listener
from mwaa_tf.lifecycle.outcome import Action, Outcome, Result
from mwaa_tf.lifecycle.remains import Remaining
from mwaa_tf.lifecycle.run_recorder import RunRecorder
from mwaa_tf.lifecycle.run_report import (
    FORMATS,
    Command,
    RunReport,
    RunResult,
    render,
    workspace_runs,
    write_reports,
)
from mwaa_tf.lifecycle.run_report import json as run_json
from mwaa_tf.plugins import plugin_names
from mwaa_tf.terraform import Diagnostic, Plan, Terraform, TerraformError
from mwaa_tf.terraform.events import PlannedChange, Summary
from tests.lifecycle.support import DEPLOYMENT, ETL, ETL_ENDPOINTS, FAILING_TO_GO, ML, ML_ENDPOINTS, NETWORK, Deployed
from tests.support import DATA

_VALIDATOR = Draft202012Validator(run_json.schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)

ERROR = TerraformError(
    ["apply"],
    Path("generated/analytics/2-environments/data-etl"),
    1,
    diagnostics=[Diagnostic("error", "creating MWAA Environment", "unexpected state 'CREATE_FAILED'", "main.tf", 3)],
)

OUTCOMES = (
    Outcome(NETWORK, 1, "plan", 4.0, 1, plan=Plan((PlannedChange("a", "replace"), PlannedChange("b", "update")))),
    Outcome(NETWORK, 1, "apply", 9.25, 1, summary=Summary("apply", 30, 1, 0), log=Path("logs/1-network/apply.log")),
    Outcome(ETL, 2, "apply", 61.5, 2, error=ERROR, log=Path("logs/2-environments/data-etl/apply.log")),
    Outcome(ML, 2, "apply", needs_credentials="account 222222222222 (data)"),
    Outcome(ETL_ENDPOINTS, 3, "apply", blocked_by=(ETL,)),
    Outcome(ML_ENDPOINTS, 3, "apply", waits_for=(ML,), notes=("its state has no outputs",)),
)


def report(outcomes: Sequence[Outcome] = OUTCOMES, **changes: Any) -> RunReport:
    made = RunReport(
        command="apply",
        deployment="analytics",
        started=datetime(2026, 11, 26, 21, 30, 5, 999, timezone(timedelta(hours=1))),
        seconds=80.0,
        terraform_seconds=74.75,
        overhead_seconds=1.5,
        program="Terraform",
        terraform_version="1.14.0",
        workspaces=workspace_runs(DEPLOYMENT, outcomes),
        mwaa_tf_version="1.2.3",
    )
    return replace(made, **changes)


def document(*reports: RunReport) -> Any:
    return json.loads(render(reports, "json"))


def suites(*reports: RunReport) -> ET.Element:
    return ET.fromstring(render(reports, "junit").encode())  # noqa: S314 - our own


def outcome_error(text: str) -> Outcome:
    return Outcome(NETWORK, 1, "apply", 1.0, 1, error=MwaaTfError(text))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(run_json.schema())


def test_the_published_schema_is_that_of_the_types(golden: Callable[[str, str], None]) -> None:
    golden("../../docs/run-report.schema.json", json.dumps(run_json.schema(), indent=2, ensure_ascii=False) + "\n")


def test_the_schema_has_every_action_and_result() -> None:
    properties = run_json.schema()["$defs"]["ReportedWorkspace"]["properties"]

    assert set(properties["action"]["enum"]) == set(get_args(Action))
    assert set(properties["result"]["enum"]) == set(get_args(RunResult))
    assert set(get_args(RunResult)) == {result.replace(" ", "-") for result in get_args(Result)}
    assert set(run_json.schema()["$defs"]["ReportedRun"]["properties"]["command"]["enum"]) == set(get_args(Command))


@pytest.mark.parametrize("reports", [(), (report(),), (report(), report(interrupted=True, errors=("a", "b")))])
def test_every_report_fits_it(reports: Sequence[RunReport]) -> None:
    assert not list(_VALIDATOR.iter_errors(document(*reports)))


@pytest.mark.parametrize(
    "change", [{"version": 2}, {"runs": [{}]}, {"runs": [{**document(report())["runs"][0], "started": "yesterday"}]}]
)
def test_the_schema_refuses_what_is_no_report(change: dict[str, Any]) -> None:
    assert list(_VALIDATOR.iter_errors(document(report()) | change))


def test_a_run_has_what_a_program_asks_for() -> None:
    (run,) = document(report())["runs"]

    assert {key: run[key] for key in run if key != "workspaces"} == {
        "command": "apply",
        "deployment": "analytics",
        "ok": False,
        "interrupted": False,
        "started": "2026-11-26T20:30:05Z",
        "seconds": 80.0,
        "terraform_seconds": 74.75,
        "overhead_seconds": 1.5,
        "mwaa_tf_version": "1.2.3",
        "program": "Terraform",
        "terraform_version": "1.14.0",
        "errors": [],
        "notes": [],
        "remaining": [],
    }
    assert [(entry["workspace"], entry["action"], entry["result"]) for entry in run["workspaces"]] == [
        (NETWORK, "plan", "ok"),
        (NETWORK, "apply", "ok"),
        (ETL, "apply", "failed"),
        (ML, "apply", "needs-credentials"),
        (ETL_ENDPOINTS, "apply", "skipped"),
        (ML_ENDPOINTS, "apply", "waiting"),
    ]


def test_a_workspace_has_changes_dependencies_log_and_errors() -> None:
    planned, applied, failed, unauthorized, skipped, waiting = document(report())["runs"][0]["workspaces"]

    assert planned["changes"] == {"added": 1, "changed": 1, "removed": 1}
    assert applied["changes"] == {"added": 30, "changed": 1, "removed": 0}
    assert failed["changes"] is None
    assert failed["log"] == "logs/2-environments/data-etl/apply.log"
    assert failed["errors"] == ["main.tf:3: error: creating MWAA Environment: unexpected state 'CREATE_FAILED'"]
    assert (failed["seconds"], failed["attempts"], failed["depends_on"]) == (61.5, 2, [NETWORK])
    assert unauthorized["needs_credentials"] == "account 222222222222 (data)"
    assert (skipped["blocked_by"], skipped["depends_on"]) == ([ETL], [NETWORK, ETL])
    assert skipped["errors"] == [f"skipped because {ETL} did not complete"]
    assert (waiting["waits_for"], waiting["errors"], waiting["notes"]) == ([ML], [], ["its state has no outputs"])


def test_what_a_destroy_left_behind_is_reported_with_the_command_that_removes_it() -> None:
    group = Remaining("log group", "airflow-x-Task", DATA, "us-east-1", "MWAA leaves it", "aws logs delete-log-group")
    left = report(command="destroy", notes=("0-state is kept",), remaining=(group, Remaining("folder", ".mwaa_tf")))

    (run,) = document(left)["runs"]
    assert not list(_VALIDATOR.iter_errors(document(left)))
    assert run["notes"] == ["0-state is kept"]
    assert run["remaining"] == [
        {
            "kind": "log group",
            "name": "airflow-x-Task",
            "account_id": DATA,
            "region": "us-east-1",
            "reason": "MWAA leaves it",
            "command": "aws logs delete-log-group",
        },
        {"kind": "folder", "name": ".mwaa_tf", "account_id": None, "region": None, "reason": "", "command": None},
    ]
    (suite,) = suites(left)
    assert (suite.findtext("system-out") or "").splitlines() == [
        "0-state is kept",
        "remains: log group airflow-x-Task: MWAA leaves it",
        "remains: folder .mwaa_tf: ",
    ]


def test_what_waits_or_needs_credentials_is_no_failure() -> None:
    assert report([OUTCOMES[0], OUTCOMES[3], OUTCOMES[5]]).ok
    assert not report([OUTCOMES[2]]).ok
    assert not report([OUTCOMES[0]], interrupted=True).ok
    assert not report([OUTCOMES[0]], errors=("refused",)).ok


def test_junit_has_a_suite_per_deployment_and_a_test_per_workspace_and_action() -> None:
    root = suites(report(), report(deployment="other", errors=("refused",)))

    assert [suite.get("name") for suite in root] == ["apply analytics", "apply other"]
    suite = root[0]
    assert suite.get("timestamp") == "2026-11-26T20:30:05"
    assert [case.get("name") for case in suite.iter("testcase")] == [
        f"plan {NETWORK}",
        *(f"apply {path}" for path in (NETWORK, ETL, ML, ETL_ENDPOINTS, ML_ENDPOINTS)),
    ]
    failed = suite.findall("testcase")[2]
    assert failed.get("time") == "61.500"
    (failure,) = failed.findall("failure")
    assert failure.get("message") == "main.tf:3: error: creating MWAA Environment: unexpected state 'CREATE_FAILED'"
    assert "log: logs/2-environments/data-etl/apply.log" in (failed.findtext("system-out") or "")
    assert [skipped.get("message") for skipped in suite.iter("skipped")] == [
        "needs credentials of account 222222222222 (data)",
        f"skipped because {ETL} did not complete",
        f"waits for {ML}",
    ]


def test_what_junit_counts_is_there() -> None:
    root = suites(report(errors=("refused",), interrupted=True), report())

    for element in (root, *root):
        assert int(element.attrib["tests"]) == len(element.findall(".//testcase"))
        assert int(element.attrib["failures"]) == len(element.findall(".//failure"))
        assert int(element.attrib["errors"]) == len(element.findall(".//error"))
    assert [suite.get("skipped") for suite in root] == ["3", "3"]


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_gives_documents_that_can_be_read(text: str) -> None:
    hostile = report([outcome_error(text), replace(OUTCOMES[5], notes=(text,))], deployment=text, errors=(text,))

    assert not list(_VALIDATOR.iter_errors(document(hostile)))
    assert suites(hostile).tag == "testsuites"


@pytest.mark.parametrize("form", sorted(FORMATS.values()))
def test_a_report_has_no_secret_and_no_command_of_a_pipeline(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_VAR_db_password", "correct-horse-battery")
    secrets = "correct-horse-battery password=hunter2hunter2 AKIAIOSFODNN7EXAMPLE"
    error = outcome_error(f"{secrets}\n::error::stop ##[error]stop")
    text = render([report([error, replace(OUTCOMES[5], notes=(secrets,))])], form)

    assert not re.search("correct-horse|hunter2|AKIAIOSFODNN7EXAMPLE", text)
    assert "##[error]" not in text
    assert not re.search("^::", text, re.MULTILINE)


def test_every_format_has_an_ending() -> None:
    assert sorted(FORMATS.values()) == list(plugin_names("mwaa_tf.lifecycle.run_report"))


def test_the_ending_of_the_file_selects_the_format(tmp_path: Path) -> None:
    for name in ("report.json", "REPORT.XML"):
        write_reports([report()], tmp_path / name)

    assert json.loads((tmp_path / "report.json").read_text("utf-8")) == document(report())
    assert (tmp_path / "REPORT.XML").read_text("utf-8").startswith("<?xml")


def test_a_file_that_cannot_be_a_report_is_refused_before_the_run(tmp_path: Path) -> None:
    with (
        pytest.raises(UsageError, match=r"report\.html: the ending of a report must be \.json or \.xml"),
        run_reports("plan", (tmp_path / "report.html",)),
    ):
        raise AssertionError("the run began")
    with (
        pytest.raises(UnwritableFileError, match="cannot be written"),
        run_reports("plan", (tmp_path / "missing" / "report.json",)),
    ):
        raise AssertionError("the run began")


def recorded(terraform: Terraform, file: Path, run: Callable[[RunRecorder], None]) -> Any:
    """The run in the report in ``file`` after ``run``, which may raise."""
    try:
        with (
            run_reports("destroy", (file,)) as runs,
            runs.recorder(DEPLOYMENT, terraform, null_listener) as recorder,
        ):
            recorder.expect("destroy", [workspace.path for workspace in DEPLOYMENT.workspaces])
            run(recorder)
    except (KeyboardInterrupt, MwaaTfError):
        pass
    written = json.loads(file.read_text("utf-8"))
    assert not list(_VALIDATOR.iter_errors(written))
    (only,) = written["runs"]
    return only


def test_an_interrupted_run_is_reported_with_what_it_did_not_reach(terraform: Terraform, tmp_path: Path) -> None:
    def run(recorder: RunRecorder) -> None:
        recorder(WorkspaceFinished(Outcome(ML_ENDPOINTS, 3, "destroy", 1.0, 1, summary=Summary("destroy", 0, 0, 4))))
        raise KeyboardInterrupt

    written = recorded(terraform, tmp_path / "report.json", run)

    assert (written["ok"], written["interrupted"], written["errors"]) == (False, True, [])
    assert {entry["workspace"]: entry["result"] for entry in written["workspaces"]} == {
        NETWORK: "skipped",
        ETL: "skipped",
        ML: "skipped",
        ETL_ENDPOINTS: "skipped",
        ML_ENDPOINTS: "ok",
    }
    assert written["workspaces"][0]["errors"] == ["not begun: the run ended before"]


def test_a_run_that_was_refused_says_why(terraform: Terraform, tmp_path: Path) -> None:
    def run(_: RunRecorder) -> None:
        raise MwaaTfError("bucket acme-dags is not empty")

    written = recorded(terraform, tmp_path / "report.json", run)

    assert written["errors"] == ["bucket acme-dags is not empty"]
    assert not written["interrupted"]


def test_waiting_for_aws_is_no_overhead(terraform: Terraform, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = RunRecorder("apply", DEPLOYMENT, terraform)
    now = [1000.0]
    monkeypatch.setattr("mwaa_tf.lifecycle.run_recorder.time.monotonic", lambda: now[0])
    recorder._clock = now[0]
    with recorder.waiting():
        now[0] += 600
    now[0] += 2

    taken = recorder.report()

    assert taken.seconds == 602
    assert taken.overhead_seconds == pytest.approx(2)


@pytest.mark.terraform
def test_a_real_run_is_reported(terraform: Terraform, deployed: Deployed, tmp_path: Path) -> None:
    assert all(outcome.ok for outcome in deployed.lifecycle(terraform).apply())
    deployed.add(ETL, FAILING_TO_GO)
    assert deployed.lifecycle(terraform).apply()[1].ok

    def run(recorder: RunRecorder) -> None:
        Lifecycle(terraform, DEPLOYMENT, deployed.folder, listener=recorder, jobs=2).destroy()

    written = recorded(terraform, tmp_path / "report.json", run)

    results = {entry["workspace"]: entry["result"] for entry in written["workspaces"]}
    assert results == {ETL_ENDPOINTS: "ok", ML_ENDPOINTS: "ok", ML: "ok", ETL: "failed", NETWORK: "skipped"}
    assert written["workspaces"][2]["changes"] == {"added": 0, "changed": 0, "removed": 1}
    assert (written["program"], written["terraform_version"]) == ("Terraform", terraform.binary.version)
    assert datetime.strptime(written["started"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) <= datetime.now(UTC)
    assert written["terraform_seconds"] > 0
    assert 0 <= written["overhead_seconds"] < written["seconds"]
