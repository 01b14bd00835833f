"""`DryRun`, which never does anything, whatever the operation."""

from __future__ import annotations

from typing import Any

import boto3  # type: ignore[import-untyped]
import botocore.session  # type: ignore[import-untyped]
import pytest
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from moto.core.utils import camelcase_to_underscores, method_names_from_class

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.services.ec2.responses import SharedVpcResponse
from tests.local_aws.services.support import OWNER, REGION, Network, refused

MODEL = botocore.session.get_session().get_service_model("ec2")
METHODS = method_names_from_class(SharedVpcResponse)
IMPLEMENTED = sorted(
    name
    for name in MODEL.operation_names
    if camelcase_to_underscores(name) in METHODS
    and (shape := MODEL.operation_model(name).input_shape) is not None
    and "DryRun" in shape.members
)


@pytest.fixture
def unchecked(aws: LocalAws) -> Any:
    """A client that sends requests without the members that they require."""
    environment = aws.environment(OWNER)
    return boto3.client(
        "ec2",
        region_name=REGION,
        endpoint_url=aws.endpoint,
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        config=Config(
            proxies={"http": environment["HTTP_PROXY"]}, parameter_validation=False, retries={"max_attempts": 0}
        ),
    )


def test_every_operation_that_has_a_dry_run_answers_without_doing_anything(unchecked: Any) -> None:
    assert len(IMPLEMENTED) > 230
    codes = {}
    for name in IMPLEMENTED:
        # botocore itself signs an address with this one.
        source = {"SourceRegion": REGION} if name == "CopySnapshot" else {}
        try:
            unchecked._make_api_call(name, {"DryRun": True, **source})
        except ClientError as error:
            codes[name] = (error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"])
    assert {name: code for name, code in codes.items() if code != ("DryRunOperation", 412)} == {}
    assert len(codes) == len(IMPLEMENTED)


def test_a_dry_run_creates_nothing(aws: LocalAws, network: Network) -> None:
    ec2 = aws.client("ec2", OWNER)
    before = len(ec2.describe_vpcs()["Vpcs"]), len(ec2.describe_vpc_endpoints()["VpcEndpoints"])
    with refused("DryRunOperation", "Request would have succeeded, but DryRun flag is set."):
        ec2.create_vpc(CidrBlock="10.9.0.0/16", DryRun=True)
    with refused("DryRunOperation"):
        ec2.create_vpc_endpoint(VpcId=network.vpc_id, ServiceName=f"com.amazonaws.{REGION}.s3", DryRun=True)
    assert (len(ec2.describe_vpcs()["Vpcs"]), len(ec2.describe_vpc_endpoints()["VpcEndpoints"])) == before


def test_a_dry_run_of_kms_grants_nothing(aws: LocalAws) -> None:
    kms = aws.client("kms", OWNER)
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    with refused("DryRunOperationException"):
        kms.create_grant(KeyId=key, GranteePrincipal=f"arn:aws:iam::{OWNER}:root", Operations=["Encrypt"], DryRun=True)
    assert kms.list_grants(KeyId=key)["Grants"] == []
