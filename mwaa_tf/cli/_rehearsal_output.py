"""The report of a rehearsal in the terminal: a table, what it proved, and its checks."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mwaa_tf.cli._narrow import shorten
from mwaa_tf.text import escape_control_characters, join_words, plural

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from mwaa_tf.rehearsal.report import RehearsalReport, WorkspaceReport

#: Columns of the table where there is no terminal; fewer would cut it.
_WIDTH = 160

#: Columns that the statuses of an environment need beside the others, and the name of a workspace beside the account.
_STATUSES, _NAME = 20, 16

#: Columns between two columns of the table, and at its two edges together.
_GAP, _EDGES = 3, 2

#: What a check that passed has proven, where its name does not say it.
_PROVEN = {
    "initialised": "",
    "refreshed": "",
    "access applied": "access methods applied",
    "second plan is empty": "a second plan is empty",
    "plans change nothing": "",
    "updated": "all updated in place",
    "reverted": "and changed back",
    "deletion protection removed": "",
    "destroyed": "everything destroyed",
    "no resources remain": "nothing remains",
    "the local AWS had no errors": "",
}


def show_rehearsal(report: RehearsalReport) -> None:
    """Print ``report``; its table fits the terminal without cutting a count or a time."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False, soft_wrap=False)
    console.print(_table(report.workspaces, console.width))
    _print(console, verdict(report), style=None if report.ok else "red")
    console.print()
    for check in report.checks:
        console.print(f"{'ok    ' if check.ok else 'FAILED'}  {check.name}", style=None if check.ok else "red")
        for detail in check.details:
            _print(console, f"          {detail}")
    for note in report.notes:
        _print(console, f"note    {note}")


def verdict(report: RehearsalReport) -> str:
    """What the rehearsal proved, or which checks failed, with which program, and how long it took."""
    program = f"{report.program} {report.terraform_version}"
    if failed := [check.name for check in report.checks if not check.ok]:
        names = join_words([f"'{name}'" for name in failed])
        total = plural(len(failed), "check")
        return f"{report.deployment}: FAILED with {program} in {report.seconds:.1f} s: {total} failed: {names}"
    proven = [_proven(check.name, report.workspaces) for check in report.checks]
    return f"{report.deployment}: rehearsed with {program} in {report.seconds:.1f} s: {', '.join(filter(None, proven))}"


def _proven(check: str, workspaces: Sequence[WorkspaceReport]) -> str:
    if check == "applied":
        resources = sum(workspace.resources for workspace in workspaces)
        return f"{plural(resources, 'resource')} applied in {plural(len(workspaces), 'workspace')}"
    if check == "available":
        environments = sum(bool(workspace.statuses) for workspace in workspaces)
        return f"{plural(environments, 'environment')} AVAILABLE" if environments else ""
    return _PROVEN.get(check, check)


def _table(workspaces: Sequence[WorkspaceReport], width: int) -> Table:
    """The workspaces, as columns that fit: the account and the statuses are left out first."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    rows = [_cells(workspace) for workspace in workspaces]
    counts = _widest("resources", [row[2] for row in rows]) + _widest("seconds", [row[3] for row in rows])
    space = width - counts - 2 * _GAP - _EDGES
    account = _widest("account", [row[1] for row in rows]) + _GAP
    has_account = space - account >= _NAME
    space -= account if has_account else 0
    name = _widest("workspace", [row[0] for row in rows])
    has_statuses = space - name - _GAP >= _STATUSES
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(shorten("workspace", space), no_wrap=True)
    if has_account:
        table.add_column("account", no_wrap=True)
    table.add_column("resources", justify="right", no_wrap=True)
    table.add_column("seconds", justify="right", no_wrap=True)
    if has_statuses:
        table.add_column("statuses")
    for workspace, account_id, resources, seconds, statuses in rows:
        first = [Text(shorten(workspace, space))]
        last = [Text(statuses)] if has_statuses else []
        table.add_row(*first, *([account_id] if has_account else []), resources, seconds, *last)
    return table


def _cells(workspace: WorkspaceReport) -> tuple[str, str, str, str, str]:
    return (
        escape_control_characters(workspace.path),
        workspace.account_id,
        str(workspace.resources),
        f"{sum(workspace.seconds.values()):.1f}",
        escape_control_characters(" > ".join(workspace.statuses)),
    )


def _widest(heading: str, texts: Sequence[str]) -> int:
    return max(map(len, (heading, *texts)))


def _print(console: Console, text: str, style: str | None = None) -> None:
    # A terminal would break words.
    soft_wrap = not console.is_terminal
    console.print(escape_control_characters(text), markup=False, soft_wrap=soft_wrap, style=style)
