"""An upgrade for programs, and the schema that is published of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mwaa_tf.doctor.finding import CheckResult, Finding
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.mwaa.upgrade_path import upgrade_path
from mwaa_tf.terraform import Plan
from mwaa_tf.terraform.events import PlannedChange
from mwaa_tf.upgrade.document import as_data, schema
from mwaa_tf.upgrade.pending import PendingChanges
from mwaa_tf.upgrade.result import StepResult, UpgradeProposal, UpgradeResult
from mwaa_tf.upgrade.running import RunningEnvironment, UpdateRecord

_VALIDATOR = Draft202012Validator(schema())

RUNNING = RunningEnvironment("analytics-data-etl", "AVAILABLE", "2.10.3", UpdateRecord())
PATH = upgrade_path("2.10.3", "3.3.1")
FINDING = Finding("upgrade.requirements", "data-etl", CheckResult.WARNING, "pandas is pinned", "take the pin away")
PENDING = PendingChanges({"AirflowConfigurationOptions": {"api.secret": "hush"}}, ("RequirementsS3ObjectVersion",))


def proposal(**changes: Any) -> UpgradeProposal:
    values: dict[str, Any] = {"running": RUNNING, "requested": "3.3.1", "configured": "2.10.3", "path": PATH}
    return UpgradeProposal(**{**values, **changes})


def situations() -> Iterator[tuple[UpgradeProposal, UpgradeResult | None, str]]:
    assert PATH
    first, second = PATH
    change = Plan((PlannedChange("module.environment.aws_mwaa_environment.this", "update"),), {"status": "update"})
    yield proposal(pending=PENDING, findings=(FINDING,)), None, ""
    yield proposal(path=None), None, "AWS does not bring an environment there"
    yield proposal(path=(), configured=None), UpgradeResult(version="3.3.1"), ""
    failed = StepResult(second, 4.25, ("AirflowConfigurationOptions",), "AWS took it back", is_still_running=True)
    yield proposal(), UpgradeResult((StepResult(first, 3.0), failed), "2.11.2", "2.11.2"), ""
    agreement = (
        Outcome("2-environments/data-etl", 2, "plan", plan=change),
        Outcome("3-endpoints/data-etl", 3, "plan", needs_credentials="account 111111111111 (owner)"),
        Outcome("4-access/data-etl", 4, "plan", error=MwaaTfError("no state")),
    )
    yield proposal(), UpgradeResult((), "3.3.1", "3.3.1", agreement, "cannot be written"), ""


@pytest.mark.parametrize("situation", tuple(situations()))
def test_every_upgrade_fits_the_schema(situation: Any) -> None:
    assert not list(_VALIDATOR.iter_errors(json.loads(json.dumps(as_data(*situation)))))


def test_values_of_options_which_may_be_secret_are_in_no_output() -> None:
    text = json.dumps(as_data(proposal(pending=PENDING), None, ""))

    assert "AirflowConfigurationOptions" in text
    assert "hush" not in text


def test_the_schema_is_one_and_every_type_says_what_it_is() -> None:
    Draft202012Validator.check_schema(schema())
    assert all(described.get("description") for described in schema()["$defs"].values())


def test_the_published_schema_is_that_of_the_types(golden: Callable[[str, str], None]) -> None:
    golden("../../docs/upgrade.schema.json", json.dumps(schema(), indent=2, ensure_ascii=False) + "\n")
