"""What EC2 answers about a VPC: everything that it may answer is known, and the owner's alone is not guessed."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from types import SimpleNamespace
from typing import Any, cast

import pytest
from botocore.session import Session  # type: ignore[import-untyped]

from mwaa_tf.doctor.collect.aws.calls import Answer
from mwaa_tf.doctor.collect.aws.operations import AwsOperation
from mwaa_tf.doctor.collect.aws.sections import network
from mwaa_tf.doctor.collect.aws.sections.network import DESCRIBE_NAT_GATEWAYS, VpcReader
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.collect.aws.vpc import (
    ROUTE_DESTINATIONS,
    ROUTE_TARGETS,
    nat_gateways_of,
    network_acls_of,
    public_access_of,
    route_tables_of,
    security_groups_of,
)
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.accounts import CallerIdentity
from mwaa_tf.mwaa.vpc_states import ExclusionState, NatGatewayState, PublicAccessMode, RouteState, SubnetState


@pytest.fixture(scope="module")
def ec2() -> Any:
    return Session().get_service_model("ec2")


@pytest.mark.parametrize(
    ("shape", "states"),
    [
        ("RouteState", RouteState),
        ("NatGatewayState", NatGatewayState),
        ("InternetGatewayBlockMode", PublicAccessMode),
        ("VpcBlockPublicAccessExclusionState", ExclusionState),
        ("SubnetState", SubnetState),
    ],
)
def test_every_state_of_the_service_model_is_known(ec2: Any, shape: str, states: type[StrEnum]) -> None:
    assert set(ec2.shape_for(shape).enum) == {state.value for state in states}


def test_every_target_and_destination_of_a_route_is_known(ec2: Any) -> None:
    """Of the others, IpAddress is the next hop of a route that a route server advertises."""
    others = {"InstanceOwnerId", "IpAddress", "Origin", "State"}
    assert set(ec2.shape_for("Route").members) == {*ROUTE_TARGETS, *ROUTE_DESTINATIONS, *others}


def test_a_route_has_its_target_whatever_its_kind() -> None:
    answer = {
        "RouteTables": [
            {
                "RouteTableId": "rtb-1",
                "VpcId": "vpc-1",
                "Associations": [{"Main": True}],
                "Routes": [
                    {"DestinationCidrBlock": "0.0.0.0/0", "CoreNetworkArn": "arn:core", "State": "active"},
                    {"DestinationPrefixListId": "pl-1", "State": "blackhole"},
                ],
            }
        ]
    }
    (table,) = route_tables_of(answer)
    assert [(route.destination, route.target) for route in table.routes] == [("0.0.0.0/0", "arn:core"), ("pl-1", "")]
    assert table.is_main


def test_a_group_of_another_account_is_named_with_it() -> None:
    permission = {
        "IpProtocol": "tcp",
        "FromPort": 443,
        "ToPort": 443,
        "UserIdGroupPairs": [{"UserId": "2", "GroupId": "sg-2"}, {"UserId": "1", "GroupId": "sg-3"}],
        "IpRanges": [],
        "PrefixListIds": [{"PrefixListId": "pl-1"}],
    }
    group = {"GroupId": "sg-1", "OwnerId": "1", "VpcId": "vpc-1", "GroupName": "g", "IpPermissions": [permission]}
    (facts,) = security_groups_of({"SecurityGroups": [{**group, "IpPermissionsEgress": []}]})
    assert [rule.peer for rule in facts.rules] == ["pl-1", "2/sg-2", "sg-3"]


def test_rules_of_an_acl_are_in_their_order_without_the_last_one() -> None:
    entries = [
        {"RuleNumber": number, "Egress": False, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}
        for number in (200, 100, 32767)
    ]
    acl = {"NetworkAclId": "acl-1", "IsDefault": True, "Associations": [], "Entries": entries}
    assert [rule.number for rule in network_acls_of({"NetworkAcls": [acl]})[0].rules] == [100, 200]


@pytest.mark.parametrize(
    ("parse", "answer"),
    [
        (nat_gateways_of, {"NatGateways": [{"NatGatewayId": "nat-1", "State": "available"}]}),
        (nat_gateways_of, {}),
        (
            lambda answer: public_access_of("block-ingress", answer),
            {"VpcBlockPublicAccessExclusions": [], "NextToken": "more"},
        ),
    ],
)
def test_half_an_answer_is_no_answer(parse: Callable[[Answer], object], answer: Answer) -> None:
    with pytest.raises((KeyError, ValueError)):
        parse(answer)


def test_the_owners_alone_is_not_read_with_credentials_of_another_account() -> None:
    """EC2 answers a participant with an empty list, which would look like a VPC without NAT gateways."""

    class Participant:
        identity = Reading.of(CallerIdentity("222222222222", "arn"), "sts")

        def source(self, called: AwsOperation) -> str:
            return called.name

    class Source:
        owner = Participant()

    reader = VpcReader(cast("AwsSource", Source()), "vpc-1", "111111111111")
    gap = reader.own(DESCRIBE_NAT_GATEWAYS, nat_gateways_of).gap
    assert gap
    assert (gap.kind, gap.reason) == (
        GapKind.CREDENTIALS,
        "needs credentials of account 111111111111, which owns vpc-1: these are of account 222222222222",
    )


@pytest.mark.parametrize(("seen_by_owner", "known"), [((), False), (("subnet-a",), True)])
def test_that_the_owner_sees_no_subnet_proves_nothing_as_long_as_the_participant_cannot_be_asked(
    seen_by_owner: tuple[str, ...], known: bool
) -> None:
    gap = Gap(GapKind.DENIED, "needs ec2:DescribeSubnets")
    participant = SimpleNamespace(read=lambda *_, **__: Reading.unread(gap))
    owner = SimpleNamespace(read=lambda *_, **__: Reading.of(seen_by_owner, "ec2:DescribeSubnets"))
    source: Any = SimpleNamespace(owner=owner, participant=participant)

    subnets = network._subnets(source, ["subnet-a", "subnet-b"])

    assert (subnets.gap is None) is known
