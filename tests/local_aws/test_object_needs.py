"""Versions of objects, and the keys that they are encrypted with: what S3 demands of a caller, as AWS documents it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.test_authorization import ACCOUNT, OTHER, allow, client

USER = f"arn:aws:iam::{ACCOUNT}:user/rehearsal"
VIA_S3 = {"kms:ViaService": "s3.us-east-1.amazonaws.com"}


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws([ACCOUNT, OTHER], region="us-east-1") as running:
        s3 = running.client("s3", ACCOUNT)
        s3.create_bucket(Bucket="dags")
        s3.put_bucket_versioning(Bucket="dags", VersioningConfiguration={"Status": "Enabled"})
        yield running
        assert running.failures == ()


@pytest.fixture(scope="module")
def key(aws: LocalAws) -> str:
    return str(aws.client("kms", ACCOUNT).create_key()["KeyMetadata"]["Arn"])


@pytest.fixture(scope="module")
def encrypted(aws: LocalAws, key: str) -> str:
    """A bucket that encrypts with the key by default."""
    bucket(aws, "encrypted", key)
    return "encrypted"


def bucket(aws: LocalAws, name: str, key_id: str | None, *, bucket_key: bool = False) -> None:
    s3 = aws.client("s3", ACCOUNT)
    s3.create_bucket(Bucket=name)
    default = {"SSEAlgorithm": "aws:kms", **({"KMSMasterKeyID": key_id} if key_id else {})}
    rule = {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": bucket_key}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})


def version(aws: LocalAws, path: str) -> str:
    return str(aws.client("s3", ACCOUNT).put_object(Bucket="dags", Key=path, Body=b"a")["VersionId"])


def denied(action: str, resource: str = "") -> AbstractContextManager[Any]:
    return pytest.raises(ClientError, match=f"not authorized to perform: {action}( on resource: {resource})?")


@pytest.mark.parametrize("operation", ["get_object", "head_object"])
def test_a_version_takes_the_action_for_versions_and_the_current_object_does_not(aws: LocalAws, operation: str) -> None:
    pinned = version(aws, "requirements.txt")
    read = {"Bucket": "dags", "Key": "requirements.txt"}
    aws.allow({ACCOUNT: [allow("s3:GetObject")]})
    getattr(client(aws, "s3"), operation)(**read)
    with pytest.raises(ClientError):
        getattr(client(aws, "s3"), operation)(**read, VersionId=pinned)
    aws.allow({ACCOUNT: [allow("s3:GetObjectVersion", on="arn:aws:s3:::dags/requirements.txt")]})
    getattr(client(aws, "s3"), operation)(**read, VersionId=pinned)
    with pytest.raises(ClientError):
        getattr(client(aws, "s3"), operation)(**read)


def test_the_policy_of_a_bucket_opens_versions_to_another_account_with_the_same_action(aws: LocalAws) -> None:
    pinned = version(aws, "shared")
    reading = {"Effect": "Allow", "Principal": {"AWS": OTHER}, "Resource": "arn:aws:s3:::dags/shared"}
    for action, kwargs, refused in (
        ("s3:GetObject", {}, {"VersionId": pinned}),
        ("s3:GetObjectVersion", {"VersionId": pinned}, {}),
    ):
        policy = json.dumps({"Version": "2012-10-17", "Statement": [{**reading, "Action": action}]})
        aws.client("s3", ACCOUNT).put_bucket_policy(Bucket="dags", Policy=policy)
        for operation in ("get_object", "head_object"):
            read = getattr(client(aws, "s3", OTHER), operation)
            assert read(Bucket="dags", Key="shared", **kwargs)
            with pytest.raises(ClientError):
                read(Bucket="dags", Key="shared", **refused)
    aws.client("s3", ACCOUNT).delete_bucket_policy(Bucket="dags")


def test_a_version_is_deleted_with_both_actions(aws: LocalAws) -> None:
    pinned = version(aws, "plugins.zip")
    for action, missing in (("DeleteObject", "DeleteObjectVersion"), ("DeleteObjectVersion", "DeleteObject")):
        aws.allow({ACCOUNT: [allow(f"s3:{action}")]})
        with denied(f"s3:{missing}", "arn:aws:s3:::dags/plugins.zip"):
            client(aws, "s3").delete_object(Bucket="dags", Key="plugins.zip", VersionId=pinned)
    aws.allow({ACCOUNT: [allow("s3:DeleteObject", "s3:DeleteObjectVersion")]})
    client(aws, "s3").delete_object(Bucket="dags", Key="plugins.zip", VersionId=pinned)


def test_each_object_of_a_list_is_deleted_with_its_own_permission(aws: LocalAws) -> None:
    mine, other = version(aws, "mine/a.py"), version(aws, "other/a.py")
    aws.allow({ACCOUNT: [allow("s3:DeleteObject*", on="arn:aws:s3:::dags/mine/*")]})
    s3 = client(aws, "s3")
    s3.delete_objects(Bucket="dags", Delete={"Objects": [{"Key": "mine/a.py", "VersionId": mine}]})
    with denied("s3:DeleteObject", "arn:aws:s3:::dags/other/a.py"):
        s3.delete_objects(Bucket="dags", Delete={"Objects": [{"Key": "mine/b.py"}, {"Key": "other/a.py"}]})
    aws.allow({ACCOUNT: [allow("s3:DeleteObject")]})
    with denied("s3:DeleteObjectVersion", "arn:aws:s3:::dags/other/a.py"):
        s3.delete_objects(Bucket="dags", Delete={"Objects": [{"Key": "other/a.py", "VersionId": other}]})


def test_tags_of_an_upload_and_of_a_version_take_actions_of_their_own(aws: LocalAws) -> None:
    pinned = version(aws, "tagged")
    aws.allow({ACCOUNT: [allow("s3:PutObject", "s3:GetObjectTagging")]})
    with denied("s3:PutObjectTagging"):
        client(aws, "s3").put_object(Bucket="dags", Key="tagged", Body=b"a", Tagging="team=data")
    client(aws, "s3").get_object_tagging(Bucket="dags", Key="tagged")
    with denied("s3:GetObjectVersionTagging"):
        client(aws, "s3").get_object_tagging(Bucket="dags", Key="tagged", VersionId=pinned)


def test_a_copy_reads_its_source_and_a_version_of_it_too(aws: LocalAws) -> None:
    pinned = version(aws, "from")
    copy = {"Bucket": "dags", "Key": "to"}
    source = {"Bucket": "dags", "Key": "from"}
    aws.allow({ACCOUNT: [allow("s3:PutObject")]})
    with denied("s3:GetObject", "arn:aws:s3:::dags/from"):
        client(aws, "s3").copy_object(**copy, CopySource=source)
    aws.allow({ACCOUNT: [allow("s3:PutObject", "s3:GetObject")]})
    client(aws, "s3").copy_object(**copy, CopySource=source)
    with denied("s3:GetObjectVersion", "arn:aws:s3:::dags/from"):
        client(aws, "s3").copy_object(**copy, CopySource={**source, "VersionId": pinned})


def test_an_encrypted_object_is_written_and_read_with_its_key(aws: LocalAws, encrypted: str, key: str) -> None:
    aws.allow({ACCOUNT: [allow("s3:*")]})
    with denied("kms:GenerateDataKey", key):
        client(aws, "s3").put_object(Bucket=encrypted, Key="state", Body=b"{}")
    aws.allow({ACCOUNT: [allow("s3:*"), allow("kms:GenerateDataKey", on=key, equals=VIA_S3)]})
    client(aws, "s3").put_object(Bucket=encrypted, Key="state", Body=b"{}")
    client(aws, "s3").head_object(Bucket=encrypted, Key="state")
    with denied("kms:Decrypt", key):
        client(aws, "s3").get_object(Bucket=encrypted, Key="state")
    with denied("kms:Decrypt", key):
        client(aws, "s3").copy_object(Bucket="dags", Key="state", CopySource={"Bucket": encrypted, "Key": "state"})
    with pytest.raises(ClientError):
        client(aws, "s3").head_object(Bucket=encrypted, Key="state", ChecksumMode="ENABLED")
    aws.allow({ACCOUNT: [allow("s3:*"), allow("kms:Decrypt", on=key, equals=VIA_S3)]})
    client(aws, "s3").get_object(Bucket=encrypted, Key="state")


def test_what_is_allowed_through_s3_only_is_not_allowed_otherwise(aws: LocalAws, key: str) -> None:
    aws.allow({ACCOUNT: [allow("kms:GenerateDataKey", on=key, equals=VIA_S3)]})
    with denied("kms:GenerateDataKey", key):
        client(aws, "kms").generate_data_key(KeyId=key, KeySpec="AES_256")
    aws.allow({ACCOUNT: [allow("kms:GenerateDataKey", on=key)]})
    client(aws, "kms").generate_data_key(KeyId=key, KeySpec="AES_256")


def test_headers_of_an_upload_choose_another_key_than_the_default(aws: LocalAws, encrypted: str) -> None:
    kms = aws.client("kms", ACCOUNT)
    other = kms.create_key()["KeyMetadata"]
    kms.create_alias(AliasName="alias/state", TargetKeyId=other["KeyId"])
    aws.allow({ACCOUNT: [allow("s3:*")]})
    for key_id in (other["Arn"], other["KeyId"], "alias/state", f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/state"):
        with denied("kms:GenerateDataKey", other["Arn"]):
            client(aws, "s3").put_object(
                Bucket=encrypted, Key="a", Body=b"", ServerSideEncryption="aws:kms", SSEKMSKeyId=key_id
            )
    client(aws, "s3").put_object(Bucket=encrypted, Key="a", Body=b"", ServerSideEncryption="AES256")


def test_the_key_that_aws_manages_takes_no_permission(aws: LocalAws) -> None:
    bucket(aws, "managed", None)
    bucket(aws, "managed-by-alias", "alias/aws/s3")
    aws.allow({ACCOUNT: [allow("s3:*")]})
    for name in ("managed", "managed-by-alias"):
        client(aws, "s3").put_object(Bucket=name, Key="a", Body=b"")
        client(aws, "s3").get_object(Bucket=name, Key="a")


@pytest.mark.parametrize(("bucket_key", "context"), [(True, ""), (False, "/a")])
def test_the_context_of_a_key_is_the_bucket_if_it_has_a_bucket_key_else_the_object(
    aws: LocalAws, key: str, bucket_key: bool, context: str
) -> None:
    name = f"context-{bucket_key}".lower()
    bucket(aws, name, key, bucket_key=bucket_key)
    right, wrong = (
        {"kms:EncryptionContext:aws:s3:arn": f"arn:aws:s3:::{name}{path}"} for path in (context, f"{context}b")
    )
    aws.allow({ACCOUNT: [allow("s3:*"), allow("kms:GenerateDataKey", equals=wrong)]})
    with denied("kms:GenerateDataKey", key):
        client(aws, "s3").put_object(Bucket=name, Key="a", Body=b"")
    aws.allow({ACCOUNT: [allow("s3:*"), allow("kms:GenerateDataKey", equals=right)]})
    client(aws, "s3").put_object(Bucket=name, Key="a", Body=b"")


def test_an_upload_in_parts_takes_both_actions_of_the_key(aws: LocalAws, encrypted: str, key: str) -> None:
    aws.allow({ACCOUNT: [allow("s3:*"), allow("kms:GenerateDataKey", on=key)]})
    upload = {"Bucket": encrypted, "Key": "large"}
    upload_id = client(aws, "s3").create_multipart_upload(**upload)["UploadId"]
    with denied("kms:Decrypt", key):
        client(aws, "s3").upload_part(**upload, UploadId=upload_id, PartNumber=1, Body=b"a")
    aws.allow({ACCOUNT: [allow("s3:*"), allow("kms:Decrypt", on=key)]})
    client(aws, "s3").upload_part(**upload, UploadId=upload_id, PartNumber=1, Body=b"a")
    with denied("kms:GenerateDataKey", key):
        client(aws, "s3").create_multipart_upload(**upload)


def test_the_key_of_another_account_has_to_allow_it_as_well(aws: LocalAws) -> None:
    kms = aws.client("kms", OTHER)
    foreign = kms.create_key()["KeyMetadata"]["Arn"]
    bucket(aws, "foreign-key", foreign)
    aws.allow({ACCOUNT: [allow("s3:*", "kms:*")]})
    with pytest.raises(ClientError, match=r"because no resource-based policy allows the kms:GenerateDataKey action"):
        client(aws, "s3").put_object(Bucket="foreign-key", Key="a", Body=b"")
    own = {"Effect": "Allow", "Principal": {"AWS": OTHER}, "Action": "kms:*", "Resource": "*"}
    use = {
        "Effect": "Allow",
        "Principal": {"AWS": ACCOUNT},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": "*",
        "Condition": {
            "StringEquals": VIA_S3,
            "StringLike": {"kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::foreign-key/*"},
        },
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [own, use]})
    kms.put_key_policy(KeyId=foreign, PolicyName="default", Policy=policy)
    client(aws, "s3").put_object(Bucket="foreign-key", Key="a", Body=b"")
    aws.allow({ACCOUNT: [allow("s3:*")]})
    with pytest.raises(ClientError, match=r"because no identity-based policy allows the kms:Decrypt action"):
        client(aws, "s3").get_object(Bucket="foreign-key", Key="a")
