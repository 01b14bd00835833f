"""Subresources of buckets: those that moto takes for the bucket itself are refused by name."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
from moto.s3.responses import S3Response

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.services.s3.subresources import ANSWERED
from tests.local_aws.services.support import DATA, refused


@pytest.fixture
def s3(aws: LocalAws) -> Any:
    client = aws.client("s3", DATA)
    client.create_bucket(Bucket="dags")
    return client


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("delete_bucket_inventory_configuration", {"Id": "all"}),
        ("delete_bucket_metrics_configuration", {"Id": "all"}),
        ("delete_bucket_analytics_configuration", {"Id": "all"}),
        ("delete_bucket_intelligent_tiering_configuration", {"Id": "all"}),
        ("get_bucket_metrics_configuration", {"Id": "all"}),
        ("list_bucket_analytics_configurations", {}),
        ("put_bucket_request_payment", {"RequestPaymentConfiguration": {"Payer": "Requester"}}),
    ],
)
def test_an_unknown_subresource_is_refused_and_the_bucket_stays(
    s3: Any, operation: str, parameters: dict[str, Any]
) -> None:
    action = "".join(word.capitalize() for word in operation.split("_"))
    with refused("NotInLocalAws", f"the local AWS cannot do s3:{action}"):
        getattr(s3, operation)(Bucket="dags", **parameters)
    s3.head_bucket(Bucket="dags")


def test_the_owner_pays_for_requests(s3: Any) -> None:
    assert s3.get_bucket_request_payment(Bucket="dags")["Payer"] == "BucketOwner"
    with refused("NoSuchBucket"):
        s3.get_bucket_request_payment(Bucket="missing")


def test_subresources_that_moto_answers_still_do(s3: Any) -> None:
    s3.put_bucket_versioning(Bucket="dags", VersioningConfiguration={"Status": "Enabled"})
    assert s3.get_bucket_versioning(Bucket="dags")["Status"] == "Enabled"
    s3.put_object(Bucket="dags", Key="a", Body=b"")
    assert s3.list_objects_v2(Bucket="dags")["KeyCount"] == 1
    assert [version["Key"] for version in s3.list_object_versions(Bucket="dags")["Versions"]] == ["a"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_the_list_of_what_moto_answers_is_that_of_its_source(method: str) -> None:
    source = inspect.getsource(getattr(S3Response, f"_bucket_response_{method.lower()}"))
    named = re.findall(r'"([\w-]+)" in querystring|querystring\.get\("([\w-]+)"', source)
    # `id` is that of an inventory.
    assert ANSWERED[method] == {first or second for first, second in named} - {"id"}
