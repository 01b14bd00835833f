"""Certificates of the load balancer and the VPN are valid."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.access._certificates import validity
from mwaa_tf.doctor.checks.access._host_name import served
from mwaa_tf.doctor.finding import Issue, passed
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "access.certificate",
    title="The load balancer's certificate is issued and not about to expire",
    fix="Renew the certificate in ACM",
    source="https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html",
    reads=("load_balancer",),
)
def certificate(view: EnvironmentView) -> Iterator[Issue]:
    """ACM issued the certificate that browsers get for the host name, and it is valid for another 30 days.

    That is each certificate of the listeners that covers it, or else the default one. ACM renews what it issued 60 days
    before the end, if the validation record still exists; it does not renew what was imported. An expired certificate
    keeps every browser out.
    """
    if view.load_balancer.balancer.value is None:
        yield passed("there is no load balancer")
        return
    for served_certificate in served(view.load_balancer):
        yield from validity(served_certificate)
