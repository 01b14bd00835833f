"""boto3: an environment from its creation to its deletion. Runs in the Python of the client."""

import json
import os
import time
from typing import Any

import boto3  # type: ignore[import-untyped,unused-ignore]
from botocore.exceptions import ClientError  # type: ignore[import-untyped,unused-ignore]

NAME = "by-boto3"


def main() -> None:
    place = json.loads(os.environ["PLACE"])
    mwaa = boto3.client("mwaa")
    print("boto3", boto3.__version__)
    arn = mwaa.create_environment(
        Name=NAME,
        SourceBucketArn=f"arn:aws:s3:::{place['bucket']}",
        DagS3Path="dags",
        ExecutionRoleArn=place["role_arn"],
        NetworkConfiguration={"SubnetIds": place["subnet_ids"], "SecurityGroupIds": [place["security_group_id"]]},
        WebserverAccessMode="PUBLIC_ONLY",
        Tags={"team": "data"},
    )["Arn"]
    environment = wait(mwaa, "AVAILABLE")
    assert (environment["Arn"], environment["MaxWorkers"]) == (arn, 10), environment
    names = [name for page in mwaa.get_paginator("list_environments").paginate() for name in page["Environments"]]
    assert NAME in names, names

    mwaa.update_environment(Name=NAME, MaxWorkers=5, AirflowConfigurationOptions={"core.dag_concurrency": "8"})
    environment = wait(mwaa, "AVAILABLE")
    assert environment["MaxWorkers"] == 5, environment
    assert environment["LastUpdate"]["Status"] == "SUCCESS", environment
    mwaa.tag_resource(ResourceArn=arn, Tags={"stage": "test"})
    mwaa.untag_resource(ResourceArn=arn, tagKeys=["team"])
    assert mwaa.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"stage": "test"}
    assert mwaa.create_web_login_token(Name=NAME)["WebServerHostname"] == environment["WebserverUrl"]
    assert mwaa.create_cli_token(Name=NAME)["CliToken"]
    health = mwaa.invoke_rest_api(Name=NAME, Method="GET", Path="/monitor/health")
    assert health["RestApiResponse"]["scheduler"]["status"] == "healthy", health

    mwaa.delete_environment(Name=NAME)
    wait(mwaa, None)


def wait(mwaa: Any, status: str | None) -> dict[str, Any]:
    """Until the environment has ``status``, or no longer exists."""
    for _ in range(600):
        try:
            environment: dict[str, Any] = mwaa.get_environment(Name=NAME)["Environment"]
        except ClientError as error:
            if status is None and error.response["Error"]["Code"] == "ResourceNotFoundException":
                return {}
            raise
        if environment["Status"] == status:
            return environment
        assert not environment["Status"].endswith("FAILED"), environment
        time.sleep(0.5)
    raise SystemExit(f"{NAME} did not become {status}")


if __name__ == "__main__":
    main()
