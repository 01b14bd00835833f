"""MWAA inside moto's own `mock_aws`. It empties all accounts, so that no test with a local AWS is in this file."""

from __future__ import annotations

import pytest

from mwaa_tf.local_aws.services import mwaa


def test_mock_aws_finds_it_by_its_three_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    import boto3  # type: ignore[import-untyped]
    from moto import mock_aws

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    mwaa.install()
    with mock_aws():
        client = boto3.client("mwaa", region_name="eu-west-1")

        assert client.list_environments()["Environments"] == []
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            client.create_cli_token(Name="etl")
        assert client.publish_metrics(EnvironmentName="etl", MetricData=[])["ResponseMetadata"]["HTTPStatusCode"] == 200
