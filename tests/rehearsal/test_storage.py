"""Files that a configuration names exist in the local AWS in the version that it names."""

from __future__ import annotations

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.storage import create_source_bucket, put_object

ACCOUNT = "111111111111"


@pytest.mark.parametrize(("version", "is_named"), [("3sL4kqtJlcpXroDTDmJ", True), ("latest", False), (None, False)])
def test_a_file_gets_the_version_that_is_named(local_aws: LocalAws, version: str | None, is_named: bool) -> None:
    create_source_bucket(local_aws, ACCOUNT, "acme-dags", "us-east-1")
    put_object(local_aws, ACCOUNT, "acme-dags", "requirements.txt", version)

    head = local_aws.client("s3", ACCOUNT).head_object(Bucket="acme-dags", Key="requirements.txt")

    assert (head["VersionId"] == version) is is_named
    assert head["VersionId"] not in ("latest", "null")
