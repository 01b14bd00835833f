"""Buckets that are to be destroyed: what is in them, and how they are emptied.

S3 deletes only an empty bucket, without any version and delete marker (S3 user guide, delete-bucket). Terraform deletes
the objects that it manages first, with all versions, and with `force_destroy` all others, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mwaa_tf.aws_errors import AwsErrorKind, aws_error
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.recorded_state import RecordedResource
from mwaa_tf.text import escape_control_characters, plural

#: Versions and delete markers that S3 lists, and deletes, in one call (API reference, DeleteObjects).
PAGE = 1_000

_ABSENT = ("404", "NoSuchBucket")

#: A key with a character that XML cannot have is deleted by itself: DeleteObjects takes a document of XML
#: (terraform-provider-aws, internal/service/s3/delete.go).
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class BucketContents:
    """What Terraform would not delete with a bucket: versions and delete markers that it does not manage."""

    bucket: str
    objects: int
    """Number of versions and delete markers on the first page that has any."""
    has_more: bool = False
    """Whether there are more than that."""
    lists_versions: bool = True
    """Whether S3 lists versions; False for a role that sees current objects only, and cannot empty the bucket."""

    def __str__(self) -> str:
        count = plural(self.objects, "object version" if self.lists_versions else "object")
        return f"{self.bucket} ({f'at least {count}' if self.has_more else count})"


def managed_buckets(resources: Iterable[RecordedResource]) -> Mapping[str, frozenset[str]]:
    """The buckets in a state that Terraform does not empty by itself, each with the keys of its managed objects."""
    resources = tuple(resources)
    keys: dict[str, set[str]] = {
        resource.text("bucket"): set()
        for resource in resources
        if resource.resource_type == "aws_s3_bucket" and not resource.attributes.get("force_destroy")
    }
    for resource in resources:
        if resource.resource_type == "aws_s3_object" and resource.text("bucket") in keys:
            keys[resource.text("bucket")].add(resource.text("key"))
    return {bucket: frozenset(names) for bucket, names in keys.items() if bucket}


def bucket_contents(s3: Any, bucket: str, managed_keys: frozenset[str] = frozenset()) -> BucketContents | None:
    """What is in ``bucket`` besides the objects at ``managed_keys``; None where nothing is, or where it is deleted.

    A role that may not list versions (s3:ListBucketVersions) at least sees current objects (s3:ListBucket). Raises
    :class:`~mwaa_tf.errors.MwaaTfError` if S3 does not say whether there are versions.
    """
    try:
        return _first_contents(s3, "list_object_versions", bucket, managed_keys)
    except Exception as error:
        failure = aws_error(error)
        if _is_absent(error):
            return None
        if failure.kind is AwsErrorKind.DENIED and (current := _current_contents(s3, bucket, managed_keys)):
            return current
        raise MwaaTfError(f"whether bucket {bucket} is empty is not known: {failure.reason}") from error


def _first_contents(s3: Any, operation: str, bucket: str, managed_keys: frozenset[str]) -> BucketContents | None:
    for page in s3.get_paginator(operation).paginate(Bucket=bucket):
        versions = [version for version in _listed(page) if version["Key"] not in managed_keys]
        if versions:
            return BucketContents(bucket, len(versions), bool(page.get("IsTruncated")))
    return None


def _current_contents(s3: Any, bucket: str, managed_keys: frozenset[str]) -> BucketContents | None:
    try:
        contents = _first_contents(s3, "list_objects_v2", bucket, managed_keys)
        return replace(contents, lists_versions=False) if contents else None
    except Exception:  # noqa: BLE001 - the error of the first attempt says what is missing
        return None


def empty_bucket(s3: Any, bucket: str, deleted: Callable[[int], None] = lambda _: None) -> int:
    """Delete all versions, delete markers and incomplete uploads in ``bucket``; return the number of the former two.

    ``deleted`` is called after each page with the number so far. Locks of objects are respected. A bucket that does
    not exist is empty. Raises :class:`~mwaa_tf.errors.MwaaTfError` for what S3 refuses to delete.
    """
    total = 0
    try:
        while versions := list(_versions(s3.list_object_versions(Bucket=bucket, MaxKeys=PAGE))):
            _delete(s3, bucket, versions)
            total += len(versions)
            deleted(total)
        for page in s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket):
            for upload in page.get("Uploads", ()):
                s3.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
    except MwaaTfError:
        raise
    except Exception as error:
        if _is_absent(error):
            return total
        raise MwaaTfError(f"bucket {bucket} cannot be emptied: {aws_error(error).reason}") from error
    return total


def _listed(page: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Versions and delete markers, or current objects."""
    for member in ("Versions", "DeleteMarkers", "Contents"):
        yield from page.get(member, ())


def _versions(page: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for version in _listed(page):
        yield {"Key": version["Key"], "VersionId": version["VersionId"]}


def _delete(s3: Any, bucket: str, versions: list[dict[str, str]]) -> None:
    together = [version for version in versions if not _NO_XML.search(version["Key"])]
    for version in versions:
        if version not in together:
            s3.delete_object(Bucket=bucket, **version)
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": together, "Quiet": True}) if together else {}
    for failure in answer.get("Errors", ()):
        if failure.get("Code") != "NoSuchKey":
            key = escape_control_characters(failure.get("Key", ""))
            raise MwaaTfError(
                f"bucket {bucket}: version {failure.get('VersionId')} of {key} was not deleted: "
                f"{failure.get('Code')}: {escape_control_characters(failure.get('Message', ''))}"
            )


def _is_absent(error: Exception) -> bool:
    return str(getattr(error, "response", {}).get("Error", {}).get("Code", "")) in _ABSENT
