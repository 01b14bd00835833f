"""What goes along with a version: the arguments that the provider would send, and nothing that it would not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.loaders import Loader  # type: ignore[import-untyped]

from mwaa_tf.lifecycle.planned_environments import planned_update, steps_instead_of_replacement
from mwaa_tf.mwaa.updates import EFFECTS
from mwaa_tf.upgrade.pending import _BLOCKS, _MEMBERS, PendingChanges, pending_changes
from tools.provider_schema import EXTRACT

ADDRESS = "module.environment.aws_mwaa_environment.this"
UPLOAD = 'module.environment.aws_s3_object.uploaded["requirements"]'

BEFORE: dict[str, Any] = {
    "name": "analytics-data-etl",
    "airflow_version": "2.10.3",
    "airflow_configuration_options": {"webserver.base_url": "secret"},
    "max_workers": 10,
    "requirements_s3_path": "requirements.txt",
    "requirements_s3_object_version": "v1",
    "network_configuration": [{"security_group_ids": ["sg-1"], "subnet_ids": ["subnet-1", "subnet-2"]}],
    "logging_configuration": [
        {
            "task_logs": [{"enabled": True, "log_level": "INFO", "cloud_watch_log_group_arn": "arn:…"}],
            "worker_logs": [{"enabled": False, "log_level": "INFO", "cloud_watch_log_group_arn": ""}],
        }
    ],
    "status": "AVAILABLE",
    "tags": {"Name": "analytics-data-etl"},
    "worker_replacement_strategy": "FORCED",
}


def resource(address: str, *actions: str, **change: Any) -> dict[str, Any]:
    return {"address": address, "mode": "managed", "change": {"actions": list(actions), **change}}


def update(after: dict[str, Any], unknown: dict[str, Any] | None = None) -> dict[str, Any]:
    return resource(ADDRESS, "update", before=BEFORE, after={**BEFORE, **after}, after_unknown=unknown or {})


def pending(*resources: dict[str, Any]) -> PendingChanges:
    return pending_changes({"resource_changes": resources})


def test_only_what_differs_is_an_argument() -> None:
    changed = update({"max_workers": 12, "status": "UPDATING", "worker_replacement_strategy": "GRACEFUL"})

    assert pending(changed, resource("module.x.aws_iam_role.this", "no-op")) == PendingChanges({"MaxWorkers": 12})


def test_the_members_are_those_of_the_service() -> None:
    shapes = Loader().load_service_model("mwaa", "service-2")["shapes"]
    members = shapes["UpdateEnvironmentInput"]["members"]

    sent = {*_MEMBERS.values(), *_BLOCKS.values(), "Name", "AirflowVersion", "WorkerReplacementStrategy"}

    # Everything that can be updated is sent, and nothing else; no provider up to 6.62 has the two.
    assert sent == set(members) - {"IdentityCenterConfiguration", "Teams"}


def test_blocks_have_the_shape_of_the_api() -> None:
    logs = [{"task_logs": [{"enabled": True, "log_level": "DEBUG", "cloud_watch_log_group_arn": "arn:…"}]}]
    network = [{"security_group_ids": ["sg-1", "sg-2"], "subnet_ids": ["subnet-1", "subnet-2"]}]

    changes = pending(update({"logging_configuration": logs, "network_configuration": network}))

    assert changes.arguments == {
        "LoggingConfiguration": {"TaskLogs": {"Enabled": True, "LogLevel": "DEBUG"}},
        "NetworkConfiguration": {"SecurityGroupIds": ["sg-1", "sg-2"]},
    }
    assert not changes.others


def test_options_that_are_all_taken_away_are_sent_as_none() -> None:
    assert pending(update({"airflow_configuration_options": None})).arguments == {"AirflowConfigurationOptions": {}}


def test_a_file_that_terraform_uploads_first_makes_its_version_known_later() -> None:
    changes = pending(
        update({"requirements_s3_object_version": None}, {"requirements_s3_object_version": True}),
        resource(UPLOAD, "update"),
    )

    assert changes.uploads == (UPLOAD,)
    assert changes.names == ("RequirementsS3ObjectVersion",)
    assert not changes.others


@pytest.mark.parametrize("actions", [("create",), ("create", "delete"), ("delete", "create"), ("update",)])
def test_every_way_to_upload_is_one(actions: tuple[str, ...]) -> None:
    assert pending(resource(UPLOAD, *actions)).uploads == (UPLOAD,)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (resource("module.environment.aws_iam_role.execution[0]", "update"), "Terraform would update it"),
        (resource(UPLOAD, "delete"), "Terraform would delete it"),
        (
            resource(
                ADDRESS, "delete", "create", replace_paths=[["kms_key"], ["network_configuration", 0, "subnet_ids"]]
            ),
            "Terraform would replace it because of kms_key, network_configuration.0.subnet_ids",
        ),
        (resource(ADDRESS, "create"), "Terraform would create it"),
        (update({"tags": {"Name": "other"}}), "tags of the environment changes, which UpdateEnvironment does not take"),
        (update({"requirements_s3_path": None}), "requirements_s3_path of the environment is taken away"),
        (
            update({"execution_role_arn": None}, {"execution_role_arn": True}),
            "ExecutionRoleArn of the environment is only known after an apply",
        ),
        (
            update({}, {"network_configuration": [{"security_group_ids": True}]}),
            "NetworkConfiguration of the environment is only known after an apply",
        ),
    ],
)
def test_what_cannot_go_along_is_named(change: dict[str, Any], message: str) -> None:
    (other,) = pending(change).others

    assert message in other


def test_what_is_read_is_no_change() -> None:
    data = {"address": "data.aws_s3_object.x", "mode": "data", "change": {"actions": ["read"]}}

    assert pending(data) == PendingChanges({})


# Provider 6.x, as its schema (tools/provider_schema/aws-6.json) and source have it: docs/decisions/0014.

#: Attributes that can be set, of a late 6.x.
SETTABLE_IN_6 = {
    name
    for name, field in json.loads(EXTRACT.read_text("utf-8"))["resource"]["aws_mwaa_environment"]["fields"].items()
    if not field.get("read") and name not in ("id", "tags_all", "timeouts")
}


def in_6(**after: Any) -> dict[str, Any]:
    """An update of an environment with every attribute of provider 6.x, most of them not set."""
    before = {**dict.fromkeys(SETTABLE_IN_6), **BEFORE, "region": "us-east-1", "timeouts": {"update": "480m"}}
    change = resource(ADDRESS, "update", before=before, after={**before, **after}, after_unknown={})
    return {**change, "type": "aws_mwaa_environment"}


def test_a_plan_of_provider_6_changes_nothing_but_what_differs() -> None:
    """`region` is there and stays; what strategy the last update had is no setting of the environment."""
    assert pending(in_6(max_workers=12, worker_replacement_strategy="GRACEFUL")) == PendingChanges({"MaxWorkers": 12})
    assert pending(in_6(worker_replacement_strategy="GRACEFUL")) == PendingChanges({})


@pytest.mark.parametrize("name", sorted(SETTABLE_IN_6 - {"airflow_version", "worker_replacement_strategy"}))
def test_each_attribute_of_provider_6_is_sent_as_the_table_of_updates_says(name: str) -> None:
    """What the table calls an update has its member here, and everything else cannot go along."""
    values: dict[str, Any] = {
        "airflow_configuration_options": {"core.parallelism": "8"},
        "logging_configuration": [{"task_logs": [{"enabled": True, "log_level": "DEBUG"}]}],
        "network_configuration": [{"security_group_ids": ["sg-2"], "subnet_ids": ["subnet-1", "subnet-2"]}],
    }
    changes = pending(in_6(**{name: values.get(name, "another")}))

    if EFFECTS[name].kind == "update":
        assert (set(changes.arguments), changes.others) == ({EFFECTS[name].member}, ())
    else:
        assert (changes.arguments, len(changes.others)) == ({}, 1)


@pytest.mark.parametrize(
    ("forced_by", "steps"),
    [
        ([["airflow_version"]], ["2.11.2", "3.3.1"]),
        ([["airflow_version"], ["region"]], []),
        ([["region"]], []),
    ],
)
def test_a_replacement_by_provider_6_is_held_back_for_its_version_alone(
    forced_by: list[list[str]], steps: list[str]
) -> None:
    plan = {"resource_changes": [in_6(airflow_version="3.3.1")]}
    plan["resource_changes"][0]["change"] |= {"actions": ["delete", "create"], "replace_paths": forced_by}

    assert [step.requested for step in steps_instead_of_replacement(plan)] == steps


def test_a_provider_that_no_longer_replaces_for_the_version_plans_an_update() -> None:
    """Whether the latest 6.x still does is not known: then nothing is to be held back."""
    plan = {"resource_changes": [in_6(airflow_version="3.3.1")]}

    update = planned_update(plan)

    assert steps_instead_of_replacement(plan) == ()
    assert update is not None
    assert update.arguments == ("airflow_version",)
