"""The execution role may read the bucket."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.permissions._role import ROLE_PAGE, RoleNeed, role_issues
from mwaa_tf.doctor.finding import Issue
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.iam.patterns import ANY

_OBJECTS = ("s3:GetObject", "s3:GetObjectVersion")
_BUCKET = ("s3:GetBucketPublicAccessBlock", "s3:ListBucket")
_DOCUMENTED = ("s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:ListBucketVersions")


@check(
    "permissions.read-bucket",
    title="The execution role may read the bucket",
    fix="Allow `s3:GetObject*`, `s3:GetBucket*` and `s3:List*` on the bucket and its objects.",
    source=ROLE_PAGE,
    reads=("execution_role",),
    covers=("verify_env: check_iam_permissions", "guide: execution role"),
)
def read_bucket(view: EnvironmentView) -> Iterator[Issue]:
    """The role may list the bucket, read its objects in any version, and see that it is not public.

    Without it DAGs, requirements and plugins do not arrive, and MWAA refuses a bucket that it cannot examine. AWS
    documents patterns of actions; what they include beyond these is a warning.
    """
    bucket = view.environment.value.bucket_arn
    yield from role_issues(
        view,
        [
            *(RoleNeed(action, f"{bucket}/{ANY}") for action in _OBJECTS),
            *(RoleNeed(action, bucket) for action in _BUCKET),
            *(RoleNeed(action, bucket, is_required=False) for action in _DOCUMENTED),
        ],
    )
