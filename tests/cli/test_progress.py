from __future__ import annotations

import io
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from rich.console import Console

from mwaa_tf.cli._live import LiveProgress
from mwaa_tf.cli._progress import _Bars, line, progress
from mwaa_tf.cli._run_table import show_run
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle import (
    EnvironmentPolled,
    Outcome,
    StageStarted,
    StatusChanged,
    WorkspaceFinished,
    WorkspaceProgress,
    WorkspaceStarted,
)
from mwaa_tf.lifecycle.events import (
    BucketEmptied,
    CallRefused,
    EnvironmentAwaited,
    LifecycleEvent,
    LocalAwsStarting,
    WindowAwaited,
    WorkspaceRetried,
)
from mwaa_tf.lifecycle.run_report import RunReport
from mwaa_tf.mwaa.status import Status
from mwaa_tf.terraform import Plan
from mwaa_tf.terraform.events import PlannedChange, Summary

APPLIED = Outcome("1-network", 1, "apply", seconds=25.12, attempts=1, summary=Summary("apply", 29, 0, 0))


def test_what_all_workspaces_of_an_account_lack_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    lack = "account 222222222222 (participant data): these are of account 111111111111; set AWS_PROFILE"
    names = [f"2-environments/data-{name}" for name in "abcdef"]
    outcomes = [Outcome(name, 2, "apply", needs_credentials=lack) for name in names]
    report = SimpleNamespace(deployment="analytics", seconds=2.0, overhead_seconds=0.1)

    told = [line(WorkspaceFinished(outcome)) for outcome in outcomes]
    show_run([APPLIED, *outcomes], cast("RunReport", report), err=False)

    assert told[0] == f"  {names[0]}: needs credentials of account 222222222222 (participant data)"
    remarks = [text for text in capsys.readouterr().out.splitlines() if "these are of" in text]
    assert remarks == [f"{', '.join(names[:4])} and 2 more: needs credentials of {lack}"]


def test_below_an_error_that_is_explained_stands_where(capsys: pytest.CaptureFixture[str]) -> None:
    expired = MwaaTfError("reading EC2 VPC (vpc-1): api error RequestExpired: Request has expired.")
    names = ["2-environments/data-etl", "2-environments/data-ml"]
    unknown = Outcome("1-network", 1, "apply", 2.0, 1, error=MwaaTfError("Reference to undeclared resource"))
    outcomes = [unknown, *(Outcome(name, 2, "apply", 2.0, 1, error=expired) for name in names)]
    report = SimpleNamespace(deployment="analytics", seconds=2.0, overhead_seconds=0.1)

    show_run(outcomes, cast("RunReport", report), err=False)

    pointers = [text for text in capsys.readouterr().out.splitlines() if "what to do" in text]
    assert pointers == [f"{' and '.join(names)}: what to do: docs/troubleshooting.md#credentials-have-expired"]


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (StageStarted("apply", 1, ("1-network",)), "Stage 1: applying"),
        (LocalAwsStarting(), "Starting a local AWS"),
        (StatusChanged("analytics-data-etl", "PENDING"), "  analytics-data-etl is PENDING"),
        (WorkspaceStarted("apply", 1, "1-network"), ""),
        (WorkspaceProgress("apply", "1-network", 1, 2), ""),
        (WorkspaceFinished(APPLIED), "  1-network: applied, 29 resources, 25.1 s"),
        (
            WorkspaceFinished(Outcome("1-network", 1, "destroy", 1.0, 2, summary=Summary("destroy", 0, 0, 1))),
            "  1-network: destroyed at attempt 2, 1 resource, 1.0 s",
        ),
        (
            WorkspaceFinished(Outcome("1-network", 1, "plan", 1.0, 1, plan=Plan())),
            "  1-network: planned, nothing to do, 1.0 s",
        ),
        (
            WorkspaceFinished(Outcome("1-network", 1, "plan", 1.0, 1, plan=Plan((PlannedChange("a", "create"),)))),
            "  1-network: planned, 1 change, 1.0 s",
        ),
        (
            WorkspaceFinished(Outcome("1-network", 1, "apply", 2.0, 1, error=MwaaTfError("no\n\x1b[31mway"))),
            "  1-network: FAILED after 2.0 s: no \\x1b[31mway",
        ),
        (
            WorkspaceFinished(Outcome("1-network", 1, "destroy", blocked_by=("2-environments/x", "3-endpoints/x"))),
            "  1-network: kept because 2-environments/x and 3-endpoints/x still need it",
        ),
        (
            WorkspaceRetried("destroy", "2-environments/x", 1, 15.0, ("DependencyViolation: \x1b", "b")),
            "  2-environments/x: attempt 1 failed, again in 15 s: DependencyViolation: \\x1b; b",
        ),
        (EnvironmentAwaited("analytics-data-x", "CREATING", 0.1), "  analytics-data-x is CREATING: waiting"),
        (
            WindowAwaited(("2-environments/etl",), datetime(2026, 11, 29, 3, tzinfo=UTC), 151_200.0),
            "  2-environments/etl: waiting until its maintenance window begins, Sun 2026-11-29 03:00 UTC, in 42 h; "
            "Ctrl-C ends it",
        ),
        (
            EnvironmentAwaited("analytics-data-x", "DELETING", 180.0),
            "  analytics-data-x is DELETING: waiting for 3 min",
        ),
        (BucketEmptied("2-environments/x", "dags", 1), "  2-environments/x: deleted 1 object in dags"),
        (BucketEmptied("2-environments/x", "dags", 1234), "  2-environments/x: deleted 1,234 objects in dags"),
        (
            WorkspaceFinished(Outcome("3-endpoints/x", 3, "apply", blocked_by=("2-environments/x",))),
            "  3-endpoints/x: skipped because 2-environments/x did not complete",
        ),
    ],
)
def test_each_event_that_matters_is_one_line(event: LifecycleEvent, text: str) -> None:
    assert line(event) == text


def test_without_a_terminal_lines_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as listener:
        listener(WorkspaceFinished(APPLIED))
    assert capsys.readouterr() == ("", "  1-network: applied, 29 resources, 25.1 s\n")


@pytest.fixture
def bars() -> Iterator[LiveProgress]:
    console = Console(file=io.StringIO(), force_terminal=True, width=80)
    with LiveProgress(console) as running:
        yield running


def shown(bars: LiveProgress) -> list[str]:
    """The lines below what has scrolled by, as a terminal of 80 columns shows them."""
    console = Console(file=io.StringIO(), width=80)
    console.print(bars.get_renderable())
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return [line.rstrip() for line in str(text).splitlines()]


def test_a_failure_stays_in_sight_and_every_line_fits_80_columns(bars: LiveProgress) -> None:
    listener = _Bars(bars)
    long = "2-environments/" + "analytics-" * 6 + "etl"
    listener(WorkspaceStarted("apply", 2, long))
    listener(WorkspaceProgress("apply", long, 3, 29, "module.network.aws_vpc.this"))
    for number in range(7):
        path = f"2-environments/data-{number}"
        listener(WorkspaceStarted("apply", 2, path))
        listener(WorkspaceFinished(Outcome(path, 2, "apply", 2.0, 1, error=MwaaTfError("no way " * 40))))

    lines = shown(bars)

    assert lines[0] == "  2 more failed before"
    assert [line[:43] for line in lines[1:6]] == [
        f"  2-environments/data-{number}: FAILED after 2.0 s" for number in range(2, 7)
    ]
    assert len(lines) == 7
    assert lines[6].startswith("  2-environments/analyti…")
    assert "-etl: applying" in lines[6]
    assert "3/29" in lines[6]
    assert all(len(line) <= 80 for line in lines)


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


QUIET = "no news for"


def test_a_minute_without_news_shows_what_terraform_may_wait_for() -> None:
    clock = Clock()
    bars = LiveProgress(Console(file=io.StringIO(), force_terminal=True, width=80), clock)
    listener = _Bars(bars)
    listener(WorkspaceStarted("plan", 1, "1-network"))
    listener(WorkspaceStarted("apply", 2, "2-environments/x"))
    listener(WorkspaceProgress("apply", "2-environments/x", 3, 4, "aws_mwaa_environment.this"))
    clock.now = 59.0
    assert QUIET not in "".join(shown(bars))

    clock.now = 125.0
    text = " ".join(map(str.strip, shown(bars)))
    assert "1-network: no news for 2 min: AWS answers slowly, or refuses a call, as with expired keys" in text
    assert "2-environments/x: no news for 2 min since aws_mwaa_environment.this began: AWS is at work on it" in text
    assert all(len(line) <= 80 for line in shown(bars))

    listener(WorkspaceProgress("apply", "2-environments/x", 4, 4))
    listener(CallRefused("1-network", "ec2:DescribeVpcs", "RequestExpired", "Request has expired.", 2))
    assert QUIET not in "".join(shown(bars))

    clock.now = 200.0
    listener(WorkspaceFinished(APPLIED))
    assert [text for text in shown(bars) if "1-network" in text] == []


def test_an_environment_that_is_followed_has_news_of_its_own() -> None:
    clock = Clock()
    bars = LiveProgress(Console(file=io.StringIO(), force_terminal=True, width=80), clock)
    _Bars(bars)(WorkspaceStarted("follow", 2, "2-environments/x"))
    clock.now = 3600.0
    assert QUIET not in "".join(shown(bars))


def test_an_environment_that_waits_shows_for_how_long_it_still_may(bars: LiveProgress) -> None:
    listener = _Bars(bars)
    created = datetime.now(UTC) - timedelta(minutes=63, seconds=5)
    listener(EnvironmentPolled("analytics-data-etl", "PENDING", created))
    assert shown(bars) == ["  analytics-data-etl is PENDING, 1 h 3 min old, 70 h 56 min left for endpoints"]
    listener(WorkspaceFinished(Outcome("2-environments/data-etl", 2, "follow")))
    assert not any(shown(bars))


def test_an_environment_that_is_deleted_has_no_line_any_more(bars: LiveProgress) -> None:
    listener = _Bars(bars)
    created = datetime.now(UTC) - timedelta(minutes=2, seconds=5)
    for name in ("platform-data-etl", "platform-data-ml"):
        listener(StatusChanged(name, "DELETING"))
        listener(EnvironmentPolled(name, "DELETING", created))

    # MWAA no longer knows it: there is no poll with an answer any more.
    listener(StatusChanged("platform-data-etl", "DELETED"))

    assert shown(bars) == ["  platform-data-ml is DELETING, 2 min old"]


@pytest.mark.parametrize("status", [status for status in Status if status.is_final])
def test_a_status_that_mwaa_does_not_leave_by_itself_ends_the_line(bars: LiveProgress, status: Status) -> None:
    listener = _Bars(bars)
    listener(EnvironmentPolled("platform-data-etl", "UPDATING", None))

    listener(StatusChanged("platform-data-etl", status))
    listener(EnvironmentPolled("platform-data-etl", status, None))

    assert not any(shown(bars))


def test_lines_say_when_pending_begins_and_then_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter((0.0, 30.0, 590.0, 610.0, 640.0))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    created = datetime.now(UTC) - timedelta(minutes=3, seconds=5)
    with progress() as listener:
        for _ in range(5):
            listener(EnvironmentPolled("analytics-data-etl", "PENDING", created))
    line = "  analytics-data-etl is PENDING, 3 min old, 71 h 56 min left for endpoints"
    assert capsys.readouterr().err.splitlines() == [line, line]


def test_a_bar_lives_as_long_as_its_workspace_is_worked_on(bars: LiveProgress) -> None:
    listener = _Bars(bars)
    for name in ("1-network", "2-environments/x"):
        listener(WorkspaceStarted("apply", 1, name))
    listener(WorkspaceProgress("apply", "1-network", 3, 29, "module.network.aws_vpc.this"))
    assert [(task.completed, task.total) for task in bars.tasks] == [(3, 29), (0, None)]
    assert bars.tasks[0].fields["address"] == "module.network.aws_vpc.this"
    listener(WorkspaceFinished(APPLIED))
    assert [(task.description, task.fields["doing"]) for task in bars.tasks] == [("  2-environments/x", "applying")]
    # A skipped workspace never had a bar.
    listener(WorkspaceFinished(Outcome("3-endpoints/x", 3, "apply", blocked_by=("2-environments/x",))))
