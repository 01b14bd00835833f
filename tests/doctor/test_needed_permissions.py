"""The policies that ``doctor --permissions`` prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf import load
from mwaa_tf.blueprint import Account
from mwaa_tf.cli import run
from mwaa_tf.doctor import CollectOptions, Target, targets_of
from mwaa_tf.doctor.collect.aws.operations import operations
from mwaa_tf.doctor.permissions import needed_permissions
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.iam.policy_size import MANAGED_POLICY_CHARACTERS, policy_length
from tests.support import DATA, EXAMPLES, OWNER, REPOSITORY, deployment, many

CONFIG = str(REPOSITORY / "examples/private-vpc/mwaa.yaml")


def policies(*targets: Target, **options: Any) -> dict[str, dict[str, Any]]:
    sides = needed_permissions(targets, CollectOptions(**options))
    return {name: policy for side in sides for name, policy in side.policies().items()}


def resources_of(policy: dict[str, Any], action: str) -> Any:
    (statement,) = (each for each in policy["Statement"] if action in each["Action"])
    return statement["Resource"]


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def etl(**settings: Any) -> Target:
    environment = {"name": "etl", **settings}
    participant = {"name": "data", "account_id": DATA, "environments": [environment]}
    return targets_of(deployment(participants=[participant]))[0]


def test_each_side_has_a_policy_that_iam_can_read() -> None:
    printed = policies(etl())
    assert list(printed) == ["participant", "owner"]
    for policy in printed.values():
        assert parse_policy(policy).all_problems == ()
        sids = [statement["Sid"] for statement in policy["Statement"]]
        assert sorted(sids) == sorted(set(sids))
        assert all(sid.isalnum() for sid in sids)


def test_every_call_is_allowed_on_its_side() -> None:
    printed = policies(etl(kms_key={"create": True}), principal_arn=f"arn:aws:iam::{DATA}:user/ada")
    allowed = {
        side: {action for statement in policy["Statement"] for action in statement["Action"]}
        for side, policy in printed.items()
    }
    for operation in operations():
        if not any(name in operation.resource for name in ("principal_role", "terraform_role")):
            sides = ("participant", "owner") if operation.caller == "either" else (operation.caller,)
            assert all((set(operation.needs) <= allowed[side]) is not operation.only_upgrades for side in sides), (
                operation
            )


def test_resources_are_those_of_the_environment() -> None:
    policy = policies(etl(kms_key={"create": True}))["participant"]
    assert resources_of(policy, "airflow:GetEnvironment") == (
        f"arn:aws:airflow:us-east-1:{DATA}:environment/analytics-data-etl"
    )
    assert resources_of(policy, "s3:GetBucketPolicy") == f"arn:aws:s3:::analytics-data-etl-{DATA}"
    assert resources_of(policy, "iam:GetRolePolicy") == f"arn:aws:iam::{DATA}:role/analytics-data-etl*-execution*"
    assert resources_of(policy, "kms:DescribeKey") == f"arn:aws:kms:us-east-1:{DATA}:key/*"
    assert resources_of(policy, "s3:GetAccountPublicAccessBlock") == "*"


def test_existing_resources_are_named_exactly() -> None:
    key, role = (
        f"arn:aws:kms:us-east-1:{DATA}:key/12345678-1234-4234-8234-123456789012",
        f"arn:aws:iam::{DATA}:role/airflow",
    )
    target = etl(kms_key={"arn": key}, execution_role={"arn": role}, source_bucket={"arn": "arn:aws:s3:::dags"})
    policy = policies(target)["participant"]
    assert resources_of(policy, "kms:DescribeKey") == key
    assert resources_of(policy, "iam:GetRolePolicy") == role
    assert resources_of(policy, "s3:GetBucketPolicy") == "arn:aws:s3:::dags"


def test_the_roles_of_terraform_are_read_on_their_side() -> None:
    ours, theirs = f"arn:aws:iam::{OWNER}:role/terraform", f"arn:aws:iam::{DATA}:role/terraform"
    participant = {"name": "data", "account_id": DATA, "role_arn": theirs, "environments": [{"name": "etl"}]}
    config = deployment(owner={"account_id": OWNER, "role_arn": ours}, participants=[participant])
    printed = policies(targets_of(config)[0])
    assert theirs in resources_of(printed["participant"], "iam:GetRole")
    assert resources_of(printed["owner"], "iam:GetRole") == ours
    assert "iam:GetRole" not in json.dumps(policies(etl())["owner"])


def test_objects_are_decrypted_through_s3_alone() -> None:
    policy = policies(etl(kms_key={"create": True}))["participant"]
    (statement,) = (each for each in policy["Statement"] if "kms:Decrypt" in each["Action"])
    assert statement["Condition"] == {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}


def test_without_a_key_of_its_own_kms_is_not_asked() -> None:
    assert "kms:" not in json.dumps(policies(etl()))


def test_without_a_principal_users_and_groups_are_not_read() -> None:
    text = json.dumps(policies(etl()))
    assert "ForUser" not in text
    assert "GroupPolic" not in text


def test_a_principal_adds_what_reads_it() -> None:
    user = policies(etl(), principal_arn=f"arn:aws:iam::{DATA}:user/people/ada")["participant"]
    assert resources_of(user, "iam:ListGroupsForUser") == f"arn:aws:iam::{DATA}:user/people/ada"
    assert resources_of(user, "iam:GetGroupPolicy") == f"arn:aws:iam::{DATA}:group/*"
    session = policies(etl(), principal_arn=f"arn:aws:sts::{DATA}:assumed-role/analyst/ada")["participant"]
    assert f"arn:aws:iam::{DATA}:role/*analyst" in resources_of(session, "iam:GetRole")
    assert "ForUser" not in json.dumps(session)


def test_a_principal_of_another_account_is_not_read() -> None:
    with_principal = policies(etl(), principal_arn=f"arn:aws:iam::{OWNER}:user/ada")
    assert with_principal["participant"] == policies(etl())["participant"]


def test_several_participants_have_a_policy_each() -> None:
    printed = policies(*targets_of(many(2, 2)))
    assert list(printed) == ["participant 000000000002", "participant 000000000003", "owner"]
    arns = resources_of(printed["participant 000000000002"], "airflow:GetEnvironment")
    assert len(arns) == 2
    assert all(":000000000002:" in arn for arn in arns)


def test_an_environment_without_a_configuration_has_patterns() -> None:
    target = Target("etl", "etl", "eu-west-1", Account("participant", "", None, None), None)
    policy = policies(target)["participant"]
    assert resources_of(policy, "airflow:GetEnvironment") == "arn:aws:airflow:eu-west-1:*:environment/etl"
    assert resources_of(policy, "s3:GetBucketPolicy") == "arn:aws:s3:::*"
    assert resources_of(policy, "iam:GetRole") == "arn:aws:iam::*:role/*"


ENVIRONMENTS_IN_ONE_ACCOUNT = 120


def test_no_policy_is_longer_than_iam_allows_and_none_loses_a_permission() -> None:
    crowd = targets_of(many(1, ENVIRONMENTS_IN_ONE_ACCOUNT))
    (participant, _) = needed_permissions(crowd)
    printed = participant.policies()
    assert list(printed)[:2] == ["participant 1", "participant 2"]
    assert max(map(policy_length, printed.values())) <= MANAGED_POLICY_CHARACTERS
    allowed = {
        (action, resource)
        for policy in printed.values()
        for statement in policy["Statement"]
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    }
    assert allowed == {(one.action, arn) for one in participant.permissions for arn in one.resources}
    for policy in printed.values():
        assert parse_policy(policy).all_problems == ()
        sids = [statement["Sid"] for statement in policy["Statement"]]
        assert sorted(sids) == sorted(set(sids))


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
@pytest.mark.parametrize("principal", ["", f"arn:aws:iam::{DATA}:user/ada", f"arn:aws:iam::{DATA}:role/analyst"])
def test_every_example_needs_one_policy_that_iam_accepts_for_each_account(example: Path, principal: str) -> None:
    for side in needed_permissions(targets_of(load(example / "mwaa.yaml")), CollectOptions(principal_arn=principal)):
        (policy,) = side.policies().values()
        assert policy_length(policy) <= MANAGED_POLICY_CHARACTERS


def test_the_command_numbers_the_parts_of_a_long_policy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "mwaa.yaml"
    config.write_text(json.dumps(many(1, ENVIRONMENTS_IN_ONE_ACCOUNT).model_dump(mode="json", exclude_unset=True)))
    assert run(["doctor", "-c", str(config), "--permissions"]) == 0
    printed = capsys.readouterr().out
    assert "Policy of the participant in account 000000000002, part 1 of " in printed
    assert printed.count("Why:") == 2
    assert run(["doctor", "-c", str(config), "--permissions", "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out))[:2] == ["participant 1", "participant 2"]


def test_the_command_prints_policies_with_reasons_or_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "-c", CONFIG, "--permissions"]) == 0
    printed = capsys.readouterr().out
    assert "  airflow:GetEnvironment" in printed
    assert "the environment itself" in printed
    assert "Policy of the participant in account 222222222222:" in printed
    assert run(["doctor", "-c", CONFIG, "--permissions", "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out)) == ["participant", "owner"]


@pytest.mark.parametrize("option", [["-O", "policy.json"], ["--format", "html"], ["--only", "network"]])
def test_the_command_refuses_options_that_would_change_nothing(
    option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["doctor", "-c", CONFIG, "--permissions", *option]) == 2
    assert "and --permissions are mutually exclusive" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("chosen", "option"),
    [
        (["--list"], ["-O", "checks.json"]),
        (["--list"], ["--format", "json"]),
        (["--explain", "network.acl"], ["-O", "check.json"]),
        (["--explain", "network.acl"], ["--format", "html"]),
        (["--explain", "network.acl"], ["--only", "network"]),
        (["--explain", "network.acl"], ["--list"]),
    ],
)
def test_a_list_or_an_explanation_refuses_options_that_would_change_nothing(
    chosen: list[str],
    option: list[str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["doctor", *chosen, *option]) == 2
    assert f"and {chosen[0]} are mutually exclusive" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_explanation_is_json_where_that_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--explain", "network.acl", "--json"]) == 0
    explained = json.loads(capsys.readouterr().out)
    assert explained["id"] == "network.acl"
    assert explained["proves"].startswith("The subnets let TCP 5432 and 443 pass between them")
    assert explained["fix"].startswith("Allow all traffic in the network ACL")


def test_the_command_refuses_what_is_no_principal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "-c", CONFIG, "--permissions", "--principal", "ada"]) == 2
    assert "arn:aws:iam::ACCOUNT:user/NAME" in capsys.readouterr().err


def test_the_roles_that_terraform_assumes_are_named() -> None:
    target = targets_of(load(REPOSITORY / "examples/web-access/mwaa.yaml"))[0]
    printed = policies(target)
    assert resources_of(printed["owner"], "iam:GetRole") == f"arn:aws:iam::{OWNER}:role/terraform"
    assert f"arn:aws:iam::{DATA}:role/terraform" in resources_of(printed["participant"], "iam:GetRole")
    assert "iam:GetRole" not in str(policies(etl())["owner"])
