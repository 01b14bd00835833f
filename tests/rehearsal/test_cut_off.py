"""AWS out of reach in the middle of an apply: the next apply converges, and nothing is made twice."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mwaa_tf import Deployment, load
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.local_aws.local_aws import without_aws
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from mwaa_tf.terraform import Terraform, TerraformError
from tests.rehearsal.deployed import NETWORK, Deployed, rendered
from tests.rehearsal.snapshot import AccountsSnapshot, snapshot_differences, take_snapshot
from tests.support import OWNER, REPOSITORY, deployment

pytestmark = [pytest.mark.slow, pytest.mark.terraform]

SMALLEST = load(REPOSITORY / "examples" / "smallest" / "mwaa.yaml")

#: A VPC without NAT gateways and endpoints of services, for which one waits longest.
SMALL = deployment(
    owner={"account_id": OWNER, "network": {"internet": "none"}, "service_endpoints": {"enabled": False}}
)

#: Seconds that nobody answers.
_SILENCE = 3.0


@pytest.mark.parametrize(
    ("described", "counts"),
    [
        pytest.param(SMALL, {"Subnets": 2, "NatGateways": 0, "RouteTables": 3}, id="private"),
        pytest.param(SMALLEST, {"Subnets": 4, "NatGateways": 2, "RouteTables": 4}, id="NAT", marks=pytest.mark.long),
    ],
)
def test_a_server_that_comes_back_with_its_data_is_enough(
    tmp_path: Path, described: Deployment, counts: dict[str, int]
) -> None:
    with local_aws_for(described) as local, Terraform(without_aws(os.environ), local_aws=True) as terraform:
        prepare_for(local, described)
        deployed = rendered(local, terraform, described, tmp_path)
        cut_off(deployed, lambda call: call.action == "CreateSubnet")
        module = deployed.module(NETWORK)
        assert module.plan().is_empty
        ec2 = deployed.client("ec2", deployed.owner)
        (vpc,) = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"]
        ours = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
        assert len(ec2.describe_subnets(Filters=ours)["Subnets"]) == counts["Subnets"]
        assert len(ec2.describe_nat_gateways(Filters=ours)["NatGateways"]) == counts["NatGateways"]
        assert len(ec2.describe_route_tables(Filters=ours)["RouteTables"]) == counts["RouteTables"]
        module.destroy()
        assert not ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    with local_aws_for(SMALL) as local, Terraform(without_aws(os.environ), local_aws=True) as terraform:
        prepare_for(local, SMALL)
        yield rendered(local, terraform, SMALL, tmp_path_factory.mktemp("cut_off"))


@pytest.fixture(scope="module")
def undisturbed(small: Deployed) -> tuple[AccountsSnapshot, int]:
    """What stands after an apply, and how many calls made it."""
    before = len(small.local.record)
    small.apply(NETWORK)
    calls = sum(call.mutating for call in small.local.record.since(before))
    after = take_snapshot(small.local)
    small.module(NETWORK).destroy()
    return after, calls


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6))
def test_whenever_it_is_cut_off(small: Deployed, undisturbed: tuple[AccountsSnapshot, int], seed: int) -> None:
    after, calls = undisturbed
    # After the last call there is nothing left that could be cut off.
    moment = random.Random(seed).randrange(1, calls)  # noqa: S311
    counted = 0

    def is_the_moment(call: Call) -> bool:
        nonlocal counted
        counted += call.mutating
        return counted == moment

    cut_off(small, is_the_moment)
    module = small.module(NETWORK)
    assert module.plan().is_empty
    assert snapshot_differences(take_snapshot(small.local), after) == []
    module.destroy()


def cut_off(deployed: Deployed, is_the_moment: Callable[[Call], bool]) -> None:
    """An apply of the network during which the server goes away and comes back, and another one where that failed."""
    module = deployed.module(NETWORK)
    in_the_middle = threading.Event()
    lock = threading.Lock()

    def heard(call: Call) -> None:
        with lock:
            if not in_the_middle.is_set() and is_the_moment(call):
                in_the_middle.set()

    deployed.local.record.listen(heard)
    failed: list[TerraformError] = []

    def apply() -> None:
        try:
            module.apply()
        except TerraformError as error:
            failed.append(error)

    applying = threading.Thread(target=apply)
    applying.start()
    assert in_the_middle.wait(120)
    deployed.local.pause()
    time.sleep(_SILENCE)
    before = len(deployed.local.record)
    deployed.local.resume()
    applying.join(300)
    assert not applying.is_alive()
    assert len(deployed.local.record) > before, "nothing was left to do when it came back: this shows nothing"

    if failed:  # Terraform may have given up, or have waited: both are fine
        module.apply()
