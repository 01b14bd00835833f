"""A VPC with a public and a private pair of subnets, with which the tests of this folder begin."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto.acm.models import acm_backends
from moto.ec2.models import ec2_backends
from moto.elbv2.models import elbv2_backends
from moto.s3.models import s3_backends
from moto.wafv2.models import wafv2_backends

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.elbv2.support import OWNER, REGION, Vpc


@pytest.fixture(scope="module")
def running() -> Iterator[LocalAws]:
    with LocalAws([OWNER], region=REGION, speed=0) as local_aws:
        yield local_aws


@pytest.fixture
def aws(running: LocalAws) -> Iterator[LocalAws]:
    yield running
    for backends in (acm_backends, ec2_backends, elbv2_backends, s3_backends, wafv2_backends):
        backends.clear()
    assert running.failures == ()


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
