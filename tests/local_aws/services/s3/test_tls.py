"""Buckets that deny what comes without TLS."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.local_aws import LocalAws

ACCOUNT = "111111111111"


@pytest.fixture
def s3(aws: LocalAws) -> Any:
    return aws.client("s3", ACCOUNT)


def deny(bucket: str, condition: dict[str, Any] | None) -> str:
    statement: dict[str, Any] = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
    }
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [{**statement, **({"Condition": condition} if condition else {})}]}
    )


@pytest.mark.parametrize(
    ("bucket", "condition"),
    [
        ("plain-http", {"Bool": {"aws:SecureTransport": "false"}}),
        ("plain-http-list", {"Bool": {"aws:SecureTransport": [False]}}),
        ("plain-http-if-exists", {"BoolIfExists": {"AWS:securetransport": "false"}}),
        ("old-tls", {"NumericLessThan": {"s3:TlsVersion": "1.2"}}),
        ("old-tls-inclusive", {"NumericLessThanEquals": {"s3:TlsVersion": 1.2}}),
        ("no-tls-at-all", {"Null": {"s3:TlsVersion": "true"}}),
    ],
)
def test_what_is_denied_without_tls_works(s3: Any, bucket: str, condition: dict[str, Any]) -> None:
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_policy(Bucket=bucket, Policy=deny(bucket, condition))

    s3.put_object(Bucket=bucket, Key="key", Body=b"text")

    assert s3.get_object(Bucket=bucket, Key="key")["Body"].read() == b"text"
    assert s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "key"}]})["Deleted"]


@pytest.mark.parametrize(
    ("bucket", "condition"),
    [
        ("everything", None),
        ("with-tls", {"Bool": {"aws:SecureTransport": "true"}}),
        ("newer-tls-only", {"NumericLessThan": {"s3:TlsVersion": "1.4"}}),
        ("this-tls-too", {"NumericLessThanEquals": {"s3:TlsVersion": "1.3"}}),
        ("any-tls", {"Null": {"s3:TlsVersion": "false"}}),
    ],
)
def test_what_is_denied_with_tls_too_stays_denied(s3: Any, bucket: str, condition: dict[str, Any] | None) -> None:
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_policy(Bucket=bucket, Policy=deny(bucket, condition))

    with pytest.raises(ClientError, match="AccessDenied"):
        s3.put_object(Bucket=bucket, Key="key", Body=b"text")


def test_the_policy_reads_as_it_was_put(s3: Any) -> None:
    policy = deny("as-put", {"Bool": {"aws:SecureTransport": "false"}})
    s3.create_bucket(Bucket="as-put")

    s3.put_bucket_policy(Bucket="as-put", Policy=policy)

    assert s3.get_bucket_policy(Bucket="as-put")["Policy"] == policy
