"""What every new bucket has: encryption, no ACLs, no public access; and what S3 answers where ACLs are disabled.

moto's buckets have none of these, like AWS's before 2023 (S3 user guide, default-encryption-faq and create-bucket-faq).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from moto.s3.exceptions import S3ClientError
from moto.s3.models import FakeAcl, FakeBucket, PublicAccessBlock, S3Backend
from moto.s3.responses import S3Response

from mwaa_tf.local_aws.patching import wrap

_ACLS_DISABLED = "BucketOwnerEnforced"
_OWNERSHIP = "x-amz-object-ownership"
_CANNED_ACL = "x-amz-acl"
_GRANT = "x-amz-grant-"
_FULL_CONTROL = "bucket-owner-full-control"

_OF_BUCKETS = ("CreateBucket", "PutBucketAcl")


def install() -> None:
    """Apply all patches; once per process."""
    wrap(FakeBucket, "__init__", _set_defaults)
    wrap(S3Backend, "delete_bucket_encryption", _reset_encryption)
    wrap(S3Response, "_bucket_response_put", _bucket_response_put)
    wrap(S3Response, "put_object_acl", _put_object_acl)
    wrap(S3Response, "_acl_from_headers", _acl_from_headers)


def _set_defaults(initialize: Callable[..., None], bucket: FakeBucket, *arguments: Any, **options: Any) -> None:
    """Encrypt a new bucket with keys of S3, disable its ACLs and block all public access to it."""
    initialize(bucket, *arguments, **options)
    bucket.encryption = _encryption_of_s3()
    bucket.ownership_rule = _ACLS_DISABLED  # type: ignore[assignment]  # moto keeps a text
    bucket.public_access_block = PublicAccessBlock("true", "true", "true", "true")


def _reset_encryption(delete: Callable[..., None], backend: S3Backend, bucket_name: str) -> None:
    """Go back to the encryption of new buckets (S3 API reference, DeleteBucketEncryption)."""
    delete(backend, bucket_name)
    backend.get_bucket(bucket_name).encryption = _encryption_of_s3()


def _encryption_of_s3() -> dict[str, Any]:
    return {"Rule": {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}}


def _bucket_response_put(
    put: Callable[..., Any], response: S3Response, request: Any, bucket_name: str, querystring: dict[str, Any]
) -> Any:
    """Refuse ACLs of buckets where they are disabled (S3 user guide, object-ownership-error-responses).

    Whether a new bucket with the canned ACL `private` is accepted is not documented; it gives full control to the
    owner only, so it is (inferred).
    """
    response._set_action("BUCKET", "PUT", querystring)
    action = response.data["Action"]
    if action == "PutBucketAcl" and _acls_disabled(response):
        raise _acls_not_supported()
    if action == "CreateBucket":
        headers = request.headers
        granted = any(name.lower().startswith(_GRANT) for name, _ in headers.items())
        owners_only = headers.get(_CANNED_ACL, "private") in ("private", _FULL_CONTROL) and not granted
        if headers.get(_OWNERSHIP, _ACLS_DISABLED) == _ACLS_DISABLED and not owners_only:
            raise S3ClientError(
                "InvalidBucketAclWithObjectOwnership",
                f"Bucket cannot have ACLs set with ObjectOwnership's {_ACLS_DISABLED} setting",
            )
    return put(response, request, bucket_name, querystring)


def _put_object_acl(put: Callable[..., Any], response: S3Response) -> Any:
    """Refuse the ACL of an object in a bucket whose ACLs are disabled."""
    if _acls_disabled(response):
        raise _acls_not_supported()
    return put(response)


def _acl_from_headers(
    read: Callable[..., FakeAcl | None], response: S3Response, headers: Mapping[str, str]
) -> FakeAcl | None:
    """Refuse a new object with an ACL other than full control of the bucket's owner where ACLs are disabled."""
    acl = read(response, headers)
    if acl is None or response.data.get("Action") in _OF_BUCKETS or not _acls_disabled(response):
        return acl
    if headers.get(_CANNED_ACL) != _FULL_CONTROL:
        raise _acls_not_supported()
    return None


def _acls_disabled(response: S3Response) -> bool:
    bucket = response.backend.buckets.get(response.bucket_name)
    return bucket is not None and str(bucket.ownership_rule) == _ACLS_DISABLED


def _acls_not_supported() -> S3ClientError:
    return S3ClientError("AccessControlListNotSupported", "The bucket does not allow ACLs")
