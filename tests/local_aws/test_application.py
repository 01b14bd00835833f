"""What the local AWS answers to whom: accounts, hosts, faults in each service's own words."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
import urllib.request
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import ClientError, ConnectionClosedError, ProxyConnectionError  # type: ignore[import-untyped]
from moto.core.responses import ActionResult
from moto.ec2.responses import EC2Response

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.faults import FaultPlan, parse

OWNER, DATA = "111111111111", "222222222222"


@pytest.fixture(scope="module")
def running() -> Iterator[LocalAws]:
    with LocalAws([OWNER, DATA], region="us-east-1") as aws:
        yield aws


@pytest.fixture
def aws(running: LocalAws) -> Iterator[LocalAws]:
    yield running
    running.faults.plan = FaultPlan()


def client(aws: LocalAws, service: str, account_id: str = OWNER, *, attempts: int = 1, **options: Any) -> Any:
    """A client as anybody would make one, that tries ``attempts`` times."""
    environment = aws.environment(account_id)
    retries = {"mode": "standard", "total_max_attempts": attempts}
    config = Config(proxies={"http": environment["HTTP_PROXY"]}, retries=retries, **options.pop("config", {}))
    given = {
        "region_name": "us-east-1",
        "endpoint_url": environment["AWS_ENDPOINT_URL"],
        "aws_access_key_id": environment["AWS_ACCESS_KEY_ID"],
        "aws_secret_access_key": environment["AWS_SECRET_ACCESS_KEY"],
    }
    return boto3.client(service, config=config, **{**given, **options})


def ask(aws: LocalAws, url: str, *, method: str = "GET", headers: dict[str, str] | None = None) -> tuple[int, str]:
    """What comes back for an address, through the proxy."""
    host, port = aws.address.split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=60)
    connection.request(method, url, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("ec2", "describe_vpcs", {}),
    ("sts", "get_caller_identity", {}),
    ("iam", "list_roles", {}),
    ("s3", "list_buckets", {}),
    ("logs", "describe_log_groups", {}),
    ("kms", "list_keys", {}),
    ("backup", "list_backup_vaults", {}),
]


def refused(aws: LocalAws, service: str, action: str, arguments: dict[str, Any], **options: Any) -> tuple[str, int]:
    """Code and status of the error that a call ends with."""
    with pytest.raises(ClientError) as caught:
        getattr(client(aws, service, **options), action)(**arguments)
    response = caught.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


@pytest.mark.parametrize(
    ("call", "answer"),
    list(
        zip(
            CALLS,
            [
                ("AuthFailure", 401),
                ("InvalidClientTokenId", 403),
                ("InvalidClientTokenId", 403),
                ("InvalidAccessKeyId", 403),
                ("UnrecognizedClientException", 400),
                ("UnrecognizedClientException", 400),
                ("UnrecognizedClientException", 403),
            ],
            strict=True,
        )
    ),
)
def test_keys_of_nobody_are_refused(aws: LocalAws, call: Any, answer: tuple[str, int]) -> None:
    assert refused(aws, *call, aws_access_key_id="AKIAIOSFODNN7EXAMPLE") == answer
    assert (list(aws.record)[-1].account_id, list(aws.record)[-1].error) == ("", answer[0])


@pytest.mark.parametrize(
    ("call", "answer"),
    list(
        zip(
            CALLS,
            [
                ("RequestLimitExceeded", 503),
                ("Throttling", 400),
                ("Throttling", 400),
                ("SlowDown", 503),
                ("ThrottlingException", 400),
                ("ThrottlingException", 400),
                ("ThrottlingException", 429),
            ],
            strict=True,
        )
    ),
)
def test_throttling_is_said_as_each_service_says_it(aws: LocalAws, call: Any, answer: tuple[str, int]) -> None:
    aws.faults.plan = parse(["throttle=1"])
    assert refused(aws, *call) == answer


@pytest.mark.parametrize("call", CALLS)
def test_an_internal_error_is_a_500_with_a_code(aws: LocalAws, call: Any) -> None:
    aws.faults.plan = parse(["error500=1"])
    code, status = refused(aws, *call)
    assert (status, code[:8]) == (500, "Internal")


@pytest.mark.parametrize("call", CALLS)
def test_clients_try_again_after_faults_and_get_through(
    aws: LocalAws, call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
    aws.faults.plan = parse(["throttle=0.3", "error500=0.2", "cut=0.2"])
    service, action, arguments = call
    before = len(aws.record)
    asking = client(aws, service, attempts=40)
    for _ in range(2):
        getattr(asking, action)(**arguments)
    assert list(aws.record)[-1].status == 200
    assert {each.action for each in aws.record.since(before)} == {list(aws.record)[-1].action}


def test_of_what_is_cut_half_was_carried_out(aws: LocalAws) -> None:
    aws.faults.plan = parse(["cut=1"])
    asking = client(aws, "sns")
    for number in range(20):
        with pytest.raises((ConnectionClosedError, ProxyConnectionError)):
            asking.create_topic(Name=f"topic-{number}")
    made = aws.client("sns", OWNER).list_topics()["Topics"]
    assert 4 <= len(made) <= 16
    assert [call.error for call in list(aws.record)[-21:-1]] == ["ConnectionCut"] * 20


def test_answers_can_be_slow(aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    aws.faults.plan = parse(["slow=0.3"])
    asking = client(aws, "sts")
    began = time.monotonic()
    asking.get_caller_identity()
    assert time.monotonic() - began >= 0.3
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    aws.client("sts", OWNER).get_caller_identity()
    assert 0.3 not in slept, "setting the stage is not slowed down"
    asking.get_caller_identity()
    assert 0.3 in slept


@pytest.mark.parametrize("host", ["example.com", "169.254.169.254", "registry.terraform.io", "localhost:1"])
def test_every_other_host_is_answered_here_with_its_name(aws: LocalAws, host: str) -> None:
    status, body = ask(aws, f"http://{host}/latest/meta-data/iam/security-credentials/")
    assert status == 501
    assert f"host '{host.partition(':')[0]}' is not reachable" in body


def test_a_service_that_is_not_here_is_named(aws: LocalAws) -> None:
    signed = "AWS4-HMAC-SHA256 Credential={}/20260101/us-east-1/gamelift/aws4_request, SignedHeaders=host, Signature=0"
    key = aws.environment(OWNER)["AWS_ACCESS_KEY_ID"]
    status, body = ask(
        aws, "http://gamelift.aws.mwaa-tf-rehearsal.test/", headers={"Authorization": signed.format(key)}
    )
    assert status == 501
    assert "no service 'gamelift'" in body
    assert "gamelift.aws.mwaa-tf-rehearsal.test" in body


def test_what_moto_cannot_do_is_no_404(aws: LocalAws) -> None:
    before = aws.failures
    assert refused(aws, "backup", "list_frameworks", {}) == ("NotInLocalAws", 501)
    assert refused(aws, "ec2", "describe_verified_access_groups", {}) == ("NotInLocalAws", 501)
    assert aws.failures == before


@pytest.mark.parametrize("url", ["/moto-api/reset", "/moto-api/data.json", "/latest/meta-data/", "/"])
@pytest.mark.parametrize("host", ["aws.mwaa-tf-rehearsal.test", "ec2.us-east-1.amazonaws.com"])
def test_who_does_not_sign_gets_nowhere(aws: LocalAws, host: str, url: str) -> None:
    status, body = ask(aws, f"http://{host}{url}", method="POST")
    assert (status, "MissingAuthenticationToken" in body) == (403, True)


def test_moto_can_not_be_told_another_account(aws: LocalAws) -> None:
    asking = client(aws, "iam", DATA)
    asking.meta.events.register(
        "before-sign", lambda request, **_: request.headers.add_header("x-moto-account-id", OWNER)
    )
    assert asking.get_user(UserName="rehearsal")["User"]["Arn"] == f"arn:aws:iam::{DATA}:user/rehearsal"


@pytest.mark.parametrize("style", ["virtual", "path"])
@pytest.mark.parametrize("bucket", ["plain-bucket", "bucket.with.dots", "aws"])
@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
def test_buckets_are_found_in_hosts_and_in_paths(aws: LocalAws, style: str, bucket: str, region: str) -> None:
    bucket = f"{bucket}-{style}-{region}"
    s3 = client(aws, "s3", region_name=region, config={"s3": {"addressing_style": style}})
    place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=bucket, **place)
    s3.put_object(Bucket=bucket, Key="a/ b//ü+%2F.txt", Body=b"content")
    assert s3.get_object(Bucket=bucket, Key="a/ b//ü+%2F.txt")["Body"].read() == b"content"
    assert [each["Key"] for each in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["a/ b//ü+%2F.txt"]
    assert s3.head_bucket(Bucket=bucket)["BucketRegion"] == region


@pytest.mark.parametrize("version", ["s3", "s3v4"])
def test_a_presigned_url_works_through_the_proxy(aws: LocalAws, version: str) -> None:
    s3 = client(aws, "s3", config={"signature_version": version})
    s3.create_bucket(Bucket="presigned-bucket")
    s3.put_object(Bucket="presigned-bucket", Key="k", Body=b"content")
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "presigned-bucket", "Key": "k"})
    proxy = urllib.request.ProxyHandler({"http": f"http://{aws.address}"})
    with urllib.request.build_opener(proxy).open(url, timeout=60) as answer:
        assert answer.read() == b"content"
    call = list(aws.record)[-1]
    assert (call.account_id, call.action, call.resource) == (OWNER, "GetObject", "arn:aws:s3:::presigned-bucket/k")


def test_a_call_with_a_prefix_before_the_host_arrives(aws: LocalAws) -> None:
    discovery = client(aws, "servicediscovery")
    with pytest.raises(ClientError):
        discovery.discover_instances(NamespaceName="none", ServiceName="none")
    call = list(aws.record)[-1]
    assert (call.service, call.action, call.account_id) == ("servicediscovery", "DiscoverInstances", OWNER)


def test_what_fails_inside_is_answered_at_once_and_kept(aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a mistake")

    monkeypatch.setattr("moto.sns.responses.SNSResponse.list_topics", broken)
    asking = client(aws, "sns", attempts=5)
    before = len(aws.record)
    with pytest.raises(ClientError, match="sns:ListTopics failed inside the local AWS: ZeroDivisionError: a mistake"):
        asking.list_topics()
    assert len(aws.record) == before + 1
    assert "a mistake" in aws.failures[-1]


def test_a_call_costs_little(aws: LocalAws) -> None:
    sts = aws.client("sts", OWNER)
    sts.get_caller_identity()
    before = len(aws.record)
    for _ in range(50):
        sts.get_caller_identity()
    # It is about 1 ms; a busy machine may take longer for most, werkzeug's own server never took less than 10.
    assert min(call.seconds for call in aws.record.since(before)) < 0.01


def test_the_record_is_json(aws: LocalAws) -> None:
    client(aws, "sts").get_caller_identity()
    assert json.loads(aws.record.json_lines().splitlines()[-1])["action"] == "GetCallerIdentity"


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "code"),
    [
        (
            "sts",
            "assume_role",
            {"RoleArn": f"arn:aws:iam::{DATA}:role/ci/x", "RoleSessionName": "run"},
            "AccessDenied",
        ),
        ("iam", "create_open_id_connect_provider", {"Url": "no-url", "ThumbprintList": []}, "ValidationError"),
        ("route53", "get_hosted_zone", {"Id": "Z1234567890ABC"}, "NoSuchHostedZone"),
    ],
)
def test_an_error_has_its_code_where_every_sdk_reads_it(
    aws: LocalAws, service: str, operation: str, parameters: dict[str, Any], code: str
) -> None:
    bodies: list[bytes] = []
    caller = client(aws, service)
    caller.meta.events.register("before-parse.*.*", lambda response_dict, **_: bodies.append(response_dict["body"]))
    with pytest.raises(ClientError, match=code):
        getattr(caller, operation)(**parameters)
    # Go's SDK reads ErrorResponse/Error/Code only; botocore finds a code in other places, too.
    error = ET.fromstring(re.sub(rb' xmlns="[^"]*"', b"", bodies[0]))  # noqa: S314 - of the local AWS
    assert (error.tag, error.findtext("Error/Code")) == ("ErrorResponse", code)


def test_no_call_waits_for_a_slow_catalogue(aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    started, answered = threading.Event(), threading.Event()
    failures = aws.failures

    def describe(_: EC2Response) -> ActionResult:
        started.set()
        assert answered.wait(60), "the call of STS waited for this one"
        return ActionResult({"InstanceTypes": []})

    monkeypatch.setattr(EC2Response, "describe_instance_types", describe)
    slow = threading.Thread(target=client(aws, "ec2").describe_instance_types)
    slow.start()
    assert started.wait(60)
    assert client(aws, "sts").get_caller_identity()["Account"] == OWNER
    answered.set()
    slow.join()
    assert aws.failures == failures
