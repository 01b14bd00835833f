"""Monitoring: one set of alarms for each environment, one dashboard for each account."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf import build_blueprint
from mwaa_tf.blueprint import ModuleValue
from tests.support import DATA, OWNER, SCIENCE, deployment

TOPIC = f"arn:aws:sns:us-east-1:{OWNER}:on-call"
ON = {"enabled": True}


def participant(name: str, account_id: str, **environments: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "account_id": account_id,
        "environments": [{"name": key, "monitoring": monitoring} for key, monitoring in environments.items()],
    }


def calls(*participants: dict[str, Any]) -> dict[str, Any]:
    """The arguments of each workspace's call of the module."""
    return {
        workspace.path.removeprefix("2-environments/"): call.arguments
        for workspace in build_blueprint(deployment(participants=list(participants))).workspaces
        for call in workspace.calls
        if call.module == "monitoring"
    }


def dashboards(*participants: dict[str, Any]) -> dict[str, list[str]]:
    return {
        key: [environment["name"] for environment in arguments["dashboard"]["environments"]]
        for key, arguments in calls(*participants).items()
        if "dashboard" in arguments
    }


def test_nothing_is_monitored_unasked() -> None:
    assert calls(participant("data", DATA, etl={})) == {}


def test_alarms_are_of_the_environment_in_the_same_workspace() -> None:
    (arguments,) = calls(participant("data", DATA, etl={**ON, "dashboard": False})).values()

    assert arguments == {"environment_name": ModuleValue("environment", "name")}


def test_topic_thresholds_and_disabled_alarms_reach_the_module() -> None:
    given = {"alarm_topic_arn": TOPIC, "thresholds": {"cpu_percent": 80}, "disabled_alarms": ["queue-age"]}

    (arguments,) = calls(participant("data", DATA, etl={**ON, **given})).values()

    assert arguments["alarm_topic"] == {"create": False, "arn": TOPIC}
    assert arguments["thresholds"] == {"cpu_percent": 80}
    assert arguments["disabled_alarms"] == ("queue-age",)
    assert arguments["dashboard"]["environments"] == (
        {"name": "analytics-data-etl", "disabled_alarms": ("queue-age",)},
    )


def test_the_first_monitored_environment_of_an_account_has_the_dashboard_of_all() -> None:
    found = dashboards(
        participant("data", DATA, unwatched={}, etl=ON, reports=ON, aside={**ON, "dashboard": False}),
        participant("science", SCIENCE, training=ON),
        participant("lab", DATA, trial=ON),
    )

    assert found == {
        "data-etl": ["analytics-data-etl", "analytics-data-reports", "analytics-lab-trial"],
        "science-training": ["analytics-science-training"],
    }


def test_a_dashboard_that_moves_does_not_meet_itself() -> None:
    """Two workspaces of one stage would make and delete the same name side by side."""
    before = calls(participant("data", DATA, etl=ON, reports=ON))["data-etl"]["dashboard"]["name"]
    after = calls(participant("data", DATA, etl={"enabled": False}, reports=ON))["data-reports"]["dashboard"]["name"]

    assert before != after


@pytest.mark.parametrize(
    ("monitoring", "expected"),
    [
        ({}, set()),
        ({**ON, "dashboard": False}, {"alarm_arns", "alarm_topic_arn"}),
        (ON, {"alarm_arns", "alarm_topic_arn", "dashboard_name"}),
    ],
)
def test_outputs_are_of_what_is_there(monitoring: dict[str, Any], expected: set[str]) -> None:
    made = deployment(participants=[participant("data", DATA, etl=monitoring)])
    outputs = {output.name for output in build_blueprint(made).by_path["2-environments/data-etl"].outputs}

    assert outputs & {"alarm_arns", "alarm_topic_arn", "dashboard_name"} == expected
