"""The bucket's name is free."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.prerequisites._planned import is_planned
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.prerequisites import NameState


@check(
    "prerequisites.bucket-name",
    title="The bucket's name is free",
    fix="Choose another name: `source_bucket: { name: … }`",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
    reads=("prerequisites",),
)
def bucket_name(view: EnvironmentView) -> Iterator[Issue]:
    """No other account has a bucket of the name that the first apply will create.

    Names of buckets are unique among all accounts of a partition. One of the account itself is no fault: an apply that
    was interrupted leaves it. The other names are free by themselves: the environment's, since MWAA has none of that
    name, and the role's, which ends at random.
    """
    if not is_planned(view):
        yield passed("the environment exists")
        return
    bucket = view.prerequisites.bucket.value
    if bucket is None:
        yield passed("an existing bucket is used")
    elif bucket.state is NameState.OWN:
        yield passed(f"{bucket.name} exists in the account already")
    elif bucket.state is NameState.FOREIGN:
        yield failure(f"The bucket {bucket.name} belongs to another account.", subject=bucket.name)
