"""Conditions of CopyObject, which moto does not look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from moto.s3.exceptions import PreconditionFailed
from moto.s3.models import FakeKey
from moto.s3.responses import S3Response


def check(copy: Callable[..., Any], response: S3Response) -> Any:
    """Answer 412 if the source has another ETag than `x-amz-copy-source-if-match`, or the target exists.

    `If-None-Match: *` writes only where no version is current; a delete marker is none (S3 user guide,
    conditional-writes). moto looks at both only when an object is put.
    """
    expected = response.headers.get("x-amz-copy-source-if-match")
    source = _source(response) if expected else None
    if expected and isinstance(source, FakeKey) and _bare(source.etag) != _bare(expected):
        raise PreconditionFailed("x-amz-copy-source-If-Match")
    if response.headers.get("If-None-Match") == "*":
        target = response.backend.get_object(response.bucket_name, response.parse_key_name())
        if isinstance(target, FakeKey):
            raise PreconditionFailed("If-None-Match")
    return copy(response)


def _source(response: S3Response) -> object:
    source = urlsplit(response.headers["x-amz-copy-source"])
    bucket, _, key = unquote(source.path).lstrip("/").partition("/")
    version = parse_qs(source.query).get("versionId", [None])[0]
    return response.backend.get_object(bucket, key, version_id=version)


def _bare(etag: str) -> str:
    return etag.strip('"')
