"""Hosted zones: private where they name a VPC, and found under an id of Route 53's form."""

from __future__ import annotations

import re
from typing import Any

from mwaa_tf.local_aws import LocalAws
from tests.support import OWNER


def made(aws: LocalAws, name: str, **options: Any) -> dict[str, Any]:
    """A zone as it is read back."""
    route53 = aws.client("route53", OWNER)
    zone_id = route53.create_hosted_zone(Name=name, CallerReference=name, **options)["HostedZone"]["Id"]
    return dict(route53.get_hosted_zone(Id=zone_id))


def test_a_zone_that_names_a_vpc_is_private(aws: LocalAws) -> None:
    vpc_id = aws.client("ec2", OWNER).create_vpc(CidrBlock="10.192.0.0/16")["Vpc"]["VpcId"]

    zone = made(aws, "airflow.example.com", VPC={"VPCRegion": "us-east-1", "VPCId": vpc_id})

    assert zone["HostedZone"]["Config"]["PrivateZone"] is True
    assert [vpc["VPCId"] for vpc in zone["VPCs"]] == [vpc_id]


def test_a_zone_without_a_vpc_is_public(aws: LocalAws) -> None:
    assert made(aws, "example.com")["HostedZone"]["Config"]["PrivateZone"] is False


def test_an_id_begins_with_a_z(aws: LocalAws) -> None:
    assert re.fullmatch(r"/hostedzone/Z[A-Z0-9]{10,31}", made(aws, "example.org")["HostedZone"]["Id"])
