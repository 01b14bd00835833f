"""Progress of a lifecycle on stderr: bars on a terminal, otherwise lines."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import click

from mwaa_tf.cli._narrow import shorten
from mwaa_tf.cli._streams import is_live
from mwaa_tf.mwaa import quotas
from mwaa_tf.mwaa.status import Status
from mwaa_tf.text import escape_control_characters, in_hours, join_words, plural, truncate

if TYPE_CHECKING:
    from rich.progress import TaskID

    from mwaa_tf.cli._live import LiveProgress
    from mwaa_tf.lifecycle.events import CallRefused, EnvironmentPolled, LifecycleEvent, WorkspaceProgress
    from mwaa_tf.lifecycle.outcome import Outcome
    from mwaa_tf.terraform import Plan

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

#: That the provider repeats such calls for minutes was seen with version 5.100 and the local AWS; it is an open report,
#: https://github.com/hashicorp/aws-sdk-go-base/issues/363.
_REFUSED = "or refuses a call, as with expired keys, which the AWS provider repeats for minutes"

#: What Terraform may be waiting for when nothing is heard of it. MWAA needs 20 to 30 minutes for an environment (MWAA
#: user guide, get-started).
_MAY_WAIT_FOR = {
    "init": "it loads providers and modules, or the storage of its state does not answer",
    "plan": f"AWS answers slowly, {_REFUSED}",
    "apply": f"AWS is at work on it (20 to 30 minutes for an environment), {_REFUSED}",
    "refresh": f"AWS answers slowly, {_REFUSED}",
    "destroy": f"AWS is at work on it (minutes for an environment), {_REFUSED}",
}

_MINUTE = 60.0

#: Columns of ``: FAILED at attempt 2 after 123.4 s``, which a narrow terminal has to show.
_ENDING = 38


#: Seconds between two lines about an environment without news.
_STILL = 600.0


@contextmanager
def progress() -> Iterator[Display]:
    """A listener that shows events as long as the block lasts."""
    if not is_live():
        yield _PlainLines(lambda text: click.echo(text, err=True))
        return
    from rich.console import Console

    from mwaa_tf.cli._live import LiveProgress

    with LiveProgress(console=Console(stderr=True, highlight=False)) as bars:
        yield _Bars(bars)


class Display(Protocol):
    """A listener that shows events."""

    def __call__(self, event: LifecycleEvent) -> None:
        """Show ``event``."""

    def paused(self) -> AbstractContextManager[None]:
        """Keep the terminal free for the length of a block: a person is asked."""


class _PlainLines:
    """A line for each event, and one now and then for an environment that takes its time."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._shown: dict[str, tuple[str, float]] = {}

    def __call__(self, event: LifecycleEvent) -> None:
        from mwaa_tf.lifecycle import EnvironmentPolled

        if text := line(event):
            self._show(text)
        if isinstance(event, EnvironmentPolled) and self._is_due(event.environment, event.status):
            self._show(f"  {_age(event)}")

    def paused(self) -> AbstractContextManager[None]:
        """Nothing to pause: lines do not disturb a question."""
        return nullcontext()

    def _is_due(self, environment: str, status: str) -> bool:
        """Whether to say how long ``environment`` has been there: when it is PENDING, and now and then."""
        now = time.monotonic()
        last_status, at = self._shown.get(environment, ("", now))
        is_news = status == Status.PENDING and last_status != status
        is_due = is_news or now - at >= _STILL
        self._shown[environment] = (status, now if is_due or not last_status else at)
        return is_due


class _Bars:
    """A bar for each workspace that Terraform works on, above them a line for each one that is done."""

    def __init__(self, bars: LiveProgress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, event: LifecycleEvent) -> None:
        from mwaa_tf.lifecycle import (
            EnvironmentPolled,
            StatusChanged,
            WorkspaceFinished,
            WorkspaceProgress,
            WorkspaceStarted,
        )
        from mwaa_tf.lifecycle.events import CallRefused, WorkspaceRetried

        if text := line(event):
            self._bars.write(text)
        match event:
            case WorkspaceStarted():
                name = escape_control_characters(event.workspace)
                self._tasks[event.workspace] = self._bars.add_task(
                    name, _RUNNING[event.action], _MAY_WAIT_FOR.get(event.action, "")
                )
            case WorkspaceProgress() if event.workspace in self._tasks:
                self._advance(event)
            case WorkspaceRetried() | CallRefused() if event.workspace in self._tasks:
                self._bars.update(self._tasks[event.workspace])
            # The line that has scrolled by says how it ended; nothing more is expected of it.
            case StatusChanged() | EnvironmentPolled() if _is_final(event.status):
                self._bars.environments.pop(event.environment, None)
            case EnvironmentPolled():
                self._bars.environments[event.environment] = f"  {_age(event)}"
            case WorkspaceFinished():
                self._finish(event.outcome)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Take the bars away for the length of the block."""
        self._bars.stop()
        try:
            yield
        finally:
            self._bars.start()

    def _advance(self, event: WorkspaceProgress) -> None:
        task = self._tasks[event.workspace]
        self._bars.update(task, completed=event.done, total=event.total or None)
        if event.address:
            self._bars.update(task, address=escape_control_characters(event.address))

    def _finish(self, outcome: Outcome) -> None:
        if outcome.result == "failed":
            name = shorten(escape_control_characters(outcome.workspace), self._bars.console.width - _ENDING)
            self._bars.pin(escape_control_characters(f"  {name}: {_ending(outcome)}"))
        if outcome.workspace in self._tasks:
            self._bars.remove_task(self._tasks.pop(outcome.workspace))
        if outcome.action == "follow":  # which ends for all environments together
            self._bars.environments.clear()


def _is_final(text: str) -> bool:
    """Whether MWAA is done with an environment in this status; not known of one that is newer than this version."""
    status = Status.parse(text)
    return status is not None and status.is_final


def _age(event: EnvironmentPolled) -> str:
    """How long an environment has been there, and how long it may still wait for its endpoints."""
    from datetime import UTC, datetime

    text = f"{event.environment} is {event.status}"
    if event.created_at:
        age = datetime.now(UTC) - event.created_at
        text += f", {in_hours(age)} old"
        if event.status == Status.PENDING:
            text += f", {in_hours(max(quotas.PENDING - age, timedelta()))} left for endpoints"
    return escape_control_characters(text)


def line(event: LifecycleEvent) -> str:
    """``event`` as a line; empty for one that is not shown."""
    from mwaa_tf.lifecycle import StageStarted, StatusChanged, Stopping, WorkspaceFinished
    from mwaa_tf.lifecycle.events import (
        BucketEmptied,
        CallRefused,
        EnvironmentAwaited,
        LocalAwsStarting,
        WindowAwaited,
        WorkspaceRetried,
    )

    match event:
        case Stopping():
            return _stopping(event.workspaces)
        case StageStarted():
            return f"Stage {event.stage}: {_RUNNING[event.action]}"
        case StatusChanged():
            return escape_control_characters(f"  {event.environment} is {event.status}")
        case WorkspaceRetried():
            failures = truncate("; ".join(event.failures), 400)
            text = f"  {event.workspace}: attempt {event.attempt} failed, again in {event.pause:.0f} s: {failures}"
            return escape_control_characters(text)
        case EnvironmentAwaited():
            waited = f" for {event.seconds / 60:.0f} min" if event.seconds >= _MINUTE else ""
            return escape_control_characters(f"  {event.environment} is {event.status}: waiting{waited}")
        case WindowAwaited():
            left = in_hours(timedelta(seconds=event.seconds))
            until = f"until its maintenance window begins, {event.until:%a %Y-%m-%d %H:%M} UTC, in {left}"
            return escape_control_characters(f"  {join_words(event.workspaces)}: waiting {until}; Ctrl-C ends it")
        case BucketEmptied():
            objects = plural(event.objects, "object")
            return escape_control_characters(f"  {event.workspace}: deleted {objects} in {event.bucket}")
        case CallRefused():
            return _refused(event)
        case LocalAwsStarting():
            return "Starting a local AWS"
        case WorkspaceFinished():
            return line_of(event.outcome)
    return ""


def _refused(event: CallRefused) -> str:
    error = truncate(f"{event.error}: {event.message}" if event.message else event.error, 400)
    repeats = f" for up to {event.minutes} min" if event.minutes else ""
    text = f"  {event.workspace}: AWS refuses {event.action}: {error}; the AWS provider repeats the call{repeats}"
    return escape_control_characters(text)


def line_of(outcome: Outcome) -> str:
    """How an action ended, as a line."""
    return escape_control_characters(f"  {outcome.workspace}: {_ending(outcome)}")


def _stopping(workspaces: tuple[str, ...]) -> str:
    from mwaa_tf.terraform.product import in_use

    if not workspaces:
        return "Interrupted."
    return escape_control_characters(
        f"Interrupted: {in_use().name} finishes what it has begun and saves its state in {join_words(workspaces)}. "
        "Ctrl-C again ends it at once; what AWS then still creates is in no state."
    )


def _ending(outcome: Outcome) -> str:
    if outcome.result == "needs credentials":
        # What to do about it follows the table, once for all workspaces of the account.
        return f"needs credentials of {outcome.needs_credentials.partition(':')[0]}"
    if outcome.result in ("skipped", "waiting"):
        return outcome.failures[0]
    seconds = f"{outcome.seconds:.1f} s"
    attempt = f" at attempt {outcome.attempts}" if outcome.attempts > 1 else ""
    if outcome.error:
        return f"FAILED{attempt} after {seconds}: {truncate('; '.join(outcome.failures), 400)}"
    result = ""
    if outcome.plan:
        result = f", {_planned(outcome.plan)}"
    if outcome.summary and outcome.action != "refresh":
        result = f", {plural(outcome.summary.total, 'resource')}"
    return f"{_DONE[outcome.action]}{attempt}{result}, {seconds}"


def _planned(plan: Plan) -> str:
    if plan.is_empty:
        return "nothing to do"
    return plural(len(plan.changes), "change") if plan.changes else plural(len(plan.outputs), "output")
