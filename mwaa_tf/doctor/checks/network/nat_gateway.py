"""NAT gateways work."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.network._routes import Exit, exit_of
from mwaa_tf.doctor.finding import Issue, failure, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.network import NatGateway
from mwaa_tf.mwaa.vpc_states import NatGatewayState
from mwaa_tf.text import without_full_stop


@check(
    "network.nat-gateway",
    title="The NAT gateways of the subnets lead to the internet",
    fix="Route to a public NAT gateway that is available, in a subnet with a route to an internet gateway",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html",
    reads=("network",),
    covers=("runbook AWSSupport-TroubleshootMWAAEnvironmentCreation: NAT gateways",),
)
def nat_gateway(view: EnvironmentView) -> Iterator[Issue]:
    """The NAT gateway that each subnet's route names is available, public, and itself has a way to the internet.

    A private NAT gateway, one that failed, or one in a subnet without an internet gateway takes packets and answers
    none: tasks hang until they time out.
    """
    ways = {subnet_id: exit_of(view.network, subnet_id) for subnet_id in view.environment.value.subnet_ids}
    targets = {way.target: subnet_id for subnet_id, way in ways.items() if way.exit is Exit.NAT_GATEWAY}
    if not targets:
        return
    gateways = {gateway.id: gateway for gateway in view.network.nat_gateways.value}
    for target, subnet_id in targets.items():
        if target not in gateways:
            yield failure(f"The NAT gateway {target}, by which {subnet_id} leaves, does not exist.", subject=target)
        else:
            yield from _broken(view, gateways[target], subnet_id)


def _broken(view: EnvironmentView, gateway: NatGateway, subnet_id: str) -> Iterator[Issue]:
    if gateway.state not in ("", NatGatewayState.AVAILABLE):
        yield _not_available(gateway, subnet_id)
        return
    if not gateway.is_public:
        yield failure(
            f"The NAT gateway {gateway.id}, by which {subnet_id} leaves, is private: it has no public address.",
            fix=f"Route 0.0.0.0/0 of {subnet_id} to a NAT gateway with connectivity type public",
            subject=gateway.id,
        )
    elif gateway.subnet_id:
        way = exit_of(view.network, gateway.subnet_id)
        if way.exit is Exit.NONE and way.table:
            yield failure(
                f"The NAT gateway {gateway.id} leads nowhere: {way.table.id} of its subnet {gateway.subnet_id} has no "
                "route to 0.0.0.0/0.",
                fix=f"Route 0.0.0.0/0 to the internet gateway in {way.table.id}",
                subject=gateway.id,
            )


def _not_available(gateway: NatGateway, subnet_id: str) -> Issue:
    if gateway.state not in set(NatGatewayState):
        reason = f"the NAT gateway {gateway.id} has the unknown state {gateway.state!r}"
        return not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))
    why = f" ({without_full_stop(gateway.failure)})" if gateway.failure else ""
    return failure(
        f"The NAT gateway {gateway.id}, by which {subnet_id} leaves, is {gateway.state}{why}.", subject=gateway.id
    )
