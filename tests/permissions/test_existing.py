"""Policies for what is there already: looks while planning, and tags on what another account owns."""

from __future__ import annotations

from typing import Any

from mwaa_tf.config import Deployment
from tests.permissions.test_permissions import EC2, ENVIRONMENT, KEY, allowed, called, derived
from tests.support import DATA, OWNER, deployment

ROLE = f"arn:aws:iam::{DATA}:role/team/airflow"
SUBNET, VPC = "subnet-0123456789abcdef0", "vpc-0a1b2c3d4e5f60718"


def with_environment(**fields: Any) -> Deployment:
    environments = [{"name": "etl", **fields}]
    return deployment(participants=[{"name": "data", "account_id": DATA, "environments": environments}])


def test_a_look_takes_rights_on_what_is_looked_at_alone() -> None:
    given = {
        "source_bucket": {"arn": "arn:aws:s3:::acme-dags", "verify": True},
        "kms_key": {"arn": KEY},
        "execution_role": {"arn": ROLE, "verify": True},
    }

    role = derived(
        called(ENVIRONMENT, "s3", "HeadBucket", "arn:aws:s3:::acme-dags"),
        called(ENVIRONMENT, "kms", "DescribeKey", KEY),
        called(ENVIRONMENT, "iam", "GetRole", "airflow"),
        called(ENVIRONMENT, "ec2", "DescribeSecurityGroups"),
        of=with_environment(**given),
    )["data"]

    assert allowed(role) == {
        ("ec2:DescribeSecurityGroups", "*"),
        # With the path that the role's ARN has, and the call has not.
        ("iam:GetRole", ROLE),
        ("kms:DescribeKey", KEY),
        ("s3:ListBucket", "arn:aws:s3:::acme-dags"),
    }


def test_a_participant_tags_subnets_and_vpc_that_are_the_owners() -> None:
    role = derived(
        called(ENVIRONMENT, "ec2", "CreateTags", SUBNET),
        called(ENVIRONMENT, "ec2", "DeleteTags", VPC),
        called(ENVIRONMENT, "ec2", "DescribeTags"),
    )["data"]

    assert allowed(role) == {
        ("ec2:CreateTags", f"{EC2}:{OWNER}:subnet/*"),
        ("ec2:DeleteTags", f"{EC2}:{OWNER}:vpc/*"),
        ("ec2:DescribeTags", "*"),
    }
