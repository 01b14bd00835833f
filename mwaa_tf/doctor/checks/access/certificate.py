"""Certificates of the load balancer and the VPN are valid."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.access._certificates import validity
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
    """ACM issued each certificate of the load balancer, and it is valid for another 30 days.

    ACM renews what it issued 60 days before the end, if the validation record still exists; it does not renew what was
    imported. An expired certificate keeps every browser out.
    """
    if view.load_balancer.balancer.value is None:
        yield passed("there is no load balancer")
        return
    for each in view.load_balancer.certificates.value:
        yield from validity(each)
