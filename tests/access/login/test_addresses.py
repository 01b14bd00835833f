"""Where the web server is reached, by configuration and by what there is."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from mwaa_tf.access.login import LoginError, Via, WebAddress, address_of, hosts_lines, sections_for
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from tests.doctor.access_views import ALB, DOMAIN, VPN, bastion, client_vpn, load_balancer, with_access
from tests.doctor.views import endpoint, environment, network

HOST = environment().webserver_url
DENIED: Reading[Any] = Reading.unread(Gap(GapKind.DENIED, "needs elasticloadbalancing:DescribeLoadBalancers"))
BALANCER = "lb-1.us-east-1.elb.amazonaws.com"


def nothing() -> dict[str, Any]:
    """Sections of an environment that has no access method."""
    return {
        "load_balancer": load_balancer(balancer=None, host_name=""),
        "client_vpn": client_vpn(vpn=None),
        "bastion": bastion(instance=None),
    }


@pytest.mark.parametrize(
    ("access", "address"),
    [
        ({}, WebAddress(Via.HOST, HOST, HOST, HOST)),
        ({"alb": ALB}, WebAddress(Via.ALB, DOMAIN, DOMAIN, DOMAIN)),
        ({"client_vpn": VPN}, WebAddress(Via.VPN, HOST, HOST, HOST)),
        ({"bastion": {"local_port": 9443}}, WebAddress(Via.BASTION, HOST, HOST, "127.0.0.1", 9443)),
        ({"bastion": {"enabled": False}}, WebAddress(Via.HOST, HOST, HOST, HOST)),
        ({"alb": ALB, "bastion": {}}, WebAddress(Via.ALB, DOMAIN, DOMAIN, DOMAIN)),
    ],
)
def test_the_configuration_says_how(access: dict[str, Any], address: WebAddress) -> None:
    assert address_of(with_access(access), None) == address


def test_a_domain_of_the_configuration_needs_no_call_of_the_owner() -> None:
    view = with_access({"alb": ALB}, load_balancer=load_balancer(balancer=DENIED))
    assert address_of(view, None).host == DOMAIN


def test_a_balancer_without_a_domain_is_opened_by_its_own_name() -> None:
    alb = {name: value for name, value in ALB.items() if name not in ("domain_name", "zone_id")}
    view = with_access({"alb": alb}, load_balancer=load_balancer(host_name=""))
    assert address_of(view, None) == WebAddress(Via.ALB, BALANCER, BALANCER, BALANCER, is_covered=False)
    with pytest.raises(LoginError, match="load balancer cannot be read: needs elasticloadbalancing"):
        address_of(with_access({"alb": alb}, load_balancer=load_balancer(balancer=DENIED)), None)


@pytest.mark.parametrize(
    ("sections", "via"),
    [
        ({}, Via.ALB),
        ({"load_balancer": nothing()["load_balancer"]}, Via.VPN),
        ({name: nothing()[name] for name in ("load_balancer", "client_vpn")}, Via.BASTION),
        (nothing(), Via.HOST),
    ],
)
def test_without_a_configuration_it_is_what_there_is(sections: dict[str, Any], via: Via) -> None:
    assert address_of(with_access(None, **sections), None).via is via


def test_a_public_web_server_is_reached_directly() -> None:
    public = environment(access_mode="PUBLIC_ONLY")
    view = with_access(None, public, load_balancer=nothing()["load_balancer"])
    assert address_of(view, None).via is Via.HOST


def test_an_endpoint_is_reached_by_its_name_and_has_the_certificate_of_the_web_server() -> None:
    named = endpoint("webserver", environment().webserver_service, dns_names=("vpce-1.example.com", "vpce-1a"))
    view = with_access({}, network=network(endpoints=(named,)))
    expected = WebAddress(Via.ENDPOINT, "vpce-1.example.com", HOST, "vpce-1.example.com")
    assert address_of(view, Via.ENDPOINT) == expected
    with pytest.raises(LoginError, match="has no endpoint"):
        address_of(with_access({}, network=network(endpoints=())), Via.ENDPOINT)


def test_only_what_is_needed_is_read() -> None:
    configured = with_access({"bastion": {}}).target
    assert sections_for(configured, None) == {"bastion", "network"}
    assert sections_for(configured, Via.HOST) == frozenset()
    assert sections_for(with_access(None).target, None) == {"bastion", "client_vpn", "load_balancer", "network"}


@pytest.mark.parametrize("status", ["CREATING", "PENDING", "CREATE_FAILED", "DELETING"])
def test_an_environment_without_a_web_server_says_its_status(status: str) -> None:
    with pytest.raises(LoginError, match=f"is {status} and has no web server yet"):
        address_of(with_access({}, environment(status=status)), None)


def test_an_environment_that_cannot_be_read_says_why() -> None:
    gap: Reading[Any] = Reading.unread(Gap(GapKind.CREDENTIALS, "there are none"))
    with pytest.raises(LoginError, match="the environment analytics-data-etl cannot be read: there are none"):
        address_of(with_access({}, gap), None)


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The addresses of names; all others do not resolve."""
    names: dict[str, list[str]] = {}

    def resolve(name: str, *_: object, **__: object) -> list[tuple[Any, ...]]:
        if name not in names:
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in names[name]]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return names


def test_a_domain_without_a_record_gets_the_addresses_of_the_balancer(dns: dict[str, list[str]]) -> None:
    dns[BALANCER] = ["198.51.100.8", "198.51.100.7"]
    view = with_access({"alb": ALB})
    assert hosts_lines(view, address_of(view, None)) == (f"198.51.100.7 {DOMAIN}", f"198.51.100.8 {DOMAIN}")
    dns[DOMAIN] = ["198.51.100.7"]
    assert hosts_lines(view, address_of(view, None)) == ()


def test_without_a_domain_the_web_servers_name_gets_them(dns: dict[str, list[str]]) -> None:
    dns[BALANCER] = ["198.51.100.8"]
    alb = {name: value for name, value in ALB.items() if name not in ("domain_name", "zone_id")}
    view = with_access({"alb": alb}, load_balancer=load_balancer(host_name=""))
    assert hosts_lines(view, address_of(view, None)) == (f"198.51.100.8 {HOST}",)


def test_a_resolver_that_drops_private_addresses_is_made_up_for(dns: dict[str, list[str]]) -> None:
    view = with_access({"client_vpn": VPN})
    expected = (f"10.0.10.21 {HOST}", f"10.0.11.21 {HOST}")
    assert hosts_lines(view, address_of(view, None)) == expected
    dns[HOST] = ["10.0.11.21"]
    assert hosts_lines(view, address_of(view, None)) == ()


def test_through_a_bastion_the_name_leads_to_this_machine(dns: dict[str, list[str]]) -> None:
    dns[HOST] = ["10.0.10.21"]
    view = with_access({"bastion": {}})
    assert hosts_lines(view, address_of(view, None)) == (f"127.0.0.1 {HOST}",)


@pytest.mark.usefixtures("dns")
def test_a_balancer_that_does_not_resolve_is_named() -> None:
    view = with_access({"alb": ALB})
    with pytest.raises(LoginError, match=f"{BALANCER} does not resolve"):
        hosts_lines(view, address_of(view, None))
