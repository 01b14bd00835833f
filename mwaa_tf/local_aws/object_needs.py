"""What calls on objects in S3 need besides their own action.

A version of an object has actions of its own, a copy reads its source, and an object that is encrypted with a customer
managed key takes the key (Amazon S3 API Reference, section "Permissions" of each operation; S3 user guide,
UsingKMSEncryption and mpuoverview). The AWS managed key `aws/s3` needs no permission: its policy is open to the
account that owns it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote
from xml.etree import ElementTree as ET

from mwaa_tf.iam.arns import ArnScope
from mwaa_tf.iam.patterns import ANY
from mwaa_tf.local_aws.api_requests import ApiRequest
from mwaa_tf.local_aws.resource_policies import find_bucket, key_arn
from mwaa_tf.mwaa.regions import dns_suffix

if TYPE_CHECKING:
    from moto.s3.models import FakeBucket

#: The action for a version of an object, where AWS asks for no other.
_FOR_VERSIONS = {
    "s3:GetObject": "s3:GetObjectVersion",
    "s3:GetObjectAcl": "s3:GetObjectVersionAcl",
    "s3:GetObjectAttributes": "s3:GetObjectVersionAttributes",
    "s3:PutObjectAcl": "s3:PutObjectVersionAcl",
}
#: The action that a version needs as well ("you also need", "you must always have s3:DeleteObject").
_ALSO_FOR_VERSIONS = {
    "s3:DeleteObject": "s3:DeleteObjectVersion",
    "s3:DeleteObjectTagging": "s3:DeleteObjectVersionTagging",
    "s3:GetObjectTagging": "s3:GetObjectVersionTagging",
    "s3:PutObjectTagging": "s3:PutObjectVersionTagging",
}
#: By header of an upload, the action that it brings with it.
_FOR_HEADERS = {"x-amz-acl": "s3:PutObjectAcl", "x-amz-tagging": "s3:PutObjectTagging"}

_UPLOADS = ("CopyObject", "CreateMultipartUpload", "PutObject")
_PARTS = ("UploadPart", "UploadPartCopy")

_SSE = "x-amz-server-side-encryption"


@dataclass(frozen=True, slots=True)
class _Encryption:
    """How an object is, or will be, encrypted with a key."""

    algorithm: str
    key_id: str
    """ARN, id or alias; empty for the AWS managed key."""
    bucket_key: bool


def object_actions(request: ApiRequest, action: str, body: bytes) -> Iterator[tuple[str, str]]:
    """The actions of a call whose own action is ``action``, each with its object or bucket (`arn:aws:s3:::…`)."""
    if request.action == "DeleteObjects":
        yield from _deleted(request.resource, body)
        return
    version = request.query.get("versionId")
    yield (_FOR_VERSIONS.get(action, action) if version else action), request.resource
    if version and action in _ALSO_FOR_VERSIONS:
        yield _ALSO_FOR_VERSIONS[action], request.resource
    if request.action == "GetObjectAttributes":
        yield ("s3:GetObjectVersion" if version else "s3:GetObject"), request.resource
    if request.action in _UPLOADS:
        for header, needed in _FOR_HEADERS.items():
            if request.headers.get(header):
                yield needed, request.resource
    if source := _copied(request):
        bucket, key, version = source
        yield ("s3:GetObjectVersion" if version else "s3:GetObject"), f"arn:aws:s3:::{bucket}/{key}"


def key_uses(request: ApiRequest, scope: ArnScope) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """The actions on keys that a call brings with it, each with the key's ARN and the condition keys of the use."""
    bucket, _, key = request.resource.partition(":::")[2].partition("/")
    if request.action in _UPLOADS:
        yield from _use("GenerateDataKey", _new(bucket, request.headers), bucket, key, request, scope)
    elif request.action in _PARTS:
        encryption = _of_upload(bucket, request.query.get("uploadId", ""))
        yield from _use("Decrypt", encryption, bucket, key, request, scope)
    elif request.action == "GetObject" or (request.action == "HeadObject" and "x-amz-checksum-mode" in request.headers):
        yield from _use("Decrypt", _of_object(bucket, key, request.query.get("versionId")), bucket, key, request, scope)
    if source := _copied(request):
        yield from _use("Decrypt", _of_object(*source), *source[:2], request, scope)


def _use(
    name: str, encryption: _Encryption | None, bucket: str, key: str, request: ApiRequest, scope: ArnScope
) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """One use of a customer managed key. With a bucket key its context is the bucket's ARN, else the object's."""
    if encryption is None or not encryption.algorithm.startswith("aws:kms"):
        return
    arn = key_arn(encryption.key_id, scope.account_id, request.region, scope.partition) if encryption.key_id else ""
    if not arn or encryption.key_id.endswith("alias/aws/s3"):
        return
    encrypted = f"arn:{scope.partition}:s3:::{bucket}" + ("" if encryption.bucket_key else f"/{key}")
    context = {
        "aws:ViaAWSService": "true",
        "kms:EncryptionContext:aws:s3:arn": encrypted,
        "kms:EncryptionContextKeys": "aws:s3:arn",
        "kms:ViaService": f"s3.{request.region}.{dns_suffix(scope.partition)}",
    }
    yield f"kms:{name}", arn, context


def _new(bucket_name: str, headers: Mapping[str, str]) -> _Encryption | None:
    """The encryption of an upload: what its headers say, else the default of the bucket."""
    bucket = find_bucket(bucket_name)
    default = _default(bucket) if bucket else None
    if _SSE not in headers:
        return default
    bucket_key = headers.get(f"{_SSE}-bucket-key-enabled", "").lower()
    in_bucket = bucket_key == "true" if bucket_key else bool(default and default.bucket_key)
    return _Encryption(headers[_SSE], headers.get(f"{_SSE}-aws-kms-key-id", ""), in_bucket)


def _default(bucket: FakeBucket) -> _Encryption | None:
    rule = (bucket.encryption or {}).get("Rule") or {}
    default = rule.get("ApplyServerSideEncryptionByDefault") or {}
    if not default:
        return None
    key_id = str(default.get("KMSMasterKeyID") or "")
    return _Encryption(str(default.get("SSEAlgorithm")), key_id, _is_true(rule.get("BucketKeyEnabled")))


def _of_object(bucket_name: str, key: str, version: str | None) -> _Encryption | None:
    """The encryption of an object, or of a version of it; None if there is none."""
    bucket = find_bucket(bucket_name)
    versions = bucket.keys.getlist(key, default=[]) if bucket else []
    stored = [item for item in versions if version in (None, str(item.version_id))]
    return _stored(stored[-1]) if stored else None


def _of_upload(bucket_name: str, upload_id: str) -> _Encryption | None:
    bucket = find_bucket(bucket_name)
    upload = bucket.multiparts.get(upload_id) if bucket else None
    if bucket is None or upload is None:
        return None
    if not upload.sse_encryption:
        return _default(bucket)
    return _Encryption(upload.sse_encryption, upload.kms_key_id or "", bucket_key=False)


def _stored(item: Any) -> _Encryption | None:
    """The encryption of an object of moto; None for a delete marker."""
    algorithm = getattr(item, "encryption", None)
    return _Encryption(algorithm, item.kms_key_id or "", _is_true(item.bucket_key_enabled)) if algorithm else None


def _copied(request: ApiRequest) -> tuple[str, str, str | None] | None:
    """Bucket, key and version of the object that a call copies; None if it copies none."""
    source = request.headers.get("x-amz-copy-source", "")
    if not source:
        return None
    path, _, query = source.partition("?")
    bucket, _, key = unquote(path).removeprefix("/").partition("/")
    return bucket, key, dict(parse_qsl(query)).get("versionId")


def _deleted(bucket_arn: str, body: bytes) -> Iterator[tuple[str, str]]:
    """The actions for each object of DeleteObjects; for any object if its body cannot be read."""
    try:
        listed = [item for item in ET.fromstring(body) if item.tag.endswith("Object")]  # noqa: S314
    except (ET.ParseError, ValueError):
        listed = []
    for item in listed:
        members = {member.tag.rpartition("}")[2]: member.text or "" for member in item}
        resource = f"{bucket_arn}/{members.get('Key') or ANY}"
        yield "s3:DeleteObject", resource
        if members.get("VersionId"):
            yield "s3:DeleteObjectVersion", resource
    if not listed:
        yield "s3:DeleteObject", bucket_arn


def _is_true(value: object) -> bool:
    return value is True or str(value).lower() == "true"
