"""A VPC with two zones, with which the tests of this folder begin."""

from __future__ import annotations

import pytest

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.elbv2.support import OWNER, Vpc


@pytest.fixture
def vpc(aws: LocalAws) -> Vpc:
    ec2 = aws.client("ec2", OWNER)
    vpc_id = ec2.create_vpc(CidrBlock="10.192.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc_id, CidrBlock=f"10.192.{number}.0/24", AvailabilityZoneId=f"use1-az{zone}")
        for number, zone in ((20, 1), (21, 2), (22, 1))
    ]
    group = ec2.create_security_group(GroupName="alb", Description="alb", VpcId=vpc_id)["GroupId"]
    return Vpc(aws, vpc_id, tuple(subnet["Subnet"]["SubnetId"] for subnet in subnets), group)
