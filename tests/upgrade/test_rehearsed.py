"""Upgrades of a deployment on the local AWS, with Terraform and its provider, as a person calls them."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.mwaa.code import constraints_address
from tests.rehearsal.deployed import ENDPOINTS, ENVIRONMENT
from tests.rehearsal.operated import SMALL, Operated, operated
from tests.support import DATA

pytestmark = [pytest.mark.long, pytest.mark.terraform]

NAME = "analytics-data-etl"

REQUIREMENTS = "requests\n"
"""Requirements that every version of Airflow can install: MWAA adds its own constraints to those without any."""
REQUIREMENTS_OF_3 = f"--constraint {constraints_address('3.3.1', '3.12')}\nrequests\n"


def config(**changes: Any) -> dict[str, Any]:
    """:data:`SMALL` with Airflow 2.10.3, a file of requirements, and ``changes`` of its environment."""
    data = copy.deepcopy(SMALL)
    data["participants"][0]["environments"][0].update(  # type: ignore[index]
        {
            "airflow_version": "2.10.3",
            "requirements": {"path": "requirements.txt", "source": "requirements.txt"},
            **changes,
        }
    )
    return data


@pytest.fixture
def deployed(tmp_path: Path) -> Iterator[Operated]:
    """A deployment that is applied, with Airflow 2.10.3."""
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "requirements.txt").write_text(REQUIREMENTS)
    with operated(folder, config()) as started:
        done = started.call("apply", "--yes")
        assert done.returncode == 0, done.stdout + done.stderr
        yield started


def environment(started: Operated) -> Any:
    return started.local.client("mwaa", DATA).get_environment(Name=NAME)["Environment"]


def configured(started: Operated) -> str | None:
    (participant,) = json.loads((started.folder / "mwaa.yaml").read_text())["participants"]
    version: str | None = participant["environments"][0].get("airflow_version")
    return version


def calls(started: Operated, action: str) -> list[Any]:
    return [call for call in started.local.record if call.action == action]


def assert_nothing_is_left_to_do(started: Operated) -> None:
    """Of all workspaces, outputs included, and of the rendered files."""
    plan = started.call("plan", "-detailed-exitcode")
    assert plan.returncode == 0, plan.stdout + plan.stderr
    assert "would change" not in plan.stderr


def test_from_2_10_to_3_in_place_with_what_the_new_version_needs(deployed: Operated) -> None:
    before = environment(deployed)
    # What 3.x needs: other requirements, and an option under its new name.
    (deployed.folder / "requirements.txt").write_text(REQUIREMENTS_OF_3)
    deployed.configure(config(airflow_configuration_options={"api.instance_name": "ours"}))
    text = (deployed.folder / "mwaa.yaml").read_text()

    checked = deployed.call("upgrade", "data-etl", "--to", "3.3.1", "--check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "1. 2.10.3 to 2.11.2: snapshot of the metadata database, update; Python 3.11 to 3.12" in checked.stdout
    assert "2. 2.11.2 to 3.3.1" in checked.stdout
    assert "AirflowConfigurationOptions and RequirementsS3ObjectVersion" in checked.stdout
    assert not calls(deployed, "UpdateEnvironment")
    assert (deployed.folder / "mwaa.yaml").read_text() == text

    done = deployed.call("upgrade", "data-etl", "--to", "3.3.1", "--yes", "--json")
    assert done.returncode == 0, done.stdout + done.stderr

    after = environment(deployed)
    assert (after["Arn"], after["CreatedAt"]) == (before["Arn"], before["CreatedAt"])
    assert (after["AirflowVersion"], after["Status"]) == ("3.3.1", "AVAILABLE")
    assert after["AirflowConfigurationOptions"] == {"api.instance_name": "ours"}
    assert after["RequirementsS3ObjectVersion"] != before["RequirementsS3ObjectVersion"]
    assert len(calls(deployed, "CreateEnvironment")) == 1
    assert not calls(deployed, "DeleteEnvironment")
    assert len(calls(deployed, "UpdateEnvironment")) == 2
    assert (deployed.folder / "mwaa.yaml").read_text() == text.replace("2.10.3", "3.3.1")
    assert_nothing_is_left_to_do(deployed)

    result = json.loads(done.stdout)
    # The version between the two ran with the files that had run before.
    assert [(step["requested"], step["arguments"], step["error"]) for step in result["steps"]] == [
        ("2.11.2", [], None),
        ("3.3.1", ["AirflowConfigurationOptions", "RequirementsS3ObjectVersion"], None),
    ]
    assert {plan["workspace"]: plan["is_empty"] for plan in result["plans"]} == {ENVIRONMENT: True, ENDPOINTS: True}
