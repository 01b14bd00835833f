from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from rich.console import Console
from rich.progress import Progress

from mwaa_tf.cli._progress import _Bars, line, progress
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle import (
    Outcome,
    StageStarted,
    StatusChanged,
    WorkspaceFinished,
    WorkspaceProgress,
    WorkspaceStarted,
)
from mwaa_tf.lifecycle.events import LifecycleEvent
from mwaa_tf.terraform import Plan
from mwaa_tf.terraform.events import PlannedChange, Summary

APPLIED = Outcome("1-network", 1, "apply", seconds=25.12, attempts=1, summary=Summary("apply", 29, 0, 0))


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (StageStarted("apply", 1, ("1-network",)), "Stage 1: applying"),
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
            "  1-network: planned, not empty, 1.0 s",
        ),
        (
            WorkspaceFinished(Outcome("1-network", 1, "apply", 2.0, 1, error=MwaaTfError("no\n\x1b[31mway"))),
            "  1-network: FAILED after 2.0 s: no \\x1b[31mway",
        ),
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
def bars() -> Iterator[Progress]:
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    with Progress(console=console) as running:
        yield running


def test_a_bar_lives_as_long_as_its_workspace_is_worked_on(bars: Progress) -> None:
    listener = _Bars(bars)
    for name in ("1-network", "2-environments/x"):
        listener(WorkspaceStarted("apply", 1, name))
    listener(WorkspaceProgress("apply", "1-network", 3, 29, "module.network.aws_vpc.this"))
    assert [(task.completed, task.total) for task in bars.tasks] == [(3, 29), (0, None)]
    assert bars.tasks[0].fields["address"] == "module.network.aws_vpc.this"
    listener(WorkspaceFinished(APPLIED))
    assert [task.description for task in bars.tasks] == ["  2-environments/x: applying"]
    # A skipped workspace never had a bar.
    listener(WorkspaceFinished(Outcome("3-endpoints/x", 3, "apply", blocked_by=("2-environments/x",))))
