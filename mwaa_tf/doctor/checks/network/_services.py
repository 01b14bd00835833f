"""The endpoints of AWS services that an environment calls."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks.network._routes import Exit, exit_of
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.network import VpcEndpointFacts
from mwaa_tf.mwaa.endpoint_services import AIRFLOW_OPS, GATEWAY, REQUIRED
from mwaa_tf.mwaa.regions import WITHOUT_AIRFLOW_OPS

INTERFACE = "Interface"


def required_services(view: EnvironmentView) -> tuple[str, ...]:
    """Ends of the names of the services that the region has: ``sqs``."""
    without = {AIRFLOW_OPS} if view.target.region in WITHOUT_AIRFLOW_OPS else set()
    return tuple(service for service in REQUIRED if service not in without)


def service_name(view: EnvironmentView, service: str) -> str:
    """The whole name: ``com.amazonaws.us-east-1.sqs``; some services in China have ``cn.`` before it."""
    return f"com.amazonaws.{view.target.region}.{service}"


def endpoints_of(view: EnvironmentView, service: str) -> tuple[VpcEndpointFacts, ...]:
    """The endpoints of a service in the VPC."""
    names = _names(view, service)
    return tuple(endpoint for endpoint in view.network.endpoints.value if endpoint.service in names)


def _names(view: EnvironmentView, service: str) -> tuple[str, str]:
    name = service_name(view, service)
    return name, f"cn.{name}"


def _by_service(view: EnvironmentView) -> dict[str, list[VpcEndpointFacts]]:
    """The endpoints of each required service, found in one pass: a shared VPC has two more for each environment."""
    services = {name: service for service in required_services(view) for name in _names(view, service)}
    found: dict[str, list[VpcEndpointFacts]] = {service: [] for service in services.values()}
    for endpoint in view.network.endpoints.value:
        if service := services.get(endpoint.service):
            found[service].append(endpoint)
    return found


def used_endpoints(view: EnvironmentView) -> Iterator[tuple[str, VpcEndpointFacts]]:
    """The endpoints through which the environment calls services, with the service.

    An interface endpoint with private DNS takes all calls of the VPC to the service, whether there is a NAT gateway or
    not; a gateway takes those of the subnets whose route tables it is associated with.
    """
    tables = [view.network.route_table_of(subnet_id) for subnet_id in view.environment.value.subnet_ids]
    table_ids = {table.id for table in tables if table}
    for service, endpoints in _by_service(view).items():
        for endpoint in endpoints:
            associated = table_ids.intersection(endpoint.route_table_ids)
            if endpoint.private_dns if endpoint.kind == INTERFACE else associated:
                yield service, endpoint


def has_service_endpoints(view: EnvironmentView) -> bool:
    """Whether the VPC has an endpoint of any service that environments call, apart from the gateway of S3."""
    return any(endpoints for service, endpoints in _by_service(view).items() if service not in GATEWAY)


def subnets_without_internet(view: EnvironmentView) -> tuple[str, ...]:
    """The environment's subnets that reach AWS services through endpoints only."""
    subnet_ids = view.environment.value.subnet_ids
    return tuple(subnet_id for subnet_id in subnet_ids if exit_of(view.network, subnet_id).exit is Exit.NONE)
