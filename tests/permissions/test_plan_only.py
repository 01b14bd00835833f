"""Roles that only plan: what they are allowed, and what happens with nothing more than that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.config import load
from mwaa_tf.local_aws.calls import changes
from mwaa_tf.permissions import write_permissions
from mwaa_tf.permissions.derive import plan_roles, roles
from mwaa_tf.permissions.policy import documents, statements
from mwaa_tf.rehearsal.run import rehearse
from mwaa_tf.rehearsal.session import RehearsalSession
from mwaa_tf.render import Job
from tests.permissions.proof import problems_of_planning, read_policies
from tests.permissions.recorded import EXAMPLES, committed, observed, recorded_file
from tests.permissions.test_permissions import ENVIRONMENT, NETWORK, allowed, called
from tests.support import DATA, OWNER, REPOSITORY, deployment

SMALLEST = REPOSITORY / "examples" / "smallest"
EC2 = f"arn:aws:ec2:us-east-1:{OWNER}"
STATE = "arn:aws:s3:::acme-state/analytics"
KEY = f"arn:aws:kms:us-east-1:{OWNER}:key/1a2b3c4d-5e6f-4a0b-9c8d-7e6f5a4b3c2d"


def test_a_role_that_plans_reads_what_plans_read_and_the_states() -> None:
    mine, network = f"{STATE}/2-environments/data-etl/terraform.tfstate", f"{STATE}/1-network/terraform.tfstate"
    planning = [
        called(ENVIRONMENT, "airflow", "GetEnvironment", "analytics-data-etl"),
        called(ENVIRONMENT, "s3", "GetObject", mine),
        called(ENVIRONMENT, "s3", "GetObject", network),
    ]
    calls = [
        called(ENVIRONMENT, "s3", "ListObjectsV2", "arn:aws:s3:::acme-state"),
        called(ENVIRONMENT, "s3", "PutObject", mine),
        called(ENVIRONMENT, "s3", "PutObject", f"{mine}.tflock"),
        called(ENVIRONMENT, "s3", "GetObject", f"{mine}.tflock"),
        called(ENVIRONMENT, "s3", "DeleteObject", f"{mine}.tflock"),
        called(ENVIRONMENT, "airflow", "CreateEnvironment", "analytics-data-etl"),
        called(ENVIRONMENT, "iam", "ListInstanceProfilesForRole", "analytics-data-etl-execution"),
        *planning,
    ]
    blueprint = build_blueprint(deployment(state={"backend": "s3", "bucket": "acme-state", "kms_key_arn": KEY}))
    (role,) = plan_roles(calls, planning, blueprint, "aws")
    assert role.plans_only
    assert allowed(role) == {
        ("airflow:GetEnvironment", f"arn:aws:airflow:us-east-1:{DATA}:environment/analytics-data-etl"),
        ("s3:GetObject", mine),
        ("s3:GetObject", network),
        ("s3:ListBucket", "arn:aws:s3:::acme-state"),
        ("kms:Decrypt", KEY),
    }


def test_ids_of_what_the_deployment_creates_are_wildcards_in_both_roles() -> None:
    created = called(NETWORK, "ec2", "CreateVpc", "vpc-0123456789abcdef0")
    read = called(NETWORK, "ec2", "DescribeVpcAttribute", "vpc-0123456789abcdef0")
    blueprint = build_blueprint(deployment())
    (applying,) = roles([created, read], blueprint, "aws")
    (planning,) = plan_roles([created, read], [read], blueprint, "aws")
    assert allowed(planning) == {("ec2:DescribeVpcAttribute", f"{EC2}:vpc/*")} < allowed(applying)


def test_a_plan_that_changes_something_is_an_error_that_names_it() -> None:
    lock = called(ENVIRONMENT, "s3", "PutObject", f"{STATE}/2-environments/data-etl/terraform.tfstate.tflock")
    with pytest.raises(ValueError, match="a plan changes something: s3:PutObject"):
        plan_roles([lock], [lock], build_blueprint(deployment()), "aws")


def test_both_roles_have_files_and_sections_of_their_own(tmp_path: Path) -> None:
    read = called(ENVIRONMENT, "s3", "GetBucketPolicy", "arn:aws:s3:::dags")
    calls = [called(ENVIRONMENT, "s3", "CreateBucket", "arn:aws:s3:::dags"), read]
    files = write_permissions(calls, [read], build_blueprint(deployment()), tmp_path)
    assert [file.name for file in files] == [f"data-{DATA}.json", f"data-{DATA}-plan.json", "permissions.md"]
    (policy,) = read_policies(tmp_path, plans_only=True)[DATA]
    assert [statement["Action"] for statement in policy["Statement"]] == ["s3:GetBucketPolicy"]
    (applying,) = read_policies(tmp_path, plans_only=False)[DATA]
    assert [statement["Action"] for statement in applying["Statement"]] == [["s3:CreateBucket", "s3:GetBucketPolicy"]]
    sections = [line for line in (tmp_path / "permissions.md").read_text().splitlines() if line.startswith("## ")]
    assert sections == [f"## data, account {DATA}", f"## data, account {DATA}: only plans"]
    write_permissions([], [], build_blueprint(deployment()), tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["permissions.md"]


def test_the_actions_of_each_example_are_recorded_and_those_of_plans_only_read() -> None:
    folder = REPOSITORY / "tests" / "permissions" / "golden" / "recorded"
    recorded = [file.stem for file in sorted(folder.iterdir())]
    assert recorded == EXAMPLES
    for example in recorded:
        applying, reading = committed(example)
        assert reading < applying, recorded_file(example)
        assert [action for action in reading if changes(action.partition(":")[2])] == []


def in_the_guide() -> list[dict[str, Any]]:
    """The first statements of the participant's role that only plans, as the guide shows them."""
    section = (REPOSITORY / "docs" / "permissions.md").read_text().partition("## A role that only plans")[2]
    shown: list[dict[str, Any]] = json.loads(section.partition("```json\n")[2].partition("```")[0])
    return shown


@pytest.mark.terraform
@pytest.mark.slow
@pytest.mark.long
def test_a_role_that_plans_can_plan_the_living_smallest_example_and_apply_nothing() -> None:
    problems: list[str] = ["nothing was proved"]

    def prove(session: RehearsalSession) -> None:
        planning = plan_roles(session.local.record, session.planning, session.blueprint, "aws")
        policies = {role.account_id: documents(statements(role.permissions)) for role in planning}
        assert set(policies) == {OWNER, DATA}, json.dumps(policies)
        applying, reading = committed("smallest")
        assert observed(planning) == reading, "golden/recorded/smallest.txt is out of date"
        # Without those of an update in place and of the destroy.
        assert observed(roles(session.local.record, session.blueprint, "aws")) <= applying
        (policy,) = policies[DATA]
        assert policy["Statement"][: len(in_the_guide())] == in_the_guide()
        problems[:] = problems_of_planning(session, policies)

    job = Job(load(SMALLEST / "mwaa.yaml"), SMALLEST)
    # What is kept is not destroyed: that is quicker, and the local AWS ends anyway.
    report = rehearse(job, living=prove, keep=lambda _: None, jobs=2)
    assert [detail for check in report.checks for detail in check.details] == []
    assert problems == []
