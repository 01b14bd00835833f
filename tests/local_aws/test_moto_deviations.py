"""The listed deviations of moto's responses from their models occur: one that moto has mended leaves the list."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws, api_responses
from mwaa_tf.local_aws.api_responses import ApiResponse
from tests import response_shapes
from tests.shapes.deviations import KNOWN_DEVIATIONS

ACCOUNT, REGION = "111111111111", "us-east-1"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)


@pytest.fixture
def places() -> Iterator[set[str]]:
    """The places of all differences so far, listed or not."""
    seen: set[str] = set()

    def note(service: str, action: str, response: ApiResponse) -> None:
        seen.update(map(response_shapes.place, response_shapes.problems(service, action, response)))

    api_responses.observers.append(note)
    yield seen
    api_responses.observers.remove(note)


def call_apigateway(aws: LocalAws) -> None:
    gateway = aws.client("apigateway", ACCOUNT)
    api_id = gateway.create_rest_api(name="api")["id"]
    resource_id = gateway.get_resources(restApiId=api_id)["items"][0]["id"]
    method = {"restApiId": api_id, "resourceId": resource_id, "httpMethod": "GET"}
    gateway.put_method(**method, authorizationType="NONE")
    gateway.put_integration(**method, type="HTTP", uri="http://example.com", integrationHttpMethod="GET")
    gateway.create_deployment(restApiId=api_id, stageName="live")


def call_ec2(aws: LocalAws) -> None:
    ec2 = aws.client("ec2", ACCOUNT)
    images = ec2.describe_images()["Images"]
    windows = next(image["ImageId"] for image in images if image.get("Platform") == "windows")
    ec2.run_instances(ImageId=windows, MinCount=1, MaxCount=1)
    ec2.describe_instances()


def call_kms(aws: LocalAws) -> None:
    kms = aws.client("kms", ACCOUNT)
    kms.list_grants(KeyId=kms.create_key()["KeyMetadata"]["KeyId"])


def call_lambda(aws: LocalAws) -> None:
    role_arn = aws.client("iam", ACCOUNT).create_role(RoleName="f", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("f.py", "")
    aws.client("lambda", ACCOUNT).create_function(
        FunctionName="f", Runtime="python3.13", Role=role_arn, Handler="f.handler", Code={"ZipFile": packed.getvalue()}
    )


def call_route53(aws: LocalAws) -> None:
    vpc_id = aws.client("ec2", ACCOUNT).create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    route53: Any = aws.client("route53", ACCOUNT)
    route53.create_hosted_zone(Name="example.com", CallerReference="1", VPC={"VPCRegion": REGION, "VPCId": vpc_id})
    route53.list_hosted_zones()


def call_wafv2(aws: LocalAws) -> None:
    ec2 = aws.client("ec2", ACCOUNT)
    vpc_id = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet_ids = [
        ec2.create_subnet(VpcId=vpc_id, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"{REGION}{zone}")["Subnet"][
            "SubnetId"
        ]
        for number, zone in enumerate("ab")
    ]
    balancer = aws.client("elbv2", ACCOUNT).create_load_balancer(Name="alb", Subnets=subnet_ids, Scheme="internal")
    arn = balancer["LoadBalancers"][0]["LoadBalancerArn"]
    waf = aws.client("wafv2", ACCOUNT)
    visibility = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "acl"}
    acl = waf.create_web_acl(Name="acl", Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=visibility)[
        "Summary"
    ]
    waf.associate_web_acl(WebACLArn=acl["ARN"], ResourceArn=arn)
    waf.get_web_acl_for_resource(ResourceArn=arn)


def test_every_listed_deviation_still_occurs(places: set[str]) -> None:
    with LocalAws([ACCOUNT], region=REGION, speed=0) as aws:
        for call in (call_apigateway, call_ec2, call_kms, call_lambda, call_route53, call_wafv2):
            call(aws)
        assert aws.failures == ()
    assert sorted(set(KNOWN_DEVIATIONS) - places) == []


def test_every_deviation_has_a_reason() -> None:
    assert [place for place, reason in KNOWN_DEVIATIONS.items() if len(reason.split()) < 4] == []
