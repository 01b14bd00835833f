"""Faults of load: metrics that are too high, too low, or missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from mwaa_tf.mwaa.environment_classes import CLASSES
from mwaa_tf.mwaa.metrics import (
    AIRFLOW,
    DAG_BAG_SIZE,
    DATABASE_CPU,
    DATABASE_MEMORY,
    IMPORT_ERRORS,
    METRICS,
    QUEUE_AGE,
    QUEUED_TASKS,
    RUNNING_TASKS,
    SCHEDULER_HEARTBEAT,
    WORKER_HEARTBEAT,
    Cluster,
    containers,
    cpu,
    memory,
)
from tests.doctor.faults import _state
from tests.doctor.planted import Fault, Patient, Plant

Undo = _state.Undo

#: Values in each period of five minutes, so that those of the healthy environment among them do not count.
_SAMPLES = 100


def _data(patient: Patient, key: str, value: float, *, minutes: int, samples: int) -> Iterator[dict[str, Any]]:
    """``samples`` values of a metric every five minutes, up to now."""
    metric, now = METRICS[key], datetime.now(UTC)
    dimensions = {"Environment": patient.name, **metric.dimensions}
    for age in range(0, minutes, 5):
        yield {
            "Namespace": metric.namespace,
            "MetricName": metric.name,
            "Dimensions": [{"Name": name, "Value": text} for name, text in dimensions.items()],
            "Timestamp": now - timedelta(minutes=age),
            "Values": [value],
            "Counts": [samples],
        }


def _high(*values: tuple[str, float], minutes: int = 60, samples: int = _SAMPLES) -> Plant:
    """Metrics with a value for an hour."""

    def plant(patient: Patient) -> Undo:
        data = [each for key, value in values for each in _data(patient, key, value, minutes=minutes, samples=samples)]
        return _state.metrics(patient, *data)

    return plant


def _at_maximum(patient: Patient) -> Undo:
    """Tasks wait while as many workers report their CPU as may run."""
    most, periods = patient.environment["MaxWorkers"], {"minutes": 25}
    workers = [
        *_data(patient, containers(Cluster.BASE_WORKER), 50, samples=5, **periods),
        *_data(patient, containers(Cluster.ADDITIONAL_WORKER), 50, samples=5 * (most - 1), **periods),
    ]
    tasks = [
        *_data(patient, QUEUED_TASKS, 30, samples=_SAMPLES, **periods),
        *_data(patient, RUNNING_TASKS, 50, samples=_SAMPLES, **periods),
    ]
    return _state.metrics(patient, *workers, *tasks)


def _many_dags(patient: Patient) -> Undo:
    most = CLASSES[patient.environment["EnvironmentClass"]].dags
    return _high((DAG_BAG_SIZE, most + 1.0))(patient)


def _silent(key: str) -> Plant:
    """A component that died half a day after the environment was created: its heartbeats end, other metrics go on."""

    def plant(patient: Patient) -> Undo:
        return _after_a_day(patient, lambda datum: datum.name == METRICS[key].name)

    return plant


def _no_metrics_of_airflow(patient: Patient) -> Undo:
    return _after_a_day(patient, lambda datum: datum.namespace == AIRFLOW)


def _after_a_day(patient: Patient, is_lost: Any) -> Undo:
    patient.examine()  # which has the environment publish what it has to
    with ExitStack() as stack:
        stack.callback(_state.aged(patient))
        stack.callback(_state.metrics_without(patient, is_lost))
        return stack.pop_all().close


def _concurrency(patient: Patient) -> Undo:
    options = patient.environment["AirflowConfigurationOptions"]
    return _state.configured(patient, AirflowConfigurationOptions={**options, "celery.worker_concurrency": "20"})


FAULTS = (
    *(
        Fault(f"cpu-of-{cluster.name.lower().replace('_', '-')}", "load.cpu", _high((cpu(cluster), 97)))
        for cluster in Cluster
    ),
    *(
        Fault(f"memory-of-{cluster.name.lower().replace('_', '-')}", "load.memory", _high((memory(cluster), 93)))
        for cluster in Cluster
    ),
    Fault("cpu-of-database", "load.database", _high((DATABASE_CPU, 99), samples=400)),
    Fault("memory-of-database", "load.database", _high((DATABASE_MEMORY, 100 * 2**20), samples=400)),
    Fault("old-task-in-queue", "load.queue-age", _high((QUEUE_AGE, 2400))),
    Fault("no-worker-takes-tasks", "load.idle-workers", _high((QUEUED_TASKS, 12), (RUNNING_TASKS, 0))),
    Fault("all-workers-busy", "load.worker-maximum", _at_maximum),
    Fault("more-dags-than-the-class", "load.dag-count", _many_dags),
    Fault("dag-import-error", "code.import-errors", _high((IMPORT_ERRORS, 2))),
    Fault("silent-scheduler", "load.scheduler-heartbeat", _silent(SCHEDULER_HEARTBEAT)),
    Fault("silent-worker", "load.worker-heartbeat", _silent(WORKER_HEARTBEAT)),
    Fault("no-metrics-of-airflow", "load.metrics", _no_metrics_of_airflow),
    Fault("ignored-concurrency", "load.worker-concurrency", _concurrency),
)
