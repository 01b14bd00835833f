"""The proof: with what is printed, and with nothing more, the whole rehearsal passes; with less it does not."""

from __future__ import annotations

import fcntl
import json
import os
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.blueprint import Blueprint, build_blueprint
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config import load
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.local_aws.record import Record
from mwaa_tf.permissions import write_permissions
from mwaa_tf.rehearsal.rehearsable import rehearsable
from mwaa_tf.rehearsal.report import RehearsalReport
from mwaa_tf.rehearsal.run import rehearse
from mwaa_tf.rehearsal.session import RehearsalSession
from mwaa_tf.render import Job
from tests.permissions.proof import problems_of_planning, read_policies
from tests.permissions.recorded import EXAMPLES, recorded_file, recorded_text
from tests.permissions.replay import WatchedAccess
from tests.support import DATA, REPOSITORY

SMALLEST = REPOSITORY / "examples" / "smallest"
SEED = 20261121

Policies = dict[str, list[dict[str, Any]]]


def job() -> Job:
    return Job(load(SMALLEST / "mwaa.yaml"), SMALLEST)


def blueprint_of(job: Job) -> Blueprint:
    """The blueprint of what is rehearsed."""
    return build_blueprint(rehearsable(job.deployment).deployment)


def details(report: RehearsalReport) -> list[str]:
    return [detail for check in report.checks for detail in check.details]


def without(action: str, policies: Mapping[str, list[dict[str, Any]]]) -> Policies:
    """``policies`` with ``action`` taken away wherever it stands."""
    taken: Policies = json.loads(json.dumps(policies))
    for policies_of_account in taken.values():
        for document in policies_of_account:
            for statement in document["Statement"]:
                actions = statement["Action"]
                listed = actions if isinstance(actions, list) else [actions]
                statement["Action"] = [each for each in listed if each != action]
    assert taken != policies, f"{action} is in none of the policies"
    return taken


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a rehearsal says. It takes a minute, so that processes that test side by side share it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "permissions"
    with (shared / "permissions.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "permissions.md").exists():
            records: list[Record] = []
            report = rehearse(job(), update=True, jobs=2, finished=lambda local: records.append(local.record))
            assert details(report) == []
            write_permissions(records[0], report.planning, build_blueprint(job().deployment), folder)
    return folder


@pytest.fixture(scope="module")
def policies(folder: Path) -> Policies:
    """The policies of each account, read from the files, as a security team would."""
    return read_policies(folder, plans_only=False)


@pytest.mark.terraform
@pytest.mark.long
def test_what_is_printed_is_enough(folder: Path, policies: Policies, tmp_path: Path) -> None:
    records: list[Record] = []
    report = rehearse(
        job(),
        update=True,
        jobs=2,
        prepared=lambda local: local.allow(policies),
        finished=lambda local: records.append(local.record),
    )
    assert details(report) == []
    write_permissions(records[0], report.planning, build_blueprint(job().deployment), tmp_path)
    again = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert again == {file.name: file.read_bytes() for file in folder.iterdir()}


def drawn() -> list[tuple[str, int]]:
    """Actions to take away, each with the stage in which it is needed: a well-known one of each, and one by lot."""
    others = [
        ("ec2:CreateSubnet", 1),
        ("ec2:CreateTags", 1),
        ("ram:CreateResourceShare", 1),
        ("ec2:CreateSecurityGroup", 2),
        ("iam:PassRole", 2),
        ("s3:ListBucket", 2),
        ("s3:PutBucketVersioning", 2),
    ]
    lot = random.Random(SEED).choice(others)  # noqa: S311 - to be drawn alike every time
    return [("ram:AssociateResourceShare", 1), ("airflow:CreateEnvironment", 2), ("ec2:CreateVpcEndpoint", 3), lot]


@pytest.mark.terraform
@pytest.mark.long
@pytest.mark.parametrize(("action", "stage"), drawn(), ids=str)
def test_one_action_less_is_not_enough(policies: Policies, action: str, stage: int) -> None:
    less = without(action, policies)
    report = rehearse(job(), until=Stage(stage), jobs=2, prepared=lambda local: local.allow(less))
    failed = details(report)
    assert failed, f"nothing failed without {action}"
    assert any(f"not authorized to perform: {action}" in each for each in failed), failed
    assert all(check.ok for check in report.checks if check.name == "initialised")


@pytest.mark.terraform
@pytest.mark.long
def test_the_guide_shows_what_is_printed(folder: Path, policies: Policies) -> None:
    guide = (REPOSITORY / "docs" / "permissions.md").read_text()
    shown = json.loads(guide.split("```json\n", 1)[1].split("```", 1)[0])
    (printed,) = policies[DATA]
    assert all(statement in printed["Statement"] for statement in shown)
    rows = [line for line in guide.splitlines() if line.startswith(tuple(f"| `{each['Sid']}`" for each in shown))]
    assert len(rows) == len(shown)
    assert set(rows) <= set((folder / "permissions.md").read_text().splitlines())


@pytest.mark.terraform
@pytest.mark.long
@pytest.mark.parametrize("example", EXAMPLES)
def test_both_roles_of_each_example_can_do_their_work_and_the_one_that_plans_nothing_else(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: Callable[[str, str], None]
) -> None:
    described = Job(load(REPOSITORY / "examples" / example / "mwaa.yaml"), REPOSITORY / "examples" / example)
    access = WatchedAccess()
    access.start(monkeypatch)
    calls: list[Call] = []
    planning: Policies = {}
    problems: list[str] = ["nothing was proved"]

    def prove(session: RehearsalSession) -> None:
        calls.extend(session.local.record)
        access.watching = False
        write_permissions(calls, session.planning, session.blueprint, tmp_path / "living")
        planning.update(read_policies(tmp_path / "living", plans_only=True))
        problems[:] = problems_of_planning(session, planning)
        session.local.allow({})
        access.watching = True
        session.local.record.clear()

    report = rehearse(described, update=True, jobs=2, living=prove, finished=lambda local: calls.extend(local.record))
    assert details(report) == []
    golden(recorded_file(example), recorded_text(calls, report.planning, blueprint_of(described)))
    write_permissions(calls, report.planning, blueprint_of(described), tmp_path / "all")
    applying = read_policies(tmp_path / "all", plans_only=False)
    assert problems == []
    assert access.denials(applying) == []
    assert access.unused(applying) == []
    assert read_policies(tmp_path / "all", plans_only=True) == planning
