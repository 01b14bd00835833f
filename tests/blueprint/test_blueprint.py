"""The blueprint: which workspaces there are, and who hands what to whom."""

from __future__ import annotations

import builtins
import os
from typing import Any

import pytest

from mwaa_tf import build_blueprint
from mwaa_tf.blueprint import ModuleValue, RemoteValue
from tests.support import DATA, OWNER, SCIENCE, deployment, many

UNIT = "arn:aws:organizations::999999999999:ou/o-a1b2c3d4e5/ou-ab12-cd34ef56"


def participant(account_id: str = DATA, name: str = "data", **environment: Any) -> dict[str, Any]:
    return {"name": name, "account_id": account_id, "environments": [{"name": "etl", **environment}]}


def share_of(**changes: Any) -> Any:
    network = build_blueprint(deployment(**changes)).by_path["1-network"]
    shares = [call for call in network.calls if call.module == "subnet-share"]
    return shares[0].arguments if shares else None


def test_a_deployment_has_a_network_and_two_workspaces_for_each_environment() -> None:
    workspaces = build_blueprint(many(2, 2)).workspaces

    assert [(workspace.path, workspace.stage, workspace.account.account_id) for workspace in workspaces] == [
        ("1-network", 1, OWNER),
        ("2-environments/team0-env0", 2, "000000000002"),
        ("2-environments/team0-env1", 2, "000000000002"),
        ("2-environments/team1-env0", 2, "000000000003"),
        ("2-environments/team1-env1", 2, "000000000003"),
        ("3-endpoints/team0-env0", 3, OWNER),
        ("3-endpoints/team0-env1", 3, OWNER),
        ("3-endpoints/team1-env0", 3, OWNER),
        ("3-endpoints/team1-env1", 3, OWNER),
    ]


def test_a_workspace_reads_only_from_stages_before_its_own() -> None:
    plan = build_blueprint(many(3, 2))

    assert all(
        plan.by_path[read.workspace].stage < workspace.stage
        for workspace in plan.workspaces
        for read in workspace.reads
    )


def test_endpoints_go_into_the_networks_subnets_and_admit_the_group_of_the_environments_account() -> None:
    workspace = build_blueprint(deployment()).by_path["3-endpoints/data-etl"]
    arguments = workspace.calls[0].arguments

    # The participant writes the environment's outputs: none of them says where the owner creates endpoints.
    assert {read.name: read.outputs for read in workspace.reads}["network"] == ("private_subnet_ids", "vpc_id")
    assert arguments["subnet_ids"] == RemoteValue("network", "private_subnet_ids")
    assert arguments["vpc_id"] == RemoteValue("network", "vpc_id")
    assert arguments["environment_account_id"] == DATA
    assert arguments["environment_security_group_id"] == RemoteValue("environment", "security_group_reference")
    assert arguments["database_service_name"] == RemoteValue("environment", "database_vpc_endpoint_service")
    assert arguments["webserver_service_name"] == RemoteValue("environment", "webserver_vpc_endpoint_service")


def test_a_public_web_server_has_no_endpoint() -> None:
    workspace = build_blueprint(
        deployment(participants=[participant(webserver_access_mode="PUBLIC_ONLY", airflow_version="2.10.3")])
    ).by_path["3-endpoints/data-etl"]

    assert workspace.calls[0].arguments["private_webserver"] is False
    assert "webserver_service_name" not in workspace.calls[0].arguments
    assert {output.name for output in workspace.outputs} == {"database_endpoint_id", "security_group_id"}


@pytest.mark.parametrize(
    ("principals", "participants", "expected"),
    [
        ("accounts", [participant(), participant(SCIENCE, "science")], (DATA, SCIENCE)),
        ("accounts", [participant(), participant(DATA, "other")], (DATA,)),
        ("accounts", [participant(OWNER, "own"), participant()], (DATA,)),
        ([UNIT], [participant()], (UNIT,)),
        ([SCIENCE, DATA], [participant()], (SCIENCE, DATA)),
    ],
)
def test_the_subnets_are_shared_with(principals: Any, participants: Any, expected: tuple[str, ...]) -> None:
    owner = {"account_id": OWNER, "sharing": {"principals": principals}}

    share = share_of(owner=owner, participants=participants)

    assert share["principals"] == expected
    assert share["subnet_arns"] == ModuleValue("network", "private_subnet_arns")


def test_in_one_account_nothing_is_shared() -> None:
    assert share_of(participants=[participant(OWNER)]) is None


def test_each_account_is_entered_its_own_way() -> None:
    plan = build_blueprint(
        deployment(
            owner={"account_id": OWNER, "role_arn": f"arn:aws:iam::{OWNER}:role/terraform"},
            participants=[{**participant(), "profile": "data"}],
        )
    )

    assert plan.by_path["1-network"].account.role_arn == f"arn:aws:iam::{OWNER}:role/terraform"
    assert plan.by_path["2-environments/data-etl"].account.profile == "data"
    assert plan.by_path["3-endpoints/data-etl"].account == plan.by_path["1-network"].account


def test_a_state_in_s3_is_written_and_read_with_the_workspaces_own_role() -> None:
    role = f"arn:aws:iam::{DATA}:role/terraform"
    plan = build_blueprint(
        deployment(
            state={"backend": "s3", "bucket": "acme-state", "region": "eu-west-1"},
            participants=[{**participant(), "role_arn": role}],
        )
    )

    workspace = plan.by_path["2-environments/data-etl"]
    assert workspace.backend.settings == {
        "bucket": "acme-state",
        "key": "analytics/2-environments/data-etl/terraform.tfstate",
        "region": "eu-west-1",
        "encrypt": True,
        "use_lockfile": True,
        "assume_role": {"role_arn": role},
    }
    assert workspace.reads[0].config == {
        "bucket": "acme-state",
        "key": "analytics/1-network/terraform.tfstate",
        "region": "eu-west-1",
        "assume_role": {"role_arn": role},
    }


@pytest.mark.parametrize("backend", ["local", "s3", "hcp"])
def test_what_one_workspace_reads_is_where_the_other_writes(backend: str) -> None:
    state = {
        "local": {"backend": "local"},
        "s3": {"backend": "s3", "bucket": "acme-state"},
        "hcp": {"backend": "hcp", "organization": "acme", "project": "p"},
    }[backend]
    plan = build_blueprint(deployment(state=state))

    def place(path: str, settings: Any) -> Any:
        if backend == "local":
            return os.path.normpath(f"{path}/{settings['path']}")
        if backend == "s3":
            return settings["bucket"], settings["key"], settings["region"]
        return settings["organization"], settings["workspaces"]["name"]

    checked = [
        place(workspace.path, read.config) == place(read.workspace, plan.by_path[read.workspace].backend.settings)
        for workspace in plan.workspaces
        for read in workspace.reads
    ]
    assert checked == [True, True, True]


def test_every_state_is_its_own() -> None:
    plan = build_blueprint(many(3, 3, state={"backend": "s3", "bucket": "acme-state"}))

    keys = [workspace.backend.settings["key"] for workspace in plan.workspaces]
    assert len(set(keys)) == len(keys) == 19


def test_no_file_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    configured = many(2, 2)
    build_blueprint(configured)

    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("the blueprint did I/O")

    monkeypatch.setattr(builtins, "open", refuse)
    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(os, "stat", refuse)

    assert len(build_blueprint(configured).workspaces) == 9


def test_every_field_of_an_environment_reaches_the_module() -> None:
    everything: dict[str, Any] = {
        "airflow_version": "2.10.3",
        "environment_class": "mw1.large",
        "webserver_access_mode": "PRIVATE_ONLY",
        "min_workers": 2,
        "max_workers": 20,
        "schedulers": 3,
        "min_webservers": 2,
        "max_webservers": 4,
        "weekly_maintenance_window_start": "SUN:03:00",
        "worker_replacement_strategy": "FORCED",
        "dag_s3_path": "path/dags",
        "requirements": {"path": "r.txt", "object_version": "latest"},
        "plugins": {"path": "p.zip", "object_version": "v1"},
        "startup_script": {"path": "s.sh", "source": "s.sh"},
        "airflow_configuration_options": {"core.parallelism": "32"},
        "source_bucket": {"arn": "arn:aws:s3:::dags"},
        "kms_key": {"arn": f"arn:aws:kms:us-east-1:{DATA}:key/1a2b3c4d-5e6f-4a0b-9c8d-7e6f5a4b3c2d"},
        "execution_role": {
            "permissions_boundary": f"arn:aws:iam::{DATA}:policy/b",
            "policy_arns": [f"arn:aws:iam::{DATA}:policy/p"],
        },
        "security_group": {"create": True},
        "logging": {"task": "DEBUG", "worker": "off"},
        "log_groups": {"retention_days": 365},
        "access": {},
        "monitoring": {},
        "timeouts": {"update": "2h"},
        "tags": {"Team": "data"},
    }
    from mwaa_tf.config import EnvironmentSettings

    assert everything.keys() == EnvironmentSettings.model_fields.keys(), "a field is not covered here"

    arguments = (
        build_blueprint(deployment(participants=[participant(**everything)]))
        .by_path["2-environments/data-etl"]
        .calls[0]
        .arguments
    )

    from mwaa_tf.blueprint import ConfigFile

    assert {name: value for name, value in arguments.items() if name not in ("vpc_id", "subnet_ids")} == {
        "name": "analytics-data-etl",
        "endpoint_management": "CUSTOMER",
        "webserver_access_mode": "PRIVATE_ONLY",
        "airflow": {
            "version": "2.10.3",
            "dag_s3_path": "path/dags",
            "requirements": {"path": "r.txt", "object_version": "latest"},
            "plugins": {"path": "p.zip", "object_version": "v1"},
            "startup_script": {"path": "s.sh", "source": ConfigFile("s.sh")},
            "configuration_options": {"core.parallelism": "32"},
        },
        "capacity": {
            "environment_class": "mw1.large",
            "min_workers": 2,
            "max_workers": 20,
            "schedulers": 3,
            "min_webservers": 2,
            "max_webservers": 4,
        },
        "source_bucket": {"create": False, "arn": "arn:aws:s3:::dags"},
        "kms_key": {
            "create": False,
            "arn": f"arn:aws:kms:us-east-1:{DATA}:key/1a2b3c4d-5e6f-4a0b-9c8d-7e6f5a4b3c2d",
            "verify": True,
        },
        "execution_role": {
            "permissions_boundary": f"arn:aws:iam::{DATA}:policy/b",
            "policy_arns": (f"arn:aws:iam::{DATA}:policy/p",),
        },
        "logging": {"task": "DEBUG", "worker": "OFF"},
        "log_groups": {"retention_days": 365},
        "weekly_maintenance_window_start": "SUN:03:00",
        "timeouts": {"update": "2h"},
        "worker_replacement_strategy": "FORCED",
        "tags": {"Team": "data"},
    }
