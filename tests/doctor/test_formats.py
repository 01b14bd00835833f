"""What the doctor writes: each format in each situation, and text that is not trusted in all of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mwaa_tf.doctor import CheckResult, Diagnosis
from mwaa_tf.doctor.formats import FormatOptions, format_names, write
from mwaa_tf.doctor.formats._documents import schema
from mwaa_tf.doctor.formats.json import as_data
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.text import escape_workflow_commands
from tests.doctor.samples import (
    CHECKS,
    FAILED,
    HALF,
    HEALTHY,
    HOT,
    MANY,
    NOTHING,
    PASSED,
    SICK,
    SITUATIONS,
    UNREAD,
    diagnosis,
    finding,
)
from tests.review.pages import parsed
from tests.review.test_markdown import HOSTILE

_VALIDATOR = Draft202012Validator(schema())


@pytest.mark.parametrize("name", SITUATIONS)
@pytest.mark.parametrize("form", format_names())
def test_every_format_writes_every_situation(name: str, form: str, golden: Callable[[str, str], None]) -> None:
    document = write(SITUATIONS[name], form)

    assert document.endswith("\n")
    if name in ("sick", "healthy") and form != "html":
        golden(f"golden/formats/{name}.{form}", document)


def test_the_first_line_says_what_is_wrong_and_the_next_what_to_do() -> None:
    lines = write(SICK, "text", FormatOptions(width=200)).splitlines()

    assert lines[0] == f"FAILURE {FAILED.message}"
    assert lines[1] == f"  Fix: {FAILED.fix}"


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("name", SITUATIONS)
def test_text_fits_into_the_terminal(name: str, width: int) -> None:
    lines = write(SITUATIONS[name], "text", FormatOptions(width=width, verbose=True)).splitlines()

    # A word that is longer, such as the name of a permission, stays one.
    assert [line for line in lines if len(line) > width and len(line.split()) > 1] == []


def test_the_counts_of_a_group_are_folded_like_the_rest() -> None:
    checks = tuple(replace(check, id=f"prerequisites.{i}") for i, check in enumerate(CHECKS))
    findings = [replace(found, check=checks[i].id) for i, found in enumerate((FAILED, HOT, UNREAD, PASSED))]

    text = write(replace(diagnosis(*findings), checks=checks), "text", FormatOptions(width=40))

    assert "1 failure, 1 warning, 1 not checked, 1 passed" in " ".join(text.split())
    assert [line for line in text.splitlines() if len(line) > 40 and len(line.split()) > 1] == []


@pytest.mark.parametrize("form", ["text", "html", "markdown"])
def test_the_verdict_counts_what_is_listed(form: str) -> None:
    """A check may find several faults, and a warning beside a failure."""
    other, warned = replace(FAILED, subject="acl-2"), replace(HOT, check=FAILED.check)
    document = write(diagnosis(FAILED, other, warned, PASSED), form)

    assert "2 failures and 1 warning in data-etl" in document


def test_a_healthy_environment_is_said_to_be_healthy_in_a_few_lines() -> None:
    lines = write(HEALTHY, "text").splitlines()

    assert lines[0] == "No problem found in data-etl: 4 checks passed."
    assert len(lines) < 10


@pytest.mark.parametrize("form", ["text", "html", "markdown"])
def test_what_could_not_be_checked_is_no_reassurance(form: str) -> None:
    document = write(HALF, form)

    assert "1 check could not be made" in document
    assert "needs iam:GetRole in account 222222222222: access denied" in document


@pytest.mark.parametrize("form", ["text", "html", "markdown"])
@pytest.mark.parametrize("kind", [GapKind.CREDENTIALS, GapKind.DENIED, GapKind.UNAVAILABLE, GapKind.NOT_UNDERSTOOD])
def test_where_most_could_not_be_read_that_is_what_the_first_line_says(form: str, kind: GapKind) -> None:
    """A few checks pass whatever AWS answers: those of a principal that is not named, for example."""
    gap = Gap(kind, "the network is down")
    unread = [finding(check.id, CheckResult.NOT_CHECKABLE, gap.reason, gap=gap) for check in CHECKS[1:]]

    document = write(diagnosis(finding(CHECKS[0].id, CheckResult.PASS), *unread), form)

    assert "Most checks of data-etl could not be made: 3; 1 check passed" in document
    assert "No problem found" not in document
    assert 'class="verdict pass"' not in document


def test_what_does_not_exist_before_the_first_apply_is_no_alarm() -> None:
    gap = Gap(GapKind.ABSENT, "the environment does not exist yet")
    absent = [finding(check.id, CheckResult.NOT_CHECKABLE, gap.reason, gap=gap) for check in CHECKS[1:]]

    text = write(diagnosis(finding(CHECKS[0].id, CheckResult.PASS), *absent), "text")

    assert text.startswith("No problem found in data-etl: 1 check passed; 3 checks could not be made.")


@pytest.mark.parametrize("form", ["text", "html", "markdown"])
def test_the_same_fault_of_thirty_environments_is_one_entry(form: str) -> None:
    words = " ".join(write(MANY, form).split())

    assert words.count("denies TCP 5432 inbound.") == 1


def test_checks_that_passed_are_listed_when_asked_for() -> None:
    shown = "ok MWAA offers the version (2.10.3 is supported.)"

    assert shown in write(SICK, "text", FormatOptions(verbose=True))
    assert shown not in write(SICK, "text")


def test_colour_is_for_terminals_only() -> None:
    assert "\x1b" not in write(SICK, "text")
    assert "\x1b[31m" in write(SICK, "text", FormatOptions(colour=True))


# JSON


def test_the_schema_is_one_and_every_type_says_what_it_is() -> None:
    Draft202012Validator.check_schema(schema())
    assert all(described.get("description") for described in schema()["$defs"].values())


def test_the_published_schema_is_that_of_the_types(golden: Callable[[str, str], None]) -> None:
    golden("../../docs/doctor.schema.json", json.dumps(schema(), indent=2, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("name", SITUATIONS)
def test_every_diagnosis_fits_the_schema(name: str) -> None:
    assert not list(_VALIDATOR.iter_errors(json.loads(write(SITUATIONS[name], "json"))))


@pytest.mark.parametrize("change", [{"version": 2}, {"findings": None}, {"origin": "guess"}])
def test_the_schema_refuses_what_is_no_diagnosis(change: dict[str, Any]) -> None:
    assert list(_VALIDATOR.iter_errors(json.loads(json.dumps(as_data(SICK), default=str)) | change))


# JUnit and SARIF


def _cases(found: Diagnosis) -> dict[str, ET.Element]:
    suites = ET.fromstring(write(found, "junit").encode())  # noqa: S314 - our own
    return {case.attrib["name"].partition(":")[0]: case for case in suites.iter("testcase")}


def test_a_check_is_a_test_that_fails_passes_or_was_skipped() -> None:
    cases = _cases(SICK)

    assert [child.tag for child in cases["network.network-acls"]] == ["failure"]
    assert [child.tag for child in cases["permissions.execution-role"]] == ["skipped"]
    assert [child.tag for child in cases["load.cpu"]] == ["system-out"]
    assert "Fix: Choose the class mw1.medium." in (cases["load.cpu"].findtext("system-out") or "")
    assert len(cases) == len(CHECKS)


def _run(found: Diagnosis) -> Any:
    (run,) = json.loads(write(found, "sarif"))["runs"]
    return run


def test_every_check_is_a_rule_with_its_help() -> None:
    for rule, check in zip(_run(SICK)["tool"]["driver"]["rules"], CHECKS, strict=True):
        assert rule["id"] == check.id
        assert re.fullmatch(r"(?:[A-Z][a-z0-9]*)+", rule["name"])
        assert check.fix in rule["help"]["text"]
        assert rule["helpUri"] == check.source


def test_failures_and_warnings_are_results_and_the_rest_is_none() -> None:
    run = _run(SICK)

    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [
        ("network.network-acls", "error"),
        ("load.cpu", "warning"),
    ]
    (invocation,) = run["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("Not checked in data-etl: needs iam:GetRole")


def test_fingerprints_tell_results_apart_and_stay_the_same() -> None:
    def fingerprints(found: Diagnosis) -> list[str]:
        return [result["partialFingerprints"]["checkOfResource/v1"] for result in _run(found)["results"]]

    assert len(set(fingerprints(MANY))) == 60
    assert fingerprints(MANY) == fingerprints(MANY)


# Text of others


def _spread(text: str) -> Diagnosis:
    """A diagnosis with ``text`` wherever others decide what it is."""
    hostile = [
        replace(found, message=text, fix=text, subject=text, read_from=(text,)) for found in (FAILED, HOT, PASSED)
    ]
    found = diagnosis(*hostile)
    return replace(
        found,
        targets=(replace(found.targets[0], key=text, name=text),),
        findings=tuple(replace(each, target=text) for each in found.findings),
    )


@pytest.mark.parametrize("form", format_names())
@pytest.mark.parametrize("text", [*HOSTILE, "::error::owned", "##[error]owned", "##vso[task]owned"])
def test_no_line_of_any_format_is_a_command_for_a_runner(text: str, form: str) -> None:
    document = write(_spread(text), form, FormatOptions(verbose=True))

    assert document == escape_workflow_commands(document)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_text_of_others_stays_text_in_every_format(text: str) -> None:
    found = _spread(text)

    printed = write(found, "text", FormatOptions(verbose=True))
    assert all(line.isprintable() for line in printed.splitlines())
    page = parsed(write(found, "html"))
    assert {element.tag for element in page.every()} <= _TAGS
    ET.fromstring(write(found, "junit").encode())  # noqa: S314 - our own
    json.loads(write(found, "sarif"))
    assert not list(_VALIDATOR.iter_errors(json.loads(write(found, "json"))))


_TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "link",
        "style",
        "body",
        "a",
        "header",
        "h1",
        "h2",
        "h3",
        "p",
        "main",
        "ul",
        "li",
    ),
    *("span", "code", "div", "figure", "figcaption", "svg", "path", "table", "thead", "tbody", "tr", "th", "td"),
    *("details", "summary", "footer"),
}


@pytest.mark.parametrize("form", format_names())
def test_a_credential_in_a_message_is_not_shown(form: str) -> None:
    secret = "AKIAIOSFODNN7EXAMPLE"
    found = diagnosis(replace(FAILED, message=f"The log has aws_access_key_id={secret}"), PASSED)

    assert secret not in write(found, form, FormatOptions(verbose=True))


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_neither_links_nor_mentions_what_others_wrote(text: str) -> None:
    document = write(_spread(text), "markdown")

    prose = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", document)
    for line in prose.splitlines():
        assert not line.startswith("/")
        assert not re.search(r"<(?!/?(?:br|sub|details|summary)\b|!-- -->)", line.replace("\\<", ""))


def test_nothing_to_look_at_is_said() -> None:
    assert write(NOTHING, "text").startswith("No environment to look at.")


def test_the_page_runs_no_script_and_loads_nothing() -> None:
    page = write(SICK, "html")

    assert "default-src &#39;none&#39;; style-src &#39;sha256-" in page
    assert "<script" not in page
    assert CheckResult.FAILURE.value in page
