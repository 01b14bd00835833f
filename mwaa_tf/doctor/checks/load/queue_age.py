"""How long tasks wait for a worker."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.load._shared import sustained
from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.metrics import QUEUE_AGE, QUEUE_AGE_SECONDS


@check(
    "load.queue-age",
    title="No task waits for a worker for half an hour",
    fix="Raise `max_workers` or the environment class, or let DAGs start at different times",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/monitoring-dashboard.html",
    reads=("metrics",),
    covers=("verify_env: check_celery_sqs_health", "guide: t-apache-airflow-202#stranded-tasks-202"),
)
def queue_age(view: EnvironmentView) -> Iterator[Issue]:
    """`ApproximateAgeOfOldestTask` is at most 1,800 seconds.

    That is the threshold of the alarm that AWS recommends. Tasks that wait longer may be failed by the scheduler
    (`scheduler.task_queued_timeout`, 600 seconds by default).
    """
    series = view.metrics.of(QUEUE_AGE)
    values = sustained(series)
    if values and min(values) > QUEUE_AGE_SECONDS:
        yield warning(
            f"The oldest queued task has waited for a worker for {series.text(values[-1])}.",
            series=(series,),
        )
