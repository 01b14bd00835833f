"""Heartbeats that must arrive."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks.load._shared import is_settled
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.metrics import AIRFLOW, HEARTBEAT_MINUTES, METRICS


def silent(view: EnvironmentView, key: str) -> Iterator[Issue]:
    """A failure if the heartbeat ``key`` has not arrived for 20 minutes, but others of Airflow have."""
    if not is_settled(view.environment.value):
        yield passed("the environment is new, or is not available")
        return
    series = view.metrics.of(key)
    if sum(series.last(HEARTBEAT_MINUTES)) > 0:
        return
    others = [other for other, metric in METRICS.items() if metric.namespace == AIRFLOW and other != key]
    if not any(view.metrics.of(other).last(HEARTBEAT_MINUTES) for other in others):
        yield not_checkable(Gap(GapKind.ABSENT, f"no metric of {AIRFLOW} has arrived for {HEARTBEAT_MINUTES} minutes"))
        return
    yield failure(f"No {series.title} have arrived for {HEARTBEAT_MINUTES} minutes.", series=(series,))
