"""By which way an environment's calls leave its subnets: an endpoint of the VPC, or the internet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from mwaa_tf.local_aws.services.mwaa.checks.network import route_table
from mwaa_tf.local_aws.services.mwaa.endpoints import admits, lets_out

if TYPE_CHECKING:
    from mwaa_tf.local_aws.services.ec2.endpoints import VpcEndpoint
    from mwaa_tf.local_aws.services.mwaa.environment import LocalEnvironment

_HTTPS = 443
_EVERYWHERE = "0.0.0.0/0"


def internet(environment: LocalEnvironment) -> bool:
    """Whether both subnets have a default route. That it leads on to the internet is taken for granted."""
    tables = [route_table(subnet) for subnet in environment.network.subnets]
    return all(table and any(_is_default(route) for route in list(table.routes)) for table in tables)


def endpoints(environment: LocalEnvironment) -> dict[str, VpcEndpoint]:
    """The endpoints that the names of AWS's services lead to, by the ends of the services' names.

    A gateway endpoint has to be in the route tables of both subnets, an interface endpoint needs private DNS.
    """
    found = {}
    for endpoint in _of_vpc(environment):
        before, _, service = endpoint.service_name.partition(f".{environment.identity.region}.")
        if before in ("com.amazonaws", "cn.com.amazonaws") and _leads_there(environment, endpoint):
            found[service] = endpoint
    return found


def blocked(environment: LocalEnvironment, endpoint: VpcEndpoint) -> str:
    """What a security group keeps from getting to the endpoint; empty where nothing."""
    if endpoint.is_interface and not admits(environment, endpoint, _HTTPS):
        return f"The security groups of {endpoint.id} ({endpoint.service_name}) do not admit it on TCP {_HTTPS}"
    if endpoint.is_interface and not lets_out(environment, endpoint, _HTTPS):
        return f"Its security groups do not let TCP {_HTTPS} out to {endpoint.id} ({endpoint.service_name})"
    return ""


def _is_default(route: Any) -> bool:
    return bool(route.destination_cidr_block == _EVERYWHERE)


def _of_vpc(environment: LocalEnvironment) -> Iterable[VpcEndpoint]:
    from moto.ec2.models import ec2_backends

    from mwaa_tf.local_aws.services.ec2.endpoints import VpcEndpoint

    network = environment.network
    for endpoint in list(ec2_backends[network.vpc_owner][environment.identity.region].vpc_end_points.values()):
        if isinstance(endpoint, VpcEndpoint) and endpoint.vpc_id == network.vpc_id and endpoint.state == "available":
            yield endpoint


def _leads_there(environment: LocalEnvironment, endpoint: VpcEndpoint) -> bool:
    if endpoint.is_interface:
        return bool(endpoint.private_dns_enabled) and _has_dns(endpoint)
    tables: list[Any] = [route_table(subnet) for subnet in environment.network.subnets]
    return all(table is not None and table.id in endpoint.route_table_ids for table in tables)


def _has_dns(endpoint: VpcEndpoint) -> bool:
    """Private DNS names need both of the VPC's DNS attributes (AWS PrivateLink guide, interface endpoints)."""
    vpc = endpoint.ec2_backend.vpcs[endpoint.vpc_id]
    return str(vpc.enable_dns_support).lower() == "true" and str(vpc.enable_dns_hostnames).lower() == "true"
