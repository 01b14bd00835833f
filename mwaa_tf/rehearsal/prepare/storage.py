"""Buckets with their files, and KMS keys."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from mwaa_tf.arn import Arn
from mwaa_tf.mwaa.regions import DEFAULT_LOCATION, dns_suffix
from mwaa_tf.rehearsal.prepare.moto_ids import next_id

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws


def create_bucket(s3: Any, name: str, region: str) -> bool:
    """Create a bucket with the client ``s3``; False if the account has it already."""
    if name in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
        return False
    location = {} if region == DEFAULT_LOCATION else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=name, **location)
    return True


def create_private_bucket(s3: Any, name: str, region: str) -> bool:
    """Create a bucket that is versioned and blocks public access; False if the account has it already."""
    if not create_bucket(s3, name, region):
        return False
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    blocks = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(blocks, True))
    return True


def create_source_bucket(local: LocalAws, account_id: str, name: str, region: str, key_arn: str | None = None) -> None:
    """Create a bucket that MWAA accepts, encrypted with ``key_arn``; an existing one is not changed."""
    s3 = local.client("s3", account_id, region=region)
    if create_private_bucket(s3, name, region) and key_arn:
        default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn}
        rules = [{"ApplyServerSideEncryptionByDefault": default}]
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": rules})


def plugins_archive() -> bytes:
    """A plugins.zip with one module, which MWAA can unpack (MWAA user guide, configuring-dag-import-plugins)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hooks/__init__.py", "")
    return buffer.getvalue()


def put_object(
    local: LocalAws, account_id: str, bucket: str, path: str, version: str | None, content: bytes = b""
) -> None:
    """Upload a file; ``version`` becomes its version id, unless it is None or ``latest``."""
    from moto.s3.models import s3_backends

    local.client("s3", account_id).put_object(Bucket=bucket, Key=path, Body=content)
    if version and version != "latest":
        keys = s3_backends[account_id][local.partition].buckets[bucket].keys
        keys.getlist(path)[-1]._version_id = version


def create_key(arn: str, users: Iterable[str] = (), log_groups: Iterable[str] = ()) -> None:
    """Create the KMS key ``arn``; an existing one is not changed. Its account and the accounts ``users`` may use it.

    CloudWatch Logs may use it for log groups whose ARNs match a pattern of ``log_groups``.

    Without a client: the key of a state may be in an account that the deployment has no other part in.
    """
    from moto.kms import models

    key = Arn.parse(arn)
    backend = models.kms_backends[key.account_id][key.region]
    if key.resource_id not in backend.keys:
        with next_id(models, "generate_key_id", key.resource_id):
            backend.create_key(
                policy=_key_policy(key, sorted(users), sorted(log_groups)),
                key_usage="ENCRYPT_DECRYPT",
                key_spec="SYMMETRIC_DEFAULT",
                description="",
                tags=None,
            )


def _key_policy(key: Arn, users: Sequence[str], log_groups: Sequence[str]) -> str:
    """The policy that KMS gives a key by default, and statements for those who encrypt with it.

    These are the accounts that write objects, and CloudWatch Logs, which MWAA's log groups need in the policy of a
    customer managed key (MWAA user guide, custom-keys-certs, "Attach policy").
    """
    own, *others = (
        {"Effect": "Allow", "Principal": {"AWS": f"arn:{key.partition}:iam::{account}:root"}, "Resource": "*"}
        for account in (key.account_id, *users)
    )
    use = [{**other, "Action": ["kms:Decrypt", "kms:GenerateDataKey"]} for other in others]
    logs = [_use_by_logs(key, log_groups)] if log_groups else []
    return json.dumps({"Version": "2012-10-17", "Statement": [{**own, "Action": "kms:*"}, *use, *logs]})


def _use_by_logs(key: Arn, log_groups: Sequence[str]) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{key.region}.{dns_suffix(key.partition)}"},
        "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
        "Resource": "*",
        "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": log_groups}},
    }
