"""The load balancer in front of the web server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view.network import SecurityGroupFacts


@dataclass(frozen=True, slots=True)
class LoadBalancerFacts:
    """A load balancer."""

    arn: str
    name: str
    dns_name: str
    state: str
    """``active``; empty for one that is only planned."""
    scheme: str
    """``internal`` or ``internet-facing``."""
    vpc_id: str
    subnet_ids: tuple[str, ...]
    security_group_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListenerFacts:
    """A listener of the load balancer."""

    arn: str
    port: int
    protocol: str
    certificate_arns: tuple[str, ...]
    target_group_arns: tuple[str, ...]
    """Those that its default actions forward to."""


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """A target of the load balancer."""

    address: str
    port: int
    state: str
    """``healthy``, ``unhealthy``, …; empty for one that is only planned."""
    reason: str = ""
    """``Target.Timeout``, …; empty for a healthy one."""
    description: str = ""


@dataclass(frozen=True, slots=True)
class TargetGroupFacts:
    """The target group of the web server."""

    arn: str
    name: str
    protocol: str
    port: int
    kind: str
    """What its targets are: ``ip``, ``instance``, ``lambda``, ``alb``."""
    vpc_id: str
    success_codes: str
    """HTTP codes that are healthy: ``200,302``; empty where it is not known."""
    balancer_arns: tuple[str, ...]
    """The load balancers that forward to it."""
    targets: tuple[TargetFacts, ...] = ()
    health_path: str = ""
    """Path of its health check; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """A certificate of ACM."""

    arn: str
    status: str
    names: tuple[str, ...]
    """Host names that it covers, with ``*`` for one label."""
    expires_at: datetime | None
    """None for one that was never issued."""
    is_default: bool = True
    """Whether it is the default certificate of its listener, and not one of the list for other host names."""


@dataclass(frozen=True, slots=True)
class DnsRecordFacts:
    """The record of the host name that people open."""

    zone_id: str
    name: str
    """The host name, or the wildcard that stands for it: ``*.example.com``."""
    kind: str
    """``A``, ``CNAME``, …."""
    targets: tuple[str, ...]
    """Host names or addresses that it leads to, without the last dot."""


@dataclass(frozen=True, slots=True)
class LoadBalancerSection:
    """The load balancer in front of the web server, and what belongs to it."""

    balancer: Reading[LoadBalancerFacts | None]
    """None where there is none."""
    listeners: Reading[tuple[ListenerFacts, ...]]
    target_group: Reading[TargetGroupFacts | None]
    """None where the load balancer has no target group for the web server."""
    certificates: Reading[tuple[CertificateFacts, ...]]
    """Those of the listeners, with those that are for certain host names only (SNI)."""
    groups: Reading[tuple[SecurityGroupFacts, ...]]
    """Security groups of the load balancer."""
    host_name: Reading[str]
    """The name that people open; empty where they use the load balancer's own."""
    record: Reading[DnsRecordFacts | None]
    """The record of that name in Route 53; None where the zone has none."""
