"""Buckets: what Terraform would not delete with them, and how they are emptied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.buckets import PAGE, BucketContents, bucket_contents, empty_bucket, managed_buckets
from mwaa_tf.lifecycle.recorded_state import RecordedResource
from mwaa_tf.local_aws import LocalAws
from tests.support import OWNER

BUCKET = "analytics-dags"


@pytest.fixture
def s3(local: LocalAws) -> Iterator[Any]:
    """The owner's S3, with an empty, versioned bucket."""
    client = local.client("s3", OWNER)
    client.create_bucket(Bucket=BUCKET)
    client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    yield client
    if BUCKET in [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]:
        empty_bucket(client, BUCKET)
        client.delete_bucket(Bucket=BUCKET)


def resource(kind: str, **attributes: Any) -> RecordedResource:
    return RecordedResource(f"{kind}.this", kind, attributes)


def test_a_bucket_that_terraform_empties_itself_is_no_concern() -> None:
    resources = [
        resource("aws_s3_bucket", bucket="a", force_destroy=True),
        resource("aws_s3_bucket", bucket="b", force_destroy=False),
        resource("aws_s3_object", bucket="b", key="plugins.zip"),
        resource("aws_s3_object", bucket="externally-managed", key="plugins.zip"),
    ]

    assert managed_buckets(resources) == {"b": {"plugins.zip"}}


def test_an_empty_bucket_has_no_contents(s3: Any) -> None:
    assert bucket_contents(s3, BUCKET) is None


def test_a_bucket_that_does_not_exist_has_neither(s3: Any) -> None:
    assert bucket_contents(s3, "no-such-bucket-anywhere") is None
    assert empty_bucket(s3, "no-such-bucket-anywhere") == 0


def test_versions_and_delete_markers_are_contents_and_managed_objects_are_not(s3: Any) -> None:
    s3.put_object(Bucket=BUCKET, Key="plugins.zip", Body=b"1")
    assert bucket_contents(s3, BUCKET, frozenset({"plugins.zip"})) is None

    s3.put_object(Bucket=BUCKET, Key="dags/etl.py", Body=b"1")
    s3.delete_object(Bucket=BUCKET, Key="dags/etl.py")

    contents = bucket_contents(s3, BUCKET, frozenset({"plugins.zip"}))
    assert contents == BucketContents(BUCKET, 2)
    assert str(contents) == f"{BUCKET} (2 object versions)"


def test_a_bucket_is_emptied_by_pages_with_versions_markers_and_uploads(s3: Any) -> None:
    for number in range(PAGE + 1):
        s3.put_object(Bucket=BUCKET, Key=f"dags/{number}.py", Body=b"1")
    s3.put_object(Bucket=BUCKET, Key="dags/0.py", Body=b"2")
    s3.delete_object(Bucket=BUCKET, Key="dags/0.py")
    s3.create_multipart_upload(Bucket=BUCKET, Key="large")
    found = bucket_contents(s3, BUCKET)
    assert found
    assert str(found).endswith("(at least 1,000 object versions)")

    pages: list[int] = []
    assert empty_bucket(s3, BUCKET, pages.append) == PAGE + 3

    assert pages == [PAGE, PAGE + 3]
    assert not s3.list_multipart_uploads(Bucket=BUCKET).get("Uploads")
    assert bucket_contents(s3, BUCKET) is None
    s3.delete_bucket(Bucket=BUCKET)


@pytest.mark.parametrize("key", ["a b+c&<d>.py", "caf\u00e9/\u65e5\u672c.py", "tab\tkey", "dags/"])
def test_no_name_of_an_object_is_a_hindrance(s3: Any, key: str) -> None:
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"1")

    assert empty_bucket(s3, BUCKET) == 1
    assert bucket_contents(s3, BUCKET) is None


class RefusingS3:
    """An S3 with one version that it does not delete, as of a locked object, or that it does not list."""

    def __init__(self, *, key: str = "dags/etl.py", lists: bool = True, current: tuple[str, ...] = ()) -> None:
        self.key = key
        self.current = current
        self._lists = lists
        self.deleted_alone: list[str] = []
        self.calls = 0

    def list_object_versions(self, **_: Any) -> dict[str, Any]:
        self.calls += 1
        if not self._lists:
            answer = {"Error": {"Code": "AccessDenied", "Message": "not authorized to perform: s3:ListBucketVersions"}}
            raise ClientError(answer, "ListObjectVersions")
        return {"Versions": [] if self.deleted_alone else [{"Key": self.key, "VersionId": "v1"}]}

    def get_paginator(self, operation: str) -> Any:
        class Pages:
            def paginate(pages, **options: Any) -> list[dict[str, Any]]:  # noqa: N805
                if operation == "list_objects_v2":
                    return [{"Contents": [{"Key": key} for key in self.current], "IsTruncated": False}]
                return [self.list_object_versions(**options)]

        return Pages()

    def delete_objects(self, Delete: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: N803
        assert Delete["Objects"] == [{"Key": self.key, "VersionId": "v1"}]
        return {"Errors": [{"Key": self.key, "VersionId": "v1", "Code": "AccessDenied", "Message": "Object is locked"}]}

    def delete_object(self, Key: str, VersionId: str, **_: Any) -> None:  # noqa: N803
        assert VersionId == "v1"
        self.deleted_alone.append(Key)


def test_what_s3_refuses_to_delete_ends_it_with_the_reason() -> None:
    s3 = RefusingS3()

    with pytest.raises(
        MwaaTfError, match=r"version v1 of dags/etl\.py was not deleted: AccessDenied: Object is locked"
    ):
        empty_bucket(s3, BUCKET)

    assert s3.calls == 1


def test_a_key_that_xml_cannot_have_is_deleted_by_itself() -> None:
    s3 = RefusingS3(key="bell\x07")

    assert empty_bucket(s3, BUCKET) == 1
    assert s3.deleted_alone == ["bell\x07"]


def test_a_bucket_that_may_not_be_listed_is_not_called_empty() -> None:
    with pytest.raises(MwaaTfError, match=f"whether bucket {BUCKET} is empty is not known: .*s3:ListBucketVersions"):
        bucket_contents(RefusingS3(lists=False), BUCKET)
    with pytest.raises(MwaaTfError, match=f"bucket {BUCKET} cannot be emptied: .*AccessDenied"):
        empty_bucket(RefusingS3(lists=False), BUCKET)


def test_a_role_that_sees_no_versions_still_sees_objects() -> None:
    s3 = RefusingS3(lists=False, current=("dags/etl.py", "plugins.zip"))

    contents = bucket_contents(s3, BUCKET, frozenset({"plugins.zip"}))

    assert contents == BucketContents(BUCKET, 1, lists_versions=False)
    assert str(contents) == f"{BUCKET} (1 object)"
