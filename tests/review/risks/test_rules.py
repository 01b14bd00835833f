"""Each rule finds what its bad plans have, and nothing in the good ones beside them."""

from __future__ import annotations

import copy
import importlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.review import review_plans
from mwaa_tf.review.risk import SEVERITIES
from mwaa_tf.review.risks import RiskRule, risk, rules
from mwaa_tf.terraform.plan_json import parse_plan
from tests.review.risks.cases import FIXTURES, Case, cases, plan_json, reviewed
from tools import risk_docs

BAD, GOOD = list(cases("bad")), list(cases("good"))


@pytest.mark.parametrize("case", BAD, ids=str)
def test_a_rule_finds_what_is_wrong(case: Case) -> None:
    found = [risk for risk in reviewed(case.plans).risks if risk.id == case.rule]
    assert found
    assert case.severity in (None, *(risk.severity for risk in found))
    reasons = "\n".join(risk.reason for risk in found)
    for words in case.says:
        assert words in reasons
    assert all(risk.remediation and risk.title and risk.workspace in case.plans for risk in found)


@pytest.mark.parametrize("case", GOOD, ids=str)
def test_a_rule_finds_nothing_where_nothing_is_wrong(case: Case) -> None:
    assert [risk for risk in reviewed(case.plans).risks if risk.id in case.rules] == []


def test_every_rule_has_plans_good_and_bad() -> None:
    assert {case.rule for case in BAD} == {id for case in GOOD for id in case.rules} == {rule.id for rule in rules()}


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_rule_is_a_function_called_like_its_id(path: Path) -> None:
    module = importlib.import_module(f"mwaa_tf.review.risks.{path.stem.replace('-', '_')}")

    for case in (case for case in BAD if path.stem in case.rules[:1]):
        assert callable(getattr(module, case.rule.replace("-", "_")))


def test_every_id_has_one_title_of_its_own() -> None:
    titles = Counter(rule.title for rule in rules())

    assert [title for title, count in titles.items() if count > 1] == []
    assert {(risk.id, risk.title) for case in BAD for risk in reviewed(case.plans).risks} == {
        (rule.id, rule.title) for rule in rules()
    }


def test_an_id_is_taken_once() -> None:
    with pytest.raises(ValueError, match="two rules have the id key-lost"):
        risk("key-lost", severity="low", title="", remediation="", source="")(lambda _: iter(()))


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_rule_says_what_it_finds_how_to_fix_it_and_what_it_rests_on(rule: RiskRule) -> None:
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", rule.id)
    assert re.fullmatch(r"[A-Z][^.]*", rule.title)
    assert rule.remediation.endswith(".")
    assert rule.source.startswith("https://")
    assert all(paragraph.endswith(".") for paragraph in rule.description.split("\n\n"))


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


def test_the_catalogue_in_the_documents_is_that_of_the_rules() -> None:
    for path, text in risk_docs.documents():
        assert path.read_text("utf-8") == text, "make docs"


def test_what_the_rules_say_of_bad_plans(golden: Callable[[str, str], None]) -> None:
    """Every severity, reason and remediation, where nothing else compares whole sentences."""
    lines: list[str] = []
    for case in BAD:
        lines += ["", str(case)]
        for finding in (one for one in reviewed(case.plans).risks if one.id == case.rule):
            lines.append(f"  {finding.severity} {finding.id} in {finding.workspace}: {finding.address}")
            lines += [f"    {finding.reason}", f"    {finding.remediation}"]

    golden("golden/findings.txt", "\n".join(lines[1:]) + "\n")
