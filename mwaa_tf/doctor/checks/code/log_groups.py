"""Log groups."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.environment import EnvironmentFacts
from mwaa_tf.mwaa.names import LOG_LEVELS, LogType
from mwaa_tf.mwaa.status import Status
from mwaa_tf.text import join_words


@check(
    "code.log-groups",
    title="The log groups of all logs that are enabled exist",
    fix="allow `logs:CreateLogGroup` in the execution role and in the key's policy, then disable and enable the log",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/monitoring-airflow.html",
    reads=("logs",),
    covers=(
        "verify_env: check_log_groups",
        "runbook AWSSupport-TroubleshootMWAAEnvironmentCreation: CheckIfRequiredLogGroupsExists",
        "checkov: CKV_AWS_242",
        "checkov: CKV_AWS_243",
        "checkov: CKV_AWS_244",
        "guide: t-cloudwatch-cloudtrail-logs#t-task-logs",
    ),
)
def log_groups(view: EnvironmentView) -> Iterator[Issue]:
    """Each log that is enabled has its group in CloudWatch; a log that is disabled, or above INFO for tasks,
    is named with the result: the configuration says so, and errors are missing in it.

    A group that was deleted by hand does not come back by itself, and Airflow's errors are lost.
    """
    environment = view.environment.value
    for log, excerpt in view.logs.excerpts.value.items():
        if isinstance(excerpt, Gap):
            yield not_checkable(excerpt)
        elif not excerpt.exists and environment.known_status is Status.AVAILABLE:
            yield failure(f"{log} is enabled, but the log group {excerpt.group} does not exist.", subject=excerpt.group)
    notes = [*_silent(environment)]
    if notes:
        yield passed(join_words(notes))


def _silent(environment: EnvironmentFacts) -> Iterator[str]:
    """The logs that lack messages by choice: tasks write theirs with INFO."""
    for log, setting in sorted(environment.logs.items()):
        if not setting.enabled:
            yield f"{log} is disabled"
        elif log == LogType.TASK and setting.level in LOG_LEVELS[: LOG_LEVELS.index("INFO")]:
            yield f"{log} has no messages of tasks below {setting.level}"
