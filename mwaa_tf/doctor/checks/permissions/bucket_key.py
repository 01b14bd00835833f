"""The bucket is encrypted with the key of the environment."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.arn import Arn
from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView

_KMS = ("aws:kms", "aws:kms:dsse")
_WITHOUT_KEY = "AES256"
_OF_AWS = "alias/aws/"


@check(
    "permissions.bucket-key",
    title="The bucket has no other key than the environment",
    fix="Encrypt the bucket with the environment's key, or with keys of S3, and copy its objects onto themselves.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html",
    reads=("bucket",),
    covers=("guide: customer managed keys",),
)
def bucket_key(view: EnvironmentView) -> Iterator[Issue]:
    """A bucket that is encrypted with a customer managed key has the same one as the environment.

    MWAA gets grants on the environment's key only: objects under another key cannot be read. Objects keep the key that
    they were written with. Keys of S3 suit every environment.
    """
    encryption = view.bucket.encryption.value
    name = view.environment.value.bucket_arn.rpartition(":")[2]
    if encryption is None or encryption.algorithm == _WITHOUT_KEY:
        yield passed("the bucket is encrypted with keys of S3")
        return
    if encryption.algorithm in _KMS and not encryption.key:
        yield passed("the bucket is encrypted with a key of AWS")
        return
    if encryption.algorithm not in _KMS:
        text = f"the bucket {name} has an encryption that mwaa_tf does not know: {encryption.algorithm!r}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, text))
        return
    bucket_key, key = _key_id(encryption.key), _key_id(view.environment.value.kms_key)
    if bucket_key.startswith(_OF_AWS) or bucket_key == key:
        return
    if "alias/" in (bucket_key[:6], key[:6]):
        text = f"the key of the bucket {name} and that of the environment cannot be compared: one is an alias"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, text))
        return
    of_environment = f"with {view.environment.value.kms_key}" if key else "with a key that AWS owns"
    yield failure(
        f"The bucket {name} is encrypted with {encryption.key}, and the environment {of_environment}.",
        subject=view.environment.value.bucket_arn,
    )


def _key_id(key: str) -> str:
    """The id of a key that may be given as an ARN; an alias begins with ``alias/``."""
    arn = Arn.find(key)
    resource = arn.resource if arn else key
    return resource.removeprefix("key/")
