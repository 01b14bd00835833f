"""Destroying: after MWAA is ready for it, after the buckets are empty, and not what others need."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from mwaa_tf.blueprint import Workspace
from mwaa_tf.lifecycle.buckets import BucketContents
from mwaa_tf.lifecycle.destroy_run import DestroyRun
from mwaa_tf.lifecycle.destroy_survey import DestroySurvey, DestroyTarget
from mwaa_tf.lifecycle.events import BucketEmptied, EnvironmentAwaited
from mwaa_tf.lifecycle.lifecycle import Lifecycle
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.lifecycle.recorded_state import RecordedResource
from mwaa_tf.lifecycle.unconfigured import UnconfiguredWorkspace
from mwaa_tf.terraform import Terraform
from tests.lifecycle.support import DEPLOYMENT, ETL, ETL_ENDPOINTS, NETWORK, Deployed

NAME = "analytics-data-etl"
ENVIRONMENT = RecordedResource("aws_mwaa_environment.this", "aws_mwaa_environment", {"name": NAME})


@dataclass
class Aws:
    """MWAA with one environment that takes these statuses, one a poll; the last one stays. S3 with some versions."""

    statuses: list[str]
    versions: int = 0
    may_go_on: Callable[[], object] = lambda: True
    """The environment keeps its first status as long as this is false."""
    polls: int = 0
    polled_at_delete: list[int] = field(default_factory=list)

    def client(self, service: str, workspace: Workspace) -> Any:
        assert (service, workspace.path) in (("mwaa", ETL), ("s3", ETL))
        return self

    def get_environment(self, Name: str) -> dict[str, Any]:  # noqa: N803
        assert Name == NAME
        self.polls += 1
        later = min(self.polls, len(self.statuses)) - 1 if self.may_go_on() else 0
        return {"Environment": {"Status": self.statuses[later]}}

    def list_object_versions(self, **_: Any) -> dict[str, Any]:
        return {"Versions": [{"Key": "dags/etl.py", "VersionId": str(number)} for number in range(self.versions)]}

    def delete_objects(self, Delete: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: N803
        self.versions -= len(Delete["Objects"])
        return {}

    def get_paginator(self, _: str) -> Any:
        class NoUploads:
            def paginate(self, **_: Any) -> list[dict[str, Any]]:
                return []

        return NoUploads()


def survey(*paths: str, buckets: tuple[BucketContents, ...] = (), **changes: Any) -> DestroySurvey:
    """A survey that found an environment in the state of its workspace, and something in those at ``paths``."""
    resources = {path: (ENVIRONMENT,) if path == ETL else () for path in DEPLOYMENT.by_path}
    targets = tuple(DestroyTarget(DEPLOYMENT.by_path[path], resources[path], buckets) for path in paths)
    fields: dict[str, Any] = {"nothing_in": (), "kept": {}, "failed": (), "obstacles": (), "notes": ()}
    return DestroySurvey(targets=targets, resources=resources, **{**fields, **changes})


class DestroysAfter(Lifecycle):
    """A lifecycle without Terraform that notes after how many polls each workspace was destroyed."""

    def __init__(self, deployed: Deployed, aws: Aws) -> None:
        super().__init__(None, DEPLOYMENT, deployed.folder, listener=deployed.heard.append)  # type: ignore[arg-type]
        self._aws = aws

    def destroy(self, paths: Any = None, *, before: Any = None, **_: Any) -> tuple[Outcome, ...]:
        outcomes = []
        for path in paths:
            before(self.blueprint.by_path[path])
            self._aws.polled_at_delete.append(self._aws.polls)
            outcomes.append(Outcome(path, self.blueprint.by_path[path].stage, "destroy", attempts=1))
        return tuple(outcomes)


def destroy(deployed: Deployed, aws: Aws, found: DestroySurvey, **options: Any) -> tuple[Outcome, ...]:
    return DestroyRun(DestroysAfter(deployed, aws), found, aws.client, interval=0.01, **options).run()


def awaited(deployed: Deployed) -> list[str]:
    return [event.status for event in deployed.heard if isinstance(event, EnvironmentAwaited)]


@pytest.mark.parametrize("status", ["CREATING", "DELETING", "UPDATING", "MAINTENANCE"])
def test_an_environment_that_mwaa_is_at_work_on_is_waited_for(deployed: Deployed, status: str) -> None:
    aws = Aws([status, status, status, "AVAILABLE"], may_go_on=lambda: awaited(deployed))

    destroy(deployed, aws, survey(ETL))

    assert aws.polled_at_delete[0] >= 4
    assert awaited(deployed) == [status]


def test_endpoints_are_not_taken_from_an_environment_that_is_being_created(deployed: Deployed) -> None:
    aws = Aws(["CREATING", "CREATING", "AVAILABLE"])

    destroy(deployed, aws, survey(ETL_ENDPOINTS))

    assert aws.polled_at_delete[0] >= 3


def test_endpoints_need_not_wait_for_the_end_of_their_environment(deployed: Deployed) -> None:
    aws = Aws(["DELETING"])

    destroy(deployed, aws, survey(ETL_ENDPOINTS))

    assert awaited(deployed) == []


@pytest.mark.parametrize("status", ["AVAILABLE", "PENDING", "CREATE_FAILED", "NEVER_SEEN"])
def test_any_other_status_is_none_to_wait_for(deployed: Deployed, status: str) -> None:
    aws = Aws([status])

    (outcome,) = destroy(deployed, aws, survey(ETL))

    assert outcome.ok
    assert awaited(deployed) == []


def test_a_status_that_cannot_be_read_is_not_waited_for(deployed: Deployed) -> None:
    class Denied(Aws):
        def get_environment(self, Name: str) -> dict[str, Any]:  # noqa: ARG002, N803
            self.polls += 1
            raise type("AccessDeniedException", (Exception,), {})("not authorized")

    (outcome,) = destroy(deployed, Denied([]), survey(ETL))

    assert outcome.ok


def test_a_wait_ends_with_the_run(deployed: Deployed) -> None:
    aws = Aws(["CREATING"])
    lifecycle = DestroysAfter(deployed, aws)
    threading.Timer(0.2, lifecycle.stopped.set).start()
    started = time.monotonic()

    DestroyRun(lifecycle, survey(ETL), aws.client, interval=0.01).run()

    assert time.monotonic() - started < 30


def test_buckets_are_emptied_before_their_workspace_is_destroyed_if_that_was_asked_for(deployed: Deployed) -> None:
    found = survey(ETL, buckets=(BucketContents("dags", 3),))
    aws = Aws(["AVAILABLE"], versions=3)

    destroy(deployed, aws, found)
    assert aws.versions == 3
    destroy(deployed, aws, found, empty_buckets=True)
    assert aws.versions == 0
    assert [event for event in deployed.heard if isinstance(event, BucketEmptied)] == [BucketEmptied(ETL, "dags", 3)]


def test_what_is_kept_and_what_could_not_be_read_is_among_the_outcomes(deployed: Deployed) -> None:
    unread = Outcome(ETL_ENDPOINTS, 3, "destroy", needs_credentials="account 111111111111 (owner)")

    outcomes = destroy(deployed, Aws([]), survey(kept={NETWORK: (ETL,)}, failed=(unread,)))

    assert outcomes == (unread, Outcome(NETWORK, 1, "destroy", blocked_by=(ETL,)))
    assert outcomes[1].failures == (f"kept because {ETL} still needs it",)


def test_a_workspace_that_is_no_longer_configured_remains_and_so_do_the_saved_plans(deployed: Deployed) -> None:
    (deployed.folder / ".mwaa_tf").mkdir()
    ml = UnconfiguredWorkspace("2-environments/data-ml", 2)

    def remaining(**changes: Any) -> list[tuple[str, str]]:
        aws = Aws(["AVAILABLE"])
        run = DestroyRun(
            DestroysAfter(deployed, aws), survey(nothing_in=tuple(DEPLOYMENT.by_path), **changes), aws.client
        )
        return [(one.kind, one.name) for one in run.remaining((), deployed.folder)]

    assert remaining() == [("folder", str(deployed.folder / ".mwaa_tf"))]
    assert remaining(unconfigured=(ml,)) == [("workspace", ml.path)]


def test_only_the_chosen_workspaces_are_destroyed(terraform: Terraform, deployed: Deployed) -> None:
    lifecycle = deployed.lifecycle(terraform, jobs=2)
    assert all(outcome.ok for outcome in lifecycle.apply())

    outcomes = DestroyRun(lifecycle, survey(ETL_ENDPOINTS), lambda *_: Aws(["AVAILABLE"]), interval=0.01).run()

    assert [(outcome.workspace, outcome.result) for outcome in outcomes] == [(ETL_ENDPOINTS, "ok")]
    assert not deployed.has_state(ETL_ENDPOINTS)
    assert all(deployed.has_state(path) for path in DEPLOYMENT.by_path if path != ETL_ENDPOINTS)
