"""An environment and its successor side by side: what each has, and whom the access methods serve."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from mwaa_tf import build_blueprint
from mwaa_tf.blueprint import Blueprint
from tests.support import DATA, OWNER, deployment

ALB = {
    "certificate_arn": f"arn:aws:acm:us-east-1:{OWNER}:certificate/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
    "allowed_cidrs": ["203.0.113.0/24"],
    "domain_name": "airflow.example.com",
}
BEFORE = {"name": "etl", "access": {"alb": ALB}}
NEXT = {"name": "etl-next", "succeeds": "etl", "access": {"alb": ALB}}
SWITCHED = {**NEXT, "access_workspace": "etl"}
AFTER = {key: value for key, value in SWITCHED.items() if key != "succeeds"}


def blueprint(*environments: dict[str, Any]) -> Blueprint:
    participant = {"name": "data", "account_id": DATA, "environments": list(environments)}
    return build_blueprint(deployment(participants=[participant]))


def reads(blueprint: Blueprint, path: str) -> set[str]:
    return {read.workspace for read in blueprint.by_path[path].reads}


@pytest.mark.parametrize(
    ("environments", "access", "served"),
    [
        ((BEFORE,), "4-access/data-etl", "data-etl"),
        ((BEFORE, NEXT), "4-access/data-etl", "data-etl"),
        ((BEFORE, SWITCHED), "4-access/data-etl", "data-etl-next"),
        ((AFTER,), "4-access/data-etl", "data-etl-next"),
    ],
    ids=["before", "created", "switched", "removed"],
)
def test_the_access_methods_keep_workspace_and_name_whomever_they_serve(
    environments: tuple[dict[str, Any], ...], access: str, served: str
) -> None:
    found = blueprint(*environments)

    assert [workspace.path for workspace in found.workspaces if workspace.path.startswith("4-")] == [access]
    assert found.by_path[access].calls[0].arguments["name"] == "analytics-data-etl"
    assert {f"2-environments/{served}", f"3-endpoints/{served}"} <= reads(found, access)


def test_the_switch_changes_the_access_workspace_alone() -> None:
    before, after = blueprint(BEFORE, NEXT), blueprint(BEFORE, SWITCHED)

    changed = [path for path in before.by_path if before.by_path[path] != after.by_path[path]]
    assert changed == ["4-access/data-etl"]


def test_a_successor_changes_nothing_of_its_predecessor() -> None:
    alone, together = blueprint(BEFORE), blueprint(BEFORE, NEXT)

    assert all(together.by_path[path] == workspace for path, workspace in alone.by_path.items())
    assert together.by_path.keys() - alone.by_path.keys() == {
        "2-environments/data-etl-next",
        "3-endpoints/data-etl-next",
    }


def test_both_redirect_to_the_host_name_that_users_open() -> None:
    found = blueprint(BEFORE, NEXT)

    for key in ("data-etl", "data-etl-next"):
        airflow = found.by_path[f"2-environments/{key}"].calls[0].arguments["airflow"]
        assert isinstance(airflow, Mapping)
        assert airflow["configuration_options"] == {"webserver.base_url": "airflow.example.com"}


def test_a_successor_has_access_methods_of_its_own_where_its_predecessor_has_none() -> None:
    found = blueprint({"name": "etl"}, NEXT)

    assert "4-access/data-etl-next" in found.by_path
