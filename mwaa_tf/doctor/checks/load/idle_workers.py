"""Tasks wait, and no task runs."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.load._shared import sustained
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.metrics import QUEUED_TASKS, RUNNING_TASKS


@check(
    "load.idle-workers",
    title="Workers take the tasks that wait",
    fix="Look for errors of workers in the log group that ends with Worker; check the execution role's sqs and kms "
    "actions and the endpoint of SQS",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/monitoring-dashboard.html",
    reads=("metrics",),
    covers=("verify_env: check_celery_sqs_health",),
)
def idle_workers(view: EnvironmentView) -> Iterator[Issue]:
    """Where tasks are queued for 20 minutes, at least one runs.

    MWAA documents no metric of the workers' health. Workers that cannot reach the queue, or that end before they take a
    task, show in this: tasks wait, and none runs.
    """
    queued, running = view.metrics.of(QUEUED_TASKS), view.metrics.of(RUNNING_TASKS)
    waiting, active = sustained(queued), sustained(running)
    if waiting and active and min(waiting) >= 1 and max(active) == 0:
        yield failure(
            f"{queued.text(round(waiting[-1]))} tasks have waited for 20 minutes, and no task runs.",
            series=(queued, running),
        )
