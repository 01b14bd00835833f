"""What Elastic Load Balancing refuses (CreateLoadBalancer and ModifyLoadBalancerAttributes of its API reference)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from moto.ec2.models.subnets import Subnet
from moto.elbv2.exceptions import ELBClientError

_NAME = re.compile(r"(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?")

#: Who delivers the logs: the service, or in regions that are older than August 2022 also an account of it.
_DELIVERY = "logdelivery.elasticloadbalancing.amazonaws.com"


def name(text: str) -> None:
    """Raise for a name that no balancer may have."""
    if not _NAME.fullmatch(text):
        raise ELBClientError(
            "ValidationError",
            f"Load balancer name '{text}' must have 1 to 32 alphanumeric characters and hyphens, "
            "and not begin with internal- or begin or end with a hyphen",
        )


def subnets(ec2: Any, found: Iterable[Subnet], scheme: str) -> None:
    """Raise for subnets in one zone, and for public addresses in a VPC without a way to the internet."""
    given = list(found)
    if len({subnet.availability_zone for subnet in given}) < max(2, len(given)):
        raise ELBClientError(
            "ValidationError", "At least two subnets in two different Availability Zones must be specified"
        )
    vpc_id = given[0].vpc_id
    attached = {vpc.id for gateway in ec2.internet_gateways.values() if (vpc := gateway.vpc)}
    if scheme == "internet-facing" and vpc_id not in attached:
        raise ELBClientError("InvalidSubnet", f"VPC {vpc_id} has no internet gateway")


def groups(ec2: Any, group_ids: Iterable[str], vpc_id: str) -> None:
    """Raise for a group that is not there, or is one of another VPC."""
    for group_id in group_ids:
        group = ec2.get_security_group_from_id(group_id)
        if group is None or group.vpc_id != vpc_id:
            raise ELBClientError("InvalidSecurityGroup", f"One or more security groups are invalid: {group_id}")


def access_logs(attributes: Mapping[str, str], partition: str) -> None:
    """Raise unless the bucket of access logs is there and its policy admits their delivery."""
    from moto.s3.models import s3_backends

    if attributes.get("access_logs.s3.enabled") != "true":
        return
    bucket = attributes.get("access_logs.s3.bucket", "")
    found = next(
        (
            backend[partition].buckets[bucket]
            for backend in s3_backends.values()
            if bucket in backend[partition].buckets
        ),
        None,
    )
    if found is None or not _admits(found.policy):
        raise ELBClientError(
            "InvalidConfigurationRequest",
            f"Access Denied for bucket: {bucket}. Please check S3bucket permission",
        )


def _admits(policy: bytes | None) -> bool:
    statements = json.loads(policy)["Statement"] if policy else []
    return any(_DELIVERY in json.dumps(statement.get("Principal", "")) for statement in statements)
