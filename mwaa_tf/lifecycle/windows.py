"""The wait for the weekly maintenance windows of the environments that plans update."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime

from mwaa_tf.blueprint import Workspace
from mwaa_tf.lifecycle.events import WindowAwaited
from mwaa_tf.lifecycle.lifecycle import Lifecycle
from mwaa_tf.lifecycle.planned_environments import planned_update
from mwaa_tf.lifecycle.saved_plans import SavedPlans, stale_plans
from mwaa_tf.mwaa.maintenance import next_window

#: Seconds of one sleep: a machine that was suspended notices the time.
_NAP = 30.0

#: Seconds between two lines about a wait.
_STILL = 3600.0


@dataclass(frozen=True, slots=True)
class Window:
    """Workspaces that are applied together, from ``start`` on; None: at once, since they update no environment."""

    start: datetime | None
    workspaces: tuple[Workspace, ...]


class Windows:
    """Waits for windows on the clock ``now``; ``waiting`` is entered meanwhile."""

    def __init__(
        self,
        lifecycle: Lifecycle,
        saved: SavedPlans,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], object] = time.sleep,
        waiting: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._lifecycle = lifecycle
        self._saved = saved
        self._now = now
        self._sleep = sleep
        self._waiting = waiting

    def of(self, workspaces: Sequence[Workspace]) -> Iterator[Window]:
        """``workspaces`` by the window in which their plans are applied, the first one first."""
        by_start: dict[datetime | None, list[Workspace]] = {}
        for workspace in workspaces:
            by_start.setdefault(self._start(workspace), []).append(workspace)
        for start in sorted(by_start, key=lambda start: start.timestamp() if start else 0.0):
            yield Window(start, tuple(by_start[start]))

    def unknown(self, workspace: Workspace) -> bool:
        """Whether the plan of ``workspace`` updates an environment whose window it does not say."""
        saved = self._saved.load(workspace)
        update = planned_update(json.loads(saved.read_json())) if saved else None
        return update is not None and update.window is None

    def wait(self, window: Window) -> set[str]:
        """Wait until ``window`` begins; the paths of the workspaces whose plans are no longer what was planned."""
        if window.start is None or window.start <= self._now():
            return set()
        paths = tuple(workspace.path for workspace in window.workspaces)
        with self._waiting():
            shown = None
            while (left := (window.start - self._now()).total_seconds()) > 0:
                if shown is None or shown - left >= _STILL:
                    self._lifecycle.notify(WindowAwaited(paths, window.start, left))
                    shown = left
                self._sleep(min(left, _NAP))
        plans = {path: plan for path in paths if (plan := self._saved.load(self._lifecycle.blueprint.by_path[path]))}
        return stale_plans(self._saved, self._lifecycle, plans).keys() | (set(paths) - plans.keys())

    def _start(self, workspace: Workspace) -> datetime | None:
        saved = self._saved.load(workspace)
        update = planned_update(json.loads(saved.read_json())) if saved else None
        return next_window(update.window, self._now()) if update and update.window else None
