"""Jobs, what they wait for, and when each would run."""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

#: Seconds of a job by what it does: a runner that starts, `terraform init`, and the work. An environment is PENDING
#: after some minutes, and AVAILABLE about 25 minutes after its endpoints exist.
SECONDS = {
    "check": 60,
    "plan": 60,
    "review": 60,
    "apply 0-state": 90,
    "apply 1-network": 300,
    "apply 2-environments": 420,
    "apply 3-endpoints": 180,
    "follow 2-environments": 1500,
    "apply and follow 3-endpoints": 1680,
    "apply 4-access": 240,
    "trigger": 5,
}


#: Of a runner: `mwaa_tf` runs as many workspaces at a time.
PROCESSORS = 2


class LimitError(Exception):
    """The files are beyond a limit of the engine."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job, a run or a project: whatever the engine starts by itself."""

    name: str
    action: str
    """``check``, ``plan``, ``apply``, ``follow``, ``apply and follow``, ``review`` or ``trigger``."""
    workspaces: tuple[str, ...] = ()
    """Paths of the workspaces that it plans, applies or follows."""
    needs: frozenset[str] = frozenset()
    """Names of the jobs that must have succeeded before."""

    @property
    def seconds(self) -> int:
        """How long it takes."""
        kinds = [
            self.action if self.action in SECONDS else f"{self.action} {path.partition('/')[0]}"
            for path in self.workspaces
        ]
        longest = max((SECONDS[kind] for kind in kinds), default=SECONDS.get(self.action, 0))
        # A wait for many environments takes no longer than for one; of Terraform, as many run as there are processors.
        return longest if self.action == "follow" else longest * max(1, math.ceil(len(kinds) / PROCESSORS))


@dataclass(frozen=True, slots=True)
class Run:
    """A job that ran, from and to a second after the start."""

    job: Job
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """What ran, in the order of its start, and what did not run because something before it had failed."""

    runs: tuple[Run, ...]
    skipped: tuple[Job, ...]

    @property
    def seconds(self) -> int:
        """From the start to the end of the last job."""
        return max((run.end for run in self.runs), default=0)


def simulate(jobs: Sequence[Job], runners: int, failing: Collection[str] = ()) -> Schedule:
    """Run ``jobs`` on so many runners, each as soon as what it needs has succeeded; those named ``failing`` fail.

    Raises :class:`LimitError` for a job that needs one that does not exist, and for jobs that wait for each other.
    """
    by_name = {job.name: job for job in jobs}
    missing = sorted({need for job in jobs for need in job.needs} - by_name.keys())
    if missing:
        raise LimitError(f"jobs need {missing[0]}, which does not exist")
    waiting = {job.name: set(job.needs) for job in jobs}
    dependents: dict[str, list[str]] = {}
    for job in jobs:
        for need in job.needs:
            dependents.setdefault(need, []).append(job.name)
    ready = [name for name, needs in waiting.items() if not needs]
    running: list[tuple[int, int, str]] = []
    runs: list[Run] = []
    skipped: set[str] = set()
    now = position = 0
    while ready or running:
        while ready and len(running) < runners:
            job = by_name[ready.pop(0)]
            runs.append(Run(job, now, now + job.seconds))
            heapq.heappush(running, (now + job.seconds, position, job.name))
            position += 1
        now, _, name = heapq.heappop(running)
        if name in failing:
            _skip(name, dependents, skipped)
            continue
        for dependent in dependents.get(name, []):
            waiting[dependent].discard(name)
            if not waiting[dependent] and dependent not in skipped:
                ready.append(dependent)
    if len(runs) + len(skipped) < len(jobs):
        raise LimitError("jobs wait for each other")
    return Schedule(tuple(runs), tuple(job for job in jobs if job.name in skipped))


def _skip(name: str, dependents: Mapping[str, Sequence[str]], skipped: set[str]) -> None:
    names = list(dependents.get(name, []))
    while names:
        dependent = names.pop()
        if dependent not in skipped:
            skipped.add(dependent)
            names += dependents.get(dependent, [])


def longest_path(jobs: Sequence[Job]) -> tuple[int, int]:
    """How many jobs wait for each other at most, and how long these take: seconds, with as many runners as jobs."""
    by_name = {job.name: job for job in jobs}
    done: dict[str, tuple[int, int]] = {}

    def path(name: str) -> tuple[int, int]:
        if name not in done:
            before = [path(need) for need in by_name[name].needs]
            done[name] = (
                1 + max((count for count, _ in before), default=0),
                by_name[name].seconds + max((seconds for _, seconds in before), default=0),
            )
        return done[name]

    paths = [path(name) for name in by_name]
    return max((count for count, _ in paths), default=0), max((seconds for _, seconds in paths), default=0)
