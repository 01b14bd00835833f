"""What a destroy leaves behind, with the commands that remove it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from mwaa_tf.blueprint import Account, Backend, Blueprint, Workspace
from mwaa_tf.lifecycle.recorded_state import RecordedResource
from mwaa_tf.lifecycle.remains import (
    Remaining,
    remaining_files,
    remaining_resources,
    remaining_states,
    state_bucket_remains,
)
from mwaa_tf.local_aws import LocalAws
from tests import support
from tests.lifecycle.support import DEPLOYMENT, ETL, NETWORK, OWNER, workspace

ENVIRONMENT = replace(workspace(ETL, 2, Account("data", "222222222222", None, "my data")), region="eu-west-1")


def resource(kind: str, **attributes: Any) -> RecordedResource:
    return RecordedResource(f"{kind}.this", kind, attributes)


def left(local: LocalAws, *resources: RecordedResource) -> list[Remaining]:
    return list(remaining_resources(ENVIRONMENT, resources, lambda service, _: local.client(service, support.OWNER)))


def test_log_groups_of_an_environment_remain_and_those_of_one_with_a_longer_name_are_not_its_own(
    local: LocalAws,
) -> None:
    logs = local.client("logs", support.OWNER)
    for name in ("airflow-etl-Task", "airflow-etl-2-Task", "airflow-etl-Task-old", "/aws/vpc-flow-logs/analytics"):
        logs.create_log_group(logGroupName=name)

    (group,) = left(local, resource("aws_mwaa_environment", name="etl"))

    assert group == Remaining(
        "log group",
        "airflow-etl-Task",
        "222222222222",
        "eu-west-1",
        "MWAA leaves the logs of an environment",
        "aws --profile 'my data' --region eu-west-1 logs delete-log-group --log-group-name airflow-etl-Task",
    )
    (flow_logs,) = left(local, resource("aws_cloudwatch_log_group", name="/aws/vpc-flow-logs/analytics"))
    assert (flow_logs.name, flow_logs.reason) == ("/aws/vpc-flow-logs/analytics", "was written to afterwards")


def test_a_key_remains_until_its_date_and_can_be_kept(local: LocalAws) -> None:
    kms = local.client("kms", support.OWNER)
    arn = kms.create_key()["KeyMetadata"]["Arn"]
    date = kms.schedule_key_deletion(KeyId=arn.rpartition("/")[2], PendingWindowInDays=30)["DeletionDate"]

    (key,) = left(local, resource("aws_kms_key", arn=arn))

    assert (key.kind, key.name) == ("KMS key", arn)
    assert key.reason == f"KMS deletes it on {date:%Y-%m-%d}, and with it what it encrypted; to keep it"
    assert key.command == f"aws --profile 'my data' --region eu-west-1 kms cancel-key-deletion --key-id {arn}"


def test_a_key_that_no_longer_exists_does_not_remain(local: LocalAws) -> None:
    missing = f"arn:aws:kms:us-east-1:{support.OWNER}:key/11111111-2222-4333-8444-555555555555"

    assert left(local, resource("aws_kms_key", arn=missing)) == []


def test_what_cannot_be_looked_up_is_not_called_deleted() -> None:
    def refuse(service: str, _: Workspace) -> Any:
        raise RuntimeError(f"no {service}")

    resources = (resource("aws_mwaa_environment", name="etl"), resource("aws_kms_key", arn="arn:aws:kms:key"))
    unknown = list(remaining_resources(ENVIRONMENT, resources, refuse))

    assert [(one.kind, one.name, one.reason) for one in unknown] == [
        ("log groups", "airflow-etl-*", "could not be looked up: no logs"),
        ("KMS key", "arn:aws:kms:key", "could not be looked up: no kms"),
    ]


def with_backend(kind: Any, **settings: Any) -> Blueprint:
    """The deployment with this backend; ``{path}`` in a setting is the workspace's."""
    workspaces = []
    for one in DEPLOYMENT.workspaces:
        filled = {name: value.format(path=one.path) for name, value in settings.items()}
        workspaces.append(replace(one, backend=Backend(kind, filled)))
    return replace(DEPLOYMENT, workspaces=tuple(workspaces))


S3 = with_backend("s3", bucket="acme-states", key="analytics/{path}/terraform.tfstate", region="eu-west-1")


def test_state_files_and_their_backups_remain(tmp_path: Path) -> None:
    folder = tmp_path / NETWORK
    folder.mkdir()
    for name in ("terraform.tfstate", "terraform.tfstate.backup"):
        (folder / name).write_text("{}")

    (state,) = remaining_states(DEPLOYMENT, {NETWORK, ETL}, tmp_path)

    assert state.name == str(folder / "terraform.tfstate")
    assert state.command == f"rm {folder}/terraform.tfstate {folder}/terraform.tfstate.backup"


def test_a_state_in_s3_is_named_by_its_key(tmp_path: Path) -> None:
    (state,) = remaining_states(S3, {NETWORK}, tmp_path)

    assert state.name == f"s3://acme-states/analytics/{NETWORK}/terraform.tfstate"
    assert state.command == f"aws --region eu-west-1 s3 rm {state.name}"


def test_the_states_of_a_whole_deployment_are_removed_by_one_command(tmp_path: Path) -> None:
    (states,) = remaining_states(S3, set(S3.by_path), tmp_path)

    assert states.command == "aws --region eu-west-1 s3 rm --recursive s3://acme-states/analytics/"


def test_the_state_of_a_workspace_that_is_no_longer_configured_is_not_removed_with_the_others(tmp_path: Path) -> None:
    states = list(remaining_states(S3, set(S3.by_path), tmp_path, is_whole=False))

    assert len(states) == len(S3.workspaces)
    assert not [state for state in states if "--recursive" in state.command]


def test_a_workspace_of_hcp_terraform_is_named(tmp_path: Path) -> None:
    blueprint = with_backend("cloud", organization="acme")
    network = replace(
        blueprint.by_path[NETWORK], backend=Backend("cloud", {"organization": "acme", "workspaces": {"name": "x"}})
    )

    (state,) = remaining_states(replace(blueprint, workspaces=(network,)), {NETWORK}, tmp_path)

    assert (state.kind, state.name) == ("HCP Terraform workspace", "acme/x")


def test_states_in_a_bucket_of_the_deployment_itself_stay_as_long_as_that(tmp_path: Path) -> None:
    bucket = replace(S3.by_path[NETWORK], path="0-state", owns_state_bucket=True)
    blueprint = replace(S3, workspaces=(bucket, *S3.workspaces))

    assert list(remaining_states(blueprint, set(S3.by_path), tmp_path)) == []
    assert state_bucket_remains(bucket) == Remaining(
        "bucket",
        "acme-states",
        OWNER.account_id,
        "eu-west-1",
        "holds all versions of all states; to delete it, set state.force_destroy to true and render, then",
        "mwaa_tf apply 0-state && mwaa_tf destroy 0-state",
    )


@pytest.mark.parametrize("name", ["analytics", "with blank"])
def test_saved_plans_and_logs_remain(tmp_path: Path, name: str) -> None:
    assert list(remaining_files(tmp_path / name)) == []
    (tmp_path / name / ".mwaa_tf").mkdir(parents=True)

    (folder,) = remaining_files(tmp_path / name)

    assert folder.command in (f"rm -r {tmp_path}/{name}/.mwaa_tf", f"rm -r '{tmp_path}/{name}/.mwaa_tf'")
