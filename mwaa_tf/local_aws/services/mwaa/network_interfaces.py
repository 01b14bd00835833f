"""Resources of an environment in the customer's VPC: network interfaces and, if MWAA manages them, endpoints.

Every scheduler, web server and worker has a network interface in one of the two subnets (MWAA user guide,
networking-about). Which of the two, and that a subnet without free addresses ends a creation, is inferred.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mwaa_tf.local_aws.services.mwaa.endpoints import required_endpoints
from mwaa_tf.local_aws.services.mwaa.environment import LocalEnvironment


def create(environment: LocalEnvironment) -> None:
    """One network interface per subnet; those of further containers come with :func:`scale`, once it starts them."""
    scale(environment, len(environment.subnet_ids))


def containers(settings: Mapping[str, Any]) -> int:
    """The containers of an environment without load: schedulers, and the least web servers and workers."""
    return int(settings["Schedulers"]) + int(settings["MinWebservers"]) + int(settings["MinWorkers"])


def scale(environment: LocalEnvironment, count: int) -> None:
    """Create or delete interfaces, so that there are ``count``, at least one per subnet.

    Raises :class:`~mwaa_tf.local_aws.services.ec2.exceptions.InsufficientFreeAddressesError` for a full subnet; what
    was created before remains.
    """
    backend, subnet_ids = _backend(environment), environment.subnet_ids
    while len(environment.interface_ids) > max(count, len(subnet_ids)):
        backend.enis.pop(environment.interface_ids.pop(), None)
    while len(environment.interface_ids) < count:
        interface = backend.create_network_interface(
            subnet_ids[len(environment.interface_ids) % len(subnet_ids)],
            [],
            group_ids=environment.security_group_ids,
            description=f"Amazon MWAA environment {environment.identity.name}",
        )
        interface.requester_managed = True
        interface.status = "in-use"
        environment.interface_ids.append(interface.id)


def create_managed_endpoints(environment: LocalEnvironment) -> None:
    """The endpoints that MWAA itself creates and tags. The value of the tag is inferred."""
    backend = _backend(environment)
    for required in required_endpoints(environment):
        endpoint = backend.create_vpc_endpoint(
            vpc_id=environment.network.vpc_id,
            service_name=required.service_name,
            endpoint_type="Interface",
            policy_document=None,
            route_table_ids=[],
            subnet_ids=environment.subnet_ids,
            security_group_ids=environment.security_group_ids,
            tags={"AmazonMWAAManaged": "true"},
            private_dns_enabled=False,
        )
        environment.managed_endpoint_ids.append(endpoint.id)


def set_groups(environment: LocalEnvironment) -> None:
    """Give the interfaces and managed endpoints the environment's current groups."""
    backend = _backend(environment)
    for interface_id in environment.interface_ids:
        backend.modify_network_interface_attribute(interface_id, environment.security_group_ids)
    # Their owner can delete them, as it can on AWS.
    for endpoint_id in [name for name in environment.managed_endpoint_ids if name in backend.vpc_end_points]:
        current = backend.vpc_end_points[endpoint_id].security_group_ids
        backend.modify_vpc_endpoint(
            endpoint_id,
            policy_doc=None,
            add_subnets=None,
            remove_subnets=None,
            remove_route_tables=None,
            add_route_tables=None,
            add_security_groups=environment.security_group_ids,
            remove_security_groups=[group for group in current if group not in environment.security_group_ids],
        )


def delete(environment: LocalEnvironment) -> None:
    """Delete all of it."""
    backend = _backend(environment)
    backend.delete_vpc_endpoints(environment.managed_endpoint_ids)
    for interface_id in environment.interface_ids:
        backend.enis.pop(interface_id, None)
    environment.managed_endpoint_ids = []
    environment.interface_ids = []


def _backend(environment: LocalEnvironment) -> Any:
    from moto.ec2.models import ec2_backends

    return ec2_backends[environment.identity.account_id][environment.identity.region]
