"""The format for test reports. It was held against Jenkins' junit-10.xsd once; these tests keep what that demands."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mwaa_tf.review import Review, review_plans
from mwaa_tf.review.formats import Options, write
from mwaa_tf.review.ignore import parse_ignore
from mwaa_tf.review.read import read_plans
from mwaa_tf.review.risks import rules
from tests.review.samples import CORPUS, FEATURES, REAL, reviewed
from tests.review.test_markdown import HOSTILE, spread


def _suites(review: Review, title: str = "Prod") -> ET.Element:
    (document,) = write(review, "junit", Options(title=title))
    assert document.startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
    return ET.fromstring(document.encode())  # noqa: S314 - our own


def _count(element: ET.Element, name: str) -> int:
    return len(element.findall(f".//{name}"))


@pytest.mark.parametrize("name", [*FEATURES, *REAL])
def test_a_workspace_is_a_suite_and_a_risk_a_failure(name: str) -> None:
    review = reviewed(name)
    suites = _suites(review)

    assert suites.get("name") == "Prod"
    assert [suite.get("name") for suite in suites] == [plan.workspace for plan in review.plans]
    for suite, plan in zip(suites, review.plans, strict=True):
        risks = [risk for risk in review.risks if risk.workspace == plan.workspace]
        failures = [failure for failure in suite.iter("failure") if failure.get("type") != "check"]
        assert [failure.get("type") for failure in failures] == [risk.id for risk in risks]
        for failure, risk in zip(failures, risks, strict=True):
            assert failure.get("message") == f"{risk.severity}: {risk.title}"
            assert failure.text == f"{risk.reason}\nHow to fix: {risk.remediation}\nSource: {risk.source}"


@pytest.mark.parametrize("name", ["checks", "errored", "policy", "deployment"])
def test_what_is_counted_is_there(name: str) -> None:
    suites = _suites(reviewed(name))

    for element in (suites, *suites):
        assert int(element.attrib["tests"]) == _count(element, "testcase")
        assert int(element.attrib["failures"]) == _count(element, "failure")
        assert int(element.attrib["errors"]) == _count(element, "error")
    assert "skipped" not in suites.attrib


def test_a_risk_that_a_workspace_does_not_have_is_a_test_that_passed() -> None:
    (suite,) = _suites(reviewed("create"))

    assert [case.get("name") for case in suite] == [f"{rule.id}: {rule.title}" for rule in rules()]
    assert all(len(case) == 0 and case.get("classname") == "create" for case in suite)


def test_an_ignored_risk_was_skipped_and_an_unused_ignore_is_told() -> None:
    plans = read_plans([str(CORPUS["mwaa_replace"])])
    ignore = [parse_ignore(text) for text in ("environment-replaced=agreed, TICKET-1", "key-lost=nothing")]
    (suite,) = _suites(review_plans(plans, ignore))

    (skipped,) = suite.iter("skipped")
    assert skipped.get("message") == "ignored: agreed, TICKET-1"
    assert suite.get("skipped") == "1"
    assert suite.findtext("system-out") == "--ignore key-lost matches no risk"


def test_a_check_that_failed_is_a_failure_and_one_without_a_result_an_error() -> None:
    (suite,) = _suites(reviewed("checks"))

    (failure,), (error,) = suite.iter("failure"), suite.iter("error")
    assert failure.get("message") == "check.health failed"
    assert failure.text == "The service at https://example.com does not answer.\nLook at its log."
    assert error.get("message") == "output.address could not be evaluated"


def test_a_plan_that_failed_is_an_error() -> None:
    (suite,) = _suites(reviewed("errored"))

    assert [error.get("message") for error in suite.iter("error")] == [
        "planning failed: this review is incomplete",
    ]


@pytest.mark.parametrize("text", [*HOSTILE, "\x00", "\x08", "\ufffe", "]]>", "<!ENTITY x>", "&x;"])
def test_text_of_a_plan_is_text(text: str) -> None:
    suites = _suites(spread(text), title=text)

    assert {element.tag for element in suites.iter()} <= {
        *("testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out"),
    }


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_gives_a_document_that_can_be_read(text: str) -> None:
    plans = read_plans([str(CORPUS["mwaa_replace"])])

    _suites(review_plans(plans, [parse_ignore(f"environment-replaced=why: {text}")]), title=text)
