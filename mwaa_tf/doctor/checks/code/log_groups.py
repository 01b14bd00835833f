"""Log groups."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, not_checkable
from mwaa_tf.doctor.reading import Gap
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "code.log-groups",
    title="The log groups of all logs that are enabled exist",
    fix="Allow `logs:CreateLogGroup` in the execution role and in the key's policy, then disable and enable the log",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/monitoring-airflow.html",
    reads=("logs",),
    covers=(
        "verify_env: check_log_groups",
        "runbook AWSSupport-TroubleshootMWAAEnvironmentCreation: CheckIfRequiredLogGroupsExists",
        "guide: t-cloudwatch-cloudtrail-logs#t-task-logs",
    ),
)
def log_groups(view: EnvironmentView) -> Iterator[Issue]:
    """Each log that is enabled has its group in CloudWatch.

    A group that was deleted by hand does not come back by itself, and Airflow's errors are lost. Logs that are off
    are another check's: `code.logs-enabled`.
    """
    environment = view.environment.value
    for log, excerpt in view.logs.excerpts.value.items():
        if isinstance(excerpt, Gap):
            yield not_checkable(excerpt)
        elif not excerpt.exists and environment.is_ready:
            yield failure(f"{log} is enabled, but the log group {excerpt.group} does not exist.", subject=excerpt.group)
