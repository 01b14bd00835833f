"""Routes whose target is gone."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.network import Route, RouteTable
from mwaa_tf.mwaa.vpc_states import RouteState


@check(
    "network.black-hole",
    title="No route leads to a target that is gone",
    fix="Replace the target of the route: `aws ec2 replace-route`",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
    reads=("network",),
    covers=("verify_env: check_routes", "runbook AWSSupport-TroubleshootMWAAEnvironmentCreation: route tables"),
)
def black_hole(view: EnvironmentView) -> Iterator[Issue]:
    """No route of the subnets is a black hole, which drops what is sent there.

    That is what EC2 makes of a route whose NAT gateway, endpoint, peering or interface was deleted. Of the routes to
    the internet and to S3, the environment stops; of others, what DAGs reach there.
    """
    tables = {view.network.route_table_of(subnet_id) for subnet_id in view.environment.value.subnet_ids}
    for table in sorted((table for table in tables if table), key=lambda table: table.id):
        for route in table.routes:
            if route.state == RouteState.BLACK_HOLE:
                yield _lost(table, route)
            elif route.state not in set(RouteState):
                reason = f"the route of {table.id} to {route.destination} has the unknown state {route.state!r}"
                yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))


def _lost(table: RouteTable, route: Route) -> Issue:
    target = f"{route.target}, which is gone" if route.target else "a target that is gone"
    is_needed = route.destination.endswith("/0") or "/" not in route.destination
    report = failure if is_needed else warning
    return report(
        f"The route of {table.id} to {route.destination} is a black hole: it leads to {target}.",
        fix=f"Route {route.destination} to something that exists in {table.id}, or delete the route",
        subject=table.id,
    )
