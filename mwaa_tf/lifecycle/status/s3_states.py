"""States in S3, read without Terraform: one listing of the bucket, then one object for each state that exists."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from mwaa_tf.aws_errors import AwsError, AwsErrorKind, aws_error
from mwaa_tf.blueprint import Workspace
from mwaa_tf.lifecycle.status.clients import AccountClients
from mwaa_tf.lifecycle.status.locks import S3_SUFFIX, StateLock, parse_lock
from mwaa_tf.lifecycle.status.readings import LARGEST_STATE, StateProblem, StateReading
from mwaa_tf.lifecycle.status.state_contents import EncryptedStateError, InvalidStateError, parse_state

_PROBLEMS = {
    AwsErrorKind.CREDENTIALS: StateProblem.CREDENTIALS,
    AwsErrorKind.NETWORK: StateProblem.TRANSIENT,
    AwsErrorKind.THROTTLED: StateProblem.TRANSIENT,
}

_MISSING = ("NoSuchKey", "404")


@dataclass(slots=True)
class _Listing:
    """The keys of the states and locks of a deployment, as one account sees them."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    is_done: bool = False
    keys: Mapping[str, datetime] | None = None
    """When each was written, by key; None where they cannot be listed."""
    error: AwsError | None = None


class S3States:
    """Reads states in S3; threads may share it. Makes no call but ListObjectsV2 and GetObject."""

    def __init__(self, clients: AccountClients) -> None:
        self._clients = clients
        self._lock = threading.Lock()
        self._listings: dict[object, _Listing] = {}

    def read(self, workspace: Workspace, reader: Workspace | None = None) -> StateReading:
        """The state of ``workspace``, with the credentials of ``reader``, a workspace that reads it, or with its own.

        A state that does not exist is told from one that may not be read, and a lock without permission to read it is
        reported too, if the bucket can be listed.
        """
        settings = workspace.backend.settings
        bucket, key = str(settings["bucket"]), str(settings["key"])
        location = f"s3://{bucket}/{key}"
        try:
            s3 = self._clients.get("s3", reader or workspace, str(settings["region"]))
            prefix = key.removesuffix(f"{workspace.path}/terraform.tfstate")
            listing = self._listing(s3, bucket, prefix)
            if listing.error and listing.error.kind is AwsErrorKind.DENIED:
                # The policy of a bucket that mwaa_tf creates allows each account to list only its own states.
                listing = self._listing(s3, bucket, key)
            if listing.error and listing.error.kind is not AwsErrorKind.DENIED:
                return _failed(location, listing.error)
            reading = StateReading(location)
            if listing.keys is None or key in listing.keys:
                reading = _read_object(s3, bucket, key, location)
            return _with_lock(reading, s3, bucket, f"{key}{S3_SUFFIX}", listing)
        except Exception as error:  # noqa: BLE001 - every failure of a call is reported
            return _failed(location, aws_error(error))

    def _listing(self, s3: Any, bucket: str, prefix: str) -> _Listing:
        """The listing, made by the first thread that needs it."""
        with self._lock:
            listing = self._listings.setdefault((id(s3), bucket, prefix), _Listing())
        with listing.lock:
            if not listing.is_done:
                try:
                    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
                    listing.keys = {
                        stored["Key"]: stored["LastModified"] for page in pages for stored in page.get("Contents", ())
                    }
                except Exception as error:  # noqa: BLE001 - told with each state
                    listing.error = aws_error(error)
                listing.is_done = True
            return listing


def _read_object(s3: Any, bucket: str, key: str, location: str) -> StateReading:
    try:
        answer = s3.get_object(Bucket=bucket, Key=key)
        if answer["ContentLength"] > LARGEST_STATE:
            reason = f"{location}: is larger than {LARGEST_STATE >> 20} MiB"
            return StateReading(location, problem=StateProblem.UNREADABLE, reason=reason)
        return StateReading(location, parse_state(answer["Body"].read()), answer["LastModified"])
    except InvalidStateError as error:
        reading = StateReading(location, problem=StateProblem.UNREADABLE, reason=f"{location}: {error}")
        is_encrypted = isinstance(error, EncryptedStateError)
        return replace(reading, modified=answer["LastModified"], is_encrypted=True) if is_encrypted else reading
    except Exception as error:  # noqa: BLE001
        failure = aws_error(error)
        return StateReading(location) if failure.code in _MISSING else _failed(location, failure)


def _with_lock(reading: StateReading, s3: Any, bucket: str, key: str, listing: _Listing) -> StateReading:
    if listing.keys is not None and key not in listing.keys:
        return reading
    created = listing.keys[key] if listing.keys is not None else None
    try:
        answer = s3.get_object(Bucket=bucket, Key=key)
        return replace(reading, lock=parse_lock(answer["Body"].read(), answer["LastModified"]))
    except Exception as error:  # noqa: BLE001
        failure = aws_error(error)
    if failure.code in _MISSING:
        return reading
    if created:
        note = f"who has locked the state is not known: {failure.reason}"
        return replace(reading, lock=StateLock(created=created), notes=(note,))
    return replace(reading, notes=(f"whether the state is locked is not known: {failure.reason}",))


def _failed(location: str, failure: AwsError) -> StateReading:
    if failure.code == "NoSuchBucket":
        bucket = location.removeprefix("s3://").partition("/")[0]
        return StateReading(location, problem=StateProblem.NO_BUCKET, reason=f"the bucket {bucket} does not exist")
    problem = _PROBLEMS.get(failure.kind, StateProblem.UNREADABLE)
    return StateReading(location, problem=problem, reason=f"{location}: {failure.reason}")
