"""Endpoints of AWS services in a VPC without internet, and beside a NAT gateway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from mwaa_tf.doctor import CheckResult
from mwaa_tf.doctor.view.network import NetworkSection, VpcEndpointFacts
from mwaa_tf.iam.parsing import parse_policy
from tests.doctor.views import (
    endpoint,
    endpoint_groups,
    environment,
    environment_endpoints,
    findings,
    gaps,
    healthy,
    network,
    private_network,
    problems,
    service_endpoints,
)

CHECKS = (
    "service-endpoints",
    "service-endpoint-states",
    "service-endpoint-subnets",
    "private-dns",
    "s3-gateway",
    "endpoint-policies",
)


def private(*changed: VpcEndpointFacts, without: str = "") -> NetworkSection:
    """A private VPC with some of its endpoints changed or missing."""
    by_id = {each.id: each for each in (*environment_endpoints(), *service_endpoints(), *changed)}
    by_id.pop(f"vpce-{without}", None)
    return private_network(endpoints=tuple(by_id.values()))


def policy(service: str, *statements: Mapping[str, object]) -> NetworkSection:
    full = [{"Effect": "Allow", "Principal": "*", "Resource": "*", **statement} for statement in statements]
    document = parse_policy({"Version": "2012-10-17", "Statement": full})
    return private(endpoint(service, policy=document))


@pytest.mark.parametrize("check", CHECKS)
def test_healthy_endpoints_have_no_finding(check: str) -> None:
    for section in (network(), private_network()):
        view = healthy(network=section)
        assert problems(f"network.{check}", view) == gaps(f"network.{check}", view) == []


@pytest.mark.parametrize(
    ("service", "result"),
    [
        ("sqs", CheckResult.FAILURE),
        ("s3", CheckResult.FAILURE),
        ("airflow.env", CheckResult.FAILURE),
        ("airflow.ops", CheckResult.WARNING),
        ("ecr.dkr", CheckResult.WARNING),
    ],
)
def test_a_service_without_an_endpoint_is_found(service: str, result: CheckResult) -> None:
    (finding,) = findings("network.service-endpoints", healthy(network=private(without=service)))
    assert finding.result is result
    assert f"has no endpoint of com.amazonaws.us-east-1.{service}, " in finding.message


def test_a_vpc_with_a_nat_gateway_needs_no_endpoints() -> None:
    (finding,) = findings("network.service-endpoints", healthy(network=network()))
    assert (finding.result, finding.message) == (CheckResult.PASS, "the subnets reach AWS services on the internet")


def test_a_private_vpc_without_any_endpoint_is_one_finding_of_another_check() -> None:
    view = healthy(network=private_network(endpoints=environment_endpoints(), endpoint_groups=endpoint_groups()[:1]))
    assert problems("network.service-endpoints", view) == []
    assert len(problems("network.internet-route", view)) == 2


@pytest.mark.parametrize(
    ("state", "result"),
    [
        ("pendingacceptance", CheckResult.FAILURE),
        ("failed", CheckResult.FAILURE),
        ("pending", CheckResult.WARNING),
        ("sleeping", CheckResult.NOT_CHECKABLE),
    ],
)
def test_an_endpoint_that_is_not_available_is_found(state: str, result: CheckResult) -> None:
    (finding,) = findings("network.service-endpoint-states", healthy(network=private(endpoint("sqs", state=state))))
    assert finding.result is result
    assert state in finding.message


def test_an_endpoint_in_one_subnet_is_a_warning_and_in_other_subnets_none() -> None:
    one = private(endpoint("sqs", subnet_ids=("subnet-a",)))
    assert problems("network.service-endpoint-subnets", healthy(network=one)) == [
        "The endpoint vpce-sqs of sqs is not in subnet-b."
    ]
    central = private(endpoint("sqs", subnet_ids=("subnet-x", "subnet-y")))
    assert problems("network.service-endpoint-subnets", healthy(network=central)) == []


def test_private_dns_matters_without_internet_only() -> None:
    off = endpoint("sqs", private_dns=False)
    assert problems("network.private-dns", healthy(network=private(off))) == [
        "The endpoint vpce-sqs of sqs has private DNS off."
    ]
    beside_nat = network(endpoints=(*environment_endpoints(), off))
    assert problems("network.private-dns", healthy(network=beside_nat)) == []


def test_one_of_two_endpoints_of_a_service_has_private_dns() -> None:
    second = replace(endpoint("sqs", private_dns=False), id="vpce-second")
    assert problems("network.private-dns", healthy(network=private(second))) == []


def test_a_gateway_of_s3_has_to_serve_both_subnets() -> None:
    half = private(endpoint("s3", route_table_ids=("rtb-a",)))
    assert problems("network.s3-gateway", healthy(network=half)) == [
        "The gateway endpoint vpce-s3 of S3 is not associated with rtb-b, the route table of subnet-b."
    ]
    beside_nat = network(endpoints=(*environment_endpoints(), endpoint("s3", route_table_ids=("rtb-a",))))
    (finding,) = findings("network.s3-gateway", healthy(network=beside_nat))
    assert finding.result is CheckResult.WARNING
    interface = endpoint("s3", kind="Interface", private_dns=True, route_table_ids=())
    assert problems("network.s3-gateway", healthy(network=private(interface))) == []


def test_a_policy_of_own_queues_stops_the_celery_queue() -> None:
    section = policy("sqs", {"Action": "sqs:*", "Resource": "arn:aws:sqs:*:222222222222:*"})
    (message,) = problems("network.endpoint-policies", healthy(network=section))
    assert "sqs:SendMessage on arn:aws:sqs:us-east-1:999999999999:airflow-celery-4b6c" in message


@pytest.mark.parametrize("queue", ["", "arn:aws:sqs:us-east-1:999999999999:airflow-celery-4b6c"])
def test_the_queues_of_mwaa_may_be_named_by_pattern(queue: str) -> None:
    section = policy("sqs", {"Action": "sqs:*", "Resource": "arn:aws:sqs:us-east-1:*:airflow-celery-*"})
    view = healthy(environment(celery_queue_arn=queue), network=section)
    assert problems("network.endpoint-policies", view) == gaps("network.endpoint-policies", view) == []


def test_a_policy_of_s3_needs_the_bucket_and_should_have_the_images() -> None:
    images = {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"}
    own = {"Action": "s3:*", "Resource": ["arn:aws:s3:::analytics-data-etl", "arn:aws:s3:::analytics-data-etl/*"]}
    check = "network.endpoint-policies"
    assert problems(check, healthy(network=policy("s3", images, own))) == []
    (finding,) = findings(check, healthy(network=policy("s3", own)))
    assert finding.result is CheckResult.WARNING
    assert {finding.result for finding in findings(check, healthy(network=policy("s3", images)))} == {
        CheckResult.FAILURE
    }


def test_a_statement_that_denies_is_found_and_one_that_cannot_be_judged_is_named() -> None:
    check = "network.endpoint-policies"
    denied = policy("logs", {"Action": "*"}, {"Effect": "Deny", "Action": "logs:PutLogEvents"})
    assert "does not allow logs:PutLogEvents" in problems(check, healthy(network=denied))[0]
    condition = {"StringEquals": {"aws:SourceVpc": "vpc-1"}}
    unknown = policy("monitoring", {"Action": "*", "Condition": condition})
    assert problems(check, healthy(network=unknown)) == []
    assert "cannot be judged" in gaps(check, healthy(network=unknown))[0]
