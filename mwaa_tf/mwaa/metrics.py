"""Metrics of environments in CloudWatch.

Namespaces, names and dimensions: MWAA user guide, access-metrics-cw and accessing-metrics-cw-container-queue-db.
Thresholds: its page monitoring-dashboard ("Recommended alarms"), and AWS's verification script (awslabs/aws-support-
tools, MWAA/verify_env/cloudwatch_verifier.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

CONTAINERS = "AWS/MWAA"
"""Namespace of the metrics that MWAA itself publishes: containers, queue, database."""

AIRFLOW = "AmazonMWAA"
"""Namespace of the metrics that Airflow publishes with the execution role, by ``cloudwatch:PutMetricData``."""


class Cluster(StrEnum):
    """The containers of an environment: values of the dimension ``Cluster``."""

    BASE_WORKER = "BaseWorker"
    ADDITIONAL_WORKER = "AdditionalWorker"
    SCHEDULER = "Scheduler"
    WEBSERVER = "WebServer"

    @property
    def label(self) -> str:
        """As a person says it, in the plural."""
        return {
            Cluster.BASE_WORKER: "base workers",
            Cluster.ADDITIONAL_WORKER: "additional workers",
            Cluster.SCHEDULER: "schedulers",
            Cluster.WEBSERVER: "web servers",
        }[self]


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of an environment; each also has the dimension ``Environment``, its name."""

    key: str
    """What it is called here; fit for the id of a query of GetMetricData."""
    title: str
    """``CPU of schedulers``."""
    namespace: str
    name: str
    statistic: str
    unit: str = ""
    """What a value is followed by: `` %``, `` s``, `` MiB``; empty for a count."""
    dimensions: Mapping[str, str] = field(default_factory=dict, hash=False)
    scale: float = 1.0
    """What CloudWatch's value is multiplied by."""


def cpu(cluster: Cluster) -> str:
    """The key of the CPU of ``cluster``."""
    return f"{cluster.name.lower()}_cpu"


def memory(cluster: Cluster) -> str:
    """The key of the memory of ``cluster``."""
    return f"{cluster.name.lower()}_memory"


def containers(cluster: Cluster) -> str:
    """The key of the number of containers of ``cluster``."""
    return f"{cluster.name.lower()}_containers"


PERIOD_SECONDS = 300
"""A value covers five minutes, as in AWS's recommended alarms."""

DATABASE_CPU = "database_cpu"
DATABASE_MEMORY = "database_memory"
QUEUE_AGE = "queue_age"
QUEUED_TASKS = "queued_tasks"
RUNNING_TASKS = "running_tasks"
SCHEDULER_HEARTBEAT = "scheduler_heartbeat"
WORKER_HEARTBEAT = "worker_heartbeat"
DAG_BAG_SIZE = "dag_bag_size"
IMPORT_ERRORS = "import_errors"

_WRITER = {"DatabaseRole": "WRITER"}
_EXECUTOR = {"Function": "Executor"}
_DAG_PROCESSING = {"Function": "DAG Processing"}


def _of_cluster(cluster: Cluster) -> tuple[Metric, ...]:
    dimensions = {"Cluster": cluster.value}
    return (
        Metric(cpu(cluster), f"CPU of {cluster.label}", CONTAINERS, "CPUUtilization", "Average", " %", dimensions),
        Metric(
            memory(cluster), f"memory of {cluster.label}", CONTAINERS, "MemoryUtilization", "Average", " %", dimensions
        ),
    )


def _count(cluster: Cluster) -> Metric:
    """The number of containers: each reports its CPU once a minute, so that the values counted are containers.

    AWS documents no metric of their number; that each reports once a minute is inferred.
    """
    return Metric(
        containers(cluster),
        f"number of {cluster.label}",
        CONTAINERS,
        "CPUUtilization",
        "SampleCount",
        dimensions={"Cluster": cluster.value},
        scale=60 / PERIOD_SECONDS,
    )


METRICS: Mapping[str, Metric] = {
    metric.key: metric
    for metric in (
        *(metric for cluster in Cluster for metric in _of_cluster(cluster)),
        *(_count(cluster) for cluster in (Cluster.BASE_WORKER, Cluster.ADDITIONAL_WORKER)),
        Metric(DATABASE_CPU, "CPU of the metadata database", CONTAINERS, "CPUUtilization", "Average", " %", _WRITER),
        Metric(
            DATABASE_MEMORY,
            "free memory of the metadata database",
            CONTAINERS,
            "FreeableMemory",
            "Average",
            " MiB",
            _WRITER,
            scale=1 / 2**20,
        ),
        Metric(QUEUE_AGE, "age of the oldest queued task", CONTAINERS, "ApproximateAgeOfOldestTask", "Maximum", " s"),
        Metric(QUEUED_TASKS, "queued tasks", AIRFLOW, "QueuedTasks", "Average", dimensions=_EXECUTOR),
        Metric(RUNNING_TASKS, "running tasks", AIRFLOW, "RunningTasks", "Average", dimensions=_EXECUTOR),
        Metric(
            SCHEDULER_HEARTBEAT,
            "heartbeats of the schedulers",
            AIRFLOW,
            "SchedulerHeartbeat",
            "Sum",
            dimensions={"Function": "Scheduler"},
        ),
        Metric(
            WORKER_HEARTBEAT,
            "heartbeats of the workers",
            AIRFLOW,
            "CeleryWorkerHeartbeat",
            "Sum",
            dimensions={"Function": "Celery"},
        ),
        Metric(DAG_BAG_SIZE, "DAGs", AIRFLOW, "DagBagSize", "Maximum", dimensions=_DAG_PROCESSING),
        Metric(IMPORT_ERRORS, "DAG import errors", AIRFLOW, "ImportErrors", "Maximum", dimensions=_DAG_PROCESSING),
    )
}
"""By key."""

HIGH_PERCENT = 85
"""Average CPU or memory above which AWS's verification script suggests a larger class."""

DATABASE_HIGH_PERCENT = 95
"""CPU of the metadata database above which AWS recommends an alarm."""

DATABASE_FREE_MEMORY_MIB = 512
"""Free memory of the metadata database below which AWS recommends an alarm."""

QUEUE_AGE_SECONDS = 1800
"""Age of the oldest queued task above which AWS recommends an alarm."""

HEARTBEAT_MINUTES = 20
"""After so many minutes without a heartbeat AWS's verification script reports a failure."""
