"""Metrics of an environment over the last hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mwaa_tf.doctor.reading import Gap, GapKind, Reading, UnreadError
from mwaa_tf.doctor.series import TimeSeries


@dataclass(frozen=True, slots=True)
class MetricsSection:
    """The metrics of an environment, those of :data:`mwaa_tf.mwaa.metrics.METRICS`."""

    series: Reading[Mapping[str, TimeSeries | Gap]]
    """By key; a gap where CloudWatch answered others, but not this one."""

    def of(self, key: str) -> TimeSeries:
        """The metric ``key``. Raises :class:`UnreadError` if it could not be read."""
        series = self.series.value.get(key, Gap(GapKind.NOT_UNDERSTOOD, f"CloudWatch answered no metric {key}"))
        if isinstance(series, Gap):
            raise UnreadError(series)
        return series
