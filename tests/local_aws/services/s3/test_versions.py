"""Old versions of objects: rules about them, and throwing them away."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.local_aws import LocalAws

ACCOUNT = "111111111111"


def bucket(aws: LocalAws, name: str) -> Any:
    s3 = aws.client("s3", ACCOUNT)
    s3.create_bucket(Bucket=name)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return s3


def test_a_rule_is_as_it_was_put(aws: LocalAws) -> None:
    s3 = bucket(aws, "with-rules")
    rules = [
        {
            "ID": "many",
            "Status": "Enabled",
            "Filter": {"Prefix": "a"},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 365, "NewerNoncurrentVersions": 50},
        },
        {
            "ID": "old",
            "Status": "Enabled",
            "Filter": {"Prefix": "b"},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
        },
    ]
    s3.put_bucket_lifecycle_configuration(Bucket="with-rules", LifecycleConfiguration={"Rules": rules})

    assert s3.get_bucket_lifecycle_configuration(Bucket="with-rules")["Rules"] == rules


def test_a_bucket_with_delete_markers_can_be_emptied(aws: LocalAws) -> None:
    s3 = bucket(aws, "with-markers")
    for _ in range(2):
        s3.put_object(Bucket="with-markers", Key="k.tflock", Body=b"locked")
        s3.delete_object(Bucket="with-markers", Key="k.tflock")
    found = s3.list_object_versions(Bucket="with-markers")
    versions = [
        {"Key": each["Key"], "VersionId": each["VersionId"]} for each in (*found["Versions"], *found["DeleteMarkers"])
    ]

    assert len(versions) == 4
    assert "Errors" not in s3.delete_objects(Bucket="with-markers", Delete={"Objects": versions})
    s3.delete_bucket(Bucket="with-markers")
    assert aws.failures == ()


def test_an_object_that_is_older_than_the_versioning_has_the_version_null(aws: LocalAws) -> None:
    s3 = aws.client("s3", ACCOUNT)
    s3.create_bucket(Bucket="versioned-later")
    s3.put_object(Bucket="versioned-later", Key="old", Body=b"old")
    assert "VersionId" not in s3.head_object(Bucket="versioned-later", Key="old")
    s3.put_bucket_versioning(Bucket="versioned-later", VersioningConfiguration={"Status": "Enabled"})

    for read in (s3.head_object, s3.get_object):
        assert read(Bucket="versioned-later", Key="old")["VersionId"] == "null"
        assert read(Bucket="versioned-later", Key="old", VersionId="null")["VersionId"] == "null"
    version = s3.put_object(Bucket="versioned-later", Key="old", Body=b"new")["VersionId"]
    assert s3.head_object(Bucket="versioned-later", Key="old")["VersionId"] == version


def test_a_copy_is_made_only_under_its_conditions(aws: LocalAws) -> None:
    s3 = bucket(aws, "with-copies")
    etag = s3.put_object(Bucket="with-copies", Key="ü b+c%20", Body=b"old")["ETag"]
    source = {"Bucket": "with-copies", "Key": "ü b+c%20"}
    other = s3.put_object(Bucket="with-copies", Key="existing", Body=b"new")["ETag"]

    def copy(key: str, **conditions: str) -> str:
        try:
            s3.copy_object(Bucket="with-copies", Key=key, CopySource=source, **conditions)
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return ""

    assert copy("a", CopySourceIfMatch=other) == "PreconditionFailed"
    assert copy("a", CopySourceIfMatch=etag) == ""
    assert copy("existing", IfNoneMatch="*") == "PreconditionFailed"
    s3.delete_object(Bucket="with-copies", Key="existing")
    assert copy("existing", IfNoneMatch="*") == ""
    assert copy("b", IfNoneMatch="*") == ""
