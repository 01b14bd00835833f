"""The execution role exists."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.permissions._role import ROLE_PAGE
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "permissions.execution-role-exists",
    title="The execution role exists",
    fix="Create a role with a new name, and give it to the environment: AWS advises against names of deleted roles.",
    source=ROLE_PAGE,
    reads=("execution_role",),
    covers=("verify_env: check_iam_permissions",),
)
def execution_role_exists(view: EnvironmentView) -> Iterator[Issue]:
    """IAM knows the role that the environment names.

    MWAA acts as this role: without it, nothing in the environment reads the bucket, writes logs or gets its tasks.
    """
    if view.execution_role.role.value is None:
        arn = view.environment.value.execution_role_arn
        yield failure(f"The execution role {arn} does not exist.", subject=arn)
