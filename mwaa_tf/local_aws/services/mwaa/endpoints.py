"""The endpoints that an environment requires, and whether the customer's are valid (page vpc-endpoint-management)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mwaa_tf.local_aws.services.mwaa.environment import LocalEnvironment
from mwaa_tf.mwaa.endpoint_services import DATABASE_PORT, WEBSERVER_PORT

if TYPE_CHECKING:
    from moto.ec2.models.security_groups import SecurityGroup, SecurityGroupRule

    from mwaa_tf.local_aws.services.ec2.endpoints import VpcEndpoint


@dataclass(frozen=True)
class RequiredEndpoint:
    """An endpoint that an environment needs in the VPC."""

    target: str
    """What it leads to, in words."""
    service_name: str
    port: int


def required_endpoints(environment: LocalEnvironment) -> Iterator[RequiredEndpoint]:
    """That of the database, and that of the web server if the access mode has one."""
    yield RequiredEndpoint("database", environment.managed.database_service, DATABASE_PORT)
    if environment.access_mode.has_private_endpoint:
        yield RequiredEndpoint("web server", environment.managed.webserver_service, WEBSERVER_PORT)


def offer(environment: LocalEnvironment) -> None:
    """Register both endpoint services, so that the VPC's owner can create endpoints for them."""
    from mwaa_tf.local_aws.services.ec2 import endpoint_services

    network = environment.network
    for name in (environment.managed.database_service, environment.managed.webserver_service):
        endpoint_services.register(
            name, region=environment.identity.region, vpc_id=network.vpc_id, vpc_owner=network.vpc_owner
        )


def withdraw(environment: LocalEnvironment) -> None:
    """Unregister both endpoint services."""
    from mwaa_tf.local_aws.services.ec2 import endpoint_services

    for name in (environment.managed.database_service, environment.managed.webserver_service):
        endpoint_services.unregister(name)


def missing(environment: LocalEnvironment) -> list[str]:
    """A sentence for each required endpoint that is not available: what keeps the environment PENDING."""
    return [
        _is_missing(required) for required in required_endpoints(environment) if not _available(environment, required)
    ]


def complete_since(environment: LocalEnvironment) -> datetime:
    """When the last of the required endpoints became available. Call it only if none is missing."""
    from mwaa_tf.local_aws.services.ec2.endpoints import PENDING

    return max(
        min(endpoint.requested + PENDING for endpoint in _available(environment, required))
        for required in required_endpoints(environment)
    )


def problems(environment: LocalEnvironment) -> list[str]:
    """A sentence for each problem of the network; none if a valid endpoint exists for each required one.

    A missing share is among the reasons for CREATE_FAILED after PENDING. That MWAA then fails because of the subnets
    themselves is inferred: a participant can no longer create anything in them (VPC guide, vpc-sharing).
    """
    sentences = list(_unshared(environment))
    for required in required_endpoints(environment):
        endpoints = _available(environment, required)
        if not endpoints:
            sentences.append(_is_missing(required))
        # One valid endpoint is enough, whatever other endpoints exist.
        problems_by_endpoint = [list(_problems(environment, required, endpoint)) for endpoint in endpoints]
        if problems_by_endpoint and all(problems_by_endpoint):
            sentences += problems_by_endpoint[0]
    return sentences


def _is_missing(required: RequiredEndpoint) -> str:
    return f"There is no available VPC endpoint for the {required.target} ({required.service_name})"


def _unshared(environment: LocalEnvironment) -> Iterator[str]:
    from mwaa_tf.local_aws.services.ec2.visibility import visible_subnets

    identity = environment.identity
    visible = visible_subnets(identity.account_id, identity.region)
    for subnet_id in environment.subnet_ids:
        if subnet_id not in visible:
            yield (
                f"The subnet {subnet_id} is no longer shared with account {identity.account_id} "
                f"by account {environment.network.vpc_owner}"
            )


def _available(environment: LocalEnvironment, required: RequiredEndpoint) -> list[VpcEndpoint]:
    from mwaa_tf.local_aws.services.ec2 import endpoint_services
    from mwaa_tf.local_aws.services.ec2.endpoints import VpcEndpoint

    return [
        endpoint
        for endpoint in endpoint_services.endpoints_of(required.service_name, environment.identity.region)
        if isinstance(endpoint, VpcEndpoint) and endpoint.is_interface and endpoint.state == "available"
    ]


def _problems(environment: LocalEnvironment, required: RequiredEndpoint, endpoint: VpcEndpoint) -> Iterator[str]:
    subject = f"The VPC endpoint {endpoint.id} of the {required.target}"
    network = environment.network
    if (endpoint.owner_id, endpoint.vpc_id) != (network.vpc_owner, network.vpc_id):
        yield f"{subject} is not in {network.vpc_id} of account {network.vpc_owner}"
        return
    if set(endpoint.subnet_ids or ()) != set(environment.subnet_ids):
        yield (
            f"{subject} is in {' and '.join(sorted(endpoint.subnet_ids or ())) or 'no subnet'}, "
            f"not in the environment's subnets {' and '.join(environment.subnet_ids)}"
        )
    if not admits(environment, endpoint, required.port):
        yield (
            f"{subject} does not admit the environment's security groups {', '.join(environment.security_group_ids)} "
            f"on TCP {required.port}"
        )
    if not lets_out(environment, endpoint, required.port):
        yield f"The environment's security groups do not let TCP {required.port} out to {endpoint.id}"


def admits(environment: LocalEnvironment, endpoint: VpcEndpoint, port: int) -> bool:
    """Whether the endpoint's security groups let the environment in on TCP ``port``."""
    groups = _groups(endpoint.ec2_backend, endpoint.security_group_ids)
    return _admitted(groups, "ingress_rules", environment.security_group_ids, environment, port)


def lets_out(environment: LocalEnvironment, endpoint: VpcEndpoint, port: int) -> bool:
    """Whether the environment's security groups let TCP ``port`` out to the endpoint."""
    groups = _groups(_backend(environment), environment.security_group_ids)
    return _admitted(groups, "egress_rules", endpoint.security_group_ids, environment, port)


def _admitted(
    groups: Iterable[SecurityGroup], rules: str, others: list[str], environment: LocalEnvironment, port: int
) -> bool:
    """Whether rules allow traffic to or from the groups ``others``, by group or by the addresses of the subnets."""
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
    groups = (backend.get_security_group_from_id(group_id) for group_id in group_ids)
    return [group for group in groups if group is not None]


def _backend(environment: LocalEnvironment) -> Any:
    from moto.ec2.models import ec2_backends

    return ec2_backends[environment.identity.account_id][environment.identity.region]
