"""The endpoint services of an environment, and whether the customer's endpoints fit (page vpc-endpoint-management)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mwaa_tf.local_aws.services.mwaa.environment import Environment

if TYPE_CHECKING:
    from moto.ec2.models.security_groups import SecurityGroup, SecurityGroupRule

    from mwaa_tf.local_aws.services.ec2.endpoints import VpcEndpoint


@dataclass(frozen=True)
class Service:
    """An endpoint service that needs an endpoint in the VPC."""

    what: str
    name: str
    port: int


def services(environment: Environment) -> Iterator[Service]:
    """The database's, and the web server's where it has a private side."""
    yield Service("database", environment.made.database_service, 5432)
    if environment.has_private_side:
        yield Service("web server", environment.made.webserver_service, 443)


def offer(environment: Environment) -> None:
    """Register both services, so that the VPC's owner can make endpoints for them."""
    from mwaa_tf.local_aws.services.ec2 import endpoint_services

    network = environment.network
    for name in (environment.made.database_service, environment.made.webserver_service):
        endpoint_services.register(
            name, region=environment.identity.region, vpc_id=network.vpc_id, vpc_owner=network.vpc_owner
        )


def withdraw(environment: Environment) -> None:
    """Take both services back."""
    from mwaa_tf.local_aws.services.ec2 import endpoint_services

    for name in (environment.made.database_service, environment.made.webserver_service):
        endpoint_services.unregister(name)


def missing(environment: Environment) -> list[str]:
    """A sentence for each service without an available endpoint: what keeps the environment PENDING."""
    return [
        f"There is no available VPC endpoint for the {service.what} ({service.name})"
        for service in services(environment)
        if not _available(environment, service)
    ]


def complete_since(environment: Environment) -> datetime:
    """When the last of the services got an available endpoint; to be asked only where none is missing."""
    from mwaa_tf.local_aws.services.ec2.endpoints import PENDING

    return max(
        min(endpoint.requested + PENDING for endpoint in _available(environment, service))
        for service in services(environment)
    )


def wrong(environment: Environment) -> list[str]:
    """A sentence for each thing that is wrong with the network; nothing where each service has an endpoint that fits.

    Among the reasons for CREATE_FAILED after PENDING is a share that is not there; that MWAA then fails for want of the
    subnets themselves is inferred: a participant can make nothing in them any more (VPC guide, vpc-sharing).
    """
    found = list(_unshared(environment))
    for service in services(environment):
        endpoints = _available(environment, service)
        if not endpoints:
            found.append(f"There is no available VPC endpoint for the {service.what} ({service.name})")
        # Any endpoint that fits will do, whatever else was made.
        problems = [list(_problems(environment, service, endpoint)) for endpoint in endpoints]
        if problems and all(problems):
            found += problems[0]
    return found


def _unshared(environment: Environment) -> Iterator[str]:
    from mwaa_tf.local_aws.services.ec2.visibility import visible_subnets

    identity = environment.identity
    visible = visible_subnets(identity.account_id, identity.region)
    for subnet_id in environment.subnet_ids:
        if subnet_id not in visible:
            yield (
                f"The subnet {subnet_id} is no longer shared with account {identity.account_id} "
                f"by account {environment.network.vpc_owner}"
            )


def _available(environment: Environment, service: Service) -> list[VpcEndpoint]:
    from mwaa_tf.local_aws.services.ec2 import endpoint_services
    from mwaa_tf.local_aws.services.ec2.endpoints import VpcEndpoint

    return [
        endpoint
        for endpoint in endpoint_services.endpoints_of(service.name, environment.identity.region)
        if isinstance(endpoint, VpcEndpoint) and endpoint.is_interface and endpoint.state == "available"
    ]


def _problems(environment: Environment, service: Service, endpoint: VpcEndpoint) -> Iterator[str]:
    of = f"The VPC endpoint {endpoint.id} of the {service.what}"
    network = environment.network
    if (endpoint.owner_id, endpoint.vpc_id) != (network.vpc_owner, network.vpc_id):
        yield f"{of} is not in {network.vpc_id} of account {network.vpc_owner}"
        return
    if set(endpoint.subnet_ids or ()) != set(environment.subnet_ids):
        yield (
            f"{of} is in {' and '.join(sorted(endpoint.subnet_ids or ())) or 'no subnet'}, "
            f"not in the environment's subnets {' and '.join(environment.subnet_ids)}"
        )
    if not admits(environment, endpoint, service.port):
        yield (
            f"{of} does not admit the environment's security groups {', '.join(environment.security_group_ids)} "
            f"on TCP {service.port}"
        )
    if not lets_out(environment, endpoint, service.port):
        yield f"The environment's security groups do not let TCP {service.port} out to {endpoint.id}"


def admits(environment: Environment, endpoint: VpcEndpoint, port: int) -> bool:
    """Whether the endpoint's security groups let the environment in on TCP ``port``."""
    groups = _groups(endpoint.ec2_backend, endpoint.security_group_ids)
    return _admitted(groups, "ingress_rules", environment.security_group_ids, environment, port)


def lets_out(environment: Environment, endpoint: VpcEndpoint, port: int) -> bool:
    """Whether the environment's security groups let TCP ``port`` out to the endpoint."""
    groups = _groups(_backend(environment), environment.security_group_ids)
    return _admitted(groups, "egress_rules", endpoint.security_group_ids, environment, port)


def _admitted(
    groups: Iterable[SecurityGroup], rules: str, others: list[str], environment: Environment, port: int
) -> bool:
    """Whether rules admit traffic to or from the ``others``, by group or by the addresses of the subnets."""
    covering = [rule for group in groups for rule in list(getattr(group, rules)) if _covers(rule, port)]
    if any(rule.source_group.get("GroupId") in others for rule in covering):
        return True
    ranges = [ipaddress.IPv4Network(cidr) for rule in covering if (cidr := rule.ip_range.get("CidrIp"))]
    subnets = [ipaddress.IPv4Network(subnet.cidr_block) for subnet in environment.network.subnets]
    return all(any(subnet.subnet_of(allowed) for allowed in ranges) for subnet in subnets)


def _covers(rule: SecurityGroupRule, port: int) -> bool:
    if rule.ip_protocol == "-1":
        return True
    first, last = rule.from_port, rule.to_port
    return rule.ip_protocol == "tcp" and first is not None and last is not None and first <= port <= last


def _groups(backend: Any, group_ids: Iterable[str]) -> list[SecurityGroup]:
    found = (backend.get_security_group_from_id(group_id) for group_id in group_ids)
    return [group for group in found if group is not None]


def _backend(environment: Environment) -> Any:
    from moto.ec2.models import ec2_backends

    return ec2_backends[environment.identity.account_id][environment.identity.region]
