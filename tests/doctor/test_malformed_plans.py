"""A plan that Terraform would not write is refused by name, or costs what it is about, and is no bug."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from mwaa_tf.doctor import collect_plans, examine
from mwaa_tf.doctor.finding import CheckResult
from mwaa_tf.doctor.reading import GapKind
from mwaa_tf.errors import UsageError
from mwaa_tf.terraform.plan_json import parse_plan
from tests.support import REPOSITORY

PLAN = json.loads((REPOSITORY / "tests/doctor/plans/single-root/plan.json").read_text("utf-8"))

ODD: tuple[Any, ...] = ("text", 1, True, ["text"], [1], {"a": 1}, [[]], [{}], 10**30, "\x1b[31m<script>")

Place = tuple[str | int, ...]


def changed(place: Place, value: Any) -> bytes:
    plan = copy.deepcopy(PLAN)
    parent = plan
    for name in place[:-1]:
        parent = parent[name]
    parent[place[-1]] = value
    return json.dumps(plan).encode()


def containers(value: Any, place: Place, depth: int) -> Iterator[Place]:
    """The places within ``value``, down to some depth."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield (*place, name)
        if depth:
            yield from containers(member, (*place, name), depth - 1)


@pytest.mark.parametrize("part", ["planned_values", "prior_state", "configuration"])
def test_a_plan_of_another_structure_is_refused_by_name_or_looked_at(part: str) -> None:
    for place in containers(PLAN[part], (part,), 4):
        for value in ODD[:6]:
            try:
                views = collect_plans({"etl": parse_plan(changed(place, value), "etl")})
            except UsageError as error:
                message = str(error)
            else:
                examine(views)
                continue
            assert "etl" in message, place


(ENVIRONMENT,) = (
    index for index, change in enumerate(PLAN["resource_changes"]) if change["type"] == "aws_mwaa_environment"
)


@pytest.mark.parametrize("attribute", sorted(PLAN["resource_changes"][ENVIRONMENT]["change"]["after"]))
def test_an_attribute_of_an_environment_in_another_form_is_no_bug(attribute: str) -> None:
    for value in ODD:
        place = ("resource_changes", ENVIRONMENT, "change", "after", attribute)
        examine(collect_plans({"etl": parse_plan(changed(place, value), "etl")}))


def test_an_environment_that_is_not_understood_passes_no_check() -> None:
    place = ("resource_changes", ENVIRONMENT, "change", "after", "logging_configuration")

    (view,) = collect_plans({"etl": parse_plan(changed(place, "text"), "etl")})

    assert view.environment.gap is not None
    assert view.environment.gap.kind is GapKind.NOT_UNDERSTOOD
    assert "what the plan says about the environment is not understood" in view.environment.gap.reason
    results = {finding.result for finding in examine((view,)).findings if finding.check.startswith("logs")}
    assert CheckResult.PASS not in results
