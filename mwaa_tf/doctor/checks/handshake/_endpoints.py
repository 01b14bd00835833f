"""The endpoints that an environment needs from the owner of its VPC, and which of those that exist counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.doctor.checks.handshake._context import apply, customer_manages_endpoints
from mwaa_tf.doctor.reading import Gap, GapKind, UnreadError
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.network import VpcEndpointFacts
from mwaa_tf.mwaa.access_modes import AccessMode
from mwaa_tf.mwaa.endpoint_services import DATABASE_PORT, WEBSERVER_PORT
from mwaa_tf.mwaa.status import Status
from mwaa_tf.mwaa.vpc_endpoint_states import VpcEndpointState

DATABASE, WEBSERVER = "metadata database", "web server"


@dataclass(frozen=True, slots=True)
class NeededEndpoint:
    """An endpoint that the owner of the VPC has to create."""

    purpose: str
    service: str
    port: int
    endpoint: VpcEndpointFacts | None
    """The best that exists."""

    @property
    def subject(self) -> str:
        """How a message calls it. Raises :class:`AssertionError` for one that does not exist."""
        assert self.endpoint is not None  # noqa: S101 - callers ask for those that exist
        return f"The endpoint {self.endpoint.id} of the {self.purpose}"


def needed_endpoints(view: EnvironmentView) -> Iterator[NeededEndpoint]:
    """That of the database, and that of the web server if the access mode has one (page vpc-endpoint-management).

    None where MWAA manages the endpoints, and none whose service MWAA has not named yet. Raises :class:`UnreadError`
    where it cannot be told.
    """
    environment = view.environment.value
    if not customer_manages_endpoints(view):
        return
    services = [(DATABASE, environment.database_service, DATABASE_PORT)]
    if access_mode(view).has_private_endpoint:
        services.append((WEBSERVER, environment.webserver_service, WEBSERVER_PORT))
    for purpose, service, port in services:
        # MWAA has named them by then (MWAA user guide, vpc-endpoint-management).
        if not service and (environment.known_status is Status.PENDING or environment.is_ready):
            raise UnreadError(Gap(GapKind.NOT_UNDERSTOOD, f"GetEnvironment names no endpoint service of the {purpose}"))
        if service:
            yield NeededEndpoint(purpose, service, port, _best(view, service))


def existing_endpoints(view: EnvironmentView) -> Iterator[tuple[NeededEndpoint, VpcEndpointFacts]]:
    """Those that exist; what is missing has a check of its own."""
    for needed in needed_endpoints(view):
        if needed.endpoint:
            yield needed, needed.endpoint


def access_mode(view: EnvironmentView) -> AccessMode:
    """The access mode. Raises :class:`UnreadError` for one that is not known."""
    environment = view.environment.value
    if environment.known_access_mode is None:
        raise UnreadError(Gap(GapKind.NOT_UNDERSTOOD, f"unknown web server access mode {environment.access_mode!r}"))
    return environment.known_access_mode


def _best(view: EnvironmentView, service: str) -> VpcEndpointFacts | None:
    """One valid endpoint is enough, whatever others lead to the same service."""
    wanted = set(view.environment.value.subnet_ids)
    endpoints = [endpoint for endpoint in view.network.endpoints.value if endpoint.service == service]
    return max(
        endpoints,
        key=lambda endpoint: (is_available(endpoint), len(wanted & set(endpoint.subnet_ids)), endpoint.id),
        default=None,
    )


def is_available(endpoint: VpcEndpointFacts) -> bool:
    """Whether it is available; one that is only planned is taken to become so."""
    return endpoint.state in ("", VpcEndpointState.AVAILABLE)


def create_command(view: EnvironmentView, needed: NeededEndpoint) -> str:
    """What creates the endpoint: the workspace of the configuration, or the AWS CLI in the owner's account."""
    if view.target.settings is not None:
        return f"Create it: {apply(view, Stage.ENDPOINTS)}"
    subnets = view.network.subnets.content or ()
    vpc_id, account = (subnets[0].vpc_id, subnets[0].owner_id) if subnets else ("VPC", "of the VPC's owner")
    return (
        f"In account {account}: `aws ec2 create-vpc-endpoint --vpc-endpoint-type Interface --vpc-id {vpc_id} "
        f"--service-name {needed.service} --subnet-ids {' '.join(view.environment.value.subnet_ids)} "
        f"--security-group-ids GROUP`, with a group that admits the environment's"
    )
