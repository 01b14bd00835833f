"""The status for programs, and the schema that is published of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mwaa_tf.lifecycle.status.document import VERSION, as_data, schema
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


@pytest.mark.parametrize("change", [{"version": VERSION + 1}, {"deployments": None}, {"needs_attention": "no"}])
def test_the_schema_refuses_what_is_no_status(change: dict[str, Any]) -> None:
    assert list(_VALIDATOR.iter_errors(document("in-order") | change))


def test_the_red_morning_is_all_in_it() -> None:
    data = document("red")
    network, etl, endpoints = data["deployments"][0]["workspaces"]
    assert data["needs_attention"]
    assert network["lock"]["who"] == "ana@laptop"
    assert network["next_step"]["command"].startswith("terraform -chdir=generated/analytics/1-network force-unlock ")
    assert etl["environment"]["end_of_support"] == "2025-12-30"
    assert etl["drift"]["changes"][0]["changed_by"][0]["principal"].endswith("assumed-role/ops/ben")
    assert etl["applied_by"].endswith("assumed-role/terraform/mwaa_tf")
    assert endpoints["applied"] == "unknown"
    assert endpoints["endpoints"][0]["state"] == "failed"
