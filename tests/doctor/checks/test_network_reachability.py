"""Routes, gateways, names, addresses: whether the subnets of an environment work."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mwaa_tf.doctor import CheckResult
from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view import ViewOrigin
from mwaa_tf.doctor.view.load_balancer import LoadBalancerFacts, LoadBalancerSection
from mwaa_tf.doctor.view.network import (
    BlockPublicAccess,
    BlockPublicAccessExclusion,
    NatGateway,
    Route,
    RouteTable,
)
from mwaa_tf.doctor.view.resolution import ConnectionAttempt, ConnectionResult, ResolutionSection
from mwaa_tf.mwaa.regions import UNSUPPORTED_ZONES
from tests.doctor.views import (
    DENIED,
    environment,
    environment_endpoints,
    findings,
    gaps,
    healthy,
    network,
    private_network,
    problems,
    read,
    route,
    route_table,
    section,
    subnet,
)

CHECKS = (
    "subnets",
    "zones",
    "internet-route",
    "black-hole",
    "private-subnets",
    "nat-gateway",
    "dns-attributes",
    "free-addresses",
    "public-access",
    "public-webserver",
)


TO_INTERNET = route("igw-1")


def tables(*a: Route, public: Route | None = TO_INTERNET) -> Reading[tuple[RouteTable, ...]]:
    """Route tables in which only the routes of subnet-a and of the NAT gateways' subnets differ from healthy ones."""
    return read(
        (
            route_table("public", *([public] if public else []), subnets=("subnet-public-a",)),
            route_table("a", *a, subnets=("subnet-a",)),
            route_table("b", route("nat-b"), subnets=("subnet-b",)),
        )
    )


@pytest.mark.parametrize("check", CHECKS)
def test_healthy_networks_have_no_finding(check: str) -> None:
    for network_section in (network(), private_network()):
        view = healthy(network=network_section)
        assert problems(f"network.{check}", view) == gaps(f"network.{check}", view) == []


@pytest.mark.parametrize(
    ("subnets", "message"),
    [
        ((subnet("a"),), "The subnet subnet-b does not exist, or neither account sees it."),
        (
            (subnet("a"), subnet("b", zone_id="use1-az1")),
            "The subnets subnet-a and subnet-b are both in the zone use1-az1.",
        ),
        ((subnet("a"), subnet("b", vpc_id="vpc-2")), "The subnets are in different VPCs: vpc-1 and vpc-2."),
        ((subnet("a"), subnet("b", state="unavailable")), "The subnet subnet-b is in the state unavailable."),
    ],
)
def test_subnets_that_do_not_fit_are_found(subnets: tuple[object, ...], message: str) -> None:
    assert problems("network.subnets", healthy(network=network(subnets=subnets))) == [message]


def test_an_environment_needs_two_subnets() -> None:
    facts = environment(subnet_ids=("subnet-a",))
    view = healthy(facts, network=network(subnets=(subnet("a"),)))
    assert problems("network.subnets", view) == ["The environment has 1 subnets, and needs 2."]


def test_a_zone_without_mwaa_is_found_by_its_id() -> None:
    (zone_id,) = UNSUPPORTED_ZONES
    view = healthy(network=network(subnets=(subnet("a"), subnet("b", zone_id=zone_id))))
    assert problems("network.zones", view) == [f"The subnet subnet-b is in {zone_id}, where MWAA runs no environments."]


def test_a_subnet_without_a_route_to_the_internet_is_found() -> None:
    view = healthy(network=network(route_tables=tables()))
    (message,) = problems("network.internet-route", view)
    assert message.startswith("The subnet subnet-a reaches no AWS service: rtb-a has no route to 0.0.0.0/0")


def test_a_subnet_without_a_table_of_its_own_has_the_main_one() -> None:
    main = (route_table("main", route("nat-a"), is_main=True),)
    assert problems("network.internet-route", healthy(network=network(route_tables=main))) == []


@pytest.mark.parametrize(
    "routes",
    [
        (route("tgw-1"),),
        (route("nat-a", "0.0.0.0/1"), route("nat-a", "128.0.0.0/1")),
        (route("tgw-1", "pl-company"),),
    ],
)
def test_other_ways_to_the_internet_are_none_of_this_check(routes: tuple[Route, ...]) -> None:
    assert problems("network.internet-route", healthy(network=network(route_tables=tables(*routes)))) == []


def test_a_table_that_is_not_visible_is_not_judged() -> None:
    assert problems("network.internet-route", healthy(network=network(route_tables=()))) == []
    assert gaps("network.internet-route", healthy(network=network(route_tables=Reading.unread(DENIED))))


def test_a_black_hole_is_a_failure_where_the_environment_needs_it() -> None:
    lost = (
        route("nat-a", state="blackhole"),
        route("pcx-1", "10.9.0.0/16", "blackhole"),
        route("x", "10.8.0.0/16", "odd"),
    )
    found = findings("network.black-hole", healthy(network=network(route_tables=tables(*lost))))
    assert [(finding.result, finding.message) for finding in found] == [
        (CheckResult.FAILURE, "The route of rtb-a to 0.0.0.0/0 is a black hole: it leads to nat-a, which is gone."),
        (CheckResult.WARNING, "The route of rtb-a to 10.9.0.0/16 is a black hole: it leads to pcx-1, which is gone."),
        (CheckResult.NOT_CHECKABLE, "the route of rtb-a to 10.8.0.0/16 has the unknown state 'odd'"),
    ]
    assert problems("network.internet-route", healthy(network=network(route_tables=tables(*lost)))) == []


def test_a_private_subnet_with_an_internet_gateway_is_found() -> None:
    view = healthy(network=network(route_tables=tables(route("igw-1"))))
    assert problems("network.private-subnets", view) == [
        "The route table rtb-a of subnet-a routes 0.0.0.0/0 to the internet gateway igw-1."
    ]
    planned = healthy(
        origin=ViewOrigin.PLAN,
        network=network(route_tables=tables(route("module.network.aws_internet_gateway.this[0]"))),
    )
    assert len(problems("network.private-subnets", planned)) == 1


@pytest.mark.parametrize(
    ("gateway", "message"),
    [
        (None, "The NAT gateway nat-a, by which subnet-a leaves, does not exist."),
        (
            NatGateway("nat-a", "subnet-public-a", "failed", is_public=True, failure="no address"),
            "The NAT gateway nat-a, by which subnet-a leaves, is failed (no address).",
        ),
        (
            NatGateway("nat-a", "subnet-public-a", "available", is_public=False),
            "The NAT gateway nat-a, by which subnet-a leaves, is private: it has no public address.",
        ),
    ],
)
def test_a_nat_gateway_that_leads_nowhere_is_found(gateway: NatGateway | None, message: str) -> None:
    others = (NatGateway("nat-b", "", "available", is_public=True),)
    gateways = (*others, gateway) if gateway else others
    assert problems("network.nat-gateway", healthy(network=network(nat_gateways=gateways))) == [message]


def test_a_nat_gateway_needs_an_internet_gateway_itself() -> None:
    view = healthy(network=network(route_tables=tables(route("nat-a"), public=None)))
    assert problems("network.nat-gateway", view) == [
        "The NAT gateway nat-a leads nowhere: rtb-public of its subnet subnet-public-a has no route to 0.0.0.0/0."
    ]


def test_nat_gateways_are_not_judged_without_the_owner() -> None:
    view = healthy(network=network(nat_gateways=Reading.unread(DENIED)))
    assert (problems("network.nat-gateway", view), gaps("network.nat-gateway", view)) == ([], [DENIED.reason])


def test_dns_attributes_matter_more_where_endpoints_have_private_names() -> None:
    off = {"dns_support": True, "dns_host_names": False}
    results = [
        findings("network.dns-attributes", healthy(network=make(**off)))[0].result
        for make in (network, private_network)
    ]
    assert results == [CheckResult.WARNING, CheckResult.FAILURE]
    assert "enableDnsSupport off" in problems("network.dns-attributes", healthy(network=network(dns_support=False)))[0]


@pytest.mark.parametrize(
    ("free", "status", "result"),
    [
        (0, "AVAILABLE", CheckResult.FAILURE),
        (4, "AVAILABLE", CheckResult.WARNING),
        (9, "AVAILABLE", CheckResult.WARNING),
        (10, "AVAILABLE", CheckResult.PASS),
        (6, "CREATING", CheckResult.FAILURE),
    ],
)
def test_addresses_are_counted_against_the_maximum_of_workers(free: int, status: str, result: CheckResult) -> None:
    """2 schedulers, 2 web servers and 1 worker run; 9 workers more are 5 for each subnet, in an update 10."""
    subnets = (subnet("a", free_addresses=free), subnet("b"))
    view = healthy(environment(status=status), network=network(subnets=subnets))
    assert findings("network.free-addresses", view)[0].result is result


def test_addresses_of_a_planned_subnet_follow_from_its_size() -> None:
    subnets = tuple(subnet(name, free_addresses=None, cidr=f"10.0.{number}.0/28") for number, name in enumerate("ab"))
    view = healthy(environment(status="", max_workers=25), origin=ViewOrigin.PLAN, network=network(subnets=subnets))
    assert "has 11 free addresses" in problems("network.free-addresses", view)[0]


def blocked(mode: str, *excluded: str) -> list[str]:
    exclusions = tuple(BlockPublicAccessExclusion(each, "allow-egress", "create-complete") for each in excluded)
    return problems(
        "network.public-access", healthy(network=network(block_public_access=BlockPublicAccess(mode, exclusions)))
    )


def test_blocking_both_ways_cuts_off_nat_gateways_unless_exempted() -> None:
    assert "nat-a and nat-b, by which subnet-a and subnet-b leave" in blocked("block-bidirectional")[0]
    assert blocked("block-ingress") == blocked("off") == blocked("block-bidirectional", "vpc-1") == []
    assert "nat-b, by which subnet-b leave" in blocked("block-bidirectional", "subnet-a", "subnet-public-a")[0]


def test_an_exclusion_of_one_side_and_an_unknown_mode_are_not_judged() -> None:
    half = BlockPublicAccess("block-bidirectional", (BlockPublicAccessExclusion("subnet-a", "allow-egress", ""),))
    assert "is not documented" in gaps("network.public-access", healthy(network=network(block_public_access=half)))[0]
    odd = BlockPublicAccess("block-odd")
    assert (
        "unknown mode 'block-odd'"
        in gaps("network.public-access", healthy(network=network(block_public_access=odd)))[0]
    )


@pytest.mark.parametrize(("version", "count"), [("2.10.3", 0), ("3.0.6", 1)])
def test_workers_of_airflow_3_need_the_internet_for_a_public_web_server(version: str, count: int) -> None:
    view = healthy(environment(airflow_version=version, access_mode="PUBLIC_ONLY"), network=private_network())
    assert len(problems("network.public-webserver", view)) == count


@pytest.mark.parametrize(
    ("mode", "excluded", "closed"),
    [
        ("off", {}, []),
        ("block-ingress", {}, ["subnet-public-a and subnet-public-b"]),
        ("block-bidirectional", {"subnet-public-a": "allow-bidirectional"}, ["subnet-public-b"]),
        ("block-ingress", {"vpc-1": "allow-egress"}, ["subnet-public-a and subnet-public-b"]),
        ("block-ingress", {"vpc-1": "allow-bidirectional"}, []),
    ],
)
def test_a_load_balancer_on_the_internet_is_closed_unless_exempted(
    mode: str, excluded: dict[str, str], closed: list[str]
) -> None:
    exclusions = tuple(BlockPublicAccessExclusion(id, kind, "create-complete") for id, kind in excluded.items())
    subnet_ids = ("subnet-public-a", "subnet-public-b")
    balancer = LoadBalancerFacts("arn", "ui", "ui.example.com", "active", "internet-facing", "vpc-1", subnet_ids, ())
    view = healthy(
        network=network(block_public_access=BlockPublicAccess(mode, exclusions)),
        load_balancer=section(LoadBalancerSection, balancer=balancer),
    )
    assert problems("network.public-load-balancer", view) == [
        f"VPC Block Public Access ({mode}) closes {each} of the load balancer ui to the internet." for each in closed
    ]


def resolved(*addresses: str) -> ResolutionSection:
    return section(ResolutionSection, addresses=addresses)


def test_the_host_name_leads_to_the_endpoint() -> None:
    facts = network()
    endpoint = environment_endpoints()[1]
    own = [facts.endpoint_addresses.value[interface_id] for interface_id in endpoint.interface_ids]
    assert problems("network.resolution", healthy(resolution=resolved(*own))) == []
    assert "does not resolve" in problems("network.resolution", healthy(resolution=resolved()))[0]
    assert (
        "resolves to 192.0.2.1 on this machine"
        in problems("network.resolution", healthy(resolution=resolved("192.0.2.1")))[0]
    )
    public = replace(environment(), access_mode="PUBLIC_ONLY")
    assert problems("network.resolution", healthy(public, resolution=resolved())) == []


def test_nothing_is_concluded_from_outside() -> None:
    view = healthy(resolution=section(ResolutionSection))
    assert problems("network.resolution", view) == problems("network.connection", view) == []
    assert len(gaps("network.resolution", view)) == len(gaps("network.connection", view)) == 1


def test_each_connection_that_fails_is_named() -> None:
    attempts = (
        ConnectionAttempt("web server", "web.example.com", 443, ConnectionResult.NO_TLS, "self-signed certificate"),
        ConnectionAttempt("database", "10.0.10.20", 5432, ConnectionResult.TIMED_OUT, "for 5 seconds"),
        ConnectionAttempt("database", "10.0.11.20", 5432, ConnectionResult.CONNECTED),
    )
    view = healthy(resolution=section(ResolutionSection, connections=attempts))
    assert problems("network.connection", view) == [
        "The web server at web.example.com:443 cannot be reached from here: the TLS handshake fails "
        "(self-signed certificate).",
        "The database at 10.0.10.20:5432 cannot be reached from here: nothing answers (for 5 seconds).",
    ]
