"""The execution role may see the account's public access block."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.permissions._role import ROLE_PAGE, RoleNeed, role_issues
from mwaa_tf.doctor.finding import Issue
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "permissions.account-public-access-block",
    title="The execution role may see the account's public access block",
    fix="Allow `s3:GetAccountPublicAccessBlock` on `*`.",
    source=ROLE_PAGE,
    reads=("execution_role",),
    covers=("verify_env: check_iam_permissions", "guide: execution role"),
)
def account_public_access_block(view: EnvironmentView) -> Iterator[Issue]:
    """The role may call `s3:GetAccountPublicAccessBlock`.

    MWAA asks for it when it creates or updates an environment, and fails with "Unable to check PublicAccessBlock
    configuration".
    """
    yield from role_issues(view, [RoleNeed("s3:GetAccountPublicAccessBlock")])
