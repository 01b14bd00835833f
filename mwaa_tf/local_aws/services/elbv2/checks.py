"""What Elastic Load Balancing refuses (CreateLoadBalancer and ModifyLoadBalancerAttributes of its API reference)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from moto.ec2.models.subnets import Subnet
from moto.elbv2.exceptions import ELBClientError

from mwaa_tf.mwaa.principals import LOAD_BALANCER_LOGS

_FREE_ADDRESSES = 8
"""In each subnet of a new balancer (ELB user guide, application-load-balancers)."""
_NAME = re.compile(r"(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?")


def check_name(text: str) -> None:
    """Raise for an invalid name of a balancer."""
    if not _NAME.fullmatch(text):
        raise ELBClientError(
            "ValidationError",
            f"Load balancer name '{text}' must have 1 to 32 alphanumeric characters and hyphens, "
            "and not begin with internal- or begin or end with a hyphen",
        )


def check_subnets(ec2: Any, subnets: Sequence[Subnet], scheme: str) -> None:
    """Raise for subnets in one zone, and for public addresses in a VPC without an internet gateway."""
    if len({subnet.availability_zone for subnet in subnets}) < max(2, len(subnets)):
        raise ELBClientError(
            "ValidationError", "At least two subnets in two different Availability Zones must be specified"
        )
    for subnet in subnets:
        if subnet.available_ip_address_count < _FREE_ADDRESSES:
            # AWS's words (aws-load-balancer-controller #1233).
            raise ELBClientError(
                "InvalidSubnet",
                f"Not enough IP space available in {subnet.id}. "
                f"ELB requires at least {_FREE_ADDRESSES} free IP addresses in each subnet.",
            )
    vpc_id = subnets[0].vpc_id
    attached = {vpc.id for gateway in ec2.internet_gateways.values() if (vpc := gateway.vpc)}
    if scheme == "internet-facing" and vpc_id not in attached:
        raise ELBClientError("InvalidSubnet", f"VPC {vpc_id} has no internet gateway")


def check_groups(ec2: Any, group_ids: Iterable[str], vpc_id: str) -> None:
    """Raise for a group that does not exist, or belongs to another VPC."""
    for group_id in group_ids:
        group = ec2.get_security_group_from_id(group_id)
        if group is None or group.vpc_id != vpc_id:
            raise ELBClientError("InvalidSecurityGroup", f"One or more security groups are invalid: {group_id}")


def check_access_logs(attributes: Mapping[str, str], partition: str) -> None:
    """Raise unless the bucket of access logs exists and its policy allows their delivery."""
    from moto.s3.models import s3_backends

    if attributes.get("access_logs.s3.enabled") != "true":
        return
    name = attributes.get("access_logs.s3.bucket", "")
    buckets = (backend[partition].buckets.get(name) for backend in s3_backends.values())
    bucket = next((bucket for bucket in buckets if bucket is not None), None)
    if bucket is None or not _allows_delivery(bucket.policy):
        raise ELBClientError(
            "InvalidConfigurationRequest",
            f"Access Denied for bucket: {name}. Please check S3bucket permission",
        )


def _allows_delivery(policy: bytes | None) -> bool:
    statements = json.loads(policy)["Statement"] if policy else []
    return any(LOAD_BALANCER_LOGS in json.dumps(statement.get("Principal", "")) for statement in statements)
