"""The bucket has versions."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView

_ENABLED = "Enabled"
_OTHERS = {"": "has no versions", "Suspended": "has its versions suspended"}


@check(
    "permissions.bucket-versioning",
    title="The bucket has versions",
    fix="Turn versioning on.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html",
    reads=("bucket",),
    covers=("guide: bucket",),
)
def bucket_versioning(view: EnvironmentView) -> Iterator[Issue]:
    """Versioning of the bucket is enabled.

    MWAA refuses a bucket without versions, and keeps requirements, plugins and startup script by version.
    """
    status = view.bucket.versioning.value
    arn = view.environment.value.bucket_arn
    name = arn.rpartition(":")[2]
    if status in _OTHERS:
        command = f"aws s3api put-bucket-versioning --bucket {name} --versioning-configuration Status={_ENABLED}"
        yield failure(f"The bucket {name} {_OTHERS[status]}.", fix=f"Turn them on: `{command}`", subject=arn)
    elif status != _ENABLED:
        text = f"the versioning of {name} has a status that mwaa_tf does not know: {status!r}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, text), subject=arn)
