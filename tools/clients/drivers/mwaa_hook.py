"""The hook of Apache Airflow's amazon provider. Runs in the Python of the client."""

import json
import os
import time

import boto3  # type: ignore[import-untyped,unused-ignore]
import requests  # type: ignore[import-untyped,unused-ignore]
from airflow.providers.amazon import __version__  # type: ignore[import-not-found]
from airflow.providers.amazon.aws.hooks.mwaa import MwaaHook  # type: ignore[import-not-found]
from botocore.exceptions import ClientError  # type: ignore[import-untyped,unused-ignore]

NAME = "for-the-hook"


def main() -> None:
    place = json.loads(os.environ["PLACE"])
    print("apache-airflow-providers-amazon", __version__, "boto3", boto3.__version__)
    hook = MwaaHook(aws_conn_id=None, region_name=os.environ["AWS_REGION"])
    mwaa = hook.conn
    mwaa.create_environment(
        Name=NAME,
        SourceBucketArn=f"arn:aws:s3:::{place['bucket']}",
        DagS3Path="dags",
        ExecutionRoleArn=place["role_arn"],
        NetworkConfiguration={"SubnetIds": place["subnet_ids"], "SecurityGroupIds": [place["security_group_id"]]},
    )
    while (status := mwaa.get_environment(Name=NAME)["Environment"]["Status"]) != "AVAILABLE":
        assert not status.endswith("FAILED"), status
        time.sleep(0.5)
    health = hook.invoke_rest_api(env_name=NAME, path="/monitor/health", method="GET")
    print("GET /monitor/health:", health)
    assert health["RestApiResponse"]["scheduler"]["status"] == "healthy", health
    assert hook.invoke_rest_api(env_name=NAME, path="/version", method="GET")["RestApiStatusCode"] == 200
    try:
        hook.invoke_rest_api(env_name=NAME, path="/dags/etl/dagRuns", method="POST", body={"conf": {}})
    except ClientError as error:
        print("POST /dags/etl/dagRuns:", error.response["Error"])
        if error.response["Error"]["Code"] != "ValidationException":
            raise
    else:
        raise SystemExit("a DAG run was triggered where no Airflow runs")
    try:
        hook.invoke_rest_api(
            env_name=NAME, path="/monitor/health", method="GET", generate_local_token=True, airflow_version=3
        )
    except requests.ConnectionError as error:
        print("with a web login token:", error)
    else:
        raise SystemExit("a web server answers where no Airflow runs")
    mwaa.update_environment(Name=NAME, MaxWorkers=5)
    while (environment := mwaa.get_environment(Name=NAME)["Environment"])["Status"] != "AVAILABLE":
        time.sleep(0.5)
    assert environment["MaxWorkers"] == 5, environment
    mwaa.delete_environment(Name=NAME)
    while NAME in mwaa.list_environments()["Environments"]:
        time.sleep(0.5)


if __name__ == "__main__":
    main()
