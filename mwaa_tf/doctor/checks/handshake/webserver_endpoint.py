"""A private web server has its endpoint."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.handshake._context import MANAGEMENT_PAGE, customer_manages_endpoints
from mwaa_tf.doctor.checks.handshake._endpoints import WEBSERVER, access_mode, create_command, needed_endpoints
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.access_modes import AccessMode
from mwaa_tf.mwaa.status import Status


@check(
    "handshake.webserver-endpoint",
    title="A private web server has its endpoint",
    fix="Create the endpoints in the account that owns the VPC: `mwaa_tf apply 3-endpoints`",
    source=MANAGEMENT_PAGE,
    reads=("network",),
    covers=("guide: vpc-endpoint-management: web server endpoint",),
)
def webserver_endpoint(view: EnvironmentView) -> Iterator[Issue]:
    """In an access mode with a private side, the VPC has an endpoint to the service of the web server.

    A missing one keeps the environment in PENDING (section "Troubleshooting" of the page). Of PUBLIC_AND_PRIVATE
    another page says that MWAA creates the endpoint itself (vpc-vpe-create-access): there it is missed only while the
    environment is PENDING.
    """
    if not customer_manages_endpoints(view):
        yield passed("MWAA manages the endpoints")
        return
    mode = access_mode(view)
    if not mode.has_private_endpoint:
        yield passed(f"{mode} has no private side")
        return
    if mode is AccessMode.PUBLIC_AND_PRIVATE and view.environment.value.known_status is not Status.PENDING:
        yield passed(f"{mode} works without an endpoint of yours")
        return
    for needed in needed_endpoints(view):
        if needed.purpose == WEBSERVER and needed.endpoint is None:
            yield failure(
                f"There is no endpoint of the {WEBSERVER} ({needed.service}), and {mode} needs one.",
                subject=needed.service,
                fix=create_command(view, needed),
            )
