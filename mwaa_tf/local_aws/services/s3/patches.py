"""Where moto's S3 answers differently from AWS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from moto.s3.models import FakeBucket, FakeDeleteMarker
from moto.s3.responses import S3Response

from mwaa_tf.local_aws.patching import wrap
from mwaa_tf.local_aws.services.s3 import conditional_copies, subresources


def install() -> None:
    """Apply all patches; once per process."""
    wrap(FakeBucket, "set_lifecycle", _set_lifecycle)
    wrap(S3Response, "serialized", _serialized)
    wrap(S3Response, "_bucket_response", subresources.respond)
    wrap(S3Response, "head_object", _with_null_version)
    wrap(S3Response, "get_object", _with_null_version)
    wrap(S3Response, "copy_object", conditional_copies.check)
    FakeDeleteMarker.dispose = _dispose  # type: ignore[attr-defined]


def _set_lifecycle(set_lifecycle: Callable[..., None], bucket: FakeBucket, rules: list[dict[str, Any]]) -> None:
    """Keep `NewerNoncurrentVersions` of a rule's expiration (S3 API reference, NoncurrentVersionExpiration).

    moto drops it, so that a reader gets another rule than the one that was put: Terraform waits for its own rule until
    it gives up.
    """
    set_lifecycle(bucket, rules)
    for rule, settings in zip(bucket.rules, rules, strict=True):
        rule.newer_noncurrent_versions = _newer_noncurrent_versions(settings)  # type: ignore[attr-defined]


def _serialized(serialize: Callable[..., Any], response: S3Response, result: Any) -> Any:
    """Return `NewerNoncurrentVersions` where :func:`_set_lifecycle` has kept it."""
    if response.data.get("Action") == "GetBucketLifecycleConfiguration" and isinstance(result.result, dict):
        rules: list[Any] = response.backend.get_bucket_lifecycle(response.bucket_name)
        newer_versions = {rule.id: rule.newer_noncurrent_versions for rule in rules}
        for rule in result.result.get("Rules", ()):
            if count := newer_versions.get(rule.get("ID")):
                rule.setdefault("NoncurrentVersionExpiration", {})["NewerNoncurrentVersions"] = count
    return serialize(response, result)


def _with_null_version(read: Callable[..., Any], response: S3Response, *arguments: Any, **options: Any) -> Any:
    """Return the version `null` of an object that is older than its bucket's versioning; moto returns none.

    "Objects that are stored in your bucket before you set the versioning state have a version ID of null" (S3 user
    guide, versioning-workflows).
    """
    status, headers, body = read(response, *arguments, **options)
    bucket = response.backend.buckets.get(response.bucket_name)
    if status < 300 and bucket is not None and bucket.versioning_status:
        headers.setdefault("x-amz-version-id", "null")
    return status, headers, body


def _newer_noncurrent_versions(rule: Mapping[str, Any]) -> Any:
    return (rule.get("NoncurrentVersionExpiration") or {}).get("NewerNoncurrentVersions")


def _dispose(_: object, garbage: bool = False) -> None:
    """Do nothing: a delete marker has no file.

    moto closes the file of every version that it drops, and takes a delete marker for a version that has one. A lock
    file of Terraform in S3 leaves such markers.
    """
