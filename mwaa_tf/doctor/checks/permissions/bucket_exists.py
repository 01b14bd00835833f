"""The bucket of the environment exists."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "permissions.bucket-exists",
    title="The bucket of the environment exists",
    fix="Create a bucket with versions in the region, and give it to the environment.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html",
    reads=("bucket",),
    covers=("guide: bucket",),
)
def bucket_exists(view: EnvironmentView) -> Iterator[Issue]:
    """S3 knows the bucket that the environment names.

    A bucket that is deleted takes DAGs, requirements and plugins with it; its name is free for any account of AWS, and
    what that account puts there would run with the execution role's rights.
    """
    if not view.bucket.exists.value:
        arn = view.environment.value.bucket_arn
        yield failure(f"The bucket {arn} does not exist.", subject=arn)
