"""The execution role may write and read the logs."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.permissions._logs import all_log_groups, enabled_log_groups
from mwaa_tf.doctor.checks.permissions._role import ROLE_PAGE, RoleNeed, role_issues
from mwaa_tf.doctor.finding import Issue, passed
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.iam.patterns import ANY

_STREAMS = ("logs:GetLogEvents", "logs:PutLogEvents")
_GROUPS = ("logs:CreateLogGroup", "logs:CreateLogStream")
_DOCUMENTED = ("logs:GetLogGroupFields", "logs:GetLogRecord", "logs:GetQueryResults")


@check(
    "permissions.write-logs",
    title="The execution role may write and read the logs",
    fix="Allow the documented actions of CloudWatch Logs on `log-group:airflow-ENVIRONMENT-*`.",
    source=ROLE_PAGE,
    reads=("execution_role",),
    covers=("verify_env: check_iam_permissions", "guide: execution role"),
)
def write_logs(view: EnvironmentView) -> Iterator[Issue]:
    """The role may create the enabled log groups and their streams, write to them, and read task logs for the UI.

    Without it there are no logs, and what breaks next breaks silently. The queries that AWS documents beyond that are a
    warning.
    """
    groups = enabled_log_groups(view)
    if not groups:
        yield passed("no log is enabled")
        return
    pattern = all_log_groups(view)
    yield from role_issues(
        view,
        [
            *(RoleNeed(action, f"{group}:*", pattern=pattern) for group in groups for action in _GROUPS),
            *(
                RoleNeed(action, f"{group}:log-stream:{ANY}", pattern=pattern)
                for group in groups
                for action in _STREAMS
            ),
            *(
                RoleNeed(action, f"{group}:*", pattern=pattern, is_required=False)
                for group in groups
                for action in _DOCUMENTED
            ),
            RoleNeed("logs:DescribeLogGroups", is_required=False),
        ],
    )
