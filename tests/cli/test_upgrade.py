"""`upgrade` without Terraform: what it refuses, what it shows, and that it changes nothing then."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError  # type: ignore[import-untyped]

from mwaa_tf.cli import run as run_here
from mwaa_tf.doctor.finding import CheckResult, Finding
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.mwaa.status import Status
from mwaa_tf.upgrade.preflight import ProposedFile
from tests.support import tree

CONFIG = """\
name: analytics
region: us-east-1
owner: {account_id: "111111111111"}
participants:
  - name: data
    account_id: "222222222222"
    environments:
      - name: etl
        airflow_version: 2.10.3
        MORE
      - name: other
        existing:
          name: other
          security_group_id: sg-0123456789abcdef0
          database_vpc_endpoint_service: com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0
          webserver_vpc_endpoint_service: com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef1
          webserver_url: other.c2.us-east-1.airflow.amazonaws.com
"""


class FakeMwaa:
    """MWAA with one environment; it records what it is asked to change."""

    def __init__(self) -> None:
        self.answer: dict[str, Any] = {
            "Name": "analytics-data-etl",
            "Status": "AVAILABLE",
            "AirflowVersion": "2.10.3",
            "LastUpdate": {"Status": "SUCCESS", "CreatedAt": datetime(2026, 11, 1, tzinfo=UTC)},
        }
        self.updates: list[Mapping[str, Any]] = []

    def get_environment(self, Name: str) -> Mapping[str, Any]:  # noqa: N803 - as boto3 has it
        assert Name == "analytics-data-etl"
        return {"Environment": self.answer}

    def update_environment(self, **arguments: Any) -> None:
        self.updates.append(arguments)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a configuration that is rendered."""
    monkeypatch.chdir(tmp_path)
    configure(tmp_path)
    return tmp_path


def configure(folder: Path, more: str = "max_workers: 5") -> None:
    (folder / "mwaa.yaml").write_text(CONFIG.replace("MORE", more))
    assert run_here(["render"]) == 0


@pytest.fixture
def mwaa(folder: Path, monkeypatch: pytest.MonkeyPatch) -> FakeMwaa:  # noqa: ARG001 - it is there first
    """MWAA as the command sees it; credentials are not looked for, and a plan has no changes."""
    fake = FakeMwaa()
    monkeypatch.setattr("mwaa_tf.aws.workspace_client", lambda *_: fake)
    monkeypatch.setattr("mwaa_tf.lifecycle.credentials.missing_credentials", lambda: lambda _: "")
    monkeypatch.setattr("mwaa_tf.upgrade.run.plan_with_version", lambda *_: {})
    return fake


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run_here(["upgrade", *arguments])
    output, messages = capsys.readouterr()
    return code, output, messages


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("data-et", "--to", "3.3.1", "--yes"), "unknown environment 'data-et', did you mean data-etl?"),
        (("data-other", "--to", "3.3.1", "--yes"), "data-other is an environment that exists already"),
        (("data-etl", "--to", "3.3", "--yes"), "MWAA did not offer Airflow '3.3' in"),
        (("data-etl", "--to", "3.3.1 ", "--yes"), "MWAA did not offer Airflow '3.3.1 ' in"),
        (("data-etl", "--to", "3.3.1\n::error::x", "--yes"), "MWAA did not offer Airflow '3.3.1\\n::error::x' in"),
        (("data-etl", "--to", "", "--yes"), "MWAA did not offer Airflow '' in"),
        (("data-etl", "--to", "2.6.3", "--yes"), "MWAA did not offer Airflow '2.6.3' in"),
        (("data-etl", "--to", "3.3.1"), "there is no terminal to ask on; --yes begins without a question"),
        (("data-etl", "--to", "3.3.1", "--json"), "--json shows no path before; --yes begins"),
    ],
)
def test_a_call_that_is_wrong_is_refused(
    mwaa: FakeMwaa, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    code, _, messages = call(capsys, *arguments)

    assert code == 2
    assert message in messages
    assert not mwaa.updates


@pytest.mark.parametrize("command", ["upgrade nothing --to 3.3.1 --check", "succession nothing", "doctor nothing"])
def test_a_configuration_without_environments_says_that_none_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mwaa.yaml").write_text(CONFIG.partition("participants:")[0])

    assert run_here(command.split()) == 2
    assert "unknown environment 'nothing'; known are none\n" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["upgrade data-etl --to 3.3.1 --check", "succession data-etl", "login data-etl"])
def test_an_environment_of_several_configurations_is_none_to_choose_from(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    (folder / "other.yaml").write_text(CONFIG.replace("name: analytics", "name: other", 1).replace("MORE", ""))

    assert run_here([*command.split(), "-c", "mwaa.yaml", "-c", "other.yaml"]) == 2
    assert "several configurations have an environment data-etl; choose one with -c\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("status", "message"),
    [
        ("PENDING", "it waits for the VPC endpoints of the owner. Apply them first; `mwaa_tf status data-etl`"),
        ("MAINTENANCE", "MWAA is maintaining it. Call this again once it is AVAILABLE"),
        ("CREATING", "MWAA is creating it"),
        ("CREATE_FAILED", "it was never created"),
        ("UNAVAILABLE", "Ask AWS Support"),
        ("DELETING", "it is being deleted"),
        ("NEW_IN_2027", "MWAA takes no update now"),
    ],
)
@pytest.mark.parametrize("option", ["--yes", "--check"])
def test_an_environment_that_takes_no_update_is_left_alone(
    folder: Path, mwaa: FakeMwaa, capsys: pytest.CaptureFixture[str], status: str, message: str, option: str
) -> None:
    mwaa.answer["Status"] = status
    before = tree(folder)

    code, _, messages = call(capsys, "data-etl", "--to", "3.3.1", option)

    assert code == 1
    assert f"analytics-data-etl is {status}: " in messages
    assert message in messages
    assert not mwaa.updates
    assert tree(folder) == before


def test_every_status_that_takes_no_update_says_what_to_do() -> None:
    from mwaa_tf.upgrade.running import _REASONS

    assert set(_REASONS) == {status for status in Status if not status.takes_updates}


def test_an_environment_that_was_never_created_has_to_be_applied_first(
    mwaa: FakeMwaa, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def get_environment(**_: Any) -> None:
        error = {"Error": {"Code": "ResourceNotFoundException", "Message": "no such environment"}}
        raise ClientError(error, "GetEnvironment")

    monkeypatch.setattr(mwaa, "get_environment", get_environment)

    code, _, messages = call(capsys, "data-etl", "--to", "3.3.1", "--check")

    assert code == 1
    assert "apply 2-environments/data-etl first" in messages


def test_a_check_does_not_follow_an_update_that_is_under_way(
    mwaa: FakeMwaa, capsys: pytest.CaptureFixture[str]
) -> None:
    mwaa.answer["Status"] = "ROLLING_BACK"
    mwaa.answer["LastUpdate"] = {
        "Status": "PENDING",
        "CreatedAt": datetime(2026, 11, 27, 9, 5, tzinfo=UTC),
        "Source": "Someone\x1b[2J else",
    }

    code, output, messages = call(capsys, "data-etl", "--to", "3.3.1", "--check")

    assert code == 1
    assert "Path to 3.3.1" in output
    assert (
        "without --check, it is followed to its end first (the update under way began 2026-11-27 09:05 UTC; MWAA names "
        "Someone\\x1b[2J else as its source)"
    ) in " ".join(messages.split())


def test_an_update_that_was_under_way_and_failed_ends_the_call(
    mwaa: FakeMwaa, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = {"Status": "PENDING", "CreatedAt": datetime(2026, 11, 27, 9, 5, tzinfo=UTC)}
    under_way = {**mwaa.answer, "Status": "ROLLING_BACK", "LastUpdate": begun}
    failed = {"Status": "FAILED", "Error": {"ErrorMessage": "no requirements.txt"}}
    answers = [under_way, {**mwaa.answer, "LastUpdate": failed}]
    monkeypatch.setattr(
        mwaa, "get_environment", lambda **_: {"Environment": answers.pop(0) if len(answers) > 1 else answers[0]}
    )

    code, _, messages = call(capsys, "data-etl", "--to", "3.3.1", "--yes")

    assert code == 1
    assert "is ROLLING_BACK: an update is under way, and is followed first" in messages
    assert "analytics-data-etl: the update under way began 2026-11-27 09:05 UTC\n" in messages
    assert "AWS rolled the update back, and analytics-data-etl runs 2.10.3 as before: no requirements.txt" in messages
    assert not mwaa.updates


def test_ctrl_c_while_an_update_is_followed_says_how_to_go_on(
    mwaa: FakeMwaa, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The poll is in a thread of its own; the signal reaches the one that waits."""
    asked: list[str] = []

    def get_environment(**_: object) -> dict[str, object]:
        asked.append("once more")
        if len(asked) == 3:
            os.kill(os.getpid(), signal.SIGINT)
        return {"Environment": {**mwaa.answer, "Status": "UPDATING", "LastUpdate": {"Status": "PENDING"}}}

    monkeypatch.setattr(mwaa, "get_environment", get_environment)

    code, _, messages = call(capsys, "data-etl", "--to", "3.3.1", "--yes")

    assert code == 130
    assert "Interrupted: AWS goes on with what it has begun. To go on from there: mwaa_tf upgrade data-etl" in messages
    assert not mwaa.updates


def test_a_way_that_only_a_new_environment_goes_names_succession(
    mwaa: FakeMwaa, capsys: pytest.CaptureFixture[str]
) -> None:
    mwaa.answer["AirflowVersion"] = "1.10.12"

    code, output, messages = call(capsys, "data-etl", "--to", "3.3.1", "--check", "--json")

    assert code == 1
    assert "takes a new environment beside this one; `mwaa_tf succession`" in messages
    assert json.loads(output)["path"] is None


@pytest.mark.parametrize(
    ("version", "told"),
    [
        (None, "tells no version of"),
        ("", "tells no version of"),
        ("3.x\x1b[2J", "tells the version '3.x\\\\x1b[2J' of"),
    ],
)
def test_a_version_that_is_not_told_is_no_reason_for_a_new_environment(
    mwaa: FakeMwaa, capsys: pytest.CaptureFixture[str], version: str | None, told: str
) -> None:
    mwaa.answer = {"Status": "AVAILABLE"} | ({} if version is None else {"AirflowVersion": version})

    code, _, messages = call(capsys, "data-etl", "--to", "3.3.1", "--yes")

    assert code == 1
    assert told in messages
    assert "of analytics-data-etl: which way leads to 3.3.1 is not known" in messages
    assert "succession" not in messages
    assert not mwaa.updates


def test_an_update_that_nobody_answered_may_have_begun(
    folder: Path, mwaa: FakeMwaa, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def update_environment(**_: Any) -> None:
        raise ReadTimeoutError(endpoint_url="https://api.airflow.us-east-1.amazonaws.com")

    monkeypatch.setattr(mwaa, "update_environment", update_environment)
    monkeypatch.setattr(
        "mwaa_tf.upgrade.preflight.preflight_of", lambda *_, **__: SimpleNamespace(findings=(), requirements=())
    )
    config = (folder / "mwaa.yaml").read_text()

    code, output, messages = call(capsys, "data-etl", "--to", "3.3.1", "--yes")

    assert code == 1
    assert "2.10.3 to 2.11.2: FAILED after 0 s: whether AWS has begun the update is not known" in output
    assert "AWS may still be at work on it: call this again to go on from there" in output
    assert "refused" not in output + messages
    assert (folder / "mwaa.yaml").read_text() == config


@pytest.mark.usefixtures("mwaa")
def test_a_line_of_a_file_is_no_command_of_a_runner(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = ProposedFile("requirements.txt", "3.3.1", "::error::a\npandas\n", "::error::a\nnumpy\n")
    checked = SimpleNamespace(findings=(), requirements=(file,))
    monkeypatch.setattr("mwaa_tf.upgrade.preflight.preflight_of", lambda *_, **__: checked)

    _, output, _ = call(capsys, "data-etl", "--to", "3.3.1", "--check")

    assert "     \\x3a:error::a\n" in output


def test_a_check_shows_the_path_and_changes_nothing(
    folder: Path, mwaa: FakeMwaa, capsys: pytest.CaptureFixture[str]
) -> None:
    mwaa.answer["LastUpdate"] = {"Status": "FAILED", "Error": {"ErrorMessage": "no\x1b[2J requirements.txt"}}
    before = tree(folder)

    code, output, _ = call(capsys, "data-etl", "--to", "3.3.1", "--check", "--worker-replacement", "graceful")

    assert code == 0
    assert "Its last update failed: no\\x1b[2J requirements.txt" in output
    assert "  1. 2.10.3 to 2.11.2: snapshot of the metadata database, update; Python 3.11 to 3.12\n" in output
    assert "  2. 2.11.2 to 3.3.1: snapshot of the metadata database, update; Terraform alone would replace" in output
    assert "and up to 12 h until tasks end" in output
    assert tree(folder) == before


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("worker_replacement_strategy: GRACEFUL", "worker_replacement_strategy of data-etl is GRACEFUL"),
        ("tags: {Airflow: *v}", "airflow_version of data-etl cannot be changed alone"),
    ],
)
def test_what_would_leave_a_difference_afterwards_is_refused_before(
    folder: Path, mwaa: FakeMwaa, capsys: pytest.CaptureFixture[str], more: str, message: str
) -> None:
    config = CONFIG.replace("MORE", more).replace("airflow_version: 2.10.3", "airflow_version: &v 2.10.3")
    (folder / "mwaa.yaml").write_text(config)
    assert run_here(["render"]) == 0

    code, _, messages = call(capsys, "data-etl", "--to", "3.3.1", "--yes", "--worker-replacement", "forced")

    assert code != 0
    assert message in messages
    assert not mwaa.updates


@pytest.mark.usefixtures("mwaa")
def test_the_plan_that_comes_first_is_not_waited_for_in_silence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def plan(*_: object) -> dict[str, object]:
        said.append(capsys.readouterr().err)
        return {}

    monkeypatch.setattr("mwaa_tf.upgrade.run.plan_with_version", plan)

    call(capsys, "data-etl", "--to", "3.3.1", "--check")

    assert said == ["Looking for what stands in its way\n"]


@pytest.mark.parametrize("option", ["--yes", "--check"])
def test_a_file_that_was_edited_is_named_before_anything_begins(
    folder: Path, mwaa: FakeMwaa, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    edited = folder / "generated/analytics/3-endpoints/data-etl/main.tf"
    edited.write_text(edited.read_text() + "# by hand\n")
    before = tree(folder)

    code, _, messages = call(capsys, "data-etl", "--to", "3.3.1", option)

    assert code == 1
    assert "3-endpoints/data-etl/main.tf: was edited since it was rendered. Nothing was rendered: move" in messages
    assert "with `mwaa_tf render --force`, which keeps a backup\n" in messages
    assert not mwaa.updates
    assert tree(folder) == before


def test_changes_that_cannot_go_along_are_named(
    mwaa: FakeMwaa, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    change = {"actions": ["update"], "before": {}, "after": {}}
    role = {"address": "module.environment.aws_iam_role.execution[0]", "mode": "managed", "change": change}
    monkeypatch.setattr("mwaa_tf.upgrade.run.plan_with_version", lambda *_: {"resource_changes": [role]})

    code, _, messages = call(capsys, "data-etl", "--to", "3.3.1", "--yes")

    assert code == 1
    assert "aws_iam_role.execution[0]: Terraform would update it. Apply them first, or take them back" in messages
    assert not mwaa.updates


@pytest.mark.usefixtures("mwaa")
@pytest.mark.parametrize(("result", "code"), [(CheckResult.FAILURE, 1), (CheckResult.WARNING, 0)])
def test_what_the_checks_find_is_shown_and_a_failure_stops_it(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    result: CheckResult,
    code: int,
) -> None:
    finding = Finding("upgrade.dags", "data-etl", result, "dags/a.py imports \x1b[1msubdag", "rewrite it")
    file = ProposedFile("requirements.txt", "3.3.1", "pandas\n", "pandas\n\x1b[1m\n")
    checked = SimpleNamespace(findings=(finding,), requirements=(file,))
    monkeypatch.setattr("mwaa_tf.upgrade.preflight.preflight_of", lambda *_, **__: checked)

    found, output, messages = call(capsys, "data-etl", "--to", "3.3.1", "--check")

    assert found == code
    assert f"{result}: dags/a.py imports \\x1b[1msubdag [upgrade.dags]\n    Fix: rewrite it\n" in output
    assert "+\\x1b[1m" in output
    assert ("--ignore-obstacles" in messages) == bool(code)
    assert call(capsys, "data-etl", "--to", "3.3.1", "--check", "--ignore-obstacles")[0] == 0


def shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *findings: Finding, **files: str
) -> list[str]:
    """The lines of a check whose preflight has ``findings``, and proposes files for versions: ``v2_11_2="..."``."""
    proposed = tuple(
        ProposedFile("requirements.txt", version[1:].replace("_", "."), "pandas\n", text)
        for version, text in files.items()
    )
    checked = SimpleNamespace(findings=findings, requirements=proposed)
    monkeypatch.setattr("mwaa_tf.upgrade.preflight.preflight_of", lambda *_, **__: checked)
    return call(capsys, "data-etl", "--to", "3.3.1", "--check")[1].splitlines()


@pytest.mark.usefixtures("mwaa")
def test_a_clean_preflight_says_so(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [Finding(check, "data-etl", CheckResult.PASS, "") for check in ("upgrade.path", "upgrade.status")]

    lines = shown(capsys, monkeypatch, *passed)

    assert lines[-2:] == ["Preflight: 2 checks passed", "Nothing was changed"]


@pytest.mark.usefixtures("mwaa")
def test_what_findings_share_is_said_once(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    gap = Gap(GapKind.UNAVAILABLE, "the bucket refuses")
    findings = [
        Finding("upgrade.pins", "data-etl", CheckResult.FAILURE, "pandas is pinned", "use the file"),
        Finding("upgrade.pins", "data-etl", CheckResult.FAILURE, "numpy is pinned", "use the file"),
        Finding("upgrade.sla", "data-etl", CheckResult.WARNING, "a task has an SLA", "use deadlines"),
        Finding("upgrade.sdk", "data-etl", CheckResult.NOT_CHECKABLE, "the bucket refuses", gap=gap),
        Finding("upgrade.schedule", "data-etl", CheckResult.NOT_CHECKABLE, "the bucket refuses", gap=gap),
        Finding("upgrade.path", "data-etl", CheckResult.PASS, ""),
    ]

    lines = shown(capsys, monkeypatch, *findings)

    assert lines[lines.index("Preflight: 2 failures, 1 warning, 1 check passed and 2 not made") + 1 : -1] == [
        "failure: pandas is pinned [upgrade.pins]",
        "failure: numpy is pinned [upgrade.pins]",
        "    Fix: use the file",
        "warning: a task has an SLA [upgrade.sla]",
        "    Fix: use deadlines",
        "not checked: the bucket refuses [upgrade.sdk, upgrade.schedule]",
    ]


@pytest.mark.usefixtures("mwaa")
def test_a_file_that_an_earlier_step_needs_takes_an_upgrade_of_its_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = shown(capsys, monkeypatch, v2_11_2="numpy\n", v3_3_1="requests\n")

    hints = [number for number, line in enumerate(lines) if "Only the last step takes files along" in line]
    assert [lines[number] for number in hints] == [
        "    Only the last step takes files along: upgrade --to 2.11.2 first, with this one"
    ]
    assert lines[hints[0] + 1].startswith("Proposed for Airflow 3.3.1")


def test_a_last_update_that_failed_is_told_once(
    mwaa: FakeMwaa, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mwaa.answer |= {"Status": "UPDATE_FAILED", "LastUpdate": {"Status": "FAILED", "Error": {"ErrorMessage": "no pip"}}}
    told = Finding("upgrade.status", "data-etl", CheckResult.WARNING, "The last update failed: no pip.", "correct it")

    assert [line for line in shown(capsys, monkeypatch, told) if "no pip" in line] == [
        "warning: The last update failed: no pip. [upgrade.status]"
    ]
    assert [line for line in shown(capsys, monkeypatch) if "no pip" in line] == ["  Its last update failed: no pip"]
