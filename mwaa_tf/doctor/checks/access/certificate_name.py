"""The certificate covers the name that people open."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.access._host_name import covers
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.text import join_words


@check(
    "access.certificate-name",
    title="The load balancer's certificate covers the host name that people open",
    fix="Request a certificate for the host name",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html",
    reads=("load_balancer",),
)
def certificate_name(view: EnvironmentView) -> Iterator[Issue]:
    """A certificate of the load balancer's listeners, default or not, is for the host name that people open.

    Without one, browsers warn, and those that have seen the name with a valid certificate refuse. The load balancer's
    own name is covered by no certificate.
    """
    balancer = view.load_balancer.balancer.value
    if balancer is None:
        yield passed("there is no load balancer")
        return
    host_name = view.load_balancer.host_name.value
    if not host_name:
        yield passed("people use the load balancer's own name, which no certificate covers")
        return
    certificates = view.load_balancer.certificates.value
    names = [name for certificate in certificates for name in certificate.names]
    if certificates and not covers(names, host_name):
        subject = "The certificate of {} is" if len(certificates) == 1 else "The certificates of {} are"
        yield failure(
            f"{subject.format(balancer.name)} for {join_words(names)}, not for {host_name}.",
            fix=f"Request a certificate for {host_name} in ACM and set `access.alb.certificate_arn` to it",
            subject=certificates[0].arn,
        )
