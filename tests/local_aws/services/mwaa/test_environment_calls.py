"""What an environment calls itself, by endpoints of the VPC where there is no other way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.local_aws.services import mwaa
from mwaa_tf.mwaa.endpoint_services import REQUIRED
from mwaa_tf.rehearsal.prepare.organization import prepare
from tests.local_aws.services.mwaa.support import DATA, OWNER, REGION, Place, pass_by

EVERYTHING = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws([OWNER, DATA], region=REGION, speed=0) as running:
        prepare(running, ram_sharing=True)
        yield running
        assert running.failures == ()


@pytest.fixture
def private(aws: LocalAws) -> Iterator[Place]:
    """A shared VPC without a way to the internet, whose names are resolved."""
    place = Place(aws, owner=OWNER, internet=False)
    for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
        place.ec2_of_owner.modify_vpc_attribute(VpcId=place.vpc_id, **{attribute: {"Value": True}})
    yield place
    mwaa.unpin()


def make_endpoints(place: Place, *services: str, policies: dict[str, Any] | None = None, **changes: Any) -> None:
    """Endpoints of ``services``, open to everything but for those with ``policies``."""
    ec2 = place.ec2_of_owner
    main = [{"Name": "vpc-id", "Values": [place.vpc_id]}]
    (table,) = ec2.describe_route_tables(Filters=main)["RouteTables"]
    for service in services:
        policy = json.dumps((policies or {}).get(service, EVERYTHING))
        name = f"com.amazonaws.{REGION}.{service}"
        if service == "s3":
            gateway = {"VpcEndpointType": "Gateway", "RouteTableIds": [table["RouteTableId"]]}
            ec2.create_vpc_endpoint(VpcId=place.vpc_id, ServiceName=name, PolicyDocument=policy, **gateway)
        else:
            place.endpoint(name, PrivateDnsEnabled=True, PolicyDocument=policy, **changes)
    pass_by(minutes=1)


def came_up(place: Place) -> tuple[str, str]:
    """How a new environment ends: its status, and the reason for a failure."""
    place.endpoints(place.pend())
    pass_by(minutes=17)
    environment = place.get()
    return environment["Status"], environment["LastUpdate"].get("Error", {}).get("ErrorMessage", "")


def own_calls(place: Place) -> list[Call]:
    role = place.role_arn.rsplit("/", 1)[-1]
    return [call for call in place.aws.record if f"assumed-role/{role}/" in call.principal]


def test_with_every_endpoint_it_comes_up_and_its_calls_are_recorded_as_its_own(private: Place) -> None:
    make_endpoints(private, *REQUIRED)

    assert came_up(private) == ("AVAILABLE", "")

    made = own_calls(private)
    # What SQS does with a key never goes through an endpoint.
    assert "kms" not in {call.service for call in made}
    assert {f"{call.service}:{call.action}" for call in made} >= {
        "airflow:PublishMetrics",
        "logs:PutLogEvents",
        "monitoring:PutMetricData",
        "s3:GetObject",
        "s3:ListObjectsV2",
        "sqs:ReceiveMessage",
        "sqs:SendMessage",
    }
    assert {(call.account_id, call.workspace, call.error) for call in made} == {(DATA, "", "")}


def test_without_any_endpoint_it_fails_and_says_what_it_could_not_reach(private: Place) -> None:
    status, reason = came_up(private)

    assert status == "CREATE_FAILED"
    assert "have no way to the internet" in reason
    assert "of airflow.api, airflow.env, airflow.ops, kms, logs, monitoring, s3, sqs. You may need" in reason


def test_a_vpc_with_a_way_to_the_internet_needs_no_endpoint(aws: LocalAws) -> None:
    place = Place(aws, owner=OWNER)

    assert came_up(place) == ("AVAILABLE", "")
    assert own_calls(place) == []


@pytest.mark.parametrize("service", ["airflow.env", "sqs", "s3"])
def test_one_missing_endpoint_is_named(private: Place, service: str) -> None:
    make_endpoints(private, *(each for each in REQUIRED if each != service))

    status, reason = came_up(private)

    assert status == "CREATE_FAILED"
    assert f"of {service}. You may need" in reason


def test_endpoints_of_ecr_are_not_asked_for(private: Place) -> None:
    make_endpoints(private, *(each for each in REQUIRED if not each.startswith("ecr.")))

    assert came_up(private) == ("AVAILABLE", "")


def test_an_endpoint_without_private_dns_is_none(private: Place) -> None:
    make_endpoints(private, *(each for each in REQUIRED if each != "logs"))
    private.endpoint(f"com.amazonaws.{REGION}.logs", PrivateDnsEnabled=False)
    pass_by(minutes=1)

    assert "of logs. You may need" in came_up(private)[1]


def test_a_group_that_does_not_admit_the_environment_is_named(private: Place) -> None:
    make_endpoints(private, *(each for each in REQUIRED if each != "kms"))
    make_endpoints(private, "kms", SecurityGroupIds=[private.group(OWNER)])

    status, reason = came_up(private)

    assert status == "CREATE_FAILED"
    assert f"(com.amazonaws.{REGION}.kms) do not admit it on TCP 443" in reason


def test_rules_by_the_subnets_addresses_admit_it(private: Place) -> None:
    group = private.group(OWNER)
    ranges = [{"CidrIp": "10.0.0.0/24"}, {"CidrIp": "10.0.1.0/24"}]
    private.ec2_of_owner.authorize_security_group_ingress(
        GroupId=group, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": ranges}]
    )
    make_endpoints(private, *REQUIRED, SecurityGroupIds=[group])

    assert came_up(private) == ("AVAILABLE", "")


def test_what_an_endpoints_policy_does_not_allow_fails_in_the_words_of_iam(private: Place) -> None:
    elsewhere = {"Statement": [{**EVERYTHING["Statement"][0], "Resource": "arn:aws:s3:::prod-*"}]}
    make_endpoints(private, *REQUIRED, policies={"s3": elsewhere})

    status, reason = came_up(private)

    assert status == "CREATE_FAILED"
    assert f"is not authorized to perform: s3:ListBucket on resource: arn:aws:s3:::{private.bucket_name} " in reason
    assert "because no VPC endpoint policy allows the s3:ListBucket action" in reason
    assert {call.error for call in own_calls(private) if call.service == "s3"} == {"AccessDenied"}


def test_an_endpoints_policy_that_cannot_be_judged_fails_with_what_cannot_be(private: Place) -> None:
    denial = {**EVERYTHING["Statement"][0], "Effect": "Deny", "Condition": {"StringMatches": {"aws:PrincipalArn": "."}}}
    make_endpoints(private, *REQUIRED, policies={"sqs": {"Statement": [EVERYTHING["Statement"][0], denial]}})

    status, reason = came_up(private)

    assert status == "CREATE_FAILED"
    assert "because the local AWS cannot judge it (VPC endpoint policy, statement 2: the condition operator" in reason
    assert {call.error for call in own_calls(private) if call.service == "sqs"} == {"AccessDenied"}


def test_beside_a_way_to_the_internet_an_endpoints_policy_counts_all_the_same(aws: LocalAws) -> None:
    place = Place(aws, owner=OWNER)
    for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
        place.ec2_of_owner.modify_vpc_attribute(VpcId=place.vpc_id, **{attribute: {"Value": True}})
    nothing = {"Statement": [{**EVERYTHING["Statement"][0], "Resource": "arn:aws:sqs:us-east-1:111111111111:orders"}]}
    make_endpoints(place, "sqs", policies={"sqs": nothing})

    status, reason = came_up(place)

    assert status == "CREATE_FAILED"
    assert "no VPC endpoint policy allows the sqs:GetQueueUrl action" in reason
