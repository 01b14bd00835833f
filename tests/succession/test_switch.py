"""Whom the access methods serve, learned from the states as Terraform writes them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf import build_blueprint
from mwaa_tf.lifecycle.credentials import WorkspaceCredentials
from mwaa_tf.lifecycle.status import DeploymentStatus, NextStep, WorkspaceStatus
from mwaa_tf.lifecycle.status.model import WorkspaceFacts
from mwaa_tf.lifecycle.status.readings import StateProblem, StateReading
from mwaa_tf.lifecycle.status.state_contents import parse_state
from mwaa_tf.succession.pair import pair_of
from mwaa_tf.succession.steps import StepState, StepStatus
from mwaa_tf.succession.switch import switch_status
from tests.support import DATA, deployment

ACCESS = "4-access/data-etl"


def state(group: str, **outputs: str) -> bytes:
    """A state with a rule in ``group``, and one of another resource's group."""
    rule = {"mode": "managed", "type": "aws_vpc_security_group_ingress_rule", "name": "webserver"}
    other = {**rule, "type": "aws_vpc_security_group_egress_rule"}
    return json.dumps(
        {
            "version": 4,
            "terraform_version": "1.14.0",
            "serial": 3,
            "outputs": {name: {"value": value} for name, value in outputs.items()},
            "resources": [
                {**rule, "instances": [{"attributes": {"security_group_id": group}}]},
                {**other, "instances": [{"attributes": {"security_group_id": "sg-alb"}}]},
            ],
        }
    ).encode()


def status_of(serves: str | None, *, configured: bool) -> StepStatus:
    """The step where the state of the access methods says that they serve ``serves``; None where it is unread."""
    taken = {"access_workspace": "etl"} if configured else {}
    environments = [{"name": "etl"}, {"name": "etl-next", "succeeds": "etl", **taken}]
    defaults: dict[str, Any] = {"access": {"bastion": {}}}
    participant = {"name": "data", "account_id": DATA, "defaults": defaults, "environments": environments}
    described = deployment(participants=[participant])
    states = {
        "3-endpoints/data-etl": state("sg-old", security_group_id="sg-old"),
        "3-endpoints/data-etl-next": state("sg-new", security_group_id="sg-new"),
        ACCESS: state(serves) if serves else b"",
    }
    workspaces = []
    for workspace in build_blueprint(described).workspaces:
        reading = StateReading("", parse_state(states.get(workspace.path, b"")))
        if workspace.path == ACCESS and serves is None:
            reading = StateReading("", problem=StateProblem.UNREADABLE)
        facts = WorkspaceFacts(
            workspace, Path(), True, reading, WorkspaceCredentials(workspace.path, workspace.account)
        )
        workspaces.append(WorkspaceStatus(facts, NextStep(reason="cannot be read")))
    read = DeploymentStatus("analytics", "us-east-1", datetime.now(UTC), tuple(workspaces))
    return switch_status(pair_of(described, "data-etl-next"), read)


@pytest.mark.parametrize(
    ("serves", "configured", "state", "reason"),
    [
        ("sg-old", False, StepState.TO_DO, "4-access/data-etl serves data-etl"),
        ("sg-old", True, StepState.PARTLY, "4-access/data-etl is not applied for data-etl-next yet"),
        ("sg-new", True, StepState.DONE, "4-access/data-etl serves data-etl-next"),
        ("sg-new", False, StepState.PARTLY, "4-access/data-etl is not applied for data-etl again"),
        (None, True, StepState.UNKNOWN, "cannot be read"),
    ],
)
def test_configuration_and_state_together_tell_where_the_switch_stands(
    serves: str | None, configured: bool, state: StepState, reason: str
) -> None:
    status = status_of(serves, configured=configured)

    assert (status.state, status.reason) == (state, reason)
