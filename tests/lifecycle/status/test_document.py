"""The status for programs, and the schema that is published of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mwaa_tf.lifecycle.status.document import VERSION, as_data, schema
from mwaa_tf.lifecycle.status.drift import Drift, DriftChange
from mwaa_tf.lifecycle.status.environments import EndpointReading, EnvironmentReading
from mwaa_tf.lifecycle.status.locks import StateLock
from mwaa_tf.lifecycle.status.model import DeploymentStatus
from mwaa_tf.lifecycle.status.readings import StateReading
from mwaa_tf.lifecycle.status.trail import TrailEvent
from tests.lifecycle.status.samples import ETL, NOW, facts, status
from tests.lifecycle.status.test_table import SITUATIONS

_VALIDATOR = Draft202012Validator(schema())


def document(name: str) -> Any:
    return json.loads(json.dumps(as_data([SITUATIONS[name]])))


def test_the_schema_is_one_and_every_type_says_what_it_is() -> None:
    Draft202012Validator.check_schema(schema())
    assert all(described.get("description") for described in schema()["$defs"].values())


def test_the_published_schema_is_that_of_the_types(golden: Callable[[str, str], None]) -> None:
    golden("../../../docs/status.schema.json", json.dumps(schema(), indent=2, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("name", SITUATIONS)
def test_every_status_fits_it(name: str) -> None:
    assert not list(_VALIDATOR.iter_errors(document(name)))


NOTHING_KNOWN = status(
    facts(
        ETL,
        StateReading("terraform.tfstate", lock=StateLock("")),
        environment=EnvironmentReading("analytics-data-etl"),
        endpoints=(EndpointReading("database", ""),),
        drift=Drift((DriftChange("aws_vpc.this", "update", changed_by=(TrailEvent(NOW, "DeleteVpc", ""),)),)),
    )
)


@pytest.mark.parametrize("found", [*SITUATIONS.values(), NOTHING_KNOWN])
def test_what_is_not_known_is_null_and_never_an_empty_text(found: DeploymentStatus) -> None:
    data = json.loads(json.dumps(as_data([found])))
    assert '""' not in json.dumps(data)
    assert not list(_VALIDATOR.iter_errors(data))


def test_every_text_that_may_not_be_known_is_null_where_nothing_is() -> None:
    (etl,) = as_data([NOTHING_KNOWN])["deployments"][0]["workspaces"]
    known = etl["environment"].pop("name"), etl["endpoints"][0].pop("purpose")
    assert known == ("analytics-data-etl", "database")
    assert {*etl["environment"].values(), *etl["endpoints"][0].values()} == {None}
    assert [etl["lock"][key] for key in ("id", "who", "operation", "created")] == [None] * 4
    assert (etl["applied_by"], etl["needs_account"], etl["next_step"]["command"]) == (None, None, None)
    assert (etl["drift"]["error"], etl["drift"]["changes"][0]["changed_by"][0]["principal"]) == (None, None)


@pytest.mark.parametrize("change", [{"version": VERSION + 1}, {"deployments": None}, {"needs_attention": "no"}])
def test_the_schema_refuses_what_is_no_status(change: dict[str, Any]) -> None:
    assert list(_VALIDATOR.iter_errors(document("in-order") | change))


def test_the_red_morning_is_all_in_it() -> None:
    data = document("red")
    network, etl, endpoints = data["deployments"][0]["workspaces"]
    assert data["needs_attention"]
    assert network["lock"]["who"] == "ops@laptop"
    assert network["next_step"]["command"].startswith("mwaa_tf adopt -c network.yaml 1-network --write && terraform ")
    assert etl["environment"]["end_of_support"] == "2025-12-30"
    assert etl["drift"]["changes"][0]["changed_by"][0]["principal"].endswith("assumed-role/ops/ben")
    assert etl["applied_by"].endswith("assumed-role/terraform/mwaa_tf")
    assert endpoints["applied"] == "unknown"
    assert endpoints["endpoints"][0]["state"] == "failed"
