"""What a new bucket has by default, and what S3 answers where ACLs are disabled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws

ACCOUNT = "111111111111"
GRANT = f'id="{"7" * 64}"'
BLOCKED = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}

ACLS: list[Callable[[Any], Any]] = [
    lambda s3: s3.put_bucket_acl(Bucket="dags", ACL="private"),
    lambda s3: s3.put_object_acl(Bucket="dags", Key="old.py", ACL="private"),
    lambda s3: s3.put_object(Bucket="dags", Key="dag.py", ACL="private"),
    lambda s3: s3.put_object(Bucket="dags", Key="dag.py", GrantRead=GRANT),
    lambda s3: s3.copy_object(Bucket="dags", Key="dag.py", CopySource="dags/old.py", ACL="private"),
    lambda s3: s3.create_multipart_upload(Bucket="dags", Key="dag.py", ACL="private"),
]


def error(s3: Any, call: Callable[[Any], Any]) -> dict[str, Any]:
    """The error of a call, and its HTTP status."""
    with pytest.raises(s3.exceptions.ClientError) as refusal:
        call(s3)
    response: dict[str, Any] = refusal.value.response
    return {**response["Error"], "Status": response["ResponseMetadata"]["HTTPStatusCode"]}


def _code(s3: Any, operation: str) -> str:
    return str(error(s3, lambda s3: getattr(s3, operation)(Bucket="dags"))["Code"])


@pytest.fixture
def s3(aws: LocalAws) -> Any:
    client = aws.client("s3", ACCOUNT)
    client.create_bucket(Bucket="dags")
    client.put_object(Bucket="dags", Key="old.py")
    return client


def encryption(s3: Any) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = s3.get_bucket_encryption(Bucket="dags")["ServerSideEncryptionConfiguration"]["Rules"]
    return rules


def test_a_new_bucket_is_encrypted_by_s3_and_returns_to_that(s3: Any) -> None:
    by_s3 = [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}]
    by_kms = [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": True}]
    assert encryption(s3) == by_s3
    assert s3.head_object(Bucket="dags", Key="old.py")["ServerSideEncryption"] == "AES256"

    s3.put_bucket_encryption(Bucket="dags", ServerSideEncryptionConfiguration={"Rules": by_kms})
    assert encryption(s3) == by_kms
    s3.delete_bucket_encryption(Bucket="dags")
    assert encryption(s3) == by_s3


def test_a_new_bucket_blocks_public_access_and_has_no_acls(s3: Any) -> None:
    assert s3.get_public_access_block(Bucket="dags")["PublicAccessBlockConfiguration"] == BLOCKED
    rules = s3.get_bucket_ownership_controls(Bucket="dags")["OwnershipControls"]["Rules"]
    assert rules == [{"ObjectOwnership": "BucketOwnerEnforced"}]


def test_both_can_be_removed(s3: Any) -> None:
    s3.delete_public_access_block(Bucket="dags")
    s3.delete_bucket_ownership_controls(Bucket="dags")

    assert _code(s3, "get_public_access_block") == "NoSuchPublicAccessBlockConfiguration"
    assert _code(s3, "get_bucket_ownership_controls") == "OwnershipControlsNotFoundError"


@pytest.mark.parametrize("request_with_acl", ACLS)
def test_an_acl_is_refused_where_acls_are_disabled(s3: Any, request_with_acl: Callable[[Any], Any]) -> None:
    refusal = error(s3, request_with_acl)
    assert (refusal["Code"], refusal["Message"], refusal["Status"]) == (
        "AccessControlListNotSupported",
        "The bucket does not allow ACLs",
        400,
    )


@pytest.mark.parametrize("request_with_acl", ACLS)
def test_an_acl_is_accepted_where_acls_are_enabled(s3: Any, request_with_acl: Callable[[Any], Any]) -> None:
    rules = [{"ObjectOwnership": "BucketOwnerPreferred"}]
    s3.put_bucket_ownership_controls(Bucket="dags", OwnershipControls={"Rules": rules})
    request_with_acl(s3)


def test_an_object_may_give_the_owner_of_the_bucket_full_control(s3: Any) -> None:
    s3.put_object(Bucket="dags", Key="dag.py", ACL="bucket-owner-full-control")
    (grant,) = s3.get_object_acl(Bucket="dags", Key="dag.py")["Grants"]
    assert grant["Permission"] == "FULL_CONTROL"


@pytest.mark.parametrize("acl", [{"ACL": "log-delivery-write"}, {"GrantRead": GRANT}])
def test_a_new_bucket_with_an_acl_needs_enabled_acls(s3: Any, acl: dict[str, str]) -> None:
    refusal = error(s3, lambda s3: s3.create_bucket(Bucket="logs", **acl))
    assert (refusal["Code"], refusal["Status"]) == ("InvalidBucketAclWithObjectOwnership", 400)
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["dags"]

    s3.create_bucket(Bucket="logs", ObjectOwnership="ObjectWriter", **acl)
    s3.create_bucket(Bucket="private", ACL="private")
