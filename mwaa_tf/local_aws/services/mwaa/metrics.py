"""Metrics of environments that are alive: heartbeats, utilization, queues.

Names and dimensions are those of the MWAA user guide (pages access-metrics-cw and accessing-metrics-cw-container-queue-
db) that AWS's verification script reads (awslabs/aws-support-tools, MWAA/verify_env). No Airflow runs: the values are
those of an environment without DAGs, and inferred; of tasks, there are those of :mod:`.tasks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from mwaa_tf.local_aws.services.mwaa.environment import LocalEnvironment
from mwaa_tf.local_aws.services.mwaa.tasks import running_tasks

if TYPE_CHECKING:
    from moto.cloudwatch.models import CloudWatchBackend

INTERVAL = timedelta(minutes=1)
"""Metrics have one value in a minute; the last one is a minute old."""

_AIRFLOW: Mapping[str, Mapping[str, float]] = {
    "Celery": {"CeleryWorkerHeartbeat": 1, "TaskExecuted": 0, "TaskPulled": 0, "TaskQueued": 0},
    "DAG Processing": {"DagBagSize": 0},
    "Executor": {"QueuedTasks": 0, "RunningTasks": 0},
    "Scheduler": {"SchedulerHeartbeat": 1},
}
"""By the dimension `Function`, in the namespace AmazonMWAA."""

_UTILIZATION: Mapping[str, float] = {"CPUUtilization": 5, "MemoryUtilization": 30}
_CLUSTERS = ("BaseWorker", "Scheduler", "WebServer")


def publish_before(read: Callable[..., Any], backend: CloudWatchBackend, *arguments: Any, **options: Any) -> Any:
    """Publish what the environments of an account have not yet published, then ``read`` metrics."""
    from moto.core.utils import utcnow

    from mwaa_tf.local_aws.services.mwaa.models import mwaa_backends

    last = utcnow().replace(second=0, microsecond=0) - INTERVAL
    environments = mwaa_backends[backend.account_id][backend.region_name]
    for name in environments.list_environments(None, None)[0]:
        environment = environments.get_environment(name)
        if environment.status.serves_ui and environment.published_at != last:
            environment.published_at = last
            for namespace, datum in _values(environment, last):
                backend.put_metric_data(namespace, [datum])
    return read(backend, *arguments, **options)


def _values(environment: LocalEnvironment, at: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    name = {"Name": "Environment", "Value": environment.identity.name}
    airflow = {
        **_AIRFLOW,
        "Executor": {**_AIRFLOW["Executor"], "RunningTasks": running_tasks(environment.identity.name)},
    }
    for function, metrics in airflow.items():
        for metric, value in metrics.items():
            dimensions = [name, {"Name": "Function", "Value": function}]
            yield "AmazonMWAA", _datum(metric, value, "Count", dimensions, at)
    for dimension in (*({"Name": "Cluster", "Value": cluster} for cluster in _CLUSTERS), _DATABASE):
        for metric, value in _UTILIZATION.items():
            if metric == "CPUUtilization" or dimension is not _DATABASE:
                yield "AWS/MWAA", _datum(metric, value, "Percent", [name, dimension], at)
    yield "AWS/MWAA", _datum("FreeableMemory", 1.0e9, "Bytes", [name, _DATABASE], at)


_DATABASE = {"Name": "DatabaseRole", "Value": "WRITER"}


def _datum(metric: str, value: float, unit: str, dimensions: list[dict[str, str]], at: datetime) -> dict[str, Any]:
    return {"MetricName": metric, "Value": value, "Unit": unit, "Dimensions": dimensions, "Timestamp": at}
