"""What an account sees of a VPC: its own resources, and those that another account shares with it or creates in it.

Participants see the shared subnets, and of their VPC the VPC itself, its route tables, network ACLs and internet
gateway. Owners see the network interfaces and security groups that participants create in their VPCs (VPC guide, page
vpc-sharing).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar, cast

from moto.ec2.models import EC2Backend, ec2_backends
from moto.ec2.models.core import TaggedEC2Resource
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.internet_gateways import InternetGateway
from moto.ec2.models.security_groups import SecurityGroup
from moto.ec2.models.subnets import Subnet
from moto.ec2.models.vpcs import VPC

from mwaa_tf.local_aws.services.ram.models import shared_resources
from mwaa_tf.local_aws.services.ram.resources import subnet_id

R = TypeVar("R", bound=TaggedEC2Resource)


def backends(region: str) -> Iterator[EC2Backend]:
    """EC2 of every account that has used it in the region."""
    for regions in list(ec2_backends.values()):
        # Not regions[region], which would create one.
        backend = dict.get(regions, region)
        if backend is not None:
            yield backend


def own_subnets(backend: EC2Backend) -> dict[str, Subnet]:
    """The subnets that the account has created, by id."""
    return {subnet.id: subnet for zone in list(backend.subnets.values()) for subnet in list(zone.values())}


def subnet_owner(subnet_id: str, region: str) -> str | None:
    """The account that owns the subnet; None where the region has no such subnet."""
    return next((backend.account_id for backend in backends(region) if subnet_id in own_subnets(backend)), None)


def shared_with(backend: EC2Backend) -> dict[str, Subnet]:
    """The subnets of other accounts that the account of ``backend`` can use, by id."""
    arns = shared_resources(backend.account_id, backend.region_name)
    shared_ids = {shared_id for arn in arns if (shared_id := subnet_id(arn))}
    if not shared_ids:
        return {}
    return {
        subnet.id: subnet
        for owner in backends(backend.region_name)
        if owner is not backend
        for subnet in own_subnets(owner).values()
        if subnet.id in shared_ids
    }


def is_shared(subnet_id: str, account_id: str, region: str) -> bool:
    """Whether the subnet is another account's and can be used by ``account_id``."""
    return subnet_id in shared_with(ec2_backends[account_id][region])


def visible_subnets(account_id: str, region: str) -> dict[str, Subnet]:
    """The subnets that the account sees, by id: its own, and those shared with it."""
    backend = ec2_backends[account_id][region]
    return {**own_subnets(backend), **shared_with(backend)}


def shared_vpcs(backend: EC2Backend) -> dict[str, VPC]:
    """The VPCs of other accounts in which a subnet is shared with the account of ``backend``, by id."""
    vpcs = (subnet.ec2_backend.vpcs[subnet.vpc_id] for subnet in shared_with(backend).values())
    return {vpc.id: vpc for vpc in vpcs}


def in_shared_vpcs(
    backend: EC2Backend, resources: Callable[[EC2Backend], dict[str, R]], vpc_of: Callable[[R], str | None]
) -> list[R]:
    """The ``resources`` of the owners of the shared VPCs that belong to one of these VPCs."""
    return [
        resource
        for vpc in shared_vpcs(backend).values()
        for resource in list(resources(ec2_backends[vpc.owner_id][backend.region_name]).values())
        if vpc_of(resource) == vpc.id
    ]


def attached_vpc(gateway: InternetGateway) -> str | None:
    """Id of the VPC that the gateway is attached to."""
    # moto annotates it as None, its first value.
    vpc = cast("VPC | None", gateway.vpc)
    return vpc.id if vpc else None


def participants_interfaces(backend: EC2Backend) -> list[NetworkInterface]:
    """Network interfaces of other accounts in VPCs of this account, whose owner can view them and no more."""
    return [
        interface
        for participant in backends(backend.region_name)
        if participant is not backend
        for interface in list(participant.enis.values())
        if interface.subnet.vpc_id in backend.vpcs
    ]


def own_security_groups(backend: EC2Backend) -> list[SecurityGroup]:
    """The security groups that the account has created, in its own VPCs and in shared ones."""
    return [group for groups in list(backend.groups.values()) for group in list(groups.values())]


def participants_security_groups(backend: EC2Backend) -> list[SecurityGroup]:
    """Security groups of other accounts in VPCs of this account, whose owner can view them and no more."""
    return [
        group
        for participant in backends(backend.region_name)
        if participant is not backend
        for group in own_security_groups(participant)
        if group.vpc_id in backend.vpcs
    ]


def interfaces_in(subnet_id: str, region: str) -> Iterator[NetworkInterface]:
    """The network interfaces in a subnet, of any account."""
    for backend in backends(region):
        yield from (
            interface
            for interface in list(backend.enis.values())
            if interface.subnet.id == subnet_id and not is_terminated(interface)
        )


def is_terminated(interface: NetworkInterface) -> bool:
    """Whether the instance of the interface is terminated; moto keeps interfaces that AWS would delete with it."""
    return interface.instance is not None and interface.instance._state.name == "terminated"


def is_in_use(interface: NetworkInterface) -> bool:
    """Whether an instance or a service has the interface, such as an endpoint, a NAT gateway or an environment."""
    if is_terminated(interface):
        return False
    nat_gateways = interface.ec2_backend.nat_gateways.values()
    return interface.status == "in-use" or any(
        gateway._eni is interface and gateway.state != "deleted" for gateway in list(nat_gateways)
    )
