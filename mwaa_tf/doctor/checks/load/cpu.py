"""CPU of workers, schedulers and web servers."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.load._utilization import high_utilization
from mwaa_tf.doctor.finding import Issue
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.metrics import cpu as cpu_of


@check(
    "load.cpu",
    title="Workers, schedulers and web servers have CPU left",
    fix="Raise the environment class, or move work out of DAG files and tasks",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/accessing-metrics-cw-container-queue-db.html",
    reads=("metrics",),
    covers=(
        "verify_env: check_environment_class_utilization",
        "guide: t-cloudwatch-cloudtrail-logs#scheduler-postgres-library",
    ),
)
def cpu(view: EnvironmentView) -> Iterator[Issue]:
    """`CPUUtilization` of each kind of container is at most 85 % on average over the last hour.

    Above it, AWS's verification script suggests a larger class. Schedulers without CPU start tasks late; web servers
    without CPU answer 5xx. A peak of minutes does not count.
    """
    yield from high_utilization(view, cpu_of, "or move work out of the top level of DAG files")
