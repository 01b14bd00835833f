"""Subnets and security groups (pages networking-about, vpc-create and vpc-security of the MWAA user guide)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mwaa_tf.local_aws.services.mwaa.exceptions import ValidationException
from mwaa_tf.mwaa import quotas
from mwaa_tf.mwaa.regions import UNSUPPORTED_ZONES

if TYPE_CHECKING:
    from moto.ec2.models.route_tables import RouteTable
    from moto.ec2.models.subnets import Subnet


@dataclass(frozen=True)
class EnvironmentNetwork:
    """The network of an environment: its VPC, the account that owns it, and the two subnets."""

    vpc_id: str
    vpc_owner: str
    subnets: tuple[Subnet, ...]


def check_subnets(subnet_ids: Sequence[str], account_id: str, region: str) -> EnvironmentNetwork:
    """Raise unless the subnets are visible to the account, private, and in two zones of one VPC."""
    from mwaa_tf.local_aws.services.ec2 import visibility

    visible = visibility.visible_subnets(account_id, region)
    for subnet_id in subnet_ids:
        if subnet_id not in visible:
            raise ValidationException(f"The subnet ID '{subnet_id}' does not exist")
    subnets = tuple(visible[subnet_id] for subnet_id in subnet_ids)
    if len({subnet.availability_zone for subnet in subnets}) != quotas.SUBNETS:
        raise ValidationException(
            f"The subnets {' and '.join(subnet_ids)} must be in two different Availability Zones "
            f"(both are in {subnets[0].availability_zone})"
        )
    if len({subnet.vpc_id for subnet in subnets}) != 1:
        raise ValidationException(f"The subnets {' and '.join(subnet_ids)} must be in the same VPC")
    for subnet in subnets:
        if subnet.availability_zone_id in UNSUPPORTED_ZONES:
            raise ValidationException(
                f"The subnet '{subnet.id}' is in {subnet.availability_zone_id}, which Amazon MWAA does not support"
            )
        if gateway := _internet_gateway(subnet):
            raise ValidationException(
                f"The subnet '{subnet.id}' must be private: its route table leads to the internet gateway {gateway}"
            )
    return EnvironmentNetwork(subnets[0].vpc_id, subnets[0].owner_id, subnets)


def check_security_groups(group_ids: Sequence[str], vpc_id: str, account_id: str, region: str) -> None:
    """Raise unless the caller owns the groups, in that VPC: a participant cannot use the owner's."""
    from moto.ec2.models import ec2_backends

    backend = ec2_backends[account_id][region]
    for group_id in group_ids:
        group = backend.get_security_group_from_id(group_id)
        if group is None or group.owner_id != account_id:
            raise ValidationException(f"The security group '{group_id}' does not exist")
        if group.vpc_id != vpc_id:
            raise ValidationException(f"The security group '{group_id}' does not belong to the VPC '{vpc_id}'")


def _internet_gateway(subnet: Subnet) -> str | None:
    """The internet gateway that the subnet's route table leads to."""
    table = route_table(subnet)
    gateways = [route.gateway_id for route in table.routes if route.gateway_id] if table else []
    return next((gateway for gateway in gateways if gateway.startswith("igw-")), None)


def route_table(subnet: Subnet) -> RouteTable | None:
    """The route table of the subnet, else the main one of its VPC; both are the owner's."""
    tables = [table for table in list(subnet.ec2_backend.route_tables.values()) if table.vpc_id == subnet.vpc_id]
    explicit = (
        table for table in tables if subnet.id in [association.get("SubnetId") for association in table.associations]
    )
    main = (table for table in tables if table.main_association_id is not None)
    return next(explicit, None) or next(main, None)
