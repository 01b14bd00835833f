"""The bucket is in the region of the environment."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "permissions.bucket-region",
    title="The bucket is in the region of the environment",
    fix="Copy the files to a bucket in the environment's region, and give that to the environment.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html",
    reads=("bucket",),
    covers=("guide: bucket",),
)
def bucket_region(view: EnvironmentView) -> Iterator[Issue]:
    """The bucket is in the same region: MWAA takes no other, and no gateway endpoint leads to another."""
    region = view.bucket.region.value
    if region != view.target.region:
        arn = view.environment.value.bucket_arn
        yield failure(f"The bucket {arn} is in {region}, and the environment in {view.target.region}.", subject=arn)
