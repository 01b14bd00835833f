"""For test reports of CI systems: JUnit's XML, a suite per workspace, a failure per risk.

Each risk of the catalogue that a workspace does not have is a test that passed; an ignored one was skipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mwaa_tf.junit import JunitCase, JunitSuite, junit_document
from mwaa_tf.markup.untrusted import clean, prose
from mwaa_tf.review.formats import Options
from mwaa_tf.review.formats._explain import explain_destination
from mwaa_tf.review.formats._shared import plan_warnings, tags_sentence
from mwaa_tf.review.model import PlanReview, Review, WaitingWorkspace
from mwaa_tf.review.order import in_order
from mwaa_tf.review.risk import IgnoredRisk, Risk
from mwaa_tf.review.risks import rules
from mwaa_tf.text import join_words


def render(review: Review, options: Options) -> str:
    """The whole report; a workspace of which planning failed has a test with an error."""
    return junit_document(prose(options.title), _suites(review))


def _suites(review: Review) -> list[JunitSuite]:
    return [
        _waiting_suite(plan) if isinstance(plan, WaitingWorkspace) else _suite(plan, review)
        for plan in in_order(review.plans, review.waiting)
    ]


def _waiting_suite(workspace: WaitingWorkspace) -> JunitSuite:
    message = prose(f"not planned yet: waits for {join_words(workspace.waits_for)}")
    return JunitSuite(prose(workspace.workspace), [JunitCase("plan", "skipped", message)])


def _suite(plan: PlanReview, review: Review) -> JunitSuite:
    risks = [risk for risk in review.risks if risk.workspace == plan.workspace]
    ignored = [one for one in review.ignored if one.risk.workspace == plan.workspace]
    return JunitSuite(
        prose(plan.workspace),
        [*_plan_cases(plan), *_risk_cases(risks, ignored)],
        properties=list(_properties(plan)),
        output=" ".join(map(prose, [*review.notes, *([f"{tags}."] if (tags := tags_sentence(plan)) else [])])),
    )


def _properties(plan: PlanReview) -> Iterator[tuple[str, str]]:
    """Where the plan goes, which the format has no element for."""
    for destination in plan.destinations:
        if destination.is_known:
            yield prose(f"provider {destination.provider}"), prose(explain_destination(destination))


def _plan_cases(plan: PlanReview) -> Iterator[JunitCase]:
    for warning in plan_warnings(plan):
        if plan.errored:
            yield JunitCase("plan", "error", prose(warning), kind="plan")
        else:
            yield JunitCase("plan", "skipped", prose(warning))
    for check in plan.checks:
        message = prose(f"{clean(check.address)} {check.outcome}")
        text = "\n".join(clean(line) for said in check.messages for line in said.splitlines() if line.strip())
        name = prose(f"check: {clean(check.address)}")
        yield JunitCase(name, "failure" if check.status == "fail" else "error", message, kind="check", text=text)


def _risk_cases(risks: Sequence[Risk], ignored: Sequence[IgnoredRisk]) -> Iterator[JunitCase]:
    for risk in risks:
        text = f"{prose(risk.reason)}\nHow to fix: {prose(risk.remediation)}\nSource: {risk.source}"
        yield JunitCase(_name(risk), "failure", prose(f"{risk.severity}: {risk.title}"), kind=prose(risk.id), text=text)
    for one in ignored:
        yield JunitCase(_name(one.risk), "skipped", prose(f"ignored: {prose(one.reason)}"))
    found = {risk.id for risk in [*risks, *(one.risk for one in ignored)]}
    for rule in rules():
        if rule.id not in found:
            yield JunitCase(prose(f"{rule.id}: {rule.title}"))


def _name(risk: Risk) -> str:
    where = f" in {clean(risk.address)}" if risk.address else ""
    return prose(f"{risk.id}: {risk.title}{where}")
