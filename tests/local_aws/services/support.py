"""A VPC of one account, and what sharing its subnets takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.organization import prepare

OWNER, DATA, SCIENCE, STRANGER = "111111111111", "222222222222", "333333333333", "444444444444"
REGION = "us-east-1"


@contextmanager
def organization(*, ram_sharing: bool = True) -> Iterator[LocalAws]:
    """A local AWS with three accounts in an organization, whose time stands still until it is advanced."""
    with LocalAws([OWNER, DATA, SCIENCE], region=REGION, speed=0) as aws:
        prepare(aws, ram_sharing=ram_sharing)
        yield aws


@contextmanager
def organization_in(region: str) -> Iterator[LocalAws]:
    """The accounts of an organization in any region, whose time stands still."""
    with LocalAws([OWNER, DATA], region=region, speed=0) as aws:
        prepare(aws)
        yield aws


@dataclass(frozen=True)
class Network:
    """A VPC of the owner with two private subnets."""

    aws: LocalAws
    vpc_id: str
    subnet_ids: tuple[str, ...]

    @property
    def subnet_arns(self) -> list[str]:
        return [f"arn:aws:ec2:{REGION}:{OWNER}:subnet/{subnet_id}" for subnet_id in self.subnet_ids]

    def share(self, *principals: str, subnets: int = 2) -> str:
        """Share the first so many subnets, and wait until it is so. The share's ARN."""
        arn: str = self.aws.client("ram", OWNER).create_resource_share(
            name="subnets",
            allowExternalPrincipals=False,
            principals=list(principals),
            resourceArns=self.subnet_arns[:subnets],
        )["resourceShare"]["resourceShareArn"]
        self.aws.clock.advance(timedelta(minutes=1))
        return arn

    def group(self, account_id: str, name: str = "group") -> str:
        """A security group of the account in the VPC; its id."""
        made = self.aws.client("ec2", account_id).create_security_group(
            GroupName=name, Description=name, VpcId=self.vpc_id
        )
        return str(made["GroupId"])


def network(aws: LocalAws) -> Network:
    """The owner's VPC, not shared with anybody yet."""
    ec2 = aws.client("ec2", OWNER)
    vpc_id = ec2.create_vpc(CidrBlock="10.192.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc_id, CidrBlock=f"10.192.2{number}.0/24", AvailabilityZoneId=f"use1-az{number + 1}")
        for number in range(2)
    ]
    return Network(aws, vpc_id, tuple(subnet["Subnet"]["SubnetId"] for subnet in subnets))


@contextmanager
def refused(code: str, message: str = "") -> Iterator[None]:
    """AWS answers with an error of that code, whose message has ``message`` in it."""
    with pytest.raises(ClientError) as caught:
        yield
    error: dict[str, Any] = caught.value.response["Error"]
    assert (error["Code"], message in error["Message"]) == (code, True), error
