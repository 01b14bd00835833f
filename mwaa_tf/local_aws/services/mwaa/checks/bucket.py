"""The source bucket and its files (page mwaa-s3-bucket of the MWAA user guide)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mwaa_tf.arn import Arn
from mwaa_tf.local_aws.services.mwaa.exceptions import ValidationException

if TYPE_CHECKING:
    from moto.s3.models import FakeBucket

FILES = {"Plugins": "plugins.zip", "Requirements": "requirements.txt", "StartupScript": "startup script"}
"""Prefix of a file's two settings (S3Path, S3ObjectVersion), and what the file is called."""


def check_bucket(bucket_arn: str, kms_key: str | None, account_id: str, region: str, partition: str) -> None:
    """Raise unless it is the account's own bucket in the region: versioned, private, its key (if any) ``kms_key``."""
    name = bucket_name(bucket_arn)
    bucket = _bucket(name, account_id, partition)
    if bucket is None or bucket.region_name != region:
        raise ValidationException(f"Invalid request provided: Unable to find the s3 bucket {name} in {region}")
    if not bucket.is_versioned:
        raise ValidationException(f"Invalid request provided: Provided bucket does not have versioning enabled: {name}")
    if not (_blocks_all(bucket.public_access_block) or _account_blocks_all(account_id, partition)):
        raise ValidationException(
            f"Invalid request provided: Provided bucket does not have BlockPublicAccess set for s3 bucket {name}"
        )
    bucket_key = _customer_key(bucket)
    if bucket_key and (kms_key is None or bucket_key.rsplit("/", 1)[-1] != kms_key.rsplit("/", 1)[-1]):
        raise ValidationException(
            f"Invalid request provided: The s3 bucket {name} is encrypted with the key {bucket_key}, "
            "which must be the key of the environment"
        )


def bucket_name(bucket_arn: str) -> str:
    """The name of the bucket with that ARN."""
    return Arn.parse(bucket_arn).resource


def missing_files(settings: Mapping[str, Any], account_id: str, partition: str) -> Iterator[str]:
    """A sentence for each file that the settings name and the bucket does not have in that version."""
    name = bucket_name(settings["SourceBucketArn"])
    for prefix, description in FILES.items():
        path = settings.get(f"{prefix}S3Path")
        version = settings.get(f"{prefix}S3ObjectVersion")
        if path and object_version(name, path, version, account_id, partition) is None:
            of_version = f" in version {version}" if version else ""
            yield f"The {description} does not exist: s3://{name}/{path}{of_version}"


def object_version(name: str, key: str, version: str | None, account_id: str, partition: str) -> str | None:
    """The version id of the object, the current one for a ``version`` of None; None if there is no such object."""
    from moto.s3.models import s3_backends

    if _bucket(name, account_id, partition) is None:
        return None
    current = s3_backends[account_id][partition].get_object(name, key, version)
    return None if current is None else str(current.version_id)


def _bucket(name: str, account_id: str, partition: str) -> FakeBucket | None:
    from moto.s3.models import s3_backends

    return s3_backends[account_id][partition].buckets.get(name)


def _blocks_all(block: Any) -> bool:
    """Whether a public access block, of a bucket or of an account, is complete. moto keeps the flags as strings."""
    return block is not None and all(
        str(getattr(block, flag)).lower() == "true"
        for flag in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    )


def _account_blocks_all(account_id: str, partition: str) -> bool:
    from moto.s3control.models import s3control_backends

    return _blocks_all(s3control_backends[account_id][partition].public_access_block)


def _customer_key(bucket: FakeBucket) -> str | None:
    """The customer managed key with which the bucket is encrypted by default."""
    rules = (bucket.encryption or {}).get("Rule", {})
    rule = rules[0] if isinstance(rules, list) else rules
    key = rule.get("ApplyServerSideEncryptionByDefault", {}).get("KMSMasterKeyID")
    return None if not key or str(key).endswith("alias/aws/s3") else str(key)
