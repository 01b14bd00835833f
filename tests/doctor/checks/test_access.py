"""Checks of the access methods, on views made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mwaa_tf.doctor.checks import checks
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.bastion import AgentFacts
from mwaa_tf.doctor.view.client_vpn import VpnAssociation, VpnAuthorization, VpnRoute
from mwaa_tf.doctor.view.load_balancer import CertificateFacts, TargetFacts
from tests.doctor.access_views import (
    ADDRESSES,
    ALB,
    DOMAIN,
    VPN,
    balancer,
    bastion,
    certificate,
    client_vpn,
    listener,
    load_balancer,
    record,
    target_group,
    with_access,
)
from tests.doctor.views import DENIED, environment, gaps, group, network, problems, rule

#: The access mode is a fact of the environment itself, not of an access method.
CHECKS = [check.id for check in checks() if check.group == "access" and check.id != "access.webserver-public"]
ALL = {"alb": ALB, "client_vpn": VPN, "bastion": {}}
NOW = datetime.now(UTC)


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("access", [ALL, None, {}], ids=["configured", "without a configuration", "without a method"])
def test_healthy_access_methods_have_no_problem(check: str, access: dict[str, Any] | None) -> None:
    none = {
        "load_balancer": load_balancer(balancer=None),
        "client_vpn": client_vpn(vpn=None),
        "bastion": bastion(instance=None),
    }
    facts = environment(options={"webserver.base_url": DOMAIN})
    view = with_access(access, facts, **(none if access == {} else {}))
    assert (problems(check, view), gaps(check, view)) == ([], [])


@pytest.mark.parametrize("check", CHECKS)
def test_what_cannot_be_read_is_no_problem(check: str) -> None:
    unread: Reading[Any] = Reading.unread(DENIED)
    view = with_access(
        ALL,
        load_balancer=load_balancer(balancer=unread),
        client_vpn=client_vpn(vpn=unread),
        bastion=bastion(instance=unread),
    )
    assert problems(check, view) == []
    assert gaps(check, view)


def of_balancer(check: str, **changes: Any) -> list[str]:
    return problems(f"access.{check}", with_access({"alb": ALB}, load_balancer=load_balancer(**changes)))


def of_vpn(check: str, **changes: Any) -> list[str]:
    return problems(f"access.{check}", with_access({"client_vpn": VPN}, client_vpn=client_vpn(**changes)))


def of_bastion(check: str, **changes: Any) -> list[str]:
    return problems(f"access.{check}", with_access({"bastion": {}}, bastion=bastion(**changes)))


def test_a_method_that_does_not_exist_is_missing_once_the_environment_is_available() -> None:
    assert of_balancer("applied", balancer=None) == ["The load balancer of the configuration does not exist."]
    assert of_vpn("applied", vpn=None) == ["The Client VPN of the configuration does not exist."]
    assert of_bastion("applied", instance=None) == ["The bastion of the configuration does not exist."]
    pending = with_access({"bastion": {}}, environment(status="PENDING"), bastion=bastion(instance=None))
    assert problems("access.applied", pending) == []


@pytest.mark.parametrize(
    ("state", "reason", "message"),
    [
        ("unhealthy", "Target.Timeout", "The target 10.0.10.21 is unhealthy (Target.Timeout)."),
        ("unused", "Target.NotInUse", "The target 10.0.10.21 is unused (Target.NotInUse)."),
        ("initial", "Elb.RegistrationInProgress", "The target 10.0.10.21 is being registered."),
    ],
)
def test_a_target_that_is_not_healthy_is_named_with_its_reason(state: str, reason: str, message: str) -> None:
    targets = (TargetFacts(ADDRESSES[0], 443, state, reason), TargetFacts(ADDRESSES[1], 443, "healthy"))
    assert of_balancer("target-health", target_group=target_group(*targets)) == [message]


@pytest.mark.parametrize("state", ["resting", "unavailable"])
def test_a_state_that_says_nothing_about_health_is_not_checkable(state: str) -> None:
    targets = [TargetFacts(address, 443, state) for address in ADDRESSES]
    view = with_access({"alb": ALB}, load_balancer=load_balancer(target_group=target_group(*targets)))
    assert problems("access.target-health", view) == []
    assert len(gaps("access.target-health", view)) == 2


def test_a_target_that_is_leaving_counts_as_gone() -> None:
    targets = [TargetFacts(ADDRESSES[0], 443, "healthy"), TargetFacts(ADDRESSES[1], 443, "draining")]
    assert of_balancer("target-addresses", target_group=target_group(*targets)) == [
        "The target group lb lacks 10.0.11.21 of the web server's endpoint."
    ]
    old = [*target_group().targets, TargetFacts("10.0.10.99", 443, "draining")]
    assert of_balancer("target-addresses", target_group=target_group(*old)) == []


@pytest.mark.parametrize(
    ("changes", "messages"),
    [
        ({"expires_at": NOW + timedelta(days=40)}, 0),
        ({"expires_at": NOW + timedelta(days=20)}, 1),
        ({"expires_at": NOW - timedelta(days=1)}, 1),
        ({"status": "PENDING_VALIDATION", "expires_at": None}, 1),
        ({"status": "EXPIRED"}, 1),
        ({"status": "REVOKED"}, 1),
        ({"status": "LOST"}, 0),
    ],
)
def test_certificates_are_issued_and_valid_for_a_month(changes: dict[str, Any], messages: int) -> None:
    certificates = (certificate(**changes),)
    assert len(of_balancer("certificate", certificates=certificates)) == messages
    assert len(of_vpn("vpn-certificate", certificates=certificates)) == messages


@pytest.mark.parametrize(
    ("names", "covered"),
    [
        (("airflow.example.com",), True),
        (("*.example.com",), True),
        (("other.example.com", "*.EXAMPLE.com"), True),
        (("*.com",), False),
        (("example.com",), False),
    ],
)
def test_a_star_in_a_certificate_stands_for_one_label(names: tuple[str, ...], covered: bool) -> None:
    assert (of_balancer("certificate-name", certificates=(certificate(names=names),)) == []) is covered


OTHER = certificate(arn="arn:other", names=("other.example.com",))
FOR_THE_NAME = certificate(arn="arn:sni", is_default=False)


def test_a_certificate_for_certain_host_names_covers_the_name_as_well_as_a_default_one() -> None:
    assert of_balancer("certificate-name", certificates=(OTHER, FOR_THE_NAME)) == []
    assert of_balancer("certificate-name", certificates=(OTHER, replace(FOR_THE_NAME, names=("www.example.com",)))) == [
        "The certificates of lb are for other.example.com and www.example.com, not for airflow.example.com."
    ]


def test_only_a_certificate_that_browsers_get_has_to_be_valid() -> None:
    expired: dict[str, Any] = {"expires_at": NOW - timedelta(days=1)}

    def of(*certificates: CertificateFacts, **changes: Any) -> list[str]:
        return [text.split()[2] for text in of_balancer("certificate", certificates=certificates, **changes)]

    assert of(replace(OTHER, **expired), FOR_THE_NAME) == []
    assert of(OTHER, replace(FOR_THE_NAME, **expired)) == ["arn:sni"]
    assert of(replace(OTHER, **expired), replace(FOR_THE_NAME, names=("www.example.com",))) == ["arn:other"]
    assert of(replace(OTHER, **expired), replace(FOR_THE_NAME, **expired), host_name="") == ["arn:other"]


@pytest.mark.parametrize(
    "changes",
    [
        {"balancer": balancer(state="failed")},
        {"target_group": None},
        {"listeners": ()},
        {"listeners": (listener(protocol="HTTP"),)},
        {"listeners": (listener(port=8443),)},
        {"listeners": (listener(target_group_arns=("arn:other",)),)},
    ],
)
def test_a_load_balancer_that_does_not_lead_to_the_web_server_is_found(changes: dict[str, Any]) -> None:
    assert len(of_balancer("listener", **changes)) == 1


def test_a_listener_of_an_unknown_protocol_is_no_failure() -> None:
    assert of_balancer("listener", listeners=(listener(protocol="BRAND_NEW"),)) == []


def test_the_record_leads_to_the_load_balancer() -> None:
    assert of_balancer("dns-record", record=None) == ["The hosted zone has no record of airflow.example.com."]
    assert of_balancer("dns-record", record=record("old.example.com")) == [
        "The record of airflow.example.com leads to old.example.com, not to lb-1.us-east-1.elb.amazonaws.com."
    ]
    wildcard = replace(record("old.example.com"), name="*.example.com")
    assert of_balancer("dns-record", record=wildcard) == [
        "The record of *.example.com, which stands for airflow.example.com, leads to old.example.com, not to "
        "lb-1.us-east-1.elb.amazonaws.com."
    ]
    assert of_balancer("dns-record", record=replace(record(), name="*.example.com")) == []
    managed: Reading[Any] = Reading.unread(Gap(GapKind.ABSENT, "the record is managed externally"))
    assert of_balancer("dns-record", record=managed) == []


def test_redirects_lead_to_the_domain_and_the_option_is_not_shown() -> None:
    view = with_access({"alb": ALB}, environment(options={"webserver.base_url": "secret.example.com"}))
    (message,) = problems("access.base-url", view)
    assert "webserver.base_url is another" in message
    assert "secret" not in message
    unset = with_access({"alb": ALB}, environment())
    assert "is not set" in problems("access.base-url", unset)[0]
    public = with_access({"alb": ALB}, environment(access_mode="PUBLIC_AND_PRIVATE"))
    assert problems("access.base-url", public) == []


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ((rule("sg-lb", 443), rule("sg-vpn", 443), rule("sg-bastion", 443)), 0),
        ((rule("111111111111/sg-lb", 443), rule("111111111111/sg-vpn"), rule("111111111111/sg-bastion")), 0),
        ((rule("10.0.0.0/16", 443),), 0),
        ((rule("pl-1", 443),), 0),
        ((rule("sg-lb", 5432), rule("sg-vpn", 80), rule("sg-bastion", 22)), 1),
        ((rule("172.16.0.0/12", 443),), 1),
    ],
)
def test_the_endpoint_has_to_admit_each_method(rules: tuple[Any, ...], found: int) -> None:
    closed = network(endpoint_groups=(group("sg-endpoints", *rules),))
    view = with_access(ALL, network=closed)
    for check in ("load-balancer-groups", "vpn-groups", "bastion-groups"):
        assert len(problems(f"access.{check}", view)) == found, check


def test_each_method_has_to_be_let_out() -> None:
    closed = (group("sg-lb", rule("203.0.113.0/24", 443)),)
    assert len(of_balancer("load-balancer-groups", groups=closed)) == 1
    assert len(of_vpn("vpn-groups", groups=(group("sg-vpn"),))) == 1
    assert len(of_bastion("bastion-groups", groups=(group("sg-bastion"),))) == 1


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"agent": None}, "has never called Systems Manager"),
        ({"agent": AgentFacts("ConnectionLost", "3")}, "is not online (ConnectionLost)"),
        ({"agent": AgentFacts("Inactive", "3")}, "is not online (Inactive)"),
        ({"instance": replace(bastion().instance.value, state="stopped")}, "is stopped"),  # type: ignore[type-var]
        ({"instance": replace(bastion().instance.value, has_profile=False)}, "no instance profile"),  # type: ignore[type-var]
    ],
)
def test_a_bastion_that_takes_no_sessions_is_found(changes: dict[str, Any], found: str) -> None:
    (message,) = of_bastion("bastion-online", **changes)
    assert found in message


def test_a_vpn_needs_an_association_a_route_and_rules() -> None:
    assert len(of_vpn("vpn-endpoint", associations=())) == 1
    failed = VpnAssociation("1", "subnet-a", "association-failed", "no address")
    assert of_vpn("vpn-endpoint", associations=(failed,)) == [
        "The association of cvpn-1 with subnet-a failed: no address."
    ]
    other = VpnRoute("10.0.10.0/24", "subnet-a", "active")
    assert of_vpn("vpn-routes", routes=(other,)) == [
        "The Client VPN cvpn-1 has no active route to 10.0.11.21, the web server."
    ]
    assert len(of_vpn("vpn-routes", routes=(VpnRoute("10.0.0.0/16", "subnet-a", "failed"),))) == 1
    rules = (VpnAuthorization("10.0.10.0/23", "", "active"),)
    assert of_vpn("vpn-authorization", authorizations=rules) == [
        "Clients of the Client VPN cvpn-1 may not reach 10.0.0.2, the DNS server of the clients."
    ]
