"""Workers are alive."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.load._heartbeat import silent
from mwaa_tf.doctor.finding import Issue
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.metrics import WORKER_HEARTBEAT


@check(
    "load.worker-heartbeat",
    title="Workers send heartbeats",
    fix="Look for errors in the log group that ends with Worker; check the execution role's sqs actions and the "
    "endpoint of SQS",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/access-metrics-cw.html",
    reads=("metrics",),
    covers=("verify_env: check_celery_sqs_health",),
)
def worker_heartbeat(view: EnvironmentView) -> Iterator[Issue]:
    """A worker has sent a heartbeat within 20 minutes, as long as other metrics of Airflow arrive.

    An environment has at least one worker at any time, so that one is silent only if all fail.
    """
    yield from silent(view, WORKER_HEARTBEAT)
