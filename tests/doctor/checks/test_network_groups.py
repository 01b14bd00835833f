"""Security groups of the environment, and of the endpoints that it calls."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mwaa_tf.doctor.reading import Reading
from tests.doctor.views import (
    ANYWHERE,
    DATABASE_SERVICE,
    DENIED,
    endpoint,
    endpoint_groups,
    environment,
    environment_endpoints,
    environment_group,
    gaps,
    group,
    healthy,
    network,
    private_network,
    problems,
    rule,
    service_endpoints,
)

SELF, EGRESS, SERVICES = "network.self-reference", "network.egress", "network.service-endpoint-groups"
OUT = rule(ANYWHERE, is_egress=True)


def with_groups(*rules: object) -> object:
    return healthy(network=network(security_groups=(environment_group(*rules),)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "rules",
    [
        (rule("sg-env"),),
        (rule("sg-env", 5432), rule("sg-env", 443)),
        (rule("10.0.0.0/16"),),
        (rule("10.0.10.0/24"), rule("10.0.11.0/24", 5432), rule("10.0.11.0/24", 443)),
    ],
)
def test_a_group_that_admits_itself_on_both_ports_is_right(rules: tuple[object, ...]) -> None:
    assert problems(SELF, with_groups(*rules, OUT)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rules", "ports"),
    [
        ((), "5432 and 443"),
        ((rule("sg-env", 5432),), "443"),
        ((rule("sg-env", 443),), "5432"),
        ((rule("sg-other"),), "5432 and 443"),
        ((rule("10.0.10.0/24"),), "5432 and 443"),
        ((rule("sg-env", protocol="udp"),), "5432 and 443"),
    ],
)
def test_a_group_that_does_not_admit_itself_is_found(rules: tuple[object, ...], ports: str) -> None:
    assert problems(SELF, with_groups(*rules, OUT)) == [  # type: ignore[arg-type]
        f"The environment's security group sg-env does not admit itself on TCP {ports}."
    ]


def test_one_of_several_groups_that_admits_another_is_enough() -> None:
    groups = (group("sg-a", rule("sg-b"), OUT), group("sg-b"))
    facts = environment(security_group_ids=("sg-a", "sg-b"))
    assert problems(SELF, healthy(facts, network=network(security_groups=groups))) == []


def test_what_a_prefix_list_admits_is_not_known() -> None:
    (gap,) = gaps(SELF, with_groups(rule("pl-1"), OUT))  # type: ignore[arg-type]
    assert "sg-env names a prefix list" in gap


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ((), "does not allow TCP 5432 outbound to its database"),
        ((rule("10.0.0.0/16", 5432, is_egress=True),), "does not allow TCP 443 outbound to AWS services"),
        ((rule(ANYWHERE, 443, is_egress=True),), "does not allow TCP 5432 outbound to its database"),
        ((rule("10.0.0.0/8", is_egress=True),), "does not allow TCP 443 outbound to AWS services on the internet"),
    ],
)
def test_egress_that_lacks_something_is_found(rules: tuple[object, ...], message: str) -> None:
    section = network(security_groups=(environment_group(rule("sg-env"), *rules),))  # type: ignore[arg-type]
    view = healthy(environment(endpoint_management="SERVICE"), network=section)
    assert message in problems(EGRESS, view)[0]


@pytest.mark.parametrize(
    "rules",
    [
        (rule(ANYWHERE, is_egress=True),),
        (rule("sg-env", 5432, is_egress=True), rule("52.0.0.0/8", 443, is_egress=True)),
        (rule("111111111111/sg-endpoints", 5432, is_egress=True), rule(ANYWHERE, 443, is_egress=True)),
    ],
)
def test_egress_to_the_database_and_the_internet_is_enough(rules: tuple[object, ...]) -> None:
    assert problems(EGRESS, with_groups(rule("sg-env"), *rules)) == []  # type: ignore[arg-type]


def test_without_internet_egress_to_the_vpc_and_the_prefix_list_of_s3_is_enough() -> None:
    groups = (
        environment_group(rule("sg-env"), rule("10.0.0.0/16", is_egress=True), rule("pl-s3", 443, is_egress=True)),
    )
    assert problems(EGRESS, healthy(network=private_network(security_groups=groups))) == []


def test_without_internet_s3_needs_egress_of_its_own() -> None:
    groups = (environment_group(rule("sg-env"), rule("10.0.0.0/16", is_egress=True)),)
    assert problems(EGRESS, healthy(network=private_network(security_groups=groups))) == [
        "The environment's security group sg-env does not allow TCP 443 outbound to S3."
    ]


def test_egress_to_a_group_cannot_be_judged_without_the_owner() -> None:
    groups = (environment_group(rule("sg-env"), rule("sg-endpoints", 5432, is_egress=True)),)
    facts = environment(endpoint_management="SERVICE")
    view = healthy(facts, network=network(security_groups=groups, endpoints=Reading.unread(DENIED)))
    assert problems(EGRESS, view) == []
    assert gaps(EGRESS, view) == [DENIED.reason]


def test_a_group_that_is_gone_or_in_another_vpc_is_found() -> None:
    facts = environment(security_group_ids=("sg-env", "sg-gone"))
    assert problems("network.environment-groups", healthy(facts)) == [
        "The environment's security group sg-gone does not exist, or neither account sees it."
    ]
    moved = replace(environment_group(), vpc_id="vpc-2")
    assert problems("network.environment-groups", healthy(network=network(security_groups=(moved,)))) == [
        "The environment's security group sg-env belongs to vpc-2, and its subnets to vpc-1."
    ]
    none = environment(security_group_ids=())
    assert "has 0 security groups" in problems("network.environment-groups", healthy(none))[0]


@pytest.mark.parametrize(
    "rules",
    [
        (rule("10.0.0.0/16", 443),),
        (rule("222222222222/sg-env", 443),),
        (rule("10.0.10.0/24", 443), rule("10.0.11.0/24", 443)),
    ],
)
def test_a_service_endpoint_may_admit_the_environment_by_group_or_by_address(rules: tuple[object, ...]) -> None:
    groups = (endpoint_groups()[0], group("sg-services", *rules))  # type: ignore[arg-type]
    assert problems(SERVICES, healthy(network=private_network(endpoint_groups=groups))) == []


def test_a_service_endpoint_that_admits_one_subnet_only_is_found_with_all_its_services() -> None:
    groups = (endpoint_groups()[0], group("sg-services", rule("10.0.10.0/24", 443)))
    (message,) = problems(SERVICES, healthy(network=private_network(endpoint_groups=groups)))
    assert message.startswith("The security group sg-services of the endpoint of airflow.api, ")
    assert message.endswith("does not admit the environment on TCP 443.")


def test_a_service_endpoint_with_private_dns_closes_the_service_in_spite_of_a_nat_gateway() -> None:
    endpoints = (*environment_endpoints(), endpoint("sqs"))
    groups = (endpoint_groups()[0], group("sg-services", rule("10.0.10.0/24", 80)))
    view = healthy(network=network(endpoints=endpoints, endpoint_groups=groups))
    assert problems(SERVICES, view) == [
        "The security group sg-services of the endpoint of sqs does not admit the environment on TCP 443."
    ]
    without_private_dns = (*environment_endpoints(), endpoint("sqs", private_dns=False))
    assert problems(SERVICES, healthy(network=network(endpoints=without_private_dns, endpoint_groups=groups))) == []


def test_a_group_of_an_endpoint_that_was_not_read_is_not_judged() -> None:
    view = healthy(network=private_network(endpoint_groups=endpoint_groups()[:1]))
    assert problems(SERVICES, view) == []
    assert "sg-services" in gaps(SERVICES, view)[0]


def test_healthy_groups_have_no_finding() -> None:
    for check in (SELF, EGRESS, SERVICES, "network.environment-groups"):
        for section in (network(), private_network()):
            assert problems(check, healthy(network=section)) == gaps(check, healthy(network=section)) == []
    assert {each.service for each in environment_endpoints()} >= {DATABASE_SERVICE}
    assert len(service_endpoints()) == 10
