"""What a rehearsal prepares and covers, without running Terraform."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config import Deployment
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.existing import create_existing
from mwaa_tf.rehearsal.rehearsable import rehearsable
from mwaa_tf.rehearsal.session import RehearsalSession
from tests.support import DATA, OWNER, deployment

VPC = "vpc-0a1b2c3d4e5f60718"
SUBNETS = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
TABLES = ["rtb-0123456789abcdef0", "rtb-0fedcba9876543210"]


def with_existing_vpc(*, service_endpoints: bool, tables: bool) -> Deployment:
    existing: dict[str, Any] = {"vpc_id": VPC, "private_subnet_ids": SUBNETS}
    if tables:
        existing["private_route_table_ids"] = TABLES
    owner: dict[str, Any] = {"account_id": OWNER, "network": {"existing": existing}}
    if service_endpoints:
        owner["service_endpoints"] = {"enabled": True}
    return deployment(owner=owner)


def default_routes(local: LocalAws) -> dict[str, bool]:
    """Whether each route table of the VPC leads anywhere outside of it."""
    filters = [{"Name": "vpc-id", "Values": [VPC]}]
    tables = local.client("ec2", OWNER).describe_route_tables(Filters=filters)["RouteTables"]
    return {
        table["RouteTableId"]: any(route.get("DestinationCidrBlock") == "0.0.0.0/0" for route in table["Routes"])
        for table in tables
    }


@pytest.mark.parametrize("tables", [True, False], ids=["own tables", "main table"])
@pytest.mark.parametrize("service_endpoints", [True, False])
def test_the_private_subnets_of_an_existing_vpc_lead_outside_unless_it_gets_service_endpoints(
    service_endpoints: bool, tables: bool
) -> None:
    """Without either, no environment would become available."""
    configured = with_existing_vpc(service_endpoints=service_endpoints, tables=tables)
    with LocalAws([OWNER, DATA], region="us-east-1") as local:
        create_existing(local, configured)
        routes = default_routes(local)

    private = {table: leads for table, leads in routes.items() if (table in TABLES) is tables}
    assert len(private) == (2 if tables else 1)
    assert set(private.values()) == {not service_endpoints}


@pytest.mark.parametrize(
    ("until", "stages"),
    [
        (None, {Stage.NETWORK, Stage.ENVIRONMENTS, Stage.ENDPOINTS}),
        (Stage.NETWORK, {Stage.NETWORK}),
        (Stage.ENVIRONMENTS, {Stage.NETWORK, Stage.ENVIRONMENTS}),
        (Stage.ENDPOINTS, {Stage.NETWORK, Stage.ENVIRONMENTS, Stage.ENDPOINTS}),
        (Stage.ACCESS, {Stage.NETWORK, Stage.ENVIRONMENTS, Stage.ENDPOINTS}),
        (Stage.STATE, set()),
    ],
)
def test_a_rehearsal_covers_the_stages_up_to_the_last_one_inclusive(until: Stage | None, stages: set[Stage]) -> None:
    session = object.__new__(RehearsalSession)
    session._until = until
    session.blueprint = build_blueprint(deployment())

    assert {Stage(workspace.stage) for workspace in session.workspaces()} == stages
    assert [stage for stage in Stage if session.includes(stage)] == [
        stage for stage in Stage if until is None or stage.value <= until.value
    ]


def test_a_rehearsal_leaves_the_encryption_of_states_out_and_says_so() -> None:
    """Its states are deleted at its end, and Terraform could not encrypt them."""
    key = "arn:aws:kms:us-east-1:111111111111:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
    prepared = rehearsable(deployment(state={"encryption": {"kms_key_arn": key}}))
    assert prepared.deployment.state.encryption is None
    assert not build_blueprint(prepared.deployment).is_encrypted
    assert [note.partition(":")[0] for note in prepared.notes] == ["state.encryption"]
