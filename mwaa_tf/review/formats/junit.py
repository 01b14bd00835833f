"""For test reports of CI systems: JUnit's XML, a suite per workspace, a failure per risk.

Each risk of the catalogue that a workspace does not have is a test that passed; an ignored one was skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from mwaa_tf.review.formats import Options
from mwaa_tf.review.formats._explain import explain_destination
from mwaa_tf.review.formats._shared import clean, plan_warnings, prose
from mwaa_tf.review.model import IgnoredRisk, PlanReview, Review, Risk
from mwaa_tf.review.risks import rules

#: What XML 1.0 has no way to write, not even as a reference (https://www.w3.org/TR/xml/#charsets).
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(review: Review, options: Options) -> str:
    """The whole report; a workspace of which planning failed has a test with an error."""
    suites = [_Suite(plan, review) for plan in review.plans]
    totals = _counts(case for suite in suites for case in suite.cases)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites name={_attribute(options.title)} {totals}>"]
    for suite in suites:
        lines += suite.lines()
    return "\n".join([*lines, "</testsuites>"]) + "\n"


class _Case:
    """One test: its name, and the element that says how it ended; None where it passed."""

    def __init__(self, name: str, outcome: str | None = None, attributes: str = "", text: str = "") -> None:
        self.name = name
        self.outcome = outcome
        self._attributes = attributes
        self._text = text

    def lines(self, suite: str) -> Iterator[str]:
        opening = f"    <testcase classname={suite} name={_attribute(self.name)}"
        if self.outcome is None:
            yield f"{opening}/>"
            return
        yield f"{opening}>"
        text = f">{escape(_legal(self._text))}</{self.outcome}>" if self._text else "/>"
        yield f"      <{self.outcome} {self._attributes}{text}"
        yield "    </testcase>"


class _Suite:
    """The tests of one workspace."""

    def __init__(self, plan: PlanReview, review: Review) -> None:
        self._plan = plan
        risks = [risk for risk in review.risks if risk.workspace == plan.workspace]
        ignored = [one for one in review.ignored if one.risk.workspace == plan.workspace]
        self.cases = [*_plan_cases(plan), *_risk_cases(risks, ignored)]
        self._notes = review.notes

    def lines(self) -> Iterator[str]:
        name = _attribute(self._plan.workspace)
        yield f"  <testsuite name={name} {_counts(self.cases, ('failure', 'error', 'skipped'))}>"
        yield from _properties(self._plan)
        for case in self.cases:
            yield from case.lines(name)
        if self._notes:
            yield f"    <system-out>{escape(_legal(' '.join(map(prose, self._notes))))}</system-out>"
        yield "  </testsuite>"


def _properties(plan: PlanReview) -> Iterator[str]:
    """Where the plan goes, which the format has no element for."""
    destinations = [destination for destination in plan.destinations if destination.is_known]
    if destinations:
        yield "    <properties>"
        for destination in destinations:
            place = _attribute(explain_destination(destination))
            yield f"      <property name={_attribute(f'provider {destination.provider}')} value={place}/>"
        yield "    </properties>"


def _plan_cases(plan: PlanReview) -> Iterator[_Case]:
    for warning in plan_warnings(plan):
        outcome = "error" if plan.errored else "skipped"
        yield _Case("plan", outcome, f"message={_attribute(warning)}" + (' type="plan"' if plan.errored else ""))
    for check in plan.checks:
        outcome = "failure" if check.status == "fail" else "error"
        message = f"{clean(check.address)} {check.outcome}"
        text = "\n".join(clean(line) for said in check.messages for line in said.splitlines() if line.strip())
        yield _Case(f"check: {clean(check.address)}", outcome, f'message={_attribute(message)} type="check"', text)


def _risk_cases(risks: Sequence[Risk], ignored: Sequence[IgnoredRisk]) -> Iterator[_Case]:
    for risk in risks:
        text = f"{prose(risk.reason)}\nHow to fix: {prose(risk.remediation)}\nSource: {risk.source}"
        message = f"message={_attribute(f'{risk.severity}: {risk.title}')} type={_attribute(risk.id)}"
        yield _Case(_name(risk), "failure", message, text)
    for one in ignored:
        yield _Case(_name(one.risk), "skipped", f"message={_attribute(f'ignored: {prose(one.reason)}')}")
    found = {risk.id for risk in [*risks, *(one.risk for one in ignored)]}
    for rule in rules():
        if rule.id not in found:
            yield _Case(f"{rule.id}: {rule.title}")


def _name(risk: Risk) -> str:
    where = f" in {clean(risk.address)}" if risk.address else ""
    return f"{risk.id}: {risk.title}{where}"


def _counts(cases: Iterable[_Case], outcomes: Sequence[str] = ("failure", "error")) -> str:
    """The attributes with the number of tests and of each of ``outcomes``."""
    ended = [case.outcome for case in cases]
    names = {"failure": "failures", "error": "errors", "skipped": "skipped"}
    return " ".join([f'tests="{len(ended)}"', *(f'{names[one]}="{ended.count(one)}"' for one in outcomes)])


def _attribute(text: str) -> str:
    """``text`` on one line, as the value of an attribute, in quotes."""
    return quoteattr(_legal(prose(text)))


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
