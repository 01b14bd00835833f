"""Each rule finds what its bad plans have, and nothing in the good ones beside them."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from mwaa_tf.review import review_plans
from mwaa_tf.review.model import SEVERITIES
from mwaa_tf.review.risks import rules
from mwaa_tf.terraform.plan_json import parse_plan
from tests.review.risks.cases import FIXTURES, Case, cases, plan_json, reviewed
from tests.support import REPOSITORY

RULES = REPOSITORY / "mwaa_tf/review/risks"

BAD, GOOD = list(cases("bad")), list(cases("good"))


@pytest.mark.parametrize("case", BAD, ids=str)
def test_a_rule_finds_what_is_wrong(case: Case) -> None:
    found = [risk for risk in reviewed(case.plans).risks if risk.id == case.rule]
    assert found
    assert case.severity in (None, *(risk.severity for risk in found))
    reasons = "\n".join(risk.reason for risk in found)
    for words in case.says:
        assert words in reasons
    assert all(risk.way_out and risk.title and risk.workspace in case.plans for risk in found)


@pytest.mark.parametrize("case", GOOD, ids=str)
def test_a_rule_finds_nothing_where_nothing_is_wrong(case: Case) -> None:
    assert [risk for risk in reviewed(case.plans).risks if risk.id == case.rule] == []


def test_every_rule_has_plans_good_and_bad() -> None:
    assert {path.stem for path in FIXTURES.glob("*.yaml")} == {rule.id for rule in rules()}
    assert {case.rule for case in BAD} == {case.rule for case in GOOD} == {rule.id for rule in rules()}


def test_a_rule_is_called_like_its_file_and_says_what_it_rests_on() -> None:
    for rule in rules():
        assert (RULES / f"{rule.id.replace('-', '_')}.py").exists()
        assert rule.title
        assert rule.way_out.endswith(".")
        assert rule.source


def test_every_severity_that_is_named_is_one() -> None:
    assert {case.severity for case in BAD} <= {None, *SEVERITIES}


@pytest.mark.parametrize("case", BAD + GOOD, ids=str)
def test_whatever_stands_in_a_plan_no_rule_stumbles(case: Case) -> None:
    for plans in _spoilt({name: plan_json(given) for name, given in case.plans.items()}):
        review_plans({name: parse_plan(json.dumps(plan).encode(), name) for name, plan in plans.items()})


def _spoilt(plans: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The plans with each kind of wrong value in the place of every one that a provider wrote."""
    wrongs: tuple[Any, ...] = (None, 7, True, "", "x", [], [None, 1, {}], {}, {"a": [{}]})
    for wrong in wrongs:
        spoilt = copy.deepcopy(plans)
        for plan in spoilt.values():
            for item in plan["resource_changes"]:
                for side in ("before", "after"):
                    values = item["change"][side]
                    item["change"][side] = dict.fromkeys(values, wrong) if isinstance(values, dict) else values
            for output in plan["output_changes"].values():
                output["before"] = wrong
        yield spoilt
    for mask in ("before_sensitive", "after_sensitive"):
        spoilt = copy.deepcopy(plans)
        for plan in spoilt.values():
            for item in plan["resource_changes"]:
                item["change"][mask] = True
        yield spoilt
