"""Clients of the VPN may reach the web server."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.access._admission import web_addresses
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.client_vpn import VpnAuthorization, VpnFacts
from mwaa_tf.mwaa.web_access import VpnRuleState
from mwaa_tf.text import join_words

_UNUSABLE = {*VpnRuleState} - {VpnRuleState.ACTIVE, VpnRuleState.AUTHORIZING}
"""The states in which a rule admits no client; that a rule of an unknown state does not is not known."""


@check(
    "access.vpn-authorization",
    title="Clients of the VPN may reach the web server and resolve its name",
    fix="Authorize clients of the Client VPN for the VPC: `mwaa_tf apply 4-access`",
    source="https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/cvpn-working-rules.html",
    reads=("client_vpn", "network"),
    covers=("guide: authorization rule of the VPC for clients",),
)
def vpn_authorization(view: EnvironmentView) -> Iterator[Issue]:
    """An authorization rule of the VPN covers each address of the web server's endpoint, and each DNS server.

    A Client VPN lets clients reach nothing without a rule. Without the rule for the DNS server, names do not resolve
    while connected, and the browser says so.
    """
    vpn = view.client_vpn.vpn.value
    if vpn is None:
        yield passed("there is no Client VPN")
        return
    rules = view.client_vpn.authorizations.value
    yield from _unknown(vpn, rules)
    networks = [ip_network(rule.cidr) for rule in rules if rule.state not in _UNUSABLE]
    yield from _uncovered(vpn, networks, web_addresses(view), "the web server")
    yield from _uncovered(vpn, networks, vpn.dns_servers, "the DNS server of the clients")


def _unknown(vpn: VpnFacts, rules: tuple[VpnAuthorization, ...]) -> Iterator[Issue]:
    for rule in rules:
        if rule.state and rule.state not in set(VpnRuleState):
            gap = Gap(GapKind.NOT_UNDERSTOOD, f"the rule for {rule.cidr} has the unknown state {rule.state!r}")
            yield not_checkable(gap, subject=vpn.id)


def _uncovered(
    vpn: VpnFacts, networks: list[IPv4Network | IPv6Network], addresses: tuple[str, ...], what: str
) -> Iterator[Issue]:
    missing = [each for each in addresses if not any(ip_address(each) in network for network in networks)]
    if missing:
        yield failure(
            f"Clients of the Client VPN {vpn.id} may not reach {join_words(missing)}, {what}.",
            fix=f"Add an authorization rule for {join_words(missing)} to {vpn.id}: `mwaa_tf apply 4-access`",
            subject=vpn.id,
        )
