"""Progress of a lifecycle on stderr: bars on a terminal, otherwise lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from mwaa_tf.text import escape_control_characters, join_words, plural, truncate

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from mwaa_tf.lifecycle.events import LifecycleEvent, Listener
    from mwaa_tf.lifecycle.outcome import Outcome

_RUNNING = {
    "init": "initialising",
    "plan": "planning",
    "apply": "applying",
    "follow": "following to AVAILABLE",
    "refresh": "refreshing",
    "destroy": "destroying",
}
_DONE = {
    "init": "initialised",
    "plan": "planned",
    "apply": "applied",
    "follow": "AVAILABLE",
    "refresh": "refreshed",
    "destroy": "destroyed",
}

#: Characters of an address to show. One in full can be longer than a line; its end says which resource it is.
_ADDRESS_LENGTH = 48


@contextmanager
def progress() -> Iterator[Listener]:
    """A listener that shows events as long as the block lasts."""
    if not is_live():
        yield _lines(lambda text: click.echo(text, err=True))
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[address]}", style="dim", markup=False),
    )
    console = Console(stderr=True, highlight=False)
    with Progress(*columns, console=console, transient=True) as bars:
        yield _Bars(bars)


def is_live() -> bool:
    """Whether stderr can show bars: a terminal that can move its cursor, and no CI."""
    return sys.stderr.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"


def _lines(show: Callable[[str], None]) -> Listener:
    def listener(event: LifecycleEvent) -> None:
        if text := line(event):
            show(text)

    return listener


class _Bars:
    """A bar for each workspace that Terraform works on, above them a line for each one that is done."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, event: LifecycleEvent) -> None:
        from mwaa_tf.lifecycle import WorkspaceFinished, WorkspaceProgress, WorkspaceStarted

        if text := line(event):
            self._bars.console.print(text, markup=False, soft_wrap=True)
        match event:
            case WorkspaceStarted():
                text = f"  {escape_control_characters(event.workspace)}: {_RUNNING[event.action]}"
                self._tasks[event.workspace] = self._bars.add_task(text, total=None, address="")
            case WorkspaceProgress() if event.workspace in self._tasks:
                address = (
                    f"…{event.address[-_ADDRESS_LENGTH:]}" if len(event.address) > _ADDRESS_LENGTH else event.address
                )
                task = self._tasks[event.workspace]
                self._bars.update(task, completed=event.done, total=event.total or None)
                if address:
                    self._bars.update(task, address=escape_control_characters(address))
            case WorkspaceFinished() if event.outcome.workspace in self._tasks:
                self._bars.remove_task(self._tasks.pop(event.outcome.workspace))


def line(event: LifecycleEvent) -> str:
    """``event`` as a line; empty for one that is not shown."""
    from mwaa_tf.lifecycle import StageStarted, StatusChanged, Stopping, WorkspaceFinished

    match event:
        case Stopping():
            return _stopping(event.workspaces)
        case StageStarted():
            return f"Stage {event.stage}: {_RUNNING[event.action]}"
        case StatusChanged():
            return escape_control_characters(f"  {event.environment} is {event.status}")
        case WorkspaceFinished():
            return escape_control_characters(f"  {event.outcome.workspace}: {_ending(event.outcome)}")
    return ""


def _stopping(workspaces: tuple[str, ...]) -> str:
    if not workspaces:
        return "Interrupted."
    return escape_control_characters(
        f"Interrupted: Terraform finishes what it has begun and saves its state in {join_words(workspaces)}. "
        "Ctrl-C again ends it at once; what AWS then still creates is in no state."
    )


def _ending(outcome: Outcome) -> str:
    if outcome.result in ("skipped", "waiting", "needs credentials"):
        return outcome.failures[0]
    seconds = f"{outcome.seconds:.1f} s"
    attempt = f" at attempt {outcome.attempts}" if outcome.attempts > 1 else ""
    if outcome.error:
        return f"FAILED{attempt} after {seconds}: {truncate('; '.join(outcome.failures), 400)}"
    result = ""
    if outcome.plan:
        result = ", nothing to do" if outcome.plan.is_empty else ", not empty"
    if outcome.summary and outcome.action != "refresh":
        result = f", {plural(outcome.summary.total, 'resource')}"
    return f"{_DONE[outcome.action]}{attempt}{result}, {seconds}"
