"""Memory of workers, schedulers and web servers."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.load._utilization import high_utilization
from mwaa_tf.doctor.finding import Issue
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.metrics import memory as memory_of


@check(
    "load.memory",
    title="Workers, schedulers and web servers have memory left",
    fix="Raise the environment class, or let fewer tasks run on a worker (`celery.worker_autoscale`)",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/accessing-metrics-cw-container-queue-db.html",
    reads=("metrics",),
    covers=("verify_env: check_environment_class_utilization",),
)
def memory(view: EnvironmentView) -> Iterator[Issue]:
    """`MemoryUtilization` of each kind of container is at most 85 % on average over the last hour.

    A container without memory is killed, with the tasks that run in it: they end with signal 9 or as zombies.
    """
    yield from high_utilization(view, memory_of, "or lower `celery.worker_autoscale`")
