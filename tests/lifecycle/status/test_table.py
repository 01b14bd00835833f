"""The table as text: at 80 columns, for a pipe, and as lines of changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from mwaa_tf.lifecycle.status.document import as_data
from mwaa_tf.lifecycle.status.drift import Drift, DriftChange
from mwaa_tf.lifecycle.status.environments import MISSING, EndpointReading
from mwaa_tf.lifecycle.status.locks import StateLock
from mwaa_tf.lifecycle.status.model import DeploymentStatus
from mwaa_tf.lifecycle.status.readings import StateProblem, StateReading
from mwaa_tf.lifecycle.status.table import _cells, status_lines, workspace_line
from mwaa_tf.lifecycle.status.trail import TrailEvent
from tests.lifecycle.status.samples import (
    APPLIED,
    AVAILABLE_ENDPOINTS,
    EMPTY,
    ENDPOINTS,
    ETL,
    NETWORK,
    NO_STATE,
    NOW,
    SERVICE,
    environment,
    facts,
    lacking_credentials,
    status,
)
from tests.support import REPOSITORY

LOCK = StateLock(
    "5b6ee5e3-43f1-9d5f-1c5d-0c2b8f0a6f6d", "ops@laptop", "apply", datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
)
EVENT = TrailEvent(NOW - timedelta(hours=1), "UpdateEnvironment", "arn:aws:sts::222222222222:assumed-role/ops/ben")
DRIFT = Drift(
    (
        DriftChange(
            "module.environment.aws_mwaa_environment.this", "update", True, False, ("max_workers",), "", (EVENT,)
        ),
    ),
    applied_by="arn:aws:sts::222222222222:assumed-role/terraform/mwaa_tf",
)
DENIED = StateReading(
    "s3://states/a", problem=StateProblem.UNREADABLE, reason="s3://states/a: GetObject: AccessDenied: Access Denied"
)

SITUATIONS = {
    "first-run": status(
        facts(NETWORK, NO_STATE),
        facts(ETL, NO_STATE, waits_for=(NETWORK,)),
        facts(ENDPOINTS, NO_STATE, waits_for=(NETWORK, ETL)),
    ),
    "pending": status(
        facts(NETWORK),
        facts(
            ETL,
            environment=environment("PENDING", created_at=NOW - timedelta(minutes=40)),
            endpoints=(EndpointReading("database", SERVICE, "", MISSING),),
        ),
        facts(ENDPOINTS, NO_STATE),
    ),
    "in-order": status(
        facts(NETWORK),
        facts(ETL, environment=environment(), endpoints=AVAILABLE_ENDPOINTS),
        facts(ENDPOINTS, endpoints=AVAILABLE_ENDPOINTS),
    ),
    "red": status(
        facts(NETWORK, replace(APPLIED, lock=LOCK)),
        facts(ETL, environment=environment(airflow_version="2.6.3"), endpoints=AVAILABLE_ENDPOINTS, drift=DRIFT),
        facts(ENDPOINTS, DENIED, endpoints=(EndpointReading("database", SERVICE, "vpce-1", "failed"),)),
    ),
}


def text(found: DeploymentStatus, width: int | None) -> str:
    return "".join(f"{line.text}\n" for line in status_lines([found], width))


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_table_at_80_columns(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"golden/{name}-80.txt", text(SITUATIONS[name], 80))


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_table_for_a_pipe(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"golden/{name}-pipe.txt", text(SITUATIONS[name], None))


def test_the_guide_shows_what_is_printed() -> None:
    guide = (REPOSITORY / "docs" / "operations.md").read_text()
    for name in ("first-run", "pending", "red"):
        assert f"```text\n{text(SITUATIONS[name], 80)}```\n" in guide


@pytest.mark.parametrize("width", [24, 40, 44, 45, 46, 60, 80, 120])
@pytest.mark.parametrize("name", SITUATIONS)
def test_only_commands_and_urls_are_longer_than_a_line(name: str, width: int) -> None:
    for line in text(SITUATIONS[name], width).splitlines():
        words = line.split()
        is_whole = line.startswith("    ") and words[0] in ("mwaa_tf", "terraform")
        assert len(line) <= width or is_whole or len(words) == 1


@pytest.mark.parametrize("name", sorted(SITUATIONS.keys() - {"first-run"}))
def test_what_is_too_narrow_for_a_table_becomes_lines_that_say_the_same(name: str) -> None:
    narrow = " ".join(text(SITUATIONS[name], 40).split())
    assert "WORKSPACE" not in narrow
    for workspace in SITUATIONS[name].workspaces:
        path, state, *others = filter(None, _cells(workspace, SITUATIONS[name].read_at))
        assert f"{path}: {state}" in narrow
        assert all(other in narrow for other in others)


def test_a_short_table_stays_one_on_a_narrow_terminal() -> None:
    assert text(SITUATIONS["first-run"], 40).startswith("WORKSPACE")


def test_a_long_name_wraps_and_keeps_the_columns() -> None:
    long = facts(NETWORK)
    path = f"2-environments/{'analytics-platform-' * 3}etl"
    found = status(replace(long, workspace=msgspec.structs.replace(long.workspace, path=path)))
    heading, *rows = text(found, 80).splitlines()
    assert all(len(row) <= 80 for row in rows)
    assert path.replace("-", "") in "".join(row[: heading.index("STATE")].strip() for row in rows[:3]).replace("-", "")


def test_several_deployments_are_told_apart_and_counted_together() -> None:
    both = [SITUATIONS["in-order"], replace(SITUATIONS["first-run"], deployment="reports")]
    lines = [line.text for line in status_lines(both)]
    assert {"analytics:", "reports:"} <= set(lines)
    assert lines[-1] == "3 of 6 workspaces applied, 1 needs attention: 1-network"


@pytest.mark.parametrize(
    ("principal", "shown"),
    [
        ("ops", "ops"),
        ("arn:aws:iam::222222222222:user/team/ops", "ops"),
        ("arn:aws:sts::222222222222:assumed-role/AWSReservedSSO_Admin_0123/ops@example.com", "ops@example.com"),
        ("arn:aws:sts::222222222222:assumed-role/terraform/mwaa_tf", "terraform"),
        ("arn:aws:sts::222222222222:assumed-role/terraform/aws-go-sdk-1700000000000000000", "terraform"),
    ],
)
def test_who_applied_a_workspace_is_a_name(principal: str, shown: str) -> None:
    found = status(facts(NETWORK, replace(APPLIED, modified_by=principal)))
    assert f"3 h ago by {shown}" in text(found, None)


@pytest.mark.parametrize("is_rendered", [True, False])
def test_what_was_destroyed_is_not_applied_by_who_destroyed_it(is_rendered: bool) -> None:
    destroyed = StateReading("terraform.tfstate", EMPTY, NOW, "root")
    found = status(facts(NETWORK, destroyed, is_rendered=is_rendered), facts(ETL))
    row = text(found, None).splitlines()[1]
    assert row.split(maxsplit=1)[1] == ("not applied" if is_rendered else "not rendered")
    assert "root" not in text(found, None)
    (network, etl) = as_data([found])["deployments"][0]["workspaces"]
    assert not network["applied_at"]
    assert not network["applied_by"]
    assert etl["applied_by"] == "ops"


def test_what_is_wrong_with_credentials_is_told_once_for_each_account() -> None:
    known = facts(ETL, NO_STATE)
    lacking = replace(known.credentials, reason="these are of account 111111111111", remedy="set AWS_PROFILE")
    both = [replace(known, credentials=lacking), replace(facts(ETL, environment=environment("")), credentials=lacking)]
    need = "needs credentials of account 222222222222 (participant data)"
    lines = text(status(*both), None).splitlines()
    assert [line for line in lines if need in line] == [
        f"  {need}:",
        f"  {need}",
        f"{need}: these are of account 111111111111; set AWS_PROFILE",
    ]


def test_whose_keys_a_step_needs_is_told_also_where_their_workspace_is_not_shown() -> None:
    lacking = lacking_credentials(ENDPOINTS, "222222222222")
    pending = facts(ETL, environment=environment("PENDING"), awaits_endpoints=True, endpoints_credentials=lacking)
    lines = text(status(pending), None).splitlines()
    need = "needs credentials of account 111111111111 (owner)"
    assert f"  PENDING until the owner creates the endpoints; {need}:" in lines
    assert lines[-2:] == [f"{need}: these are of account 222222222222; set AWS_PROFILE", "1 of 1 workspace applied"]
    in_order = replace(pending, environment=environment(), endpoints=AVAILABLE_ENDPOINTS, awaits_endpoints=False)
    assert need not in text(status(in_order), None)


def test_what_aws_answers_cannot_recolour_a_terminal() -> None:
    hostile = environment("\x1b[31mPENDING")
    for line in text(status(facts(ETL, environment=hostile)), 80).splitlines():
        assert line.isprintable()


def test_time_alone_changes_no_line_of_a_watch() -> None:
    before = SITUATIONS["pending"]
    later = replace(before, read_at=NOW + timedelta(hours=5))
    assert list(map(workspace_line, before.workspaces)) == list(map(workspace_line, later.workspaces))
    assert workspace_line(before.workspaces[1]) == (
        "2-environments/data-etl: applied; PENDING, Airflow 2.10.3; PENDING until the owner creates the endpoints"
    )
