"""Requests that no client of AWS sends: each gets an error in the form of AWS, and nothing secret is kept."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws, server

ACCOUNT = "111111111111"
HOST = "aws.mwaa-tf-rehearsal.test"
NESTED = b'{"a":' + b"[" * 100_000


@pytest.fixture(scope="module")
def running() -> Iterator[LocalAws]:
    with LocalAws([ACCOUNT], region="us-east-1") as aws:
        yield aws


@pytest.fixture
def aws(running: LocalAws) -> Iterator[LocalAws]:
    yield running
    assert running.failures == ()


def exchange(aws: LocalAws, data: bytes) -> bytes:
    """What comes back for ``data`` on a connection of its own."""
    host, _, port = aws.address.partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(data)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def send(
    aws: LocalAws, service: str, body: bytes = b"", *, method: str = "POST", path: str = "/", **headers: str
) -> bytes:
    """The response to a signed request that closes its connection."""
    key = aws.environment(ACCOUNT)["AWS_ACCESS_KEY_ID"]
    scope = f"{key}/20260101/us-east-1/{service}/aws4_request"
    lines = {
        "Host": HOST,
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return exchange(aws, f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + body)


def outcome(response: bytes) -> tuple[int, str]:
    """Status and code of an error, which is JSON or XML in the form that SDKs read."""
    head, _, body = response.partition(b"\r\n\r\n")
    status = int(head.split(b" ")[1])
    assert b"Traceback" not in body
    if b"json" in head.lower():
        return status, str(json.loads(body)["__type"])
    return status, body.partition(b"<Code>")[2].partition(b"</Code>")[0].decode()


FORM = {"Content_Type": "application/x-www-form-urlencoded"}
JSON = {"Content_Type": "application/x-amz-json-1.1"}

MWAA = {"Host": f"api.{HOST}"}
UNREADABLE = (400, "SerializationException")
MALFORMED: list[tuple[dict[str, Any], tuple[int, str]]] = [
    ({"service": "sts", "body": b"Action=NoSuch&Version=2011-06-15", **FORM}, (400, "InvalidAction")),
    ({"service": "ec2", "body": b"", "X_Amz_Target": "NoSuch.Operation"}, (400, "UnknownOperationException")),
    ({"service": "sqs", "body": b"{}", "X_Amz_Target": "AmazonSQS.NoSuch", **JSON}, (400, "UnknownOperationException")),
    ({"service": "cloudformation", "body": b"Action=%ff&x=1", **FORM}, (400, "InvalidAction")),
    ({"service": "no-such-service", "body": b"{}", **JSON}, (501, "NotInLocalAws")),
    ({"service": "../x", "path": "/x"}, (403, "MissingAuthenticationToken")),
    ({"service": "airflow", "method": "POST", "path": "/environments/e"}, (501, "NotInLocalAws")),
    (
        {"service": "airflow", "method": "PUT", "path": "/environments/e", "Host": f"api.{HOST}", "body": b"{"},
        UNREADABLE,
    ),
]


@pytest.mark.parametrize(("request_options", "expected"), MALFORMED)
def test_a_malformed_request_gets_an_error_of_aws(
    aws: LocalAws, request_options: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert outcome(send(aws, **request_options)) == expected
    assert (list(aws.record)[-1].status, list(aws.record)[-1].error) == expected


@pytest.mark.parametrize("service", ["airflow", "kms", "dynamodb", "secretsmanager", "logs", "ram", "lambda", "sqs"])
def test_json_of_any_depth_is_answered(aws: LocalAws, service: str) -> None:
    status, code = outcome(send(aws, service, NESTED, X_Amz_Target="Any.Operation", **JSON))
    assert status in (400, 404, 501)
    assert code


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        ("-1", (400, "InvalidRequest")),
        ("ten", (400, "InvalidRequest")),
        ("1_0", (400, "InvalidRequest")),
        ("٣", (400, "InvalidRequest")),
        (str(server.LARGEST_BODY + 1), (413, "EntityTooLarge")),
        ("9" * 5000, (413, "EntityTooLarge")),
    ],
)
def test_a_body_without_a_sensible_length_is_refused_before_it_is_read(
    aws: LocalAws, length: str, expected: tuple[int, str]
) -> None:
    request = f"PUT http://{HOST}/bucket/key HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {length}\r\n\r\n"
    assert outcome(exchange(aws, request.encode("utf-8"))) == expected


def test_a_large_body_in_chunks_is_refused(aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LARGEST_BODY", 1000)
    chunk = b"400\r\n" + b"x" * 1024 + b"\r\n"
    head = f"PUT http://{HOST}/b/k HTTP/1.1\r\nHost: {HOST}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    assert outcome(exchange(aws, head + chunk + b"0\r\n\r\n")) == (413, "EntityTooLarge")


def test_what_fails_before_the_request_is_known_is_an_internal_error(
    running: LocalAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a mistake")

    monkeypatch.setattr("mwaa_tf.local_aws.application.parse_request", broken)
    assert outcome(send(running, "sts")) == (500, "InternalServerException")


SECRET = "correct-horse-battery-staple"


def test_no_secret_of_a_request_is_in_the_record_or_in_the_log(aws: LocalAws, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    aws.client("secretsmanager", ACCOUNT).create_secret(Name="database", SecretString=SECRET)
    aws.client("ssm", ACCOUNT).put_parameter(Name="/database", Value=SECRET, Type="SecureString")
    iam = aws.client("iam", ACCOUNT)
    iam.create_user(UserName="person")
    iam.create_login_profile(UserName="person", Password=f"{SECRET}-A1")
    send(aws, "sts", f"Action=GetCallerIdentity&Version=2011-06-15&Password={SECRET}".encode(), **FORM)
    send(aws, "s3", method="GET", path=f"/bucket/key?X-Amz-Security-Token={SECRET}", X_Amz_Security_Token=SECRET)
    send(aws, "no-such-service", f'{{"SecretString": "{SECRET}"}}'.encode(), **JSON)
    keys = aws.environment(ACCOUNT)["AWS_SECRET_ACCESS_KEY"]
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("mwaa_tf", "moto", "werkzeug"))]
    written = aws.record.json_lines() + "\n".join(ours)
    assert SECRET not in written
    assert keys not in written
