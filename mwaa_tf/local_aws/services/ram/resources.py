"""The resources of a share: their types, and the checks that AWS makes for subnets."""

from __future__ import annotations

from moto.ec2.models import ec2_backends
from moto.ram.models import ResourceShare
from moto.ram.utils import AWS_MANAGED_PERMISSIONS

from mwaa_tf.arn import Arn
from mwaa_tf.local_aws.services.ram.exceptions import InvalidParameterError, SharingNotPermittedError, UnknownError

SUBNET_TYPE = "ec2:Subnet"


def type_of(arn: str) -> str:
    """The resource type as RAM names it, such as ``ec2:Subnet``; empty for a type that moto cannot share."""
    parsed = Arn.find(arn)
    if not (parsed and parsed.account_id.isdigit() and parsed.resource_type in ResourceShare.SHAREABLE_RESOURCES):
        return ""
    return f"{parsed.service}:{parsed.resource_type.title().replace('-', '')}"


def default_permission(resource_type: str) -> str | None:
    """ARN of the managed permission that RAM attaches if none is chosen."""
    for permission in AWS_MANAGED_PERMISSIONS:
        if permission["resourceType"] == resource_type and permission["isResourceTypeDefault"]:
            return str(permission["arn"])
    return None


def subnet_id(arn: str) -> str | None:
    """The id of the subnet with that ARN; None for another kind of ARN."""
    parsed = Arn.find(arn)
    if parsed is None or (parsed.service, parsed.resource_type) != ("ec2", "subnet"):
        return None
    return parsed.resource_id


def check_subnet(arn: str, account_id: str, *, sharing_enabled: bool) -> None:
    """Raise unless the account can share that subnet: its own, not in a default VPC, and sharing is enabled.

    That an account cannot share another's resources is documented, with which error is inferred.
    """
    parsed = Arn.parse(arn)
    # Not backends[region], which would create one, or fail for a region that does not exist.
    backend = dict.get(ec2_backends[account_id], parsed.region)
    zones = list(backend.subnets.values()) if backend else []
    subnets = {subnet.id: subnet for zone in zones for subnet in list(zone.values())}
    subnet = subnets.get(parsed.resource_id)
    if backend is None or subnet is None or parsed.account_id != account_id:
        raise UnknownError(f"Resource {arn} could not be found.")
    if backend.vpcs[subnet.vpc_id].is_default:
        raise SharingNotPermittedError(f"You cannot share {subnet.id}: it is in a default VPC.")
    if not sharing_enabled:
        raise InvalidParameterError
