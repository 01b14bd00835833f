"""The certificate of the Client VPN is valid."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.access._certificates import validity
from mwaa_tf.doctor.finding import Issue, passed
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "access.vpn-certificate",
    title="The Client VPN's certificate is issued and not about to expire",
    fix="Import a new server certificate into ACM",
    source="https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/mutual.html",
    reads=("client_vpn",),
)
def vpn_certificate(view: EnvironmentView) -> Iterator[Issue]:
    """The server certificate of the VPN is issued, and valid for another 30 days.

    The certificates of mutual authentication are imported, and ACM does not renew them: on the day after, no client
    connects any more.
    """
    if view.client_vpn.vpn.value is None:
        yield passed("there is no Client VPN")
        return
    for certificate in view.client_vpn.certificates.value:
        yield from validity(certificate)
