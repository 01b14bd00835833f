"""The recorder of a run: listens to a lifecycle, so that what was done can be reported however the run ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from mwaa_tf.blueprint import Blueprint
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.events import LifecycleEvent, Listener, WorkspaceFinished, null_listener
from mwaa_tf.lifecycle.outcome import Action, Outcome
from mwaa_tf.lifecycle.remains import Remaining
from mwaa_tf.lifecycle.run_report import Command, RunReport, WorkspaceRun, printable, workspace_runs
from mwaa_tf.terraform import Terraform


class RunRecorder:
    """Collects the outcomes of a run of ``command``, and passes each event on to ``listener``.

    It is a listener itself. The report can be taken at any time.
    """

    def __init__(
        self, command: Command, blueprint: Blueprint, terraform: Terraform, listener: Listener = null_listener
    ) -> None:
        self._command: Command = command
        self._blueprint = blueprint
        self._terraform = terraform
        self._listener = listener
        self._started = datetime.now(UTC)
        self._clock = time.monotonic()
        self._seconds_before = terraform.seconds
        self._busy_before = terraform.busy_seconds
        self._lock = threading.Lock()
        self._waits = 0
        self._wait_began = (0.0, 0.0)
        self._waited = 0.0
        self._outcomes: dict[tuple[str, Action], Outcome] = {}
        self._chosen: tuple[tuple[str, Action], ...] = ()
        self.notes: tuple[str, ...] = ()
        """What a person should know of the whole run."""
        self.remaining: tuple[Remaining, ...] = ()
        """What a destroy left behind."""

    def __call__(self, event: LifecycleEvent) -> None:
        """Record ``event``."""
        if isinstance(event, WorkspaceFinished) and not (event.outcome.action == "init" and event.outcome.ok):
            # A workspace is initialised for the sake of another action.
            self.add([event.outcome])
        self._listener(event)

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Record outcomes that no event has: of workspaces on which nothing was begun."""
        self._outcomes |= {(outcome.workspace, outcome.action): outcome for outcome in outcomes}

    def expect(self, action: Action, workspaces: Iterable[str]) -> None:
        """Say which workspaces the run is about; those that it does not reach are reported as skipped."""
        self._chosen += tuple((workspace, action) for workspace in workspaces)

    @property
    def last_outcomes(self) -> tuple[Outcome, ...]:
        """The last outcome of each workspace, in the order of their beginning."""
        return tuple({outcome.workspace: outcome for outcome in self._outcomes.values()}.values())

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Note that AWS is waited for as long as the block lasts, which is no overhead; for several threads."""
        with self._lock:
            if not self._waits:
                self._wait_began = time.monotonic(), self._terraform.busy_seconds
            self._waits += 1
        try:
            yield
        finally:
            with self._lock:
                self._waits -= 1
                if not self._waits:
                    began, busy = self._wait_began
                    # What was done meanwhile by Terraform is no wait.
                    busy = self._terraform.busy_seconds - busy
                    self._waited += max(0.0, time.monotonic() - began - busy)

    def report(self, error: BaseException | None = None) -> RunReport:
        """What was done until now; ``error`` is what ended the run early."""
        seconds = time.monotonic() - self._clock
        busy = self._terraform.busy_seconds - self._busy_before
        errors = tuple(map(printable, str(error).splitlines())) if isinstance(error, Exception) else ()
        if isinstance(error, Exception) and not isinstance(error, MwaaTfError):
            errors = (printable(f"{type(error).__name__}: {error}"),)
        return RunReport(
            command=self._command,
            deployment=self._blueprint.deployment,
            started=self._started,
            seconds=seconds,
            terraform_seconds=self._terraform.seconds - self._seconds_before,
            overhead_seconds=max(0.0, seconds - busy - self._waited),
            program=self._terraform.binary.product.name,
            terraform_version=self._terraform.binary.version,
            workspaces=self._workspaces(),
            errors=errors,
            interrupted=isinstance(error, KeyboardInterrupt),
            notes=self.notes,
            remaining=self.remaining,
        )

    def _workspaces(self) -> tuple[WorkspaceRun, ...]:
        """All outcomes, and an entry for each workspace that was not begun."""
        unreached = MwaaTfError("not begun: the run ended before")
        missing = [
            Outcome(path, self._blueprint.by_path[path].stage, action, error=unreached)
            for path, action in self._chosen
            if (path, action) not in self._outcomes
        ]
        runs = workspace_runs(self._blueprint, [*self._outcomes.values(), *missing])
        reached = self._outcomes.keys()
        return tuple(run if (run.workspace, run.action) in reached else replace(run, result="skipped") for run in runs)
