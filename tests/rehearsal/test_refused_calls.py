"""The progress of a rehearsal says at once why Terraform waits after AWS has refused a call."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3  # type: ignore[import-untyped]
import botocore.session  # type: ignore[import-untyped]
import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.cli._progress import line
from mwaa_tf.lifecycle.events import CallRefused
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.rehearsal.refused_calls import REPEATED, RefusedCalls
from tests.support import REPOSITORY

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
WORKSPACE = "2-environments/data-etl"
REFUSED = Call(
    number=1,
    time=AT,
    seconds=0.01,
    account_id="222222222222",
    principal="arn:aws:iam::222222222222:user/terraform",
    region="us-east-1",
    service="airflow",
    action="CreateEnvironment",
    resource="analytics-data-etl",
    workspace=WORKSPACE,
    status=400,
    error="ValidationException",
    message="Unsupported Airflow version '2.10.99'",
)


def told_of(*calls: Call) -> list[CallRefused]:
    told: list[CallRefused] = []
    listener = RefusedCalls(told.append)
    for call in calls:
        listener(call)
    return told


def test_a_refused_creation_of_an_environment_is_told_at_once_and_once() -> None:
    later = replace(REFUSED, number=2, time=AT + timedelta(seconds=20))

    assert told_of(REFUSED, later) == [
        CallRefused(WORKSPACE, "CreateEnvironment", "ValidationException", "Unsupported Airflow version '2.10.99'", 2)
    ]


def test_another_reason_for_the_same_call_is_told_too() -> None:
    other = replace(REFUSED, message="The subnet ID 'subnet-1' does not exist")

    assert [refused.message for refused in told_of(REFUSED, other)] == [REFUSED.message, other.message]


def test_an_update_is_not_repeated_so_its_error_comes_at_once_by_itself() -> None:
    assert told_of(replace(REFUSED, action="UpdateEnvironment")) == []


def test_what_is_repeated_for_five_seconds_is_told_whatever_it_is() -> None:
    refused = replace(REFUSED, service="ec2", action="DeleteSubnet", error="DependencyViolation", message="in use")

    soon, late = (replace(refused, time=AT + timedelta(seconds=seconds)) for seconds in (4, 6))

    assert told_of(refused, soon) == []
    (told,) = told_of(refused, soon, late)
    assert told == CallRefused(WORKSPACE, "DeleteSubnet", "DependencyViolation", "in use", None)


@pytest.mark.parametrize(
    "call",
    [
        replace(REFUSED, workspace=""),
        replace(REFUSED, action="GetEnvironment"),
        replace(REFUSED, status=200, error="", message=""),
        replace(REFUSED, service="iam", action="CreateRole", error="MalformedPolicyDocument", message="no JSON"),
    ],
    ids=["of-someone-else", "reads", "succeeded", "not-repeated"],
)
def test_other_calls_are_not_told_of(call: Call) -> None:
    assert told_of(call) == []


@pytest.mark.parametrize(
    ("minutes", "end"),
    [(2, "the AWS provider repeats the call for up to 2 min"), (None, "the AWS provider repeats the call")],
)
def test_the_line_has_the_reason_and_for_how_long_terraform_waits(minutes: int | None, end: str) -> None:
    event = CallRefused(WORKSPACE, "CreateEnvironment", "ValidationException", "no \x1b[31m such version", minutes)

    assert line(event) == (
        f"  {WORKSPACE}: AWS refuses CreateEnvironment: ValidationException: no \\x1b[31m such version; {end}"
    )


def test_the_table_names_operations_and_errors_that_the_services_have() -> None:
    session = botocore.session.get_session()
    services = {"airflow": "mwaa", "elasticloadbalancing": "elbv2"}
    for kind in REPEATED:
        model = session.get_service_model(services.get(kind.service, kind.service))
        assert model.signing_name == kind.service
        assert {*kind.actions} <= {*model.operation_names}
        assert kind.source.endswith(".go")


def test_the_record_has_the_message_of_an_error_without_secrets() -> None:
    with LocalAws(["111111111111"], region="us-east-1") as aws:
        environment = aws.environment("111111111111")
        client = boto3.client(
            "mwaa",
            region_name="us-east-1",
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
            endpoint_url=f"http://{aws.address}",
            config=boto3.session.Config(inject_host_prefix=False),
        )
        with pytest.raises(ClientError) as refused:
            client.get_environment(Name="password=hunter2hunter2")
        with pytest.raises(ClientError):
            aws.client("s3", "111111111111").get_bucket_policy(Bucket="missing")
        calls = list(aws.record)

    assert refused.value.response["Error"]["Code"] == calls[0].error
    assert calls[0].message
    assert "hunter2" not in calls[0].message
    assert calls[1].message == "The specified bucket does not exist"


@pytest.mark.terraform
@pytest.mark.slow
def test_an_unknown_version_of_airflow_is_named_within_seconds(tmp_path: Path) -> None:
    (tmp_path / "mwaa.yaml").write_text(
        'name: analytics\nregion: us-east-1\nowner: { account_id: "111111111111" }\n'
        'participants: [{ name: data, account_id: "111111111111", '
        "environments: [{ name: etl, airflow_version: 2.10.99 }] }]\n"
    )
    with subprocess.Popen(
        [sys.executable, "-m", "mwaa_tf", "rehearse", "--until", "2"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        began = 0.0
        for text in process.stderr:
            if text == "Stage 2: applying\n":
                began = time.monotonic()
            if "AWS refuses" in text:
                break
        seconds = time.monotonic() - began
        process.send_signal(signal.SIGINT)
        process.communicate()

    assert began
    assert "AWS refuses CreateEnvironment: ValidationException: Unsupported Airflow version '2.10.99'" in text
    assert seconds < 60  # of the two minutes that Terraform waits
    assert process.returncode == 130


def test_the_guide_has_the_table() -> None:
    guide = (REPOSITORY / "docs/rehearsal.md").read_text()

    for kind in REPEATED:
        (row,) = [line for line in guide.splitlines() if line.endswith(f"| `{kind.source}` |")]
        assert row.startswith(f"| {', '.join(kind.actions)} | ")
        assert f"| {kind.minutes} min |" in row
        assert all(error in row for error in kind.errors)
        assert kind.message in row
