"""What the comparison of responses with their models notices."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mwaa_tf.local_aws.api_responses import ApiResponse
from tests.response_shapes import problems

ENVIRONMENT = {"Name": "etl", "Status": "AVAILABLE", "MaxWorkers": 10, "Tags": {}}
ENDPOINTS = "<R xmlns='http://ec2.amazonaws.com/doc/2016-11-15/'><vpcEndpointSet>{}</vpcEndpointSet></R>"


def response(body: bytes, status: int = 200) -> ApiResponse:
    return ApiResponse(status, (), body)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, []),
        ({"Stauts": "AVAILABLE"}, [".Environment.Stauts: unknown"]),
        ({"Status": "BUSY"}, [".Environment.Status: 'BUSY' is none of"]),
        ({"MaxWorkers": "10"}, [".Environment.MaxWorkers: '10' is no integer"]),
        ({"Tags": None}, [".Environment.Tags: null"]),
    ],
)
def test_a_json_response_is_compared_member_by_member(change: dict[str, Any], problem: list[str]) -> None:
    body = json.dumps({"Environment": {**ENVIRONMENT, **change}}).encode()
    found = problems("airflow", "GetEnvironment", response(body))
    assert len(found) == len(problem)
    assert all(found[number].startswith(f"airflow:GetEnvironment{text}") for number, text in enumerate(problem))


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        ("<item><vpcId>vpc-1</vpcId><requesterManaged>true</requesterManaged></item>", []),
        ("<item><vpcID>vpc-1</vpcID></item>", ["ec2:DescribeVpcEndpoints.vpcEndpointSet[].vpcID: unknown"]),
        (
            "<item><requesterManaged>True</requesterManaged></item>",
            ["ec2:DescribeVpcEndpoints.vpcEndpointSet[].requesterManaged: 'True' is no boolean"],
        ),
    ],
)
def test_an_xml_response_is_compared_element_by_element(item: str, problem: list[str]) -> None:
    assert problems("ec2", "DescribeVpcEndpoints", response(ENDPOINTS.format(item).encode())) == problem


def test_a_missing_member_and_an_unknown_operation_are_noticed() -> None:
    assert problems("airflow", "ListEnvironments", response(b"{}")) == [
        "airflow:ListEnvironments.Environments: missing"
    ]
    assert problems("airflow", "ListEnvironmentz", response(b"{}")) == ["airflow:ListEnvironmentz is no operation"]
    assert problems("nothing", "ListEnvironments", response(b"{}")) == ["nothing:ListEnvironments is no operation"]


def test_an_error_has_a_code_that_sdks_read() -> None:
    coded = b'{"__type": "ValidationException", "message": "no"}'
    assert problems("airflow", "ListEnvironments", response(coded, status=400)) == []
    in_xml = b"<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"
    assert problems("sts", "AssumeRole", response(in_xml, status=403)) == []
    assert problems("sts", "AssumeRole", response(b"<ErrorResponse/>", status=403)) == [
        "sts:AssumeRole: an error without a code: b'<ErrorResponse/>'"
    ]
    assert problems("s3", "HeadObject", response(b"", status=404)) == []
    assert problems("s3", "GetObject", response(b"", status=304)) == []


@pytest.mark.parametrize(
    ("created", "problem"),
    [
        ("2026-11-26T17:00:00Z", []),
        ("2026-11-26T17:00:00.000Z", []),
        ("26 Nov 2026", ["iam:CreateUser.User.CreateDate: '26 Nov 2026' is no timestamp in the format iso8601"]),
        ("1700000000", ["iam:CreateUser.User.CreateDate: '1700000000' is no timestamp in the format iso8601"]),
    ],
)
def test_a_time_has_the_format_of_its_protocol(created: str, problem: list[str]) -> None:
    user = "<Path>/</Path><UserName>a</UserName><UserId>AIDA</UserId><Arn>arn:aws:iam::1:user/a</Arn>"
    body = f"<R><CreateUserResult><User>{user}<CreateDate>{created}</CreateDate></User></CreateUserResult></R>"
    assert problems("iam", "CreateUser", response(body.encode())) == problem
    time = json.dumps({"Environment": {"CreatedAt": created}}).encode()
    assert problems("airflow", "GetEnvironment", response(time)) == [
        f"airflow:GetEnvironment.Environment.CreatedAt: {created!r} is no timestamp in the format unixTimestamp"
    ] * (created != "1700000000")


@pytest.mark.parametrize(
    ("service", "operation", "body", "problem"),
    [
        ("s3", "GetBucketLocation", "<LocationConstraint>eu-west-1</LocationConstraint>", []),
        (
            "s3",
            "GetBucketLocation",
            "<LocationConstraint>eu-west-9</LocationConstraint>",
            ["s3:GetBucketLocation.LocationConstraint: 'eu-west-9' is none of"],
        ),
        (
            "s3",
            "GetBucketVersioning",
            "<VersioningConfiguration><Status>On</Status></VersioningConfiguration>",
            ["s3:GetBucketVersioning.Status: 'On' is none of"],
        ),
        ("s3", "GetBucketVersioning", "", ["s3:GetBucketVersioning: no body"]),
        ("sts", "GetCallerIdentity", "<R/>", ["sts:GetCallerIdentity: no GetCallerIdentityResult"]),
        ("monitoring", "DescribeAlarms", '{"MetricAlarms": [], "Alarms": []}', ["monitoring:DescribeAlarms.Alarms: "]),
    ],
)
def test_the_protocols_of_other_services_are_understood(
    service: str, operation: str, body: str, problem: list[str]
) -> None:
    found = problems(service, operation, response(body.encode()))
    assert len(found) == len(problem)
    assert all(text.startswith(start) for text, start in zip(found, problem, strict=True))


@pytest.mark.parametrize(
    ("body", "problem"),
    [(b"\xa1\x6cMetricAlarms\x80", []), (b"\xa1\x66Alarms\x80", ["monitoring:DescribeAlarms.Alarms: unknown"])],
)
def test_cbor_is_decoded_first(body: bytes, problem: list[str]) -> None:
    encoded = ApiResponse(200, (("Content-Type", "application/cbor"),), body)
    assert problems("monitoring", "DescribeAlarms", encoded) == problem


def test_a_required_header_is_missed() -> None:
    body = (
        "<R><HostedZone><Id>Z</Id><Name>a.</Name><CallerReference>1</CallerReference></HostedZone>"
        "<ChangeInfo><Id>C</Id><Status>INSYNC</Status><SubmittedAt>2026-11-26T17:00:00Z</SubmittedAt></ChangeInfo>"
        "<DelegationSet><NameServers/></DelegationSet></R>"
    )
    assert problems("route53", "CreateHostedZone", response(body.encode())) == [
        "route53:CreateHostedZone.Location: no header Location"
    ]
    located = ApiResponse(201, (("location", "https://example.com"),), body.encode())
    assert problems("route53", "CreateHostedZone", located) == []
