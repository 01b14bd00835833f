"""Which subnets an account sees: its own, and those that RAM shares with it."""

from __future__ import annotations

from collections.abc import Iterator

from moto.ec2.models import EC2Backend, ec2_backends
from moto.ec2.models.subnets import Subnet

from mwaa_tf.local_aws.services.ec2.views import seen_by
from mwaa_tf.local_aws.services.ram import resources
from mwaa_tf.local_aws.services.ram.models import shared_resources


def backends(region: str) -> Iterator[EC2Backend]:
    """EC2 of every account that has used it in the region."""
    for regions in list(ec2_backends.values()):
        # Not regions[region], which would make one.
        backend = dict.get(regions, region)
        if backend is not None:
            yield backend


def own_subnets(backend: EC2Backend) -> dict[str, Subnet]:
    """The subnets that the account has made, by id."""
    return {subnet.id: subnet for zone in list(backend.subnets.values()) for subnet in list(zone.values())}


def subnet_owner(subnet_id: str, region: str) -> str | None:
    """The account that owns the subnet; none where there is no such subnet in the region."""
    return next((backend.account_id for backend in backends(region) if subnet_id in own_subnets(backend)), None)


def shared_with(viewer: EC2Backend) -> dict[str, Subnet]:
    """The subnets of others that the account of ``viewer`` sees, by id and without their owners' tags."""
    arns = shared_resources(viewer.account_id, viewer.region_name)
    ids = {found for arn in arns if (found := resources.subnet_id(arn))}
    if not ids:
        return {}
    return {
        subnet.id: seen_by(subnet, viewer)
        for owner in backends(viewer.region_name)
        if owner is not viewer
        for subnet in own_subnets(owner).values()
        if subnet.id in ids
    }


def is_shared(subnet_id: str, account_id: str, region: str) -> bool:
    """Whether the subnet is another account's and can be used by ``account_id``."""
    return subnet_id in shared_with(ec2_backends[account_id][region])


def visible_subnets(account_id: str, region: str) -> dict[str, Subnet]:
    """The subnets that the account sees, by id: its own, and those shared with it."""
    backend = ec2_backends[account_id][region]
    return {**own_subnets(backend), **shared_with(backend)}
