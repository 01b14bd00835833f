"""The network interfaces of a balancer: one in each of its subnets, with its groups, owned by the service."""

from __future__ import annotations

from typing import Any

from moto.elbv2.models import FakeLoadBalancer


def create(ec2: Any, balancer: FakeLoadBalancer) -> None:
    """Create the interfaces of ``balancer`` in its current subnets."""
    for subnet in balancer.subnets:
        interface = ec2.create_network_interface(
            subnet, group_ids=list(balancer.security_groups), description=_description(balancer)
        )
        interface.requester_managed = True
        interface.status = "in-use"


def set_groups(ec2: Any, balancer: FakeLoadBalancer) -> None:
    """Give the interfaces the current groups of ``balancer``."""
    for interface in _interfaces_of(ec2, balancer):
        ec2.modify_network_interface_attribute(interface.id, list(balancer.security_groups))


def delete(ec2: Any, balancer: FakeLoadBalancer) -> None:
    """Delete the interfaces of ``balancer``."""
    for interface in _interfaces_of(ec2, balancer):
        ec2.delete_network_interface(interface.id)


def _interfaces_of(ec2: Any, balancer: FakeLoadBalancer) -> list[Any]:
    return [interface for interface in ec2.enis.values() if interface.description == _description(balancer)]


def _description(balancer: FakeLoadBalancer) -> str:
    """As the EC2 console shows it: ``ELB app/NAME/ID``."""
    return f"ELB {balancer.arn.partition(':loadbalancer/')[2]}"
