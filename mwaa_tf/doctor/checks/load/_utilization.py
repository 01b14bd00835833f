"""CPU and memory of containers, against the threshold of AWS's verification script."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mwaa_tf.doctor.checks.load._shared import known_series, larger_class, sustained
from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.doctor.series import TimeSeries
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.metrics import HIGH_PERCENT, Cluster

_MINUTES = 60


def high_utilization(view: EnvironmentView, key: Callable[[Cluster], str], hint: str) -> Iterator[Issue]:
    """A warning for each cluster that used more than the threshold in the last hour, on average, and still does."""
    for cluster in Cluster:
        for series in known_series(view, [key(cluster)]):
            if isinstance(series, Issue):
                yield series
            elif (average := _high(series)) is not None:
                yield warning(
                    f"The {series.title} is {series.text(average)} on average over the last hour, above "
                    f"{HIGH_PERCENT} %.",
                    fix=f"{larger_class(view.environment.value)}; {hint}",
                    series=(series,),
                )


def _high(series: TimeSeries) -> float | None:
    recent, average = sustained(series), series.average(_MINUTES)
    if average is None or not recent or sum(recent) / len(recent) <= HIGH_PERCENT:
        return None
    return average if average > HIGH_PERCENT else None
