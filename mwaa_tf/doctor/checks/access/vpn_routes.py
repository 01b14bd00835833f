"""Routes of the Client VPN lead to the web server."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.access._admission import web_addresses
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.web_access import VpnRuleState
from mwaa_tf.text import join_words


@check(
    "access.vpn-routes",
    title="The Client VPN has a route to the web server",
    fix="Create a route of the Client VPN to the VPC: `mwaa_tf apply 4-access`",
    source="https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/cvpn-working-routes.html",
    reads=("client_vpn", "network"),
)
def vpn_routes(view: EnvironmentView) -> Iterator[Issue]:
    """An active route of the VPN leads to each address of the web server's endpoint.

    Associating a subnet creates the route to its VPC. With a split tunnel, a client sends what has no route to its own
    network: the browser times out.
    """
    vpn = view.client_vpn.vpn.value
    if vpn is None:
        yield passed("there is no Client VPN")
        return
    routes = view.client_vpn.routes.value
    for route in routes:
        if route.state and route.state not in set(VpnRuleState):
            gap = Gap(GapKind.NOT_UNDERSTOOD, f"the route to {route.cidr} has the unknown state {route.state!r}")
            yield not_checkable(gap, subject=vpn.id)
    # That a route of an unknown state leads nowhere is not known.
    unusable = {*VpnRuleState} - {VpnRuleState.ACTIVE, VpnRuleState.CREATING}
    usable = [ip_network(route.cidr) for route in routes if route.state not in unusable]
    missing = [each for each in web_addresses(view) if not any(ip_address(each) in network for network in usable)]
    # Without an association there are no routes: that is what is wrong.
    if missing and view.client_vpn.associations.value:
        yield failure(
            f"The Client VPN {vpn.id} has no active route to {join_words(missing)}, the web server.",
            fix=f"Create a route of {vpn.id} to the VPC through the associated subnet",
            subject=vpn.id,
        )
