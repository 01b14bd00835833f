"""AWS out of reach in the middle of an apply: the next apply converges, and nothing is made twice."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from mwaa_tf import load
from mwaa_tf.rehearsal.calls import Call
from mwaa_tf.rehearsal.local_aws import without_aws
from mwaa_tf.rehearsal.organization import local_aws_for, prepare_for
from mwaa_tf.terraform import Terraform, TerraformError
from tests.rehearsal.deployed import NETWORK, rendered
from tests.support import REPOSITORY

pytestmark = [pytest.mark.slow, pytest.mark.terraform]

SMALLEST = load(REPOSITORY / "examples" / "smallest" / "mwaa.yaml")

#: Seconds that nobody answers.
_SILENCE = 3.0


def test_a_server_that_comes_back_with_its_data_is_enough(tmp_path: Path) -> None:
    with local_aws_for(SMALLEST) as local, Terraform(without_aws(os.environ)) as terraform:
        prepare_for(local, SMALLEST)
        deployed = rendered(local, terraform, SMALLEST, tmp_path)
        module = deployed.module(NETWORK)
        in_the_middle = threading.Event()

        def heard(call: Call) -> None:
            if call.action == "CreateSubnet":
                in_the_middle.set()

        local.record.listen(heard)
        failed: list[TerraformError] = []

        def apply() -> None:
            try:
                module.apply()
            except TerraformError as error:
                failed.append(error)

        applying = threading.Thread(target=apply)
        applying.start()
        assert in_the_middle.wait(120)
        local.pause()
        time.sleep(_SILENCE)
        before = len(local.record)
        local.resume()
        applying.join(300)
        assert not applying.is_alive()
        assert len(local.record) > before, "nothing was left to do when the server came back: the test shows nothing"

        if failed:  # Terraform may have given up, or have waited: both are fine
            module.apply()

        assert module.plan().is_empty
        ec2 = deployed.client("ec2", deployed.owner)
        (vpc,) = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"]
        ours = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
        assert len(ec2.describe_subnets(Filters=ours)["Subnets"]) == 4
        assert len(ec2.describe_nat_gateways(Filters=ours)["NatGateways"]) == 2
        assert len(ec2.describe_route_tables(Filters=ours)["RouteTables"]) == 4
        module.destroy()
        assert not ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"]
