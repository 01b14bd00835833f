"""On a narrow terminal, counts and times stay; names are shortened in the middle."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from rich.cells import cell_len
from rich.console import Console

from mwaa_tf.cli import _rehearsal_output, _run_table
from mwaa_tf.cli._live import LiveProgress
from mwaa_tf.cli._narrow import shorten
from mwaa_tf.cli._progress import _Bars, line_of
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle import EnvironmentPolled, Outcome, WorkspaceFinished, WorkspaceProgress, WorkspaceStarted
from mwaa_tf.lifecycle.outcome import Action
from mwaa_tf.rehearsal.report import RehearsalCheck, RehearsalReport, WorkspaceReport
from mwaa_tf.terraform.events import Summary

WIDTHS = (40, 60, 80, 100, 110, 120, 200)
LONG = "2-environments/data-platform-risk-models"
STATUSES = ("CREATING", "PENDING", "CREATING", "AVAILABLE", "DELETING", "DELETED")


def printed(renderable: Any, width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    console.print(renderable)
    return [line.rstrip() for line in cast("io.StringIO", console.file).getvalue().splitlines()]


@pytest.mark.parametrize(
    ("width", "short"),
    [(40, LONG), (39, "2-environments/data…latform-risk-models"), (20, "2-environ…isk-models"), (3, "2-e…dels")],
)
def test_the_middle_of_a_long_name_is_left_out(width: int, short: str) -> None:
    assert shorten(LONG, width) == short
    assert len(short) <= max(width, 8)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_table_of_a_rehearsal_has_all_counts_and_times(width: int) -> None:
    reports = (
        WorkspaceReport("1-network", 1, "111111111111", 29, 1, {"apply": 75.7}),
        WorkspaceReport(LONG, 2, "222222222222", 1234, 1, {"apply": 12_567.9}, STATUSES),
    )

    lines = printed(_rehearsal_output._table(reports, width), width)

    assert all(len(line) <= width for line in lines)
    assert re.search(r"resources +seconds", "\n".join(lines))
    row = next(line for line in lines if line.startswith(" 2-env"))
    assert re.search(r" 1234 +12567.9", row)
    assert any(re.search(r" 29 +75.7", line) for line in lines)
    assert ("222222222222" in row) is (width >= 60)
    assert (LONG in row) is (width >= 80)
    assert ("CREATING" in row) is (width >= 110)
    if "CREATING" in row:
        assert [*re.findall("[A-Z]{6,}", "".join(lines))] == [*STATUSES]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_table_of_a_run_has_all_results_counts_and_times(width: int) -> None:
    outcomes = [
        Outcome("1-network", 1, "apply", seconds=25.12, attempts=1, summary=Summary("apply", 29, 0, 0)),
        Outcome(LONG, 2, "apply", seconds=1234.5, attempts=1, error=MwaaTfError("no")),
        Outcome("3-endpoints/data-platform-risk-models", 3, "apply", blocked_by=(LONG,)),
    ]

    lines = printed(_run_table._table(outcomes, width), width)

    assert all(len(line) <= width for line in lines)
    text = "\n".join(lines)
    assert re.search(r"^1-n\S+ +applied +\+29 ~0 -0 +25.1$", text, re.MULTILINE)
    assert re.search(r"^2-e\S+ +failed +1234.5$", text, re.MULTILINE)
    assert re.search(r"^3-e\S+ +skipped$", text, re.MULTILINE)
    assert (LONG in text) is (width >= 80)


def test_a_long_result_is_folded_and_no_count_is_cut() -> None:
    credentials = Outcome(LONG, 2, "apply", needs_credentials="222222222222", seconds=1.5, attempts=1)
    applied = Outcome("1-network", 1, "apply", seconds=1234.5, attempts=1, summary=Summary("apply", 1029, 1000, 1000))

    text = "\n".join(printed(_run_table._table([credentials, applied], 40), 40))

    assert " +1029 ~1000 -1000 " in text
    assert re.search(r" 1234\.5$", text, re.MULTILINE)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("action", "result"), [("destroy", "destroyed"), ("init", "initialised"), ("plan", "planned")])
def test_no_result_is_cut(action: Action, result: str, width: int) -> None:
    done = Outcome(LONG, 2, action, seconds=126.0, attempts=1, summary=Summary(action, 0, 0, 29))

    *_, row = printed(_run_table._table([done], width), width)

    assert len(row) <= width
    assert re.search(rf"^2-e\S+ +{result} .* 126.0$", row)


@pytest.mark.parametrize("action", ["apply", "follow"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_bar_has_its_counts_and_its_time(width: int, action: Action) -> None:
    with LiveProgress(Console(file=io.StringIO(), force_terminal=True, width=width)) as bars:
        listener = _Bars(bars)
        listener(WorkspaceStarted(action, 2, LONG))
        listener(WorkspaceProgress(action, LONG, 1234, 5678, "module.environment.aws_cloudwatch_log_group.this[0]"))

        (line,) = printed(bars.get_renderable(), width)

    assert len(line) <= width
    assert line.startswith("  2-env")
    assert line.endswith(" 0:00:00")
    assert " 1234/5678 " in line
    assert (": applying" in line or ": following" in line) is (width >= 60 or (action == "follow" and width >= 80))
    assert ("[0]" in line) is (width >= 110)


@pytest.mark.parametrize("width", WIDTHS)
def test_an_environment_that_waits_keeps_its_times(width: int) -> None:
    with LiveProgress(Console(file=io.StringIO(), force_terminal=True, width=width)) as bars:
        created = datetime.now(UTC) - timedelta(minutes=63, seconds=5)
        _Bars(bars)(EnvironmentPolled("analytics-data-platform-etl", "PENDING", created))

        lines = printed(bars.get_renderable(), width)

    assert all(len(line) <= width for line in lines)
    assert "is PENDING, 1 h 3 min old, 70 h 56 min left for endpoints" in " ".join(" ".join(lines).split())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("failure", ["the role is not allowed to do this " * 9, "許可 されて いない " * 30, ""])
def test_a_line_is_folded_between_words(width: int, failure: str) -> None:
    written = io.StringIO()
    outcome = Outcome("1-network", 1, "apply", seconds=40.8, attempts=1, error=MwaaTfError(failure))
    text = line_of(outcome)
    bars = LiveProgress(Console(file=written, width=width, force_terminal=False))

    _Bars(bars)(WorkspaceFinished(outcome))

    first, *rest = [line.rstrip() for line in written.getvalue().splitlines()]
    assert " ".join([first, *map(str.strip, rest)]) == text.rstrip()
    assert (not rest) is (cell_len(text) <= width)
    assert all(line.startswith("      ") for line in rest)
    assert all(cell_len(line) <= width for line in (first, *rest))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_pinned_failure_says_how_long_it_took(width: int) -> None:
    with LiveProgress(Console(file=io.StringIO(), force_terminal=True, width=width)) as bars:
        failed = Outcome(LONG, 2, "apply", seconds=133.4, attempts=2, error=MwaaTfError("no way " * 40))
        _Bars(bars)(WorkspaceFinished(failed))

        (line,) = printed(bars.get_renderable(), width)

    assert len(line) <= width
    assert line.startswith("  2-")
    assert "FAILED at attempt 2 afte" in line
    assert ("133.4 s" in line) is (width >= 60)


CHECKS = (
    "initialised",
    "applied",
    "available",
    "refreshed",
    "second plan is empty",
    "destroyed",
    "no resources remain",
)


def report(*checks: RehearsalCheck) -> RehearsalReport:
    workspaces = (
        WorkspaceReport("1-network", 1, "111111111111", 29),
        WorkspaceReport("2-environments/data-etl", 2, "222222222222", 12, statuses=STATUSES),
        WorkspaceReport("3-endpoints/data-etl", 3, "111111111111", 6),
    )
    return RehearsalReport("analytics", workspaces, checks, 175.4, 174.4, 1300, "OpenTofu", "1.12.6")


def test_the_line_after_the_table_says_what_was_proven(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    _rehearsal_output.show_rehearsal(report(*map(RehearsalCheck, CHECKS)))

    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines[lines.index("ok      initialised") - 2] == (
        "analytics: rehearsed with OpenTofu 1.12.6 in 175.4 s: 47 resources applied in 3 workspaces, "
        "1 environment AVAILABLE, a second plan is empty, everything destroyed, nothing remains"
    )
    assert "ratio" not in "".join(lines)


def test_after_a_failure_it_says_which_checks_failed() -> None:
    failed = report(RehearsalCheck("applied", ("1-network: no",)), RehearsalCheck("no resources remain", ("a VPC",)))

    assert _rehearsal_output.verdict(failed) == (
        "analytics: FAILED with OpenTofu 1.12.6 in 175.4 s: 2 checks failed: 'applied' and 'no resources remain'"
    )


def test_what_was_kept_is_not_said_to_be_destroyed() -> None:
    kept = report(*map(RehearsalCheck, CHECKS[:5]))

    assert _rehearsal_output.verdict(kept).endswith("1 environment AVAILABLE, a second plan is empty")


def test_a_check_without_a_sentence_of_its_own_is_named() -> None:
    assert _rehearsal_output.verdict(report(RehearsalCheck("something new"))).endswith(" s: something new")
