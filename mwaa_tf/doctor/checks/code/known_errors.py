"""Errors in the logs with a known cause."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._error_groups import described, error_groups, unread_logs
from mwaa_tf.doctor.finding import Issue, failure, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.log_errors import CAUSES

_SOURCE = "https://docs.aws.amazon.com/mwaa/latest/userguide/troubleshooting.html"


@check(
    "code.known-errors",
    title="The logs of the last hour have no error with a known cause",
    fix="Remove the cause",
    source=_SOURCE,
    reads=("logs",),
    covers=(
        "verify_env: check_for_failing_logs",
        "runbook AWSSupport-TroubleshootMWAAEnvironmentCreation: CheckForErrorsInLogGroups",
        "guide: t-create-update-environment#t-requirements",
        "guide: t-cloudwatch-cloudtrail-logs#scheduler-postgres-library",
        "guide: t-cloudwatch-cloudtrail-logs#long-running-tasks",
        "guide: t-cloudwatch-cloudtrail-logs#t-task-fail-permission",
        "guide: t-apache-airflow-202#missing-snowflake",
        "guide: t-apache-airflow-202#failed-task-no-log",
    ),
)
def known_errors(view: EnvironmentView) -> Iterator[Issue]:
    """No log tells of missing memory, failed imports, denied access, throttling, requirements in conflict and so on.

    Each cause is one finding, with its most frequent message. Texts are those of Airflow, Celery, pip, botocore and
    MWAA's images. Secrets are masked.
    """
    groups = error_groups(view)
    for cause in CAUSES:
        same = [group for group in groups if group.cause is cause]
        if same:
            report = failure if cause.stops_work else warning
            yield report(
                f"{cause.name[0].upper()}{cause.name[1:]}: {described(same)}", fix=cause.fix, subject=same[0].log_group
            )
    yield from unread_logs(view)
