"""The objects of a versioned bucket: versions, copies, and deletes with preconditions.

A simple delete in a versioned bucket hides an object behind a delete marker; deleting the marker by its version brings
the very same version back, with its metadata, tags, encryption and locks (S3 user guide, DeleteMarker and
RemDelMarker). ``If-Match`` on a delete compares the ETag of the current version (S3 user guide, conditional-deletes;
general purpose buckets have it since September 2025). ``If-None-Match: *`` on a copy writes only where no object is
current; a delete marker is none (S3 user guide, conditional-writes).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from mwaa_tf.access.bisect.errors import BisectError
from mwaa_tf.aws_errors import AwsErrorKind, aws_error
from mwaa_tf.text import escape_control_characters, one_line

#: The largest object that CopyObject copies, in bytes (S3 API reference, CopyObject).
LARGEST_COPY = 5 * 2**30

#: Storage classes whose objects must be restored before they can be read (S3 user guide, storage-class-intro).
ARCHIVED = frozenset({"GLACIER", "DEEP_ARCHIVE"})

#: Error codes of a precondition that does not hold: the object is another, exists or does not exist, or is being
#: written now (S3 API reference, DeleteObject, CopyObject and PutObject).
_PRECONDITION = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412", "409"})
_MISSING = frozenset({"NoSuchKey", "NoSuchVersion", "404"})

#: What a copy does not take over by itself (S3 API reference, CopyObject): HeadObject has them under the same names.
_KEPT_BY_REQUEST = (
    "ServerSideEncryption",
    "SSEKMSKeyId",
    "BucketKeyEnabled",
    "StorageClass",
    "WebsiteRedirectLocation",
)


class PreconditionFailedError(Exception):
    """The object is not the one that was expected, or there is one or none against expectation."""

    def __init__(self, reason: str, *, is_retried: bool) -> None:
        super().__init__(reason)
        #: Whether the request was sent more than once: then the first may have succeeded, and its response been lost.
        self.is_retried = is_retried


class DeniedError(BisectError):
    """A policy does not allow the call."""


@dataclass(frozen=True, slots=True)
class ObjectVersion:
    """A version of an object."""

    key: str
    version: str
    etag: str
    size: int
    storage_class: str


@dataclass(slots=True)
class History:
    """All versions of a key."""

    versions: dict[str, ObjectVersion] = field(default_factory=dict)
    markers: list[str] = field(default_factory=list)
    """Versions of its delete markers."""
    current: ObjectVersion | None = None
    """None if a delete marker hides the object, or if there are no versions."""
    current_marker: str = ""
    """The delete marker that hides the object; empty if none does."""


class Bucket:
    """A versioned bucket. Every call that fails raises :class:`BisectError`, in words."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self.name = name
        self.clock = datetime.now(UTC)
        """S3's time at the last write of a document; it may differ from that of this machine."""

    def uri(self, key: str) -> str:
        """``s3://bucket/key``, fit for a terminal."""
        return escape_control_characters(f"s3://{self.name}/{key}")

    def check_versioned(self) -> None:
        """Raise :class:`BisectError` unless deletes of this bucket keep what they delete."""
        with _in_words():
            status = self._client.get_bucket_versioning(Bucket=self.name).get("Status", "off")
        if status != "Enabled":
            raise BisectError(f"versioning of the bucket {self.name} is {status}; MWAA needs it, and so does a bisect")

    def histories(self, prefix: str) -> Mapping[str, History]:
        """The versions of all keys that begin with ``prefix``; empty for a key without versions."""
        histories: defaultdict[str, History] = defaultdict(History)
        with _in_words():
            for page in self._client.get_paginator("list_object_versions").paginate(Bucket=self.name, Prefix=prefix):
                for entry in page.get("Versions", ()):
                    version = _object_version(entry)
                    histories[version.key].versions[version.version] = version
                    if entry["IsLatest"]:
                        histories[version.key].current = version
                for entry in page.get("DeleteMarkers", ()):
                    histories[entry["Key"]].markers.append(entry["VersionId"])
                    if entry["IsLatest"]:
                        histories[entry["Key"]].current_marker = entry["VersionId"]
        return histories

    def history(self, key: str) -> History:
        """The versions of one key."""
        return self.histories(key).get(key, History())

    def read(self, key: str, version: str) -> bytes:
        """The content of a version."""
        with _in_words():
            content: bytes = self._client.get_object(Bucket=self.name, Key=key, VersionId=version)["Body"].read()
        return content

    def read_if_exists(self, key: str) -> tuple[bytes, str] | None:
        """The content and the ETag of an object; None if there is none."""
        try:
            with _in_words():
                response = self._client.get_object(Bucket=self.name, Key=key)
                return response["Body"].read(), str(response["ETag"])
        except _MissingError:
            return None

    def write(self, key: str, content: bytes, *, if_match: str = "", if_none_match: str = "") -> str:
        """Write a JSON document and return its ETag. Raises :class:`PreconditionFailedError`."""
        conditions = {"IfMatch": if_match, "IfNoneMatch": if_none_match}
        given = {name: value for name, value in conditions.items() if value}
        try:
            with _in_words():
                response = self._client.put_object(
                    Bucket=self.name, Key=key, Body=content, ContentType="application/json", **given
                )
                if date := response["ResponseMetadata"]["HTTPHeaders"].get("date"):
                    self.clock = parsedate_to_datetime(date)
                return str(response["ETag"])
        except _MissingError as error:  # what S3 answers to If-Match where there is no object
            raise PreconditionFailedError(str(error), is_retried=error.is_retried) from error

    def copy(self, source: ObjectVersion, key: str, *, only_if_absent: bool = False) -> str:
        """Copy a version with everything that belongs to it to ``key``, and return the new version.

        Raises :class:`PreconditionFailedError`: the source is not what it was, or there is an object at ``key``.
        """
        version = {} if source.version == "null" else {"VersionId": source.version}
        with _in_words():
            head = self._client.head_object(Bucket=self.name, Key=source.key, **version)
            settings = {name: head[name] for name in _KEPT_BY_REQUEST if name in head}
            response = self._client.copy_object(
                Bucket=self.name,
                **settings,
                Key=key,
                CopySource={"Bucket": self.name, "Key": source.key, "VersionId": source.version},
                CopySourceIfMatch=source.etag,
                **({"IfNoneMatch": "*"} if only_if_absent else {}),
            )
            return str(response["VersionId"])

    def delete_current(self, key: str, etag: str) -> str:
        """Hide an object behind a delete marker, whose version is returned.

        Raises :class:`PreconditionFailedError` if the current version has another ETag, or if there is none.
        """
        try:
            with _in_words():
                return str(self._client.delete_object(Bucket=self.name, Key=key, IfMatch=etag)["VersionId"])
        except _MissingError as error:
            raise PreconditionFailedError(str(error), is_retried=error.is_retried) from error

    def delete_version(self, key: str, version: str) -> None:
        """Delete a version or a delete marker for good; that it no longer exists is no error."""
        with _in_words():
            self._client.delete_object(Bucket=self.name, Key=key, VersionId=version)

    def purge_hidden(self, key: str) -> None:
        """Delete all versions of an object that a delete marker hides, then the marker; what is written now stays."""
        history = self.history(key)
        if not (marker := history.current_marker):
            return
        for version in (*history.versions, *(other for other in history.markers if other != marker), marker):
            self.delete_version(key, version)


class _MissingError(BisectError):
    """There is no such object or version."""

    def __init__(self, reason: str, *, is_retried: bool) -> None:
        super().__init__(reason)
        self.is_retried = is_retried


@contextmanager
def _in_words() -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        known = aws_error(error)
        answer: dict[str, Any] = getattr(error, "response", {}).get("ResponseMetadata", {})
        is_retried = answer.get("RetryAttempts", 0) > 0
        if known.code in _PRECONDITION:
            raise PreconditionFailedError(known.reason, is_retried=is_retried) from error
        if known.code in _MISSING:
            raise _MissingError(known.reason, is_retried=is_retried) from error
        raise (DeniedError if known.kind is AwsErrorKind.DENIED else BisectError)(known.reason) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        reason = one_line(f"S3 answered what is not understood: {error!r}")
        raise BisectError(reason) from error


def _object_version(entry: Mapping[str, Any]) -> ObjectVersion:
    return ObjectVersion(
        entry["Key"], entry["VersionId"], entry["ETag"], int(entry["Size"]), entry.get("StorageClass", "STANDARD")
    )
