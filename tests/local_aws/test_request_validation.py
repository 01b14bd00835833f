"""Requests that their service model does not allow are refused as each service refuses them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.config import Config  # type: ignore[import-untyped]
from moto.core.utils import get_service_model

from mwaa_tf.local_aws import LocalAws, services
from mwaa_tf.local_aws.constraints import pattern_of
from mwaa_tf.local_aws.request_validation import CODES
from mwaa_tf.plugins import load_plugins
from tests.local_aws.services.support import refused
from tests.local_aws.test_malformed import FORM, JSON, outcome, send

ACCOUNT = "111111111111"


@pytest.fixture(scope="module")
def running() -> Iterator[LocalAws]:
    with LocalAws([ACCOUNT], region="us-east-1", speed=0) as aws:
        yield aws


@pytest.fixture
def aws(running: LocalAws) -> Iterator[LocalAws]:
    yield running
    assert running.failures == ()


def unchecked(aws: LocalAws, service: str) -> Any:
    """A client that sends whatever it is given."""
    environment = aws.environment(ACCOUNT)
    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=aws.endpoint,
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        config=Config(
            proxies={"http": environment["HTTP_PROXY"]}, parameter_validation=False, retries={"max_attempts": 0}
        ),
    )


FAILED = "failed to satisfy constraint"


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "code", "message"),
    [
        ("ec2", "create_subnet", {"CidrBlock": "10.0.0.0/24"}, "MissingParameter", "the parameter VpcId"),
        ("ec2", "create_subnet", {"VpcId": ""}, "MissingParameter", "the parameter VpcId"),
        (
            "ec2",
            "create_vpc",
            {"CidrBlock": "10.0.0.0/16", "InstanceTenancy": "shared"},
            "InvalidParameterValue",
            "Value (shared) for parameter InstanceTenancy is invalid.",
        ),
        (
            "ec2",
            "describe_route_tables",
            {"MaxResults": 1},
            "InvalidParameterValue",
            "Value (1) for parameter MaxResults is invalid.",
        ),
        (
            "ec2",
            "create_vpc",
            {
                "CidrBlock": "10.0.0.0/16",
                "TagSpecifications": [{"ResourceType": "network", "Tags": [{"Key": "a", "Value": "b"}]}],
            },
            "InvalidParameterValue",
            "Value (network) for parameter TagSpecification.1.ResourceType is invalid.",
        ),
        (
            "iam",
            "create_role",
            {"RoleName": "a"},
            "ValidationError",
            f"Value null at 'assumeRolePolicyDocument' {FAILED}",
        ),
        ("iam", "get_role", {"RoleName": "a b"}, "ValidationError", f"Value 'a b' at 'roleName' {FAILED}"),
        ("sts", "assume_role", {"RoleArn": "arn:aws:iam::1:role/a"}, "ValidationError", "null at 'roleSessionName'"),
        ("cloudformation", "create_stack", {}, "ValidationError", "Value null at 'stackName'"),
        (
            "cloudformation",
            "create_stack",
            {"StackName": "a", "TemplateBody": "{}", "OnFailure": "WAIT"},
            "ValidationError",
            f"Value 'WAIT' at 'onFailure' {FAILED}: Member must satisfy enum value set",
        ),
        ("elbv2", "create_target_group", {"Name": "a", "Protocol": "SMTP"}, "ValidationError", "Value 'SMTP'"),
        (
            "cloudwatch",
            "put_metric_alarm",
            {"AlarmName": "a", "ComparisonOperator": "Over"},
            "ValidationError",
            f"Value 'Over' at 'comparisonOperator' {FAILED}",
        ),
        ("kms", "describe_key", {}, "ValidationException", "Value null at 'keyId'"),
        ("kms", "create_key", {"KeyUsage": "SEAL"}, "ValidationException", f"Value 'SEAL' at 'keyUsage' {FAILED}"),
        ("logs", "create_log_group", {"logGroupName": "a b"}, "InvalidParameterException", "'a b' at 'logGroupName'"),
        ("logs", "create_log_group", {}, "InvalidParameterException", "Value null at 'logGroupName'"),
        ("organizations", "create_organization", {"FeatureSet": "SOME"}, "InvalidInputException", "Value 'SOME'"),
        ("ram", "get_resource_shares", {"resourceOwner": "ALL"}, "InvalidParameterException", "at 'resourceOwner'"),
        ("ram", "list_resources", {}, "InvalidParameterException", "Value null at 'resourceOwner'"),
        ("ssm", "get_parameter", {}, "ValidationException", "Value null at 'name'"),
        ("events", "put_rule", {"Name": "a", "State": "ON"}, "ValidationException", "Value 'ON' at 'state'"),
    ],
)
def test_an_invalid_parameter_is_refused_with_the_code_of_the_service(
    aws: LocalAws, service: str, operation: str, parameters: dict[str, Any], code: str, message: str
) -> None:
    with refused(code, message):
        getattr(unchecked(aws, service), operation)(**parameters)


def test_nothing_is_created_by_a_request_that_is_refused(aws: LocalAws) -> None:
    before = aws.client("ec2", ACCOUNT).describe_vpcs()["Vpcs"]
    with refused("InvalidParameterValue"):
        unchecked(aws, "ec2").create_vpc(CidrBlock="10.0.0.0/16", InstanceTenancy="shared")
    assert aws.client("ec2", ACCOUNT).describe_vpcs()["Vpcs"] == before


@pytest.mark.parametrize(
    ("service", "body", "headers", "expected"),
    [
        ("ec2", b"Action=DescribeVpcs&Version=2016-11-15&MaxResults=many", FORM, "InvalidParameterValue"),
        ("ec2", b"Action=DescribeVpcs&Version=2016-11-15&DryRun=maybe", FORM, "InvalidParameterValue"),
        ("iam", b"Action=ListRoles&Version=2010-05-08&MaxItems=many", FORM, "ValidationError"),
        ("cloudformation", b"Action=CreateStack&StackName=a&DisableRollback=maybe", FORM, "ValidationError"),
        (
            "kms",
            json.dumps({"Limit": "many"}).encode(),
            {**JSON, "X_Amz_Target": "TrentService.ListKeys"},
            "SerializationException",
        ),
        ("kms", b"[]", {**JSON, "X_Amz_Target": "TrentService.ListKeys"}, "SerializationException"),
        ("logs", b"{]", {**JSON, "X_Amz_Target": "Logs_20140328.DescribeLogGroups"}, "SerializationException"),
        (
            "logs",
            json.dumps({"limit": True}).encode(),
            {**JSON, "X_Amz_Target": "Logs_20140328.DescribeLogGroups"},
            "SerializationException",
        ),
    ],
)
def test_a_value_of_another_type_is_refused(
    aws: LocalAws, service: str, body: bytes, headers: dict[str, str], expected: str
) -> None:
    assert outcome(send(aws, service, body, **headers)) == (400, expected)


#: Services with a package of their own whose requests are not compared with their model, and why.
NOT_VALIDATED = {
    "apigateway": "moto's own; the package keeps it from opening connections",
    "awslambda": "moto's own; the package keeps it from running functions",
    "batch": "moto's own; the package keeps it from running containers",
    "cloudtrail": "its one operation refuses each parameter with a code of its own",
    "mwaa": "its package validates its requests, for which MWAA has words of its own",
    "route53": "its parameters are in XML; moto reads them with the model of the service",
    "s3": "its parameters are in headers and XML; moto checks them operation by operation",
    "servicequotas": "moto's own; the package adds the quotas of MWAA",
    "sns": "moto's own; the package keeps it from delivering",
}


def test_every_service_with_a_package_is_validated_or_has_a_reason() -> None:
    packages = {package.__name__.rpartition(".")[2] for package in load_plugins(services.__name__)}
    assert packages - CODES.keys() == NOT_VALIDATED.keys()


def test_the_patterns_that_python_cannot_read_are_known() -> None:
    unreadable = {
        (service, pattern)
        for service in CODES
        for model in [get_service_model(service)]
        for name in model.shape_names
        if (pattern := model.shape_for(name).metadata.get("pattern")) and pattern_of(pattern) is None
    }
    assert unreadable == {
        ("cloudwatch", r"[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]+"),
        ("logs", r"[\w-_]*"),
        ("ssm", r"^([\p{L}\p{Z}\p{N}\p{P}\p{M}]*)$"),
        ("ssm", r"^arn:aws[a-z0-9-]*:iam::\d{12}:role\/[\w-\/.@+=,]{1,1017}$"),
    }
