"""Plans that Terraform made of the examples, as tools/real_plans.py keeps them, and what is dangerous about each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from mwaa_tf.review import Action, Review, review_plans
from mwaa_tf.review.read import read_plans
from tests.support import EXAMPLES

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
        ("high", "airflow-downgraded", _ENVIRONMENT),
        ("high", "webserver-public", _ENVIRONMENT),
        ("medium", "environment-restarted", _ENVIRONMENT),
    },
    "smallest/replacement": {
        ("high", "environment-replaced", _ENVIRONMENT),
        ("medium", "stage-order", _ENDPOINTS),
        ("low", "policy-unknown", _ENVIRONMENT),
    },
    "smallest/destroy": {("high", "data-deleted", _ENVIRONMENT)},
    "private-vpc/drift": set(),
    "private-vpc/destroy": {
        ("high", "data-deleted", "2-environments/risk-models"),
        ("high", "key-lost", "2-environments/risk-models"),
        ("medium", "data-deleted", "1-network"),
    },
    "private-vpc/replacement": {
        ("high", "environment-replaced", "2-environments/risk-models"),
        ("high", "key-lost", "2-environments/risk-models"),
        ("medium", "bucket-unprotected", "2-environments/risk-models"),
        # The endpoint of KMS, and the execution role: keys of AWS's in place of the environment's own.
        ("medium", "policy-widened", "1-network"),
        ("medium", "policy-widened", "2-environments/risk-models"),
    },
    "one-account/replacement": {
        ("high", "environment-replaced", "2-environments/finance-closing"),
        ("medium", "policy-widened", "1-network"),
        ("low", "policy-unknown", "2-environments/finance-closing"),
    },
    # Somebody changed the limit of workers, which Terraform changes back.
    "several-participants/drift": {("medium", "environment-restarted", "2-environments/data-ingest")},
    "managed-elsewhere/destroy": {
        ("high", "data-deleted", "2-environments/data-ingest"),
        ("high", "data-deleted", "2-environments/data-reports"),
        # It is externally managed, and stays.
        ("high", "endpoints-removed", "3-endpoints/science-training"),
        ("high", "endpoint-access-removed", "3-endpoints/science-training"),
    },
    "web-access/first-apply": {("medium", "load-balancer-public", "4-access/data-office")},
    "web-access/destroy": {
        ("high", "data-deleted", "2-environments/data-office"),
        ("high", "data-deleted", "2-environments/data-sessions"),
    },
}


def _every(story: str) -> list[str]:
    """That part of the life of each example."""
    return sorted(path.relative_to(REAL).as_posix() for path in REAL.glob(f"*/{story}"))


def _review(story: str) -> Review:
    return review_plans(read_plans([str(REAL / story)]))


def _found(of: Review) -> set[tuple[str, str, str]]:
    return {(risk.severity, risk.id, risk.workspace) for risk in of.risks}


@pytest.mark.parametrize("story", RISKS)
def test_the_rules_find_what_is_dangerous_in_a_real_plan(story: str) -> None:
    assert _found(_review(story)) == RISKS[story]


@pytest.mark.parametrize("story", _every("first-apply"))
def test_a_first_apply_only_makes_things(story: str) -> None:
    first = _review(story)
    assert {change.action for plan in first.plans for change in plan.changes} == {Action.CREATE}
    assert first.at("high") == ()


@pytest.mark.parametrize("story", _every("update"))
def test_a_change_in_place_replaces_nothing_and_leaves_what_others_read(story: str) -> None:
    plans = _review(story).plans
    assert {change.action for plan in plans for change in plan.changes} == {Action.UPDATE}
    # The environments were PENDING when they were applied, and are AVAILABLE by now.
    assert {output.name for plan in plans for output in plan.outputs} <= {"status"}


@pytest.mark.parametrize("story", _every("replacement"))
def test_a_replacement_of_an_environment_is_a_high_risk_wherever_it_is(story: str) -> None:
    found = _review(story)
    replaced = {
        plan.workspace
        for plan in found.plans
        for change in plan.changes
        if change.type == "aws_mwaa_environment" and change.action is Action.REPLACE
    }
    named = [risk for risk in found.at("high") if risk.id == "environment-replaced"]
    assert {risk.workspace for risk in named} == replaced != set()
    assert all("`kms_key`" in risk.reason for risk in named)


@pytest.mark.parametrize("story", _every("destroy"))
def test_a_destruction_only_deletes_and_says_what_data_goes(story: str) -> None:
    destroyed = _review(story)
    assert {change.action for plan in destroyed.plans for change in plan.changes} == {Action.DELETE}
    environments = {plan.workspace for plan in destroyed.plans if plan.workspace.startswith("2-")}
    assert {risk.workspace for risk in destroyed.at("high") if risk.id == "data-deleted"} == environments


def test_every_example_was_planned_through_its_life() -> None:
    examples = {path.name for path in EXAMPLES}
    for story in ("first-apply", "update", "replacement", "drift", "destroy"):
        assert {path.parent.name for path in REAL.glob(f"*/{story}")} == examples


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
