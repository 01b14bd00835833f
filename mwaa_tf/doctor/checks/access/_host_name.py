"""Host names and what covers them."""

from __future__ import annotations

from collections.abc import Iterable

from mwaa_tf.doctor.view.load_balancer import CertificateFacts, LoadBalancerSection


def covers(names: Iterable[str], host_name: str) -> bool:
    """Whether a certificate of ``names`` is valid for ``host_name``; a star stands for one label (RFC 6125)."""
    wildcard = f"*.{host_name.partition('.')[2]}"
    return any(name in (host_name, wildcard) for name in (each.lower() for each in names))


def served(balancer: LoadBalancerSection) -> tuple[CertificateFacts, ...]:
    """The certificates that browsers may get for the host name: those that cover it, or else the default ones.

    A load balancer chooses among all of a listener's certificates by the name that the browser asks for, and takes the
    default one where none matches (Application Load Balancer guide, https-listener-certificates). For its own name, and
    for one that is not known, that is the default.
    """
    known = balancer.certificates.value
    host_name = balancer.host_name.content or ""
    covering = tuple(certificate for certificate in known if host_name and covers(certificate.names, host_name))
    return covering or tuple(certificate for certificate in known if certificate.is_default)
