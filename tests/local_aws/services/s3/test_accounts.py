"""Buckets of other accounts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.organization import prepare

OWNER, DATA = "111111111111", "222222222222"


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws([OWNER, DATA], region="us-east-1") as running:
        s3 = running.client("s3", OWNER)
        for bucket in ("closed", "open"):
            s3.create_bucket(Bucket=f"{bucket}-bucket")
            s3.put_object(Bucket=f"{bucket}-bucket", Key="data/k", Body=b"content")
        organization = prepare(running)
        statement = {
            "Effect": "Allow",
            "Principal": "*",
            "Action": ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
            "Resource": ["arn:aws:s3:::open-bucket", "arn:aws:s3:::open-bucket/data/*"],
            "Condition": {"StringEquals": {"aws:PrincipalOrgID": organization.id}},
        }
        s3.put_bucket_policy(Bucket="open-bucket", Policy=json.dumps({"Statement": [statement]}))
        yield running


@pytest.mark.parametrize(
    "call",
    [
        lambda s3: s3.head_bucket(Bucket="closed-bucket"),
        lambda s3: s3.list_objects_v2(Bucket="closed-bucket"),
        lambda s3: s3.get_object(Bucket="closed-bucket", Key="data/k"),
        lambda s3: s3.put_object(Bucket="closed-bucket", Key="data/k", Body=b""),
        lambda s3: s3.delete_object(Bucket="closed-bucket", Key="data/k"),
        lambda s3: s3.delete_bucket(Bucket="closed-bucket"),
        lambda s3: s3.get_bucket_policy(Bucket="closed-bucket"),
        lambda s3: s3.get_object(Bucket="open-bucket", Key="other"),
        lambda s3: s3.delete_object(Bucket="open-bucket", Key="data/k"),
        lambda s3: s3.put_bucket_policy(Bucket="open-bucket", Policy="{}"),
    ],
)
def test_what_no_policy_allows_is_denied(aws: LocalAws, call: Callable[[Any], Any]) -> None:
    with pytest.raises(ClientError) as caught:
        call(aws.client("s3", DATA))
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_what_the_policy_allows_works(aws: LocalAws) -> None:
    s3 = aws.client("s3", DATA)
    s3.put_object(Bucket="open-bucket", Key="data/new", Body=b"theirs")
    assert s3.get_object(Bucket="open-bucket", Key="data/k")["Body"].read() == b"content"
    assert {each["Key"] for each in s3.list_objects_v2(Bucket="open-bucket")["Contents"]} == {"data/k", "data/new"}
    s3.head_bucket(Bucket="open-bucket")


def test_the_owner_needs_no_policy(aws: LocalAws) -> None:
    s3 = aws.client("s3", OWNER)
    assert s3.get_object(Bucket="closed-bucket", Key="data/k")["Body"].read() == b"content"


def test_an_object_that_is_not_there_is_missing_only_to_who_may_list_it(aws: LocalAws) -> None:
    reading = {"Effect": "Allow", "Principal": {"AWS": DATA}, "Action": "s3:GetObject"}
    listing = {**reading, "Action": "s3:ListBucket", "Condition": {"StringLike": {"s3:prefix": ["data/*"]}}}
    statements = [
        {**reading, "Resource": "arn:aws:s3:::listed-bucket/*"},
        {**listing, "Resource": "arn:aws:s3:::listed-bucket"},
    ]
    owners, theirs = aws.client("s3", OWNER), aws.client("s3", DATA)
    owners.create_bucket(Bucket="listed-bucket")
    owners.put_bucket_policy(Bucket="listed-bucket", Policy=json.dumps({"Statement": statements}))

    assert status(lambda: theirs.get_object(Bucket="listed-bucket", Key="data/none")) == 404
    assert status(lambda: theirs.get_object(Bucket="listed-bucket", Key="other/none")) == 403
    assert status(lambda: theirs.list_objects_v2(Bucket="listed-bucket", Prefix="data/")) == 200
    assert status(lambda: theirs.list_objects_v2(Bucket="listed-bucket", Prefix="other/")) == 403
    assert status(lambda: theirs.list_objects_v2(Bucket="listed-bucket")) == 403


def test_the_owner_is_held_back_by_what_its_policy_denies(aws: LocalAws) -> None:
    denial = {
        "Effect": "Deny",
        "Principal": {"AWS": f"arn:aws:iam::{OWNER}:root"},
        "Action": "s3:PutObject",
        "NotResource": "arn:aws:s3:::denying-bucket/own/*",
    }
    s3 = aws.client("s3", OWNER)
    s3.create_bucket(Bucket="denying-bucket")
    s3.put_bucket_policy(Bucket="denying-bucket", Policy=json.dumps({"Statement": [denial]}))

    assert status(lambda: s3.put_object(Bucket="denying-bucket", Key="own/k", Body=b"")) == 200
    assert status(lambda: s3.put_object(Bucket="denying-bucket", Key="others/k", Body=b"")) == 403


def status(call: Callable[[], Any]) -> int:
    try:
        return int(call()["ResponseMetadata"]["HTTPStatusCode"])
    except ClientError as error:
        return int(error.response["ResponseMetadata"]["HTTPStatusCode"])


def test_a_name_that_is_taken_elsewhere_is_taken(aws: LocalAws) -> None:
    s3 = aws.client("s3", DATA)
    with pytest.raises(s3.exceptions.BucketAlreadyExists):
        s3.create_bucket(Bucket="closed-bucket")


def test_a_bucket_that_is_nowhere_is_not_found(aws: LocalAws) -> None:
    s3 = aws.client("s3", DATA)
    with pytest.raises(s3.exceptions.NoSuchBucket):
        s3.list_objects_v2(Bucket="nowhere-bucket")


@pytest.mark.parametrize("account_id", [OWNER, DATA])
def test_a_policy_that_cannot_be_judged_lets_nobody_in_and_says_why(aws: LocalAws, account_id: str) -> None:
    listing = {"Principal": "*", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::unjudged-bucket"}
    condition = {"StringMatches": {"aws:PrincipalArn": ".*"}}
    statements = [{"Effect": "Allow", **listing}, {"Effect": "Deny", **listing, "Condition": condition}]
    owners = aws.client("s3", OWNER)
    owners.create_bucket(Bucket="unjudged-bucket")
    owners.put_bucket_policy(Bucket="unjudged-bucket", Policy=json.dumps({"Statement": statements}))
    try:
        with pytest.raises(ClientError, match="statement 2: the condition operator 'StringMatches'") as caught:
            aws.client("s3", account_id).list_objects_v2(Bucket="unjudged-bucket")
    finally:
        owners.delete_bucket_policy(Bucket="unjudged-bucket")
        owners.delete_bucket(Bucket="unjudged-bucket")
    assert caught.value.response["Error"]["Code"] == "AccessDenied"
