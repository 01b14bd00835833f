"""Tags of resources that two accounts see: each account sees only the tags that it has put on them.

"VPC tags and tags for the resources within the shared VPC are not shared with the participants" (VPC guide, page
vpc-share-limitations). A participant may put tags of its own on what is shared with it, and sees those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.internet_gateways import InternetGateway
from moto.ec2.models.network_acls import NetworkAcl
from moto.ec2.models.route_tables import RouteTable
from moto.ec2.models.security_groups import SecurityGroup
from moto.ec2.models.subnets import Subnet
from moto.ec2.models.vpcs import VPC

SHARED_TYPES = (InternetGateway, NetworkAcl, NetworkInterface, RouteTable, SecurityGroup, Subnet, VPC)
"""What an owner and its participants see of each other."""

RESOURCE_TYPES: Mapping[str, str] = {
    "eipalloc": "elastic-ip",
    "fl": "vpc-flow-log",
    "h": "dedicated-host",
    "nat": "natgateway",
    "pl": "prefix-list",
    "sir": "spot-instances-request",
}
"""By prefix of an id the type of a resource with tags (botocore, ec2, ResourceType), where moto has another."""

_viewer: ContextVar[EC2Backend | None] = ContextVar("viewer", default=None)


@contextmanager
def viewed_by(backend: EC2Backend) -> Iterator[None]:
    """Show resources with the tags of the account of ``backend``, which makes the request."""
    token = _viewer.set(backend)
    try:
        yield
    finally:
        _viewer.reset(token)


def create_tags(
    create: Callable[..., bool], backend: EC2Backend, resource_ids: list[str], tags: dict[str, str]
) -> bool:
    """Tag addresses by their allocation: moto's CloudFormation names the address itself."""
    allocations = {address.public_ip: address.allocation_id for address in backend.addresses}
    return create(backend, [allocations.get(resource_id) or resource_id for resource_id in resource_ids], tags)


def visible_tags(resource: Any) -> list[dict[str, str]]:
    """The tags that the account making the request sees; outside a request, those of the resource's owner."""
    backend = _viewer.get() or resource.ec2_backend
    tags: list[dict[str, str]] = backend.describe_tags(filters={"resource-id": [resource.id]})
    return tags
