"""The private endpoint services of environments, in addition to those that AWS offers to all accounts.

An environment with CUSTOMER endpoint management has two of them. They take endpoints only from the account that owns
the environment's VPC, and only in that VPC; for other accounts they do not exist (MWAA user guide, page
vpc-endpoint-management).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moto.ec2.exceptions import InvalidServiceName
from moto.ec2.models import ec2_backends

if TYPE_CHECKING:
    from moto.ec2.models.vpcs import VPCEndPoint

PRIVATE = "com.amazonaws.vpce."


@dataclass(frozen=True, slots=True)
class EndpointService:
    """A service, and the VPC and account that may connect to it."""

    name: str
    region: str
    vpc_id: str
    vpc_owner: str


_lock = threading.Lock()
_services: dict[str, EndpointService] = {}


def register(service_name: str, *, region: str, vpc_id: str, vpc_owner: str) -> None:
    """Let the account ``vpc_owner`` create endpoints for ``service_name`` in its VPC ``vpc_id``."""
    with _lock:
        _services[service_name] = EndpointService(service_name, region, vpc_id, vpc_owner)


def unregister(service_name: str) -> None:
    """Let no account connect any more. Existing endpoints stay until they are deleted."""
    with _lock:
        _services.pop(service_name, None)


def open_to(account_id: str, region: str) -> list[EndpointService]:
    """The services that the account may connect to: those of environments in its VPCs."""
    with _lock:
        services = list(_services.values())
    return [service for service in services if (service.vpc_owner, service.region) == (account_id, region)]


def find(service_name: str) -> EndpointService | None:
    """The service of that name."""
    return _services.get(service_name)


def endpoints_of(service_name: str, region: str) -> list[VPCEndPoint]:
    """The endpoints of the service that are not deleted, of any account and in any state."""
    return [
        endpoint
        for regions in list(ec2_backends.values())
        if (backend := dict.get(regions, region)) is not None
        for endpoint in list(backend.vpc_end_points.values())
        if endpoint.service_name == service_name and endpoint.state not in ("deleting", "deleted")
    ]


def check(service_name: str, *, account_id: str, vpc_id: str, region: str) -> None:
    """Raise InvalidServiceName where the account cannot connect to the service from that VPC.

    Services of AWS (``com.amazonaws.REGION.…``) are not checked; those that an account created with
    CreateVpcEndpointServiceConfiguration are open to all.
    """
    if not service_name.startswith(PRIVATE):
        return
    service = _services.get(service_name)
    if service is not None and (service.vpc_owner, service.vpc_id, service.region) == (account_id, vpc_id, region):
        return
    if service is None and any(
        configuration.service_name == service_name
        for regions in list(ec2_backends.values())
        if (backend := dict.get(regions, region)) is not None
        for configuration in list(backend.configurations.values())
    ):
        return
    raise InvalidServiceName(service_name)


def reset() -> None:
    """Forget all services."""
    with _lock:
        _services.clear()
