"""What a benchmark found, and whether that is good enough."""

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
    """A limit in the unit of the result that it is for."""

    bound: Literal["at most", "at least"]
    limit: float

    def met_by(self, value: float) -> bool:
        """Whether ``value`` keeps to the limit."""
        return value <= self.limit if self.bound == "at most" else value >= self.limit


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the report."""

    what: str
    measured: Spread | None
    """None where it could not be measured."""
    goal: Goal | None = None
    """None for what is reported to put another line into proportion."""
    unit: Literal["x", "MB", "µs"] = "x"
    judged: bool = True
    """False at a size for which the goal was not made."""
    reason: str = ""
    """Why it was not measured."""

    @property
    def verdict(self) -> Verdict:
        """What is not measured has not met its goal."""
        if self.measured is None:
            return "not measured"
        if self.goal is None:
            return ""
        if not self.judged:
            return "not judged"
        return "met" if self.goal.met_by(self.measured.median) else "missed"


def ratio(samples: Sequence[Sample], against: Sequence[Sample]) -> Spread:
    """How many times as long ``samples`` took: the two of each round are divided, then the rounds compared."""
    return spread(one.seconds / other.seconds for one, other in zip(samples, against, strict=True))


def spread(values: Iterable[float]) -> Spread:
    """The spread of ``values``, of which there is at least one."""
    values = list(values)
    return Spread(median(values), min(values), max(values))
