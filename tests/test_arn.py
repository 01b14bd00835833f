"""ARNs, as the AWS General Reference writes them."""

from __future__ import annotations

import pytest

from mwaa_tf.arn import Arn


@pytest.mark.parametrize(
    ("text", "resource_type", "resource_id", "resource_name"),
    [
        ("arn:aws:iam::111111111111:role/ci/terraform", "role", "ci/terraform", "terraform"),
        ("arn:aws-cn:s3:::a-bucket", "", "a-bucket", "a-bucket"),
        ("arn:aws:logs:eu-west-1:111111111111:log-group:airflow-etl-Task:*", "log-group", "airflow-etl-Task:*", None),
        ("arn:aws:sns:us-east-1:111111111111:alarms", "", "alarms", "alarms"),
        ("arn:aws-us-gov:kms:us-gov-west-1:111111111111:key/0a1b", "key", "0a1b", "0a1b"),
    ],
)
def test_an_arn_has_fields_and_reads_as_it_was_written(
    text: str, resource_type: str, resource_id: str, resource_name: str | None
) -> None:
    arn = Arn.parse(text)

    assert str(arn) == text
    assert (arn.resource_type, arn.resource_id) == (resource_type, resource_id)
    if resource_name:
        assert arn.resource_name == resource_name


@pytest.mark.parametrize(
    "text", ["", "arn", "arn:aws:s3", "arn:aws:s3:::", "arn::s3:::bucket", "ARN:aws:s3:::bucket", "urn:aws:s3:::bucket"]
)
def test_text_that_is_no_arn_is_refused_by_name(text: str) -> None:
    assert Arn.find(text) is None
    with pytest.raises(ValueError, match="is not an ARN: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE"):
        Arn.parse(text)
