"""A metric over time: what checks judge and formats draw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TimeSeries:
    """Values of a metric in periods of equal length, the oldest first."""

    title: str
    """``CPU of schedulers``."""
    unit: str
    """What a value is followed by, with a space before it: `` %``; empty for a count."""
    start: datetime
    """When the first period begins."""
    period_seconds: int
    values: tuple[float | None, ...]
    """None for a period without data."""

    @property
    def known(self) -> tuple[float, ...]:
        """The values that there are."""
        return tuple(value for value in self.values if value is not None)

    @property
    def latest(self) -> float | None:
        """The most recent value; None where there is none."""
        return next((value for value in reversed(self.values) if value is not None), None)

    def last(self, minutes: int) -> tuple[float, ...]:
        """The values that there are of the last ``minutes``; the period that has not ended is one of them."""
        return tuple(value for value in self.values[-(minutes * 60 // self.period_seconds) :] if value is not None)

    def average(self, minutes: int) -> float | None:
        """The average of the last ``minutes``; None without values."""
        values = self.last(minutes)
        return sum(values) / len(values) if values else None

    def text(self, value: float) -> str:
        """``value`` with its unit, as a person reads it: ``87 %``, ``1,850 s``, ``0.4``."""
        rounded = f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"
        return f"{rounded}{self.unit}"
