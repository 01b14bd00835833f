"""Conditions of bucket policies on calls on objects: one judge, who knows all operators."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.support import DATA, OWNER

BUCKET = "judged"
ARNS = [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"]
USER = f"arn:aws:iam::{OWNER}:user/rehearsal"


@pytest.fixture
def s3(aws: LocalAws) -> Any:
    client = aws.client("s3", OWNER)
    client.create_bucket(Bucket=BUCKET)
    client.put_object(Bucket=BUCKET, Key="dags/a.py", Body=b"1")
    client.put_object(Bucket=BUCKET, Key="private/b", Body=b"2")
    return client


def put_policy(s3: Any, **statement: Any) -> None:
    document = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ARNS[1], **statement}
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [document]}))


CALLS: dict[str, Callable[[Any], Any]] = {
    "get": lambda s3: s3.get_object(Bucket=BUCKET, Key="dags/a.py"),
    "head": lambda s3: s3.head_object(Bucket=BUCKET, Key="dags/a.py"),
    "put": lambda s3: s3.put_object(Bucket=BUCKET, Key="dags/a.py", Body=b"3"),
    "new": lambda s3: s3.put_object(Bucket=BUCKET, Key="dags/new.py", Body=b"3"),
    "copy": lambda s3: s3.copy_object(Bucket=BUCKET, Key="c", CopySource={"Bucket": BUCKET, "Key": "dags/a.py"}),
    "delete": lambda s3: s3.delete_object(Bucket=BUCKET, Key="dags/a.py"),
    "tags": lambda s3: s3.get_object_tagging(Bucket=BUCKET, Key="dags/a.py"),
    "upload": lambda s3: s3.create_multipart_upload(Bucket=BUCKET, Key="dags/a.py"),
}

# What moto's own evaluation took for fulfilled, whatever the values are.
NEVER_MET = [
    {"StringNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/*"}},
    {"ArnNotLike": {"aws:PrincipalArn": USER}},
    {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::999999999999:role/x"}},
    {"StringEquals": {"aws:PrincipalAccount": DATA}},
    {"Bool": {"aws:SecureTransport": "false"}},
    {"Null": {"aws:SecureTransport": "true"}},
]
MET = [
    {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/*"}},
    {"ArnLike": {"aws:PrincipalArn": USER}},
    {"StringEquals": {"aws:PrincipalAccount": OWNER}},
    {"Bool": {"aws:SecureTransport": "true"}},
]


@pytest.mark.parametrize("condition", NEVER_MET)
@pytest.mark.parametrize("call", CALLS)
def test_a_denial_whose_condition_is_not_met_denies_no_call_on_objects(
    s3: Any, call: str, condition: dict[str, Any]
) -> None:
    put_policy(s3, Condition=condition)
    CALLS[call](s3)


@pytest.mark.parametrize("condition", MET)
@pytest.mark.parametrize("call", CALLS)
def test_a_denial_whose_condition_is_met_denies_every_call_on_objects(
    s3: Any, call: str, condition: dict[str, Any]
) -> None:
    put_policy(s3, Condition=condition)
    with pytest.raises(ClientError) as refused:
        CALLS[call](s3)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def deleted(s3: Any) -> tuple[set[str], dict[str, str]]:
    """The keys that one DeleteObjects deletes, and the errors of those that it does not."""
    response = s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": "dags/a.py"}, {"Key": "private/b"}]})
    errors = {error["Key"]: error["Code"] for error in response.get("Errors", [])}
    return {each["Key"] for each in response.get("Deleted", [])}, errors


def test_each_object_of_a_batch_is_judged_for_itself(s3: Any) -> None:
    put_policy(
        s3, Resource=f"arn:aws:s3:::{BUCKET}/private/*", Condition={"StringEquals": {"aws:PrincipalAccount": OWNER}}
    )
    assert deleted(s3) == ({"dags/a.py"}, {"private/b": "AccessDenied"})


def test_a_batch_of_another_account_needs_the_permission_for_each_object(aws: LocalAws, s3: Any) -> None:
    theirs = aws.client("s3", DATA)
    assert deleted(theirs) == (set(), {"dags/a.py": "AccessDenied", "private/b": "AccessDenied"})
    put_policy(
        s3,
        Effect="Allow",
        Principal={"AWS": DATA},
        Action="s3:DeleteObject",
        Resource=f"arn:aws:s3:::{BUCKET}/dags/*",
    )
    assert deleted(theirs) == ({"dags/a.py"}, {"private/b": "AccessDenied"})


def test_another_account_cannot_change_a_setting_that_moto_has_no_name_for(aws: LocalAws, s3: Any) -> None:
    rules = [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
    change = {"Bucket": BUCKET, "ServerSideEncryptionConfiguration": {"Rules": rules}}
    s3.put_bucket_encryption(**change)
    with pytest.raises(ClientError) as refused:
        aws.client("s3", DATA).put_bucket_encryption(**change)
    assert refused.value.response["Error"]["Code"] == "AccessDenied"
