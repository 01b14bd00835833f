"""Metrics made by hand: an environment that idles, and what a test changes in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from mwaa_tf.doctor import EnvironmentView
from mwaa_tf.doctor.reading import Gap, Reading
from mwaa_tf.doctor.series import TimeSeries
from mwaa_tf.doctor.view.metrics import MetricsSection
from mwaa_tf.mwaa import metrics as facts
from mwaa_tf.mwaa.metrics import METRICS, PERIOD_SECONDS, Cluster
from tests.doctor.views import environment, healthy, read

PERIODS = 36
START = datetime(2026, 11, 27, tzinfo=UTC)

Values = float | list[float | None] | Gap | None

#: An environment without DAGs.
_IDLE: dict[str, Values] = {
    **{facts.cpu(cluster): 5.0 for cluster in Cluster},
    **{facts.memory(cluster): 30.0 for cluster in Cluster},
    facts.cpu(Cluster.ADDITIONAL_WORKER): None,
    facts.memory(Cluster.ADDITIONAL_WORKER): None,
    facts.containers(Cluster.BASE_WORKER): 1.0,
    facts.containers(Cluster.ADDITIONAL_WORKER): None,
    facts.DATABASE_CPU: 5.0,
    facts.DATABASE_MEMORY: 950.0,
    facts.QUEUE_AGE: None,
    facts.QUEUED_TASKS: 0.0,
    facts.RUNNING_TASKS: 0.0,
    facts.SCHEDULER_HEARTBEAT: 30.0,
    facts.WORKER_HEARTBEAT: 5.0,
    facts.DAG_BAG_SIZE: 0.0,
    facts.IMPORT_ERRORS: 0.0,
}


def series(key: str, values: Values) -> TimeSeries | Gap:
    """The metric ``key`` with ``values``: the last ones of three hours, one for all, or None for no data."""
    if isinstance(values, Gap):
        return values
    last = values if isinstance(values, list) else [values] * PERIODS
    padded = [None] * (PERIODS - len(last)) + last
    return TimeSeries(METRICS[key].title, METRICS[key].unit, START, PERIOD_SECONDS, tuple(padded))


def metrics(changes: dict[str, Values] | None = None) -> MetricsSection:
    """The metrics of an environment that idles, with ``changes`` by key."""
    values = {**_IDLE, **(changes or {})}
    return MetricsSection(read({key: series(key, value) for key, value in values.items()}))


def loaded(changes: dict[str, Values] | None = None, **facts_: Any) -> EnvironmentView:
    """The view of an environment that was created yesterday, with ``changes`` of its metrics and facts."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    return healthy(environment(**{"created_at": yesterday, **facts_}), metrics=metrics(changes))


def without_metrics(gap: Gap) -> EnvironmentView:
    """The view of an environment whose metrics could not be read."""
    return healthy(metrics=MetricsSection(Reading.unread(gap)))
