"""Facts of the smallest deployment, as `status` finds them out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mwaa_tf.blueprint import Blueprint, build_blueprint
from mwaa_tf.lifecycle.credentials import WorkspaceCredentials
from mwaa_tf.lifecycle.status.environments import EndpointReading, EnvironmentReading
from mwaa_tf.lifecycle.status.model import DeploymentStatus, NextStep, WorkspaceFacts, WorkspaceStatus
from mwaa_tf.lifecycle.status.next_steps import Commands, next_step
from mwaa_tf.lifecycle.status.notes import notes
from mwaa_tf.lifecycle.status.readings import StateReading
from mwaa_tf.lifecycle.status.state_contents import StateContents
from tests.support import deployment

NETWORK, ETL, ENDPOINTS = "1-network", "2-environments/data-etl", "3-endpoints/data-etl"
BLUEPRINT: Blueprint = build_blueprint(deployment())
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
COMMANDS = Commands(("-c", "network.yaml"))
SERVICE = "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"

FULL = StateContents(serial=7, terraform_version="1.14.0", outputs={"vpc_id": "vpc-1"}, managed=12)
EMPTY = StateContents(serial=9, terraform_version="1.14.0", outputs={})
APPLIED = StateReading("terraform.tfstate", FULL, NOW - timedelta(hours=3), "ops")
NO_STATE = StateReading("terraform.tfstate")

AVAILABLE_ENDPOINTS = (
    EndpointReading("database", SERVICE, "vpce-1", "available"),
    EndpointReading("web server", SERVICE, "vpce-2", "available"),
)


def facts(path: str, state: StateReading = APPLIED, **more: Any) -> WorkspaceFacts:
    """A workspace that is rendered, and whose account's credentials exist."""
    workspace = BLUEPRINT.by_path[path]
    arn = f"arn:aws:iam::{workspace.account.account_id}:user/ops"
    known = WorkspaceFacts(
        workspace=workspace,
        folder=Path("generated/analytics") / path,
        is_rendered=True,
        state=state,
        credentials=WorkspaceCredentials(path, workspace.account, arn, workspace.account.account_id),
        endpoints_workspace=ENDPOINTS if path == ETL else "",
    )
    return replace(known, **more)


def lacking_credentials(path: str, found_account_id: str) -> WorkspaceCredentials:
    """The answer about the workspace at ``path`` where the keys at hand are of another account."""
    account = BLUEPRINT.by_path[path].account
    reason = f"these are of account {found_account_id}"
    return WorkspaceCredentials(path, account, "", found_account_id, reason, "set AWS_PROFILE")


def environment(status: str = "AVAILABLE", **more: Any) -> EnvironmentReading:
    known = EnvironmentReading(
        "analytics-data-etl",
        status,
        created_at=NOW - timedelta(days=3),
        airflow_version="2.10.3",
        webserver_url="1234-vpce.c2.airflow.us-east-1.on.aws",
    )
    return replace(known, **more)


def step(known: WorkspaceFacts) -> NextStep:
    return next_step(known, COMMANDS)


def status(*known: WorkspaceFacts, commands: Commands = COMMANDS) -> DeploymentStatus:
    return DeploymentStatus(
        "analytics",
        "us-east-1",
        NOW,
        tuple(WorkspaceStatus(each, next_step(each, commands), tuple(notes(each, NOW))) for each in known),
    )
