"""Results of benchmarks and their verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from benchmarks.measure import Sample

Verdict = Literal["met", "missed", "not measured", "not judged", ""]


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of several rounds, and the least and the most of them."""

    median: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Goal:
    """A limit, in the unit of its result."""

    bound: Literal["at most", "at least"]
    limit: float

    def met_by(self, value: float) -> bool:
        """Whether ``value`` is within the limit."""
        return value <= self.limit if self.bound == "at most" else value >= self.limit


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the report."""

    what: str
    measured: Spread | None
    """None if it could not be measured."""
    goal: Goal | None = None
    """None for a result that only puts another into proportion."""
    unit: Literal["x", "MB", "kB", "µs", "ms", "%", "/s", "calls"] = "x"
    judged: bool = True
    """False if the goal does not apply at this size."""
    reason: str = ""
    """Why it was not measured."""

    @property
    def verdict(self) -> Verdict:
        """Whether the goal is met; a result that was not measured has not met it."""
        if self.measured is None:
            return "not measured"
        if self.goal is None:
            return ""
        if not self.judged:
            return "not judged"
        return "met" if self.goal.met_by(self.measured.median) else "missed"


def ratio(samples: Sequence[Sample], against: Sequence[Sample]) -> Spread:
    """Spread of the time of ``samples`` divided by that of ``against``, round by round."""
    return spread(sample.seconds / base.seconds for sample, base in zip(samples, against, strict=True))


def cpu_ratio(samples: Sequence[Sample], against: Sequence[Sample]) -> Spread:
    """Like :func:`ratio`, of CPU time."""
    return spread(sample.cpu / base.cpu for sample, base in zip(samples, against, strict=True))


def spread(values: Iterable[float]) -> Spread:
    """The spread of ``values``, of which there is at least one."""
    values = list(values)
    return Spread(median(values), min(values), max(values))
