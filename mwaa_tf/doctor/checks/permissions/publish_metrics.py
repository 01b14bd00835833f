"""The execution role and the metrics of environments."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.permissions._role import ROLE_PAGE, RoleNeed, decide, resource_arn
from mwaa_tf.doctor.finding import Issue, passed
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "permissions.publish-metrics",
    title="The deprecated permission for metrics is known",
    fix="Nothing: AWS no longer documents the permission.",
    source=ROLE_PAGE,
    reads=("execution_role",),
    covers=("verify_env: check_iam_permissions",),
)
def publish_metrics(view: EnvironmentView) -> Iterator[Issue]:
    """Says whether the role has `airflow:PublishMetrics`.

    AWS's script still tests it. It is deprecated and gone from AWS's page, so that a role without it is no fault.
    """
    environment = resource_arn(view, "airflow", f"environment/{view.environment.value.name}")
    if decide(view, RoleNeed("airflow:PublishMetrics", environment)).allowed:
        yield passed("the role has airflow:PublishMetrics, which is deprecated and harmless")
    else:
        yield passed("the role lacks airflow:PublishMetrics, which AWS no longer requires")
