"""The resources of a share: their types, and the checks that AWS makes for subnets."""

from __future__ import annotations

import re

from moto.ec2.models import ec2_backends
from moto.ram.models import ResourceShare
from moto.ram.utils import AWS_MANAGED_PERMISSIONS

from mwaa_tf.local_aws.services.ram.exceptions import InvalidParameterError, SharingNotPermittedError, UnknownError

SUBNET_TYPE = "ec2:Subnet"

_ARN = re.compile(r"^arn:aws[\w-]*:(?P<service>[a-z0-9-]+):[a-z0-9-]*:\d{12}:(?P<type>[a-z-]+)")
_SUBNET = re.compile(r"^arn:aws[\w-]*:ec2:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):subnet/(?P<id>subnet-\w+)$")


def type_of(arn: str) -> str:
    """The resource type as RAM names it, such as ``ec2:Subnet``; empty for a type that moto cannot share."""
    match = _ARN.match(arn)
    if match is None or match["type"] not in ResourceShare.SHAREABLE_RESOURCES:
        return ""
    return f"{match['service']}:{match['type'].title().replace('-', '')}"


def default_permission(resource_type: str) -> str | None:
    """ARN of the managed permission that RAM attaches if none is chosen."""
    for permission in AWS_MANAGED_PERMISSIONS:
        if permission["resourceType"] == resource_type and permission["isResourceTypeDefault"]:
            return str(permission["arn"])
    return None


def subnet_id(arn: str) -> str | None:
    """The id of the subnet with that ARN; None for another kind of ARN."""
    match = _SUBNET.match(arn)
    return match["id"] if match else None


def check_subnet(arn: str, account_id: str, *, sharing_enabled: bool) -> None:
    """Raise unless the account can share that subnet: its own, not in a default VPC, and sharing is enabled.

    That an account cannot share another's resources is documented, with which error is inferred.
    """
    match = _SUBNET.match(arn)
    if match is None:
        raise UnknownError(f"Resource {arn} could not be found.")
    owned = ec2_backends[account_id][match["region"]]
    subnets = {subnet.id: subnet for zone in list(owned.subnets.values()) for subnet in list(zone.values())}
    subnet = subnets.get(match["id"])
    if subnet is None or match["account"] != account_id:
        raise UnknownError(f"Resource {arn} could not be found.")
    if owned.vpcs[subnet.vpc_id].is_default:
        raise SharingNotPermittedError(f"You cannot share {subnet.id}: it is in a default VPC.")
    if not sharing_enabled:
        raise InvalidParameterError
