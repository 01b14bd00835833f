"""VPC Block Public Access of an account."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.local_aws import LocalAws


@pytest.fixture
def ec2(local_aws: LocalAws) -> Any:
    return local_aws.client("ec2", local_aws.accounts[0])


def mode(ec2: Any) -> str:
    return str(
        ec2.describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]["InternetGatewayBlockMode"]
    )


def test_an_account_blocks_nothing_until_it_is_told_to(local_aws: LocalAws, ec2: Any) -> None:
    options = ec2.describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]
    assert (options["State"], options["InternetGatewayBlockMode"]) == ("default-state", "off")
    assert (options["AwsAccountId"], options["AwsRegion"]) == (local_aws.accounts[0], local_aws.region)


def test_the_mode_is_that_of_one_account(local_aws: LocalAws, ec2: Any) -> None:
    ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode="block-ingress")
    assert mode(ec2) == "block-ingress"
    assert mode(local_aws.client("ec2", local_aws.accounts[1])) == "off"


def test_a_vpc_or_a_subnet_is_exempted_until_its_exclusion_is_deleted(ec2: Any) -> None:
    vpc_id = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    created = ec2.create_vpc_block_public_access_exclusion(
        VpcId=vpc_id, InternetGatewayExclusionMode="allow-bidirectional"
    )["VpcBlockPublicAccessExclusion"]
    ec2.modify_vpc_block_public_access_exclusion(
        ExclusionId=created["ExclusionId"], InternetGatewayExclusionMode="allow-egress"
    )
    (exclusion,) = ec2.describe_vpc_block_public_access_exclusions()["VpcBlockPublicAccessExclusions"]
    assert exclusion["ResourceArn"].endswith(f":vpc/{vpc_id}")
    assert (exclusion["InternetGatewayExclusionMode"], exclusion["State"]) == ("allow-egress", "update-complete")
    ec2.delete_vpc_block_public_access_exclusion(ExclusionId=created["ExclusionId"])
    assert ec2.describe_vpc_block_public_access_exclusions()["VpcBlockPublicAccessExclusions"] == []


def test_what_does_not_exist_cannot_be_exempted(ec2: Any) -> None:
    with pytest.raises(ClientError, match=r"InvalidSubnetID\.NotFound"):
        ec2.create_vpc_block_public_access_exclusion(
            SubnetId="subnet-0123456789abcdef0", InternetGatewayExclusionMode="allow-egress"
        )
