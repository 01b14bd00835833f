"""Schedulers are alive."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.load._heartbeat import silent
from mwaa_tf.doctor.finding import Issue
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.metrics import SCHEDULER_HEARTBEAT


@check(
    "load.scheduler-heartbeat",
    title="Schedulers send heartbeats",
    fix="Look for errors in the log groups that end with Scheduler and DAGProcessing; remove the requirements or DAGs "
    "that were changed last",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/monitoring-dashboard.html",
    reads=("metrics",),
    covers=("guide: t-apache-airflow-202#error-scheduler-202",),
)
def scheduler_heartbeat(view: EnvironmentView) -> Iterator[Issue]:
    """A scheduler has sent a heartbeat within 20 minutes, as long as other metrics of Airflow arrive.

    Without a scheduler no task starts, and the UI says "The scheduler does not appear to be running".
    """
    yield from silent(view, SCHEDULER_HEARTBEAT)
