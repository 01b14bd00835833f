"""The format for code scanning. It was held against OASIS's schema once; these tests keep what that demands."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

import pytest

from mwaa_tf.review import Review, review_plans
from mwaa_tf.review.formats import Options, write
from mwaa_tf.review.ignore import parse_ignore
from mwaa_tf.review.read import read_plans
from mwaa_tf.review.risks import rules
from tests.review.samples import CORPUS, FEATURES, REAL, reviewed
from tests.review.test_markdown import HOSTILE, spread


def _run(review: Review) -> Any:
    (document,) = write(review, "sarif", Options(title="Prod", comment="prod"))
    log = json.loads(document)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("/sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    return run


def test_every_risk_of_the_catalogue_is_a_rule() -> None:
    driver = _run(reviewed("create"))["tool"]["driver"]

    assert driver["name"] == "mwaa_tf"
    assert [rule["id"] for rule in driver["rules"]] == [rule.id for rule in rules()]
    for described, rule in zip(driver["rules"], rules(), strict=True):
        assert re.fullmatch(r"(?:[A-Z][a-z]+)+", described["name"])
        assert described["shortDescription"]["text"] == f"{rule.title}."
        assert described["helpUri"] == rule.source
        for text in described["help"].values():
            assert rule.remediation in text
            assert rule.source in text
        assert described["defaultConfiguration"]["level"] in ("error", "warning", "note")


@pytest.mark.parametrize("name", [*FEATURES, *REAL])
def test_every_risk_is_a_result(name: str) -> None:
    review = reviewed(name)
    run = _run(review)

    assert [result["ruleId"] for result in run["results"]] == [risk.id for risk in review.risks]
    for result, risk in zip(run["results"], review.risks, strict=True):
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == risk.id
        assert result["level"] == {"high": "error", "medium": "warning", "low": "note"}[risk.severity]
        assert risk.reason in result["message"]["text"]
        assert risk.remediation in result["message"]["text"]
        (location,) = result["locations"]
        assert unquote(location["physicalLocation"]["artifactLocation"]["uri"]) == risk.workspace
        (logical,) = location["logicalLocations"]
        assert logical.get("name") == risk.address
        assert "suppressions" not in result


def test_fingerprints_tell_results_apart_and_stay_the_same() -> None:
    def fingerprints(name: str) -> list[str]:
        return [result["partialFingerprints"]["riskAtAddress/v1"] for result in _run(reviewed(name))["results"]]

    prints = fingerprints("real/private-vpc/replacement")
    assert len(prints) == len(set(prints)) > 1
    assert prints == fingerprints("real/private-vpc/replacement")


def test_an_ignored_risk_is_a_suppressed_result() -> None:
    plans = read_plans([str(CORPUS["mwaa_replace"])])
    review = review_plans(plans, [parse_ignore("environment-replaced=agreed, TICKET-1")])

    (result,) = (one for one in _run(review)["results"] if one["ruleId"] == "environment-replaced")
    assert result["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "agreed, TICKET-1"},
    ]


@pytest.mark.parametrize(
    ("name", "level", "text"),
    [
        ("errored", "error", "errored: planning failed: this review is incomplete"),
        ("incomplete", "note", "incomplete: a second apply will be needed"),
        ("checks", "error", "checks: output.address could not be evaluated"),
    ],
)
def test_what_is_no_risk_and_must_be_known_is_a_notification(name: str, level: str, text: str) -> None:
    (invocation,) = _run(reviewed(name))["invocations"]

    assert {"level": level, "message": {"text": text}} in invocation["toolExecutionNotifications"]


def test_an_unused_ignore_is_a_notification() -> None:
    plans = read_plans([str(CORPUS["create"])])
    (invocation,) = _run(review_plans(plans, [parse_ignore("key-lost=why not")]))["invocations"]

    assert invocation["toolExecutionNotifications"] == [
        {"level": "warning", "message": {"text": "--ignore key-lost matches no risk"}}
    ]


def test_runs_of_one_comment_replace_each_other() -> None:
    assert _run(reviewed("create"))["automationDetails"] == {"id": "mwaa_tf/review/prod/"}


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_a_plan_is_text(text: str) -> None:
    run = _run(spread(text))

    assert run["results"]
    for result in run["results"]:
        assert result["message"]["text"].isprintable()
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[\w.~/%-]+", uri, re.ASCII)
