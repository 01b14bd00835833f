"""Plans that Terraform made of the examples, as tools/real_plans.py keeps them, and what is dangerous about each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from mwaa_tf.review import Action, Review, review
from mwaa_tf.review.read import read_plans

REAL = Path(__file__).parent / "plans/real"

_ENVIRONMENT, _ENDPOINTS = "2-environments/data-etl", "3-endpoints/data-etl"

#: What the rules are to say, as severity, rule and workspace. Of a first apply: nothing.
RISKS: Mapping[str, set[tuple[str, str, str]]] = {
    "smallest/pending": {
        ("high", "environment-pending", _ENVIRONMENT),
        ("medium", "environment-restarted", _ENVIRONMENT),
    },
    "smallest/nothing-to-do": set(),
    "smallest/drift": set(),
    "smallest/update": {("medium", "environment-restarted", _ENVIRONMENT)},
    "smallest/larger": {("medium", "environment-restarted", _ENVIRONMENT)},
    "smallest/public": {
        ("high", "downgrade", _ENVIRONMENT),
        ("high", "webserver-public", _ENVIRONMENT),
        ("medium", "environment-restarted", _ENVIRONMENT),
    },
    "smallest/replacement": {
        ("high", "environment-replaced", _ENVIRONMENT),
        ("medium", "stage-order", _ENDPOINTS),
        ("low", "policy-widened", _ENVIRONMENT),
    },
    "smallest/destroy": {("high", "data-deleted", _ENVIRONMENT)},
    "private-vpc/drift": set(),
    "private-vpc/destroy": {
        ("high", "data-deleted", "2-environments/risk-models"),
        ("high", "key-lost", "2-environments/risk-models"),
        ("medium", "data-deleted", "1-network"),
    },
    "web-access/first-apply": {("medium", "webserver-public", "4-access/data-office")},
    "web-access/destroy": {
        ("high", "data-deleted", "2-environments/data-office"),
        ("high", "data-deleted", "2-environments/data-sessions"),
    },
}


def _review(story: str) -> Review:
    return review(read_plans([str(REAL / story)]))


def _found(of: Review) -> set[tuple[str, str, str]]:
    return {(risk.severity, risk.id, risk.workspace) for risk in of.risks}


@pytest.mark.parametrize("story", RISKS)
def test_the_rules_find_what_is_dangerous_in_a_real_plan(story: str) -> None:
    assert _found(_review(story)) == RISKS[story]


@pytest.mark.parametrize(
    "story", sorted(path.relative_to(REAL).as_posix() for path in REAL.glob("*/first-apply")), ids=str
)
def test_a_first_apply_only_makes_things(story: str) -> None:
    first = _review(story)
    assert {change.action for plan in first.plans for change in plan.changes} == {Action.CREATE}
    assert first.at("high") == ()


def test_a_destruction_begins_with_what_stands_on_the_rest() -> None:
    plans = _review("smallest/destroy").plans
    assert [plan.workspace for plan in plans] == [_ENDPOINTS, _ENVIRONMENT, "1-network"]
    assert plans[-1].waits_for == (_ENDPOINTS, _ENVIRONMENT)


def test_somebody_elses_change_is_told_where_terraform_takes_it_back() -> None:
    (environment,) = (plan for plan in _review("smallest/drift").plans if plan.workspace == _ENVIRONMENT)
    assert [change.type for change in environment.changes] == ["aws_s3_bucket_versioning"]
    assert "aws_s3_bucket_versioning" in {change.type for change in environment.drift}


def test_no_plan_tells_where_or_when_it_was_made() -> None:
    for path in REAL.rglob("plan.json"):
        text = path.read_text("utf-8")
        assert len(text) < 200_000
        assert not any(trace in text for trace in ("/tmp/", "/home/", "/root/", ".tfplan"))  # noqa: S108
