"""The metadata database has its endpoint."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.handshake._context import MANAGEMENT_PAGE, customer_manages_endpoints
from mwaa_tf.doctor.checks.handshake._endpoints import DATABASE, create_command, needed_endpoints
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "handshake.database-endpoint",
    title="The metadata database has its endpoint",
    fix="Create the endpoints in the account that owns the VPC: `mwaa_tf apply 3-endpoints`",
    source=MANAGEMENT_PAGE,
    reads=("network",),
    covers=("guide: vpc-endpoint-management: database endpoint",),
)
def database_endpoint(view: EnvironmentView) -> Iterator[Issue]:
    """The VPC has an endpoint to the service that MWAA names for the environment's metadata database.

    Only the owner of the VPC can create it, and sees it. As long as it is missing, the environment stays in PENDING,
    and becomes CREATE_FAILED after 72 hours.
    """
    if not customer_manages_endpoints(view):
        yield passed("MWAA manages the endpoints")
        return
    needed_ones = tuple(needed_endpoints(view))
    if not view.environment.value.database_service:
        yield passed("MWAA has not named the endpoint services yet")
        return
    for needed in needed_ones:
        if needed.purpose == DATABASE and needed.endpoint is None:
            yield failure(
                f"There is no endpoint of the {DATABASE} ({needed.service}).",
                subject=needed.service,
                fix=create_command(view, needed),
            )
