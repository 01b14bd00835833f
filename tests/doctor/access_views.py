"""Healthy access methods, made by hand, and the configuration that has them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from mwaa_tf.doctor import EnvironmentView, targets_of
from mwaa_tf.doctor.view.bastion import AgentFacts, BastionFacts, BastionSection
from mwaa_tf.doctor.view.client_vpn import (
    ClientVpnSection,
    VpnAssociation,
    VpnAuthorization,
    VpnFacts,
    VpnRoute,
)
from mwaa_tf.doctor.view.load_balancer import (
    CertificateFacts,
    DnsRecordFacts,
    ListenerFacts,
    LoadBalancerFacts,
    LoadBalancerSection,
    TargetFacts,
    TargetGroupFacts,
)
from tests.doctor.views import addresses_of, environment, environment_endpoints, group, healthy, network, rule, section
from tests.support import deployment

DOMAIN = "airflow.example.com"
ADDRESSES = ("10.0.10.21", "10.0.11.21")
CERTIFICATE = "arn:aws:acm:us-east-1:111111111111:certificate/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
ALB = {
    "certificate_arn": CERTIFICATE,
    "allowed_cidrs": ["203.0.113.0/24"],
    "domain_name": DOMAIN,
    "zone_id": "Z0123456789ABCDEFGHIJ",
}
VPN = {
    "server_certificate_arn": CERTIFICATE,
    "client_certificate_arn": CERTIFICATE,
    "client_cidr": "10.8.0.0/22",
}


def certificate(**changes: Any) -> CertificateFacts:
    expires_at = datetime.now(UTC) + timedelta(days=200)
    return replace(CertificateFacts(CERTIFICATE, "ISSUED", (DOMAIN,), expires_at), **changes)


def balancer(**changes: Any) -> LoadBalancerFacts:
    facts = LoadBalancerFacts(
        arn="arn:lb",
        name="lb",
        dns_name="lb-1.us-east-1.elb.amazonaws.com",
        state="active",
        scheme="internal",
        vpc_id="vpc-1",
        subnet_ids=("subnet-a", "subnet-b"),
        security_group_ids=("sg-lb",),
    )
    return replace(facts, **changes)


def target_group(*targets: TargetFacts, **changes: Any) -> TargetGroupFacts:
    known = targets or tuple(TargetFacts(address, 443, "healthy") for address in ADDRESSES)
    facts = TargetGroupFacts("arn:tg", "lb", "HTTPS", 443, "ip", "vpc-1", "200,302", ("arn:lb",), known)
    return replace(facts, **changes)


def listener(**changes: Any) -> ListenerFacts:
    return replace(ListenerFacts("arn:listener", 443, "HTTPS", (CERTIFICATE,), ("arn:tg",)), **changes)


def record(*targets: str) -> DnsRecordFacts:
    return DnsRecordFacts("Z0123456789ABCDEFGHIJ", DOMAIN, "A", targets or (balancer().dns_name,))


def load_balancer(**changes: Any) -> LoadBalancerSection:
    """The load balancer of ``ALB``, with ``changes``: plain values or readings."""
    facts: dict[str, Any] = {
        "balancer": balancer(),
        "listeners": (listener(),),
        "target_group": target_group(),
        "certificates": (certificate(),),
        "groups": (group("sg-lb", rule("203.0.113.0/24", 443), rule("sg-endpoints", 443, is_egress=True)),),
        "host_name": DOMAIN,
        "record": record(),
        **changes,
    }
    return section(LoadBalancerSection, **facts)


def client_vpn(**changes: Any) -> ClientVpnSection:
    """The Client VPN of ``VPN``, with ``changes``."""
    vpn = VpnFacts("cvpn-1", "", "vpc-1", "available", "", CERTIFICATE, "10.8.0.0/22", ("10.0.0.2",), True, ("sg-vpn",))
    facts: dict[str, Any] = {
        "vpn": vpn,
        "associations": (VpnAssociation("cvpn-assoc-1", "subnet-a", "associated"),),
        "routes": (VpnRoute("10.0.0.0/16", "subnet-a", "active"),),
        "authorizations": tuple(
            VpnAuthorization(f"{address}/32", "", "active") for address in (*ADDRESSES, "10.0.0.2")
        ),
        "certificates": (certificate(),),
        "groups": (group("sg-vpn", rule("sg-endpoints", 443, is_egress=True)),),
        **changes,
    }
    return section(ClientVpnSection, **facts)


def bastion(**changes: Any) -> BastionSection:
    """A bastion whose agent is online, with ``changes``."""
    name = "analytics-data-etl-bastion-1"
    facts: dict[str, Any] = {
        "instance": BastionFacts("i-1", "running", "vpc-1", "subnet-a", ("sg-bastion",), (name,), has_profile=True),
        "agent": AgentFacts("Online", "3.3.1957.0"),
        "groups": (group("sg-bastion", rule("sg-endpoints", 443, is_egress=True)),),
        **changes,
    }
    return section(BastionSection, **facts)


def with_access(access: dict[str, Any] | None, facts: Any = None, **sections: Any) -> EnvironmentView:
    """The view of an environment that has ``access`` in its configuration; None for one without a configuration.

    The endpoint's group admits all access methods.
    """
    admitted = tuple(rule(peer, 443) for peer in ("sg-lb", "sg-vpn", "sg-bastion"))
    open_network = network(
        endpoint_groups=(group("sg-endpoints", *admitted),),
        endpoint_addresses=addresses_of(environment_endpoints()),
    )
    known = facts or environment(options={"webserver.base_url": DOMAIN} if access and "alb" in access else {})
    methods = {"load_balancer": load_balancer(), "client_vpn": client_vpn(), "bastion": bastion()}
    view = healthy(known, **{"network": open_network, **methods, **sections})
    if access is None:
        return replace(view, target=replace(view.target, deployment=None, settings=None))
    participant = {"name": "data", "account_id": "222222222222", "environments": [{"name": "etl", "access": access}]}
    return replace(view, target=targets_of(deployment(participants=[participant]))[0])
