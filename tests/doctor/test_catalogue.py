"""The catalogue of checks, and what other tools and AWS's pages check, of which nothing may be missing."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from mwaa_tf.doctor.checks import Check, checks
from mwaa_tf.doctor.formats import write
from tests.doctor.plan_edits import EditablePlans
from tests.doctor.planned_faults import FAULTS
from tests.support import REPOSITORY
from tools import doctor_docs

IDS = {check.id for check in checks()}
ITEMS = [(source, item) for source in doctor_docs.sources() for item in source.items]


@pytest.mark.parametrize(("source", "item"), ITEMS, ids=[f"{source.name}: {item.name}" for source, item in ITEMS])
def test_everything_that_a_source_checks_is_checked_or_answered(
    source: doctor_docs.CoveredSource, item: doctor_docs.SourceItem
) -> None:
    assert doctor_docs.covering(source, item) or item.instead, "no check covers it"
    assert item.about
    assert set(item.checks) <= IDS, "there is no such check"


def test_an_item_is_listed_once() -> None:
    counts = Counter(f"{source.name}: {item.name}" for source, item in ITEMS)

    assert [name for name, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("script", ["verify_env"])
def test_a_check_covers_only_what_the_script_has(script: str) -> None:
    """The names of functions are exact, those of steps and pages are words."""
    known = {f"{source.name}: {item.name}" for source, item in ITEMS}
    claimed = {covered for check in checks() for covered in check.covers if covered.startswith(f"{script}: ")}

    assert claimed - known - {f"{script}: check_secrets_manager"} == set()


@pytest.mark.parametrize("check", checks(), ids=[check.id for check in checks()])
def test_a_check_says_what_it_proves_how_to_fix_it_and_why_that_is_so(check: Check) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z0-9-]+", check.id)
    assert check.title
    assert not check.title.endswith(".")
    assert check.proves.endswith((".", ":", "`", "|")), "the docstring is its page"
    assert check.fix
    assert check.source.startswith("https://")


def test_the_guide_is_that_of_the_checks() -> None:
    for path, text in doctor_docs.documents():
        assert path.read_text("utf-8") == text, "make docs"


def test_the_table_has_no_empty_cell() -> None:
    rows = [line for line in doctor_docs.FILE.read_text("utf-8").splitlines() if line.startswith("| ")]

    assert len(rows) > len(ITEMS)
    assert [row for row in rows if any(not cell.strip() for cell in row.strip("| ").split(" | "))] == []


def test_the_guide_shows_what_is_printed_about_a_plan() -> None:
    (fault,) = (fault for fault in FAULTS if fault.id == "no-self-reference")
    plans = EditablePlans(fault.plans)
    fault.edit(plans)
    printed = write(plans.diagnosis, "text").partition("NOT CHECKED")[0]

    assert printed in doctor_docs.FILE.read_text("utf-8")


def fix_texts() -> Iterator[tuple[str, str]]:
    """The literals that begin what a check says to do, each with its file."""
    for file in sorted((REPOSITORY / "mwaa_tf/doctor").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "fix":
                yield from ((file.stem, text) for text in beginnings(node.value))


def beginnings(value: ast.expr) -> Iterator[str]:
    """The first words of a text, in each of its cases."""
    match value:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*beginnings(body), *beginnings(orelse))
        case ast.BoolOp(values=values):
            yield from (text for each in values for text in beginnings(each))


def test_what_to_do_begins_as_a_sentence() -> None:
    texts = list(fix_texts())

    assert len(texts) > len(checks())
    assert [(file, text) for file, text in texts if text[:1].islower()] == []


def test_what_is_found_is_a_sentence() -> None:
    for fault in FAULTS:
        plans = EditablePlans(fault.plans)
        fault.edit(plans)
        for finding in plans.diagnosis.findings:
            if finding.result.is_problem:
                assert finding.message.endswith("."), finding
