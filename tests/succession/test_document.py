"""A succession for programs, and the schema that is published of it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from jsonschema import Draft202012Validator

from mwaa_tf.succession.document import as_data, schema
from mwaa_tf.succession.pair import Pair, pair_of
from mwaa_tf.succession.steps import PairStep, StepState, StepStatus
from tests.support import DATA, deployment

_VALIDATOR = Draft202012Validator(schema())


def pair() -> Pair:
    environments = [{"name": "etl"}, {"name": "etl-next", "succeeds": "etl"}]
    return pair_of(
        deployment(participants=[{"name": "data", "account_id": DATA, "environments": environments}]), "data-etl-next"
    )


@pytest.mark.parametrize("state", list(StepState))
@pytest.mark.parametrize("command", [None, "mwaa_tf succession data-etl-next pause"])
def test_every_state_of_every_step_fits_the_schema(state: StepState, command: str | None) -> None:
    statuses = [StepStatus(step, state, "why" if step is PairStep.KEEP else "") for step in PairStep]

    data = json.loads(json.dumps(as_data(pair(), statuses, command)))

    assert not list(_VALIDATOR.iter_errors(data))
    assert {each["step"]: each["reason"] for each in data["steps"]}["keep"] == "why"
    assert {each["reason"] for each in data["steps"]} == {None, "why"}


def test_a_state_that_there_is_not_is_refused_by_the_schema() -> None:
    data = as_data(pair(), [StepStatus(PairStep.KEEP, StepState.DONE)], None)
    data["steps"][0]["state"] = "finished"

    assert list(_VALIDATOR.iter_errors(data))


def test_the_schema_is_one_and_every_type_says_what_it_is() -> None:
    Draft202012Validator.check_schema(schema())
    assert all(described.get("description") for described in schema()["$defs"].values())


def test_the_published_schema_is_that_of_the_types(golden: Callable[[str, str], None]) -> None:
    golden("../../docs/succession.schema.json", json.dumps(schema(), indent=2, ensure_ascii=False) + "\n")
