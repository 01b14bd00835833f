"""The table of `status`, once or repeatedly: repainted on a terminal, otherwise a line for each change."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import click

from mwaa_tf.text import escape_workflow_commands, plural

if TYPE_CHECKING:
    from mwaa_tf.lifecycle.status import DeploymentStatus, WorkspaceStatus
    from mwaa_tf.lifecycle.status.table import TableLine

Look = Callable[[], "tuple[DeploymentStatus, ...]"]

_STYLES = {
    "plain": "",
    "heading": "bold",
    "good": "green",
    "busy": "cyan",
    "bad": "red",
    "dim": "dim",
}

#: Lines of a terminal that the live view leaves free: the cursor's, and one for the line that tells what is left out.
_FREE_LINES = 2


def print_table(statuses: Sequence[DeploymentStatus]) -> None:
    """Print the table on stdout: as wide as the terminal, with colours; for a pipe plain, and no line broken."""
    from mwaa_tf.lifecycle.status.table import status_lines

    is_terminal = sys.stdout.isatty()
    for line in status_lines(statuses, _width() if is_terminal else None):
        click.echo(_coloured(line) if is_terminal and _shows_colours() else escape_workflow_commands(line.text))


def watch_statuses(look: Look, interval: float, *, quiet: bool) -> tuple[DeploymentStatus, ...]:
    """Repeat ``look`` every ``interval`` seconds until everything has settled or Ctrl-C; return the last statuses.

    A terminal shows the table, with what needs attention first where it is too small for all of it, and forgets it at
    the end; without one, each change is a line on stderr. ``quiet`` shows nothing.
    """
    if not quiet and sys.stdout.isatty() and _is_live():
        return _watch_live(look, interval)
    lines: dict[tuple[str, str], str] = {}

    def show(statuses: tuple[DeploymentStatus, ...]) -> None:
        for line in changed_lines(statuses, lines):
            click.echo(escape_workflow_commands(line), err=True)

    return _repeat(look, interval, (lambda _: None) if quiet else show)


def changed_lines(statuses: Iterable[DeploymentStatus], shown: dict[tuple[str, str], str]) -> Iterable[str]:
    """A line for each workspace that is not as ``shown``, which then has it."""
    from mwaa_tf.lifecycle.status.table import workspace_line

    for status in statuses:
        for workspace in status.workspaces:
            key, line = (status.deployment, workspace.facts.workspace.path), workspace_line(workspace)
            if shown.get(key) != line:
                shown[key] = line
                yield line


def live_lines(statuses: Sequence[DeploymentStatus], width: int, height: int) -> list[TableLine]:
    """The table in ``height`` lines: all of it, or first what needs attention, then what is at work."""
    from mwaa_tf.lifecycle.status.table import TableLine, status_lines

    lines = list(status_lines(statuses, width))
    if len(lines) <= height:
        return lines
    urgent = list(status_lines(_most_urgent_first(statuses), width))
    hidden = len(urgent) - height + 1
    return [*urgent[: height - 1], TableLine(f"… {plural(hidden, 'more line')}; all of them follow at the end", "dim")]


def _most_urgent_first(statuses: Sequence[DeploymentStatus]) -> list[DeploymentStatus]:
    from dataclasses import replace

    def urgency(workspace: WorkspaceStatus) -> int:
        return 0 if workspace.needs_attention else 1 if not workspace.is_settled else 2

    ordered = [replace(status, workspaces=tuple(sorted(status.workspaces, key=urgency))) for status in statuses]
    return sorted(ordered, key=lambda status: min(map(urgency, status.workspaces), default=2))


def _watch_live(look: Look, interval: float) -> tuple[DeploymentStatus, ...]:
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    console = Console(highlight=False)
    with Live(console=console, auto_refresh=False, transient=True, vertical_overflow="crop") as live:

        def show(statuses: tuple[DeploymentStatus, ...]) -> None:
            size = console.size
            text = Text(no_wrap=True, overflow="ellipsis")
            for line in live_lines(statuses, size.width, size.height - _FREE_LINES):
                text.append(f"{line.text}\n", style=_STYLES[line.tone])
            live.update(text, refresh=True)

        return _repeat(look, interval, show)


def _repeat(
    look: Look, interval: float, show: Callable[[tuple[DeploymentStatus, ...]], None]
) -> tuple[DeploymentStatus, ...]:
    """Look again until everything has settled; Ctrl-C ends it as well, but not before the first look is done."""
    statuses = look()
    try:
        while True:
            show(statuses)
            if all(status.is_settled for status in statuses):
                return statuses
            time.sleep(interval)
            statuses = look()
    except KeyboardInterrupt:
        return statuses


def _coloured(line: TableLine) -> str:
    style = _STYLES[line.tone]
    if not style:
        return line.text
    if style in ("bold", "dim"):
        return click.style(line.text, bold=style == "bold" or None, dim=style == "dim" or None)
    return click.style(line.text, fg=style)


def _width() -> int:
    return shutil.get_terminal_size().columns


def _shows_colours() -> bool:
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _is_live() -> bool:
    """Whether the terminal can be repainted: it can move its cursor, and is not the log of a pipeline."""
    return not os.environ.get("CI") and os.environ.get("TERM") != "dumb"
