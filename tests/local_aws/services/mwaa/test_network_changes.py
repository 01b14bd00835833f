"""Environments that are created together with their network, as public modules do it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.services.mwaa import network_changes
from mwaa_tf.terraform import Terraform
from tests.local_aws.services.mwaa.support import DATA, REGION, Place, pass_by

CASE = Path(__file__).parents[2] / "cases" / "one-apply"


@pytest.fixture
def place(aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A VPC without a way to the internet, where an environment is created long before the network is quiet.

    The clock of these tests moves for AWS and for the network alike, so a longer quiet stands for a faster clock.
    """
    monkeypatch.setattr(network_changes, "QUIET_SECONDS", 3 * 3600)
    return Place(aws, internet=False)


def default_route(place: Place) -> None:
    """The last step of a network: the route to a gateway."""
    ec2 = place.ec2_of_owner
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.attach_vpn_gateway(VpcId=place.vpc_id, VpnGatewayId=gateway)
    (table,) = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [place.vpc_id]}])["RouteTables"]
    ec2.create_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)


def test_a_route_that_comes_after_the_creation_should_have_ended_is_in_time(place: Place) -> None:
    place.create(EndpointManagement="SERVICE")
    pass_by(hours=2)
    assert place.status() == "CREATING"
    default_route(place)
    assert place.status() == "AVAILABLE"


def test_a_network_in_which_nothing_changes_any_more_is_judged(place: Place) -> None:
    place.create(EndpointManagement="SERVICE")
    pass_by(hours=3, minutes=1)
    assert place.status() == "CREATE_FAILED"
    assert "no way to the internet" in place.get()["LastUpdate"]["Error"]["ErrorMessage"]


CHANGES: list[Callable[[Place, Any], Any]] = [
    lambda place, ec2: ec2.modify_subnet_attribute(SubnetId=place.subnet_ids[0], MapPublicIpOnLaunch={"Value": True}),
    lambda place, ec2: ec2.modify_vpc_attribute(VpcId=place.vpc_id, EnableDnsHostnames={"Value": True}),
    lambda place, ec2: ec2.create_subnet(VpcId=place.vpc_id, CidrBlock="10.0.9.0/24"),
    lambda place, ec2: ec2.create_route_table(VpcId=place.vpc_id),
    lambda place, _: place.group(place.account),
    lambda place, ec2: ec2.authorize_security_group_ingress(
        GroupId=place.group_id, IpProtocol="tcp", FromPort=443, ToPort=443, CidrIp="10.0.0.0/16"
    ),
    lambda place, _: place.endpoint("com.amazonaws.us-east-1.sqs"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_of_the_vpc_gives_it_more_time(place: Place, change: Callable[[Place, Any], Any]) -> None:
    place.create(EndpointManagement="SERVICE")
    pass_by(hours=2)
    assert place.status() == "CREATING"
    change(place, place.ec2_of_owner)
    pass_by(hours=2)
    assert place.status() == "CREATING"
    pass_by(hours=1, minutes=1)
    assert place.status() == "CREATE_FAILED"


def test_changes_of_another_vpc_give_it_none(aws: LocalAws, place: Place) -> None:
    place.create(EndpointManagement="SERVICE")
    pass_by(hours=2)
    assert place.status() == "CREATING"
    Place(aws, internet=False)
    pass_by(hours=1, minutes=1)
    assert place.status() == "CREATE_FAILED"


@pytest.mark.long
@pytest.mark.slow
def test_network_and_environment_in_one_apply_become_available(terraform: Terraform, tmp_path: Path) -> None:
    shutil.copy(CASE / "main.tf", tmp_path)
    with LocalAws([DATA], region=REGION) as aws:
        environment = aws.environment(DATA, {})
        terraform.init(tmp_path, backend=True, environ=environment)
        result = terraform.run(tmp_path, ["apply", "-auto-approve", "-input=false", "-no-color"], environment)
        assert result.returncode == 0, result.stdout + result.stderr
        described = aws.client("mwaa", DATA).get_environment(Name="race")["Environment"]
        assert (described["Status"], described["LastUpdate"]["Status"]) == ("AVAILABLE", "SUCCESS")
        plan = terraform.run(tmp_path, ["plan", "-detailed-exitcode", "-input=false", "-no-color"], environment)
        assert plan.returncode == 0, plan.stdout + plan.stderr
        assert aws.failures == ()
