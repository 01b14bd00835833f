"""The bucket blocks public access."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.bucket import PublicAccessBlock
from mwaa_tf.text import join_words

_NAMES = {
    "block_acls": "BlockPublicAcls",
    "ignore_acls": "IgnorePublicAcls",
    "block_policy": "BlockPublicPolicy",
    "restrict": "RestrictPublicBuckets",
}


@check(
    "permissions.bucket-public-access",
    title="The bucket blocks public access",
    fix="Block all public access to the bucket.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html",
    reads=("bucket",),
    covers=(
        "verify_env: check_s3_block_public_access",
        "guide: bucket",
        "checkov: CKV_AWS_53",
        "checkov: CKV_AWS_54",
        "checkov: CKV_AWS_55",
        "checkov: CKV_AWS_56",
    ),
)
def bucket_public_access(view: EnvironmentView) -> Iterator[Issue]:
    """All four settings that block public access are on, in the bucket or in its account.

    S3 applies the stricter of both. MWAA refuses a bucket that could become public.
    """
    if any(block.content and block.content.is_complete for block in _blocks(view)):
        return
    known = [block.value for block in _blocks(view)]
    missing = [name for field, name in _NAMES.items() if not any(getattr(block, field, False) for block in known)]
    if missing:
        arn = view.environment.value.bucket_arn
        name = arn.rpartition(":")[2]
        settings = ",".join(f"{setting}=true" for setting in _NAMES.values())
        command = f"aws s3api put-public-access-block --bucket {name} --public-access-block-configuration {settings}"
        yield failure(
            f"The bucket {name} does not block public access: {join_words(missing, 'and')} "
            f"{'is' if len(missing) == 1 else 'are'} off, in the account, too.",
            fix=f"Block it: `{command}`",
            subject=arn,
        )


def _blocks(view: EnvironmentView) -> tuple[Reading[PublicAccessBlock | None], ...]:
    return view.bucket.public_access_block, view.bucket.account_public_access_block
