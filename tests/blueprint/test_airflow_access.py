"""Who may use Airflow: what the environment's workspace makes of it."""

from __future__ import annotations

from typing import Any

from mwaa_tf import build_blueprint
from mwaa_tf.blueprint import ModuleValue, Workspace
from tests.support import DATA, deployment

LEADS, CI = f"arn:aws:iam::{DATA}:role/data-leads", f"arn:aws:iam::{DATA}:role/ci"


def workspace(access: dict[str, Any], **environment: Any) -> Workspace:
    given = {"name": "etl", "access": access, **environment}
    made = deployment(participants=[{"name": "data", "account_id": DATA, "environments": [given]}])
    return build_blueprint(made).by_path["2-environments/data-etl"]


def arguments(access: dict[str, Any], **environment: Any) -> dict[str, Any]:
    (call,) = (call for call in workspace(access, **environment).calls if call.module == "airflow-access")
    return call.arguments


def test_each_way_to_use_airflow_reaches_the_module() -> None:
    access = {"roles": {"Admin": [LEADS], "Viewer": []}, "rest_api": {"Op": [CI]}, "cli": [LEADS]}

    assert arguments(access, tags={"Team": "data"}) == {
        "environment_name": ModuleValue("environment", "name"),
        "roles": {"Admin": (LEADS,), "Viewer": ()},
        "rest_api": {"Op": (CI,)},
        "cli": (LEADS,),
        "tags": {"Team": "data"},
    }


def test_an_empty_list_still_asks_for_the_policy_of_the_cli() -> None:
    assert arguments({"cli": []})["cli"] == ()


def test_where_nobody_is_named_there_are_no_policies_and_no_output() -> None:
    unasked = workspace({"roles": {}})

    assert [call.module for call in unasked.calls] == ["environment"]
    assert "policy_arns" not in {output.name for output in unasked.outputs}


def test_the_arns_are_an_output_among_the_others() -> None:
    names = [output.name for output in workspace({"roles": {"Viewer": []}}).outputs]

    assert "policy_arns" in names
    assert names == sorted(names)


def test_what_a_participants_defaults_name_holds_for_each_environment_that_names_nobody() -> None:
    made = deployment(
        participants=[
            {
                "name": "data",
                "account_id": DATA,
                "defaults": {"access": {"roles": {"Admin": [LEADS]}}},
                "environments": [{"name": "etl"}, {"name": "own", "access": {"roles": {"Viewer": [CI]}}}],
            }
        ]
    )

    found = [member.settings.access.roles for member in made.environments]
    assert found == [{"Admin": (LEADS,)}, {"Viewer": (CI,)}]
