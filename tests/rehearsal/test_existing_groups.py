"""What is there already gets its ids, also where it is the first thing of its account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mwaa_tf import Deployment, load
from mwaa_tf.config.network import ExistingNetwork
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.existing import create_existing
from mwaa_tf.rehearsal.prepare.network import create_security_groups
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from mwaa_tf.rehearsal.rehearsable import rehearsable
from tests.support import DATA, OWNER, REPOSITORY, wait_until


@pytest.fixture(scope="module")
def deployment() -> Deployment:
    return rehearsable(load(REPOSITORY / "examples/existing-vpc/mwaa.yaml")).deployment


@pytest.fixture
def local(deployment: Deployment) -> Iterator[LocalAws]:
    with local_aws_for(deployment) as running:
        prepare_for(running, deployment)
        create_existing(running, deployment)
        yield running


def _network(deployment: Deployment) -> ExistingNetwork:
    network = deployment.owner.network.existing
    assert network is not None
    return network


def _vpcs_of(local: LocalAws, account_id: str) -> set[str]:
    return {vpc["VpcId"] for vpc in local.client("ec2", account_id).describe_vpcs()["Vpcs"]}


def test_a_vpc_is_not_the_default_one(local: LocalAws, deployment: Deployment) -> None:
    vpcs = local.client("ec2", OWNER).describe_vpcs()["Vpcs"]

    assert {vpc["VpcId"]: vpc["IsDefault"] for vpc in vpcs}[_network(deployment).vpc_id] is False
    assert [vpc["IsDefault"] for vpc in vpcs].count(True) == 1


def test_a_group_is_not_that_of_a_default_vpc(local: LocalAws, deployment: Deployment) -> None:
    network = _network(deployment)
    subnets = [f"arn:aws:ec2:eu-west-1:{OWNER}:subnet/{subnet}" for subnet in network.private_subnet_ids]
    local.client("ram", OWNER).create_resource_share(name="subnets", resourceArns=subnets, principals=[DATA])
    wait_until(lambda: network.vpc_id in _vpcs_of(local, DATA))

    (made,) = create_security_groups(local, deployment)

    groups: list[dict[str, Any]] = local.client("ec2", DATA).describe_security_groups()["SecurityGroups"]
    (group,) = (group for group in groups if group["GroupId"] == made.id)
    assert group["VpcId"] == network.vpc_id
    assert [pair["GroupId"] for pair in group["IpPermissions"][0]["UserIdGroupPairs"]] == [made.id]
