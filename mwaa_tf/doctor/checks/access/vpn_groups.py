"""Security groups let the VPN's clients in to the web server."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.access._admission import path_to_endpoint
from mwaa_tf.doctor.finding import Issue, passed
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "access.vpn-groups",
    title="Security groups admit the Client VPN to the web server",
    fix="Admit the Client VPN on TCP 443 in the group of the web server's endpoint: `mwaa_tf apply 4-access`",
    source="https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/scenario-restrict.html",
    reads=("client_vpn", "network"),
)
def vpn_groups(view: EnvironmentView) -> Iterator[Issue]:
    """On TCP 443, the group of the VPN's network interfaces lets out to the endpoint, whose group admits it.

    All clients come from these interfaces, whatever addresses they have themselves.
    """
    vpn = view.client_vpn.vpn.value
    if vpn is None:
        yield passed("there is no Client VPN")
        return
    yield from path_to_endpoint(view, f"the Client VPN {vpn.id}", view.client_vpn.groups.value)
