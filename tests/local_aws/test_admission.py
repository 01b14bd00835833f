"""What a web page can send to a port of the machine, and what an AWS client sends."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.auth import SigV4Auth  # type: ignore[import-untyped]
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.credentials import Credentials  # type: ignore[import-untyped]

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.admission import refusal

ACCOUNT = "111111111111"
ENDPOINT = "aws.mwaa-tf-rehearsal.test"


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws([ACCOUNT], region="us-east-1") as running:
        yield running


def environ(**changes: str) -> dict[str, Any]:
    """A request of a client through the proxy, with ``changes``."""
    return {"REQUEST_METHOD": "POST", "HTTP_HOST": f"ec2.{ENDPOINT}", "SERVER_PORT": "4566", **changes}


def send(aws: LocalAws, method: str = "POST", **headers: str) -> http.client.HTTPResponse:
    """A signed call of STS straight to the port, as of a page that knows the keys."""
    variables = aws.environment(ACCOUNT)
    body = "Action=GetCallerIdentity&Version=2011-06-15"
    request = AWSRequest(method, f"http://{aws.address}/", data=body)
    request.headers["Content-Type"] = "application/x-www-form-urlencoded"
    credentials = Credentials(variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"])
    SigV4Auth(credentials, "sts", "us-east-1").add_auth(request)
    connection = http.client.HTTPConnection(aws.address, timeout=60)
    connection.request(method, "/", body, {**dict(request.headers), **headers})
    response = connection.getresponse()
    response.body = response.read()  # type: ignore[attr-defined]
    connection.close()
    return response


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8080"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_request_of_a_web_page_is_refused_even_with_keys(aws: LocalAws, headers: dict[str, str]) -> None:
    assert send(aws).status == 200
    response = send(aws, **headers)
    assert response.status == 403
    assert b"refuses requests of web pages" in response.body  # type: ignore[attr-defined]
    assert next(iter(headers)).encode() in response.body  # type: ignore[attr-defined]
    call = list(aws.record)[-1]
    assert (call.action, call.status, call.error) == ("GetCallerIdentity", 403, "AccessDenied")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:4566", "127.0.0.1.evil.example", "evilamazonaws.com"])
def test_a_name_that_leads_here_by_foreign_dns_is_refused(aws: LocalAws, host: str) -> None:
    response = send(aws, Host=host)
    assert response.status == 501
    assert b"not reachable" in response.body  # type: ignore[attr-defined]


def test_a_preflight_is_refused(aws: LocalAws) -> None:
    response = send(aws, "OPTIONS", **{"Access-Control-Request-Method": "POST"})
    assert response.status == 403


def test_no_response_admits_other_sites(aws: LocalAws) -> None:
    s3 = aws.client("s3", ACCOUNT)
    s3.create_bucket(Bucket="pages")
    rule = {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}
    s3.put_bucket_cors(Bucket="pages", CORSConfiguration={"CORSRules": [rule]})
    headers = [
        s3.list_objects_v2(Bucket="pages")["ResponseMetadata"]["HTTPHeaders"],
        aws.client("sts", ACCOUNT).get_caller_identity()["ResponseMetadata"]["HTTPHeaders"],
        dict(send(aws, Origin="https://evil.example").headers),
        dict(send(aws, "OPTIONS").headers),
    ]
    assert [name for each in headers for name in each if name.lower().startswith("access-control")] == []


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_clients_without_a_proxy_use_the_plain_address(aws: LocalAws, name: str) -> None:
    variables, port = aws.environment(ACCOUNT), aws.address.rpartition(":")[2]

    def client(service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=f"http://{name}:{port}",
            region_name="us-east-1",
            aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
            config=Config(s3={"addressing_style": "path"}, inject_host_prefix=False),
        )

    assert client("sts").get_caller_identity()["Account"] == ACCOUNT
    assert client("mwaa").list_environments()["Environments"] == []
    s3 = client("s3")
    s3.create_bucket(Bucket=f"direct-{len(name)}")
    s3.put_object(Bucket=f"direct-{len(name)}", Key="a", Body=b"1")
    assert s3.get_object(Bucket=f"direct-{len(name)}", Key="a")["Body"].read() == b"1"


@pytest.mark.parametrize(
    "host",
    [
        ENDPOINT,
        f"api.{ENDPOINT}",
        f"{ENDPOINT}:80",
        "ec2.us-east-1.amazonaws.com",
        "bucket.s3.cn-north-1.amazonaws.com.cn",
        "ec2.eu-west-1.api.aws",
        "sts.eusc-de-east-1.amazonaws.eu",
        "EC2.US-EAST-1.AMAZONAWS.COM",
        "0a1b.c2.airflow.us-east-1.on.aws",
        "127.0.0.1:4566",
        "localhost:4566",
        "bucket.localhost:4566",
    ],
)
def test_hosts_of_clients_are_served(host: str) -> None:
    assert refusal(environ(HTTP_HOST=host), ENDPOINT) is None


@pytest.mark.parametrize(
    "host", ["", "127.0.0.1", "localhost:1", "127.0.0.2:4566", "notlocalhost:4566", f"{ENDPOINT}.evil.example", "aws"]
)
def test_other_hosts_are_named(host: str) -> None:
    found = refusal(environ(HTTP_HOST=host), ENDPOINT)
    assert found is not None
    assert repr(host.partition(":")[0]) in found.message


@pytest.mark.parametrize("site", ["none", "same-origin", ""])
def test_what_a_person_types_into_a_browser_is_not_refused_for_that(site: str) -> None:
    assert refusal(environ(HTTP_SEC_FETCH_SITE=site), ENDPOINT) is None


def test_the_keys_of_a_page_are_not_in_the_record(aws: LocalAws) -> None:
    send(aws, Origin="https://evil.example")
    secret = aws.environment(ACCOUNT)["AWS_SECRET_ACCESS_KEY"]
    assert secret not in json.dumps(aws.record.json_lines())
