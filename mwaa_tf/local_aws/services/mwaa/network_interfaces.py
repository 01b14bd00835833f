"""Resources of an environment in the customer's VPC: network interfaces and, if MWAA manages them, endpoints."""

from __future__ import annotations

from typing import Any

from mwaa_tf.local_aws.services.mwaa.endpoints import required_endpoints
from mwaa_tf.local_aws.services.mwaa.environment import LocalEnvironment


def create(environment: LocalEnvironment) -> None:
    """One network interface per subnet, owned by the environment's account and carrying its groups.

    AWS creates more, for each container; one is enough to keep subnet and groups in use while the environment exists.
    """
    backend = _backend(environment)
    for subnet_id in environment.subnet_ids:
        interface = backend.create_network_interface(
            subnet_id,
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
    for endpoint_id in environment.managed_endpoint_ids:
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
    if environment.managed_endpoint_ids:
        backend.delete_vpc_endpoints(environment.managed_endpoint_ids)
    for interface_id in environment.interface_ids:
        if interface_id in backend.enis:
            backend.delete_network_interface(interface_id)
    environment.managed_endpoint_ids = []
    environment.interface_ids = []


def _backend(environment: LocalEnvironment) -> Any:
    from moto.ec2.models import ec2_backends

    return ec2_backends[environment.identity.account_id][environment.identity.region]
