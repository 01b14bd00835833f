"""The status of a deployment from its first run to drift, with the real Terraform on a local AWS."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from mwaa_tf.blueprint import Stage
from mwaa_tf.lifecycle.events import null_listener
from mwaa_tf.lifecycle.status import Applied, DeploymentStatus, StatusOptions, StepKind, deployment_status
from mwaa_tf.lifecycle.status.document import as_data, schema
from mwaa_tf.lifecycle.status.drift import Drift
from mwaa_tf.lifecycle.status.environments import EnvironmentReading
from mwaa_tf.lifecycle.status.model import WorkspaceStatus
from mwaa_tf.permissions.derive import plan_roles
from mwaa_tf.permissions.policy import documents, statements
from mwaa_tf.rehearsal.session import RehearsalSession
from mwaa_tf.render import Job
from tests.lifecycle.status.test_states import BUCKET
from tests.support import DATA, deployment

NETWORK, ETL, ENDPOINTS = "1-network", "2-environments/data-etl", "3-endpoints/data-etl"
ENVIRONMENT = "analytics-data-etl"
VALIDATOR = Draft202012Validator(schema())


class Life:
    """A deployment with its states in S3, rehearsed step by step."""

    def __init__(self, stack: ExitStack, config_folder: Path) -> None:
        described = deployment(
            state={"backend": "s3", "bucket": BUCKET},
            participants=[{"name": "data", "account_id": DATA, "environments": [{"name": "etl", "max_workers": 5}]}],
        )
        self.session = RehearsalSession(
            Job(described, config_folder),
            stack,
            until=None,
            faults=(),
            speed=600,
            seed=0,
            enforce_iam=False,
            jobs=2,
            listener=null_listener,
        )
        self.options = StatusOptions(environ=self.session.environ, terraform=lambda: self.session.terraform)

    def apply(self, *stages: Stage) -> None:
        outcomes = self.session.lifecycle.apply(since=stages[0], until=stages[-1])
        assert [outcome.failures for outcome in outcomes if not outcome.ok] == []

    def look(self, *, refresh: bool = False) -> Mapping[str, WorkspaceStatus]:
        """The status by path; its JSON fits the published schema."""
        blueprint = self.session.blueprint
        options = replace(self.options, refresh=refresh)
        found = deployment_status(blueprint, self.session.folder, tuple(blueprint.by_path), options)
        assert not list(VALIDATOR.iter_errors(json.loads(json.dumps(as_data([found])))))
        return self.by_path(found)

    @staticmethod
    def by_path(found: DeploymentStatus) -> Mapping[str, WorkspaceStatus]:
        return {status.facts.workspace.path: status for status in found.workspaces}

    def wait(self) -> Mapping[str, WorkspaceStatus]:
        deadline = time.monotonic() + 120
        found = self.look()
        while not all(status.is_settled for status in found.values()):
            assert time.monotonic() < deadline, found[ETL].next_step
            time.sleep(0.5)
            found = self.look()
        return found

    def limit_to_planning(self) -> None:
        """Limit every account to the role that only plans, as a rehearsal prints it."""
        record = self.session.local.record
        before = len(record)
        assert all(outcome.ok for outcome in self.session.lifecycle.plan(lock=False))
        roles = plan_roles(record, record.since(before), self.session.blueprint, "aws")
        self.session.local.allow({role.account_id: documents(statements(role.permissions)) for role in roles})


def environment(found: Mapping[str, WorkspaceStatus]) -> EnvironmentReading:
    reading = found[ETL].facts.environment
    assert reading is not None
    return reading


def drift(found: Mapping[str, WorkspaceStatus], path: str) -> Drift:
    planned = found[path].facts.drift
    assert planned is not None
    return planned


@pytest.mark.slow
@pytest.mark.terraform
def test_the_status_follows_a_deployment_from_its_first_run_to_drift(tmp_path: Path) -> None:
    with ExitStack() as stack:
        life = Life(stack, tmp_path)
        first = life.look()
        assert {status.facts.applied for status in first.values()} == {Applied.NOT_APPLIED}
        assert first[NETWORK].next_step.command == "mwaa_tf apply 1-network"

        life.apply(Stage.NETWORK, Stage.ENVIRONMENTS)
        pending = life.look()
        assert pending[NETWORK].facts.applied is pending[ETL].facts.applied is Applied.APPLIED
        assert environment(pending).status == "PENDING"
        assert [endpoint.state for endpoint in pending[ETL].facts.endpoints] == ["missing", "missing"]
        assert pending[ETL].next_step.command == "mwaa_tf apply 3-endpoints/data-etl"
        assert pending[ENDPOINTS].next_step.command == "mwaa_tf apply 3-endpoints/data-etl"

        life.apply(Stage.ENDPOINTS)
        available = life.wait()
        assert environment(available).status == "AVAILABLE"
        assert not any(status.needs_attention for status in available.values())

        record = life.session.local.record
        before = len(record)
        life.limit_to_planning()
        limited = life.look(refresh=True)
        life.session.local.allow({})
        assert [call.action for call in record.since(before) if call.mutating] == []
        assert not any(status.needs_attention for status in limited.values()), [
            status.next_step for status in limited.values()
        ]
        assert "allow cloudtrail:LookupEvents to know it" in drift(limited, ETL).trail_error

        mwaa = life.session.local.client("mwaa", DATA)
        mwaa.update_environment(Name=ENVIRONMENT, MaxWorkers=7, MinWorkers=2)
        assert life.look()[ETL].next_step.kind is StepKind.WATCH
        life.wait()
        drifted = life.look(refresh=True)

    change, kept = drift(drifted, ETL).changes
    assert (change.action, change.is_outside, change.attributes) == ("update", True, ("max_workers",))
    assert (kept.is_kept, kept.is_outside, kept.attributes) == (True, True, ("min_workers",))
    assert kept.changed_by == change.changed_by
    assert "it keeps what else was changed there: min_workers" in drifted[ETL].next_step.reason
    assert change.changed_by[0].name == "UpdateEnvironment"
    assert change.changed_by[0].principal == f"arn:aws:iam::{DATA}:user/rehearsal"
    assert drifted[ETL].next_step.command == "mwaa_tf plan 2-environments/data-etl"
    assert drift(drifted, NETWORK).changes == ()
