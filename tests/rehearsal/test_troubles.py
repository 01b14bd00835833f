"""What goes wrong with endpoints of one's own (MWAA user guide, vpc-endpoint-management), and how it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf import load
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.clock import clock
from mwaa_tf.local_aws.faults import FaultPlan
from mwaa_tf.local_aws.local_aws import without_aws
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from mwaa_tf.terraform import Terraform
from tests.clocks import running_at
from tests.rehearsal.deployed import ENDPOINTS, ENVIRONMENT, NETWORK, Deployed, rendered
from tests.support import REPOSITORY

pytestmark = [pytest.mark.slow, pytest.mark.terraform]

SMALLEST = load(REPOSITORY / "examples" / "smallest" / "mwaa.yaml")


@pytest.fixture(scope="module")
def terraform() -> Iterator[Terraform]:
    with Terraform(without_aws(os.environ), local_aws=True) as running:
        yield running


@pytest.fixture(scope="module")
def local() -> Iterator[LocalAws]:
    with local_aws_for(SMALLEST) as running:
        prepare_for(running, SMALLEST)
        yield running
        assert running.failures == ()


@pytest.fixture(scope="module")
def deployed(local: LocalAws, terraform: Terraform, tmp_path_factory: pytest.TempPathFactory) -> Deployed:
    """The network is there and shared; environments come and go."""
    deployed = rendered(local, terraform, SMALLEST, tmp_path_factory.mktemp("deployed"))
    deployed.apply(NETWORK)
    return deployed


@pytest.fixture
def fresh(local: LocalAws, terraform: Terraform, tmp_path: Path) -> Deployed:
    """Workspaces of which none was applied."""
    return rendered(local, terraform, SMALLEST, tmp_path)


def create_failed(deployed: Deployed) -> str:
    """Why the creation failed, as MWAA has it, which is what we say of it too."""
    environment = deployed.environment()
    assert environment["Status"] == "CREATE_FAILED"
    error = environment["LastUpdate"]["Error"]
    assert error["ErrorCode"] == "INCORRECT_CONFIGURATION"
    reason = str(error["ErrorMessage"])
    assert deployed.waiting_ends_with() == f"{deployed.name}: CREATE_FAILED: INCORRECT_CONFIGURATION: {reason}"
    return reason


# Out of order.


def test_an_environment_is_not_planned_before_its_network(fresh: Deployed) -> None:
    assert "1-network has no state yet: apply that workspace first." in fresh.refusal(ENVIRONMENT)


def test_endpoints_are_not_planned_before_their_environment(deployed: Deployed, fresh: Deployed) -> None:
    state = (deployed.folder / NETWORK / "terraform.tfstate").read_bytes()
    (fresh.folder / NETWORK / "terraform.tfstate").write_bytes(state)

    refusal = fresh.refusal(ENDPOINTS)

    assert "2-environments/data-etl has no state yet: apply that workspace first." in refusal
    assert "1-network" not in refusal


# In the wrong account.


@pytest.mark.parametrize("workspace", [NETWORK, ENVIRONMENT, ENDPOINTS])
def test_a_workspace_refuses_to_run_in_another_account(deployed: Deployed, workspace: str) -> None:
    deployed.pend()
    other = deployed.owner if workspace == ENVIRONMENT else deployed.participant
    before = len(deployed.local.record)

    refusal = deployed.refusal(workspace, other)

    assert f"AWS account ID not allowed: {other}" in refusal
    asked = [call for call in deployed.local.record.since(before) if call.workspace == workspace]
    assert {(call.account_id, call.action) for call in asked} == {(other, "GetCallerIdentity")}


def test_to_another_account_the_endpoint_service_does_not_exist(deployed: Deployed) -> None:
    environment = deployed.pend()
    service = environment["DatabaseVpcEndpointService"]

    with pytest.raises(ClientError) as caught:
        deployed.client("ec2", deployed.participant).create_vpc_endpoint(
            VpcId=deployed.network()["vpc_id"],
            VpcEndpointType="Interface",
            ServiceName=service,
            SubnetIds=environment["NetworkConfiguration"]["SubnetIds"],
        )

    assert str(caught.value) == (
        "An error occurred (InvalidServiceName) when calling the CreateVpcEndpoint operation: "
        f"The Vpc Endpoint Service '{service}' does not exist"
    )


def test_without_its_guard_a_workspace_is_told_the_same(deployed: Deployed) -> None:
    service = deployed.pend()["DatabaseVpcEndpointService"]
    unguarded = deployed.copy(ENDPOINTS, "unguarded")

    with deployed.edited(unguarded, f'allowed_account_ids = ["{deployed.owner}"]', ""):
        refusal = deployed.refusal(unguarded, deployed.participant)
        deployed.module(unguarded, deployed.participant).destroy()

    assert f"InvalidServiceName: The Vpc Endpoint Service '{service}' does not exist" in refusal
    assert deployed.status() == "PENDING"


# Stuck in PENDING.


def test_until_each_endpoint_is_available_the_environment_stays_pending_for_72_hours(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = deployed.pend()
    deadline = deployed.pending_since() + timedelta(hours=72)
    monkeypatch.setattr(deployed.local.faults, "plan", FaultPlan(endpoint="pendingAcceptance"))
    deployed.apply(ENDPOINTS)
    with running_at(clock, 0):
        assert deployed.status() == "PENDING"
        ids = {each["ServiceName"]: each["VpcEndpointId"] for each in deployed.endpoints(environment)}
        database, webserver = (ids[environment[f"{each}VpcEndpointService"]] for each in ("Database", "Webserver"))
        waiting = deployed.waiting_ends_with()
        assert f"the endpoint of the metadata database, {database}, is pendingAcceptance, not available" in waiting
        assert f"the endpoint of the web server, {webserver}, is pendingAcceptance, not available" in waiting

        # Accepted; but the web server's is deleted.
        monkeypatch.setattr(deployed.local.faults, "plan", FaultPlan())
        deployed.client("ec2", deployed.owner).delete_vpc_endpoints(VpcEndpointIds=[webserver])
        clock.advance(deadline - clock.now() - timedelta(minutes=1))
        assert deployed.status() == "PENDING"
        waiting = deployed.waiting_ends_with()
        assert f"no endpoint of the web server to {environment['WebserverVpcEndpointService']} exists" in waiting
        assert "metadata database" not in waiting

        deployed.pass_by(minutes=1)
        reason = create_failed(deployed)
    assert reason.startswith("After 72 hours of PENDING: There is no available VPC endpoint for the web server")
    assert environment["WebserverVpcEndpointService"] in reason


# CREATE_FAILED after PENDING.


def test_endpoints_in_other_subnets_end_in_create_failed(deployed: Deployed) -> None:
    subnet_ids = deployed.pend()["NetworkConfiguration"]["SubnetIds"]
    public = sorted(deployed.network()["public_subnet_ids"])

    with deployed.edited(ENDPOINTS, "local.network.private_subnet_ids", "local.network.public_subnet_ids"):
        deployed.apply(ENDPOINTS)

    deployed.pass_by(hours=1)
    reason = create_failed(deployed)
    assert f"is in {' and '.join(public)}, not in the environment's subnets {' and '.join(subnet_ids)}" in reason


def test_a_group_that_does_not_admit_the_environment_ends_in_create_failed(deployed: Deployed) -> None:
    (group_id,) = deployed.pend()["NetworkConfiguration"]["SecurityGroupIds"]
    # Another group of the participant's: the workspace itself refuses one of any other account.
    other = deployed.client("ec2", deployed.participant).create_security_group(
        GroupName="other", Description="Not the environment's", VpcId=deployed.network()["vpc_id"]
    )["GroupId"]
    reference = f'"{deployed.participant}/{other}"'

    with deployed.edited(ENDPOINTS, "local.environment.security_group_reference", reference):
        deployed.apply(ENDPOINTS)

    deployed.pass_by(hours=1)
    reason = create_failed(deployed)
    assert f"does not admit the environment's security groups {group_id} on TCP 5432" in reason
    assert f"does not admit the environment's security groups {group_id} on TCP 443" in reason


def test_a_deleted_share_ends_in_create_failed(deployed: Deployed) -> None:
    subnet_ids = deployed.pend()["NetworkConfiguration"]["SubnetIds"]
    share = {"resourceShareArn": deployed.network()["resource_share_arn"], "principals": [deployed.participant]}
    ram = deployed.client("ram", deployed.owner)

    ram.disassociate_resource_share(**share)
    try:
        deployed.apply(ENDPOINTS)
        deployed.pass_by(hours=1)
        reason = create_failed(deployed)
    finally:
        ram.associate_resource_share(**share)

    sentence = f"is no longer shared with account {deployed.participant} by account {deployed.owner}"
    assert all(f"The subnet {subnet_id} {sentence}" in reason for subnet_id in subnet_ids)
