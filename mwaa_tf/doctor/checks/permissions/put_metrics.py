"""The execution role may publish metrics."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.permissions._role import ROLE_PAGE, RoleNeed, role_issues
from mwaa_tf.doctor.finding import Issue
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "permissions.put-metrics",
    title="The execution role may publish metrics",
    fix="Allow `cloudwatch:PutMetricData` on `*`.",
    source=ROLE_PAGE,
    reads=("execution_role",),
    covers=("verify_env: check_iam_permissions", "guide: execution role"),
)
def put_metrics(view: EnvironmentView) -> Iterator[Issue]:
    """The role may call `cloudwatch:PutMetricData`.

    Without it Airflow's metrics, its heartbeat among them, do not arrive in CloudWatch. `airflow:PublishMetrics`, which
    AWS's script tests, too, is deprecated and gone from AWS's page: a role without it is no fault.
    """
    yield from role_issues(view, [RoleNeed("cloudwatch:PutMetricData")])
