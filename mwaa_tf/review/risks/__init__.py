"""Risks in a plan: each has an id that never changes, one title, and a rule that finds it.

Adding one is adding a function in a file of this folder: nothing lists them by hand. The docstring of the function is
its page in docs/risks.md: what it finds, and why that is dangerous.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from inspect import cleandoc

from mwaa_tf.plugins import load_plugins
from mwaa_tf.review.invocations import InvokedAction
from mwaa_tf.review.judged import judged_plan
from mwaa_tf.review.model import PlanReview, ReviewedChange
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.revealed import RevealedChange, revealed
from mwaa_tf.review.risk import Risk, Severity
from mwaa_tf.review.unrecognized import Unrecognized


@dataclass(frozen=True, slots=True)
class RiskFinding:
    """What a rule found: which change is dangerous, and why here."""

    change: ReviewedChange | InvokedAction | Unrecognized | None
    """None where it is the whole workspace."""
    reason: str
    remediation: str | None = None
    """How to fix it here, where the rule's own words do not fit."""
    severity: Severity | None = None
    """Where it is another one than the rule's."""


Rule = Callable[[PlanReview], Iterator[RiskFinding]]
RuleAcross = Callable[[PlanReview, Sequence[PlanReview]], Iterator[RiskFinding]]


@dataclass(frozen=True, slots=True)
class RiskRule:
    """A risk of the catalogue, and the rule that finds it."""

    id: str
    severity: Severity
    """Of most findings; one may be less or more severe."""
    title: str
    remediation: str
    source: str
    """The address of the page that the rule rests on."""
    description: str
    """What it finds and why that is dangerous, in Markdown."""
    rule: RuleAcross


_RULES: dict[str, RiskRule] = {}


def risk(id: str, *, severity: Severity, title: str, remediation: str, source: str) -> Callable[[Rule], Rule]:
    """Register a rule: a function that yields what it finds in one plan."""

    def register(rule: Rule) -> Rule:
        _register(RiskRule(id, severity, title, remediation, source, _page(rule), lambda plan, _plans: rule(plan)))
        return rule

    return register


def risk_across(
    id: str, *, severity: Severity, title: str, remediation: str, source: str
) -> Callable[[RuleAcross], RuleAcross]:
    """Register a rule that looks at one plan beside all the others: it is called with both."""

    def register(rule: RuleAcross) -> RuleAcross:
        _register(RiskRule(id, severity, title, remediation, source, _page(rule), rule))
        return rule

    return register


def _register(rule: RiskRule) -> None:
    if rule.id in _RULES:
        raise ValueError(f"two rules have the id {rule.id}")
    _RULES[rule.id] = rule


def _page(rule: Callable[..., object]) -> str:
    return cleandoc(rule.__doc__ or "")


@cache
def rules() -> tuple[RiskRule, ...]:
    """All rules, by id."""
    load_plugins(__name__)
    return tuple(_RULES[id] for id in sorted(_RULES))


def risks_of(plans: Sequence[PlanReview]) -> Iterator[Risk]:
    """What the rules find in ``plans``, and the verdicts on values that are hidden in them."""
    judged = [judged_plan(plan) for plan in plans]
    clear = [revealed(plan) for plan in judged]
    # Of the other plans, rules ask what this apply does: what they defer is no part of it.
    others = [clear[i] if judged[i] is plan else revealed(plan) for i, plan in enumerate(plans)]
    is_hidden = any(one is not other for one, other in zip([*judged, *plans], [*clear, *others], strict=True))
    for plan, clear_plan in zip(judged, clear, strict=True):
        for rule in rules():
            findings: Iterable[RiskFinding] = rule.rule(plan, plans)
            if is_hidden:
                findings = _judged(rule, list(findings), clear_plan, others)
            yield from (_risk(rule, plan, finding) for finding in findings)


def _risk(rule: RiskRule, plan: PlanReview, finding: RiskFinding) -> Risk:
    return Risk(
        id=rule.id,
        severity=finding.severity or rule.severity,
        title=rule.title,
        reason=finding.reason,
        remediation=finding.remediation or rule.remediation,
        source=rule.source,
        workspace=plan.workspace,
        address=finding.change.address if finding.change else None,
    )


def _judged(
    rule: RiskRule, shown: Sequence[RiskFinding], plan: PlanReview, plans: Sequence[PlanReview]
) -> Iterator[RiskFinding]:
    """What the rule finds in the real values: in the words for the ``shown`` ones, or without values."""
    removed = {
        change.address: change for change in plan.changes if isinstance(change, RevealedChange) and change.removed
    }
    for change in removed.values():
        change.read.clear()
    in_words: dict[tuple[str | None, Severity], deque[RiskFinding]] = {}
    for finding in shown:
        in_words.setdefault(_place(rule, finding), deque()).append(finding)
    found = set()
    for finding in rule.rule(plan, plans):
        words = in_words.get(_place(rule, finding))
        yield words.popleft() if words else replace(finding, reason=_verdict(finding.change), remediation=None)
        found.add(finding.change.address if finding.change else None)
    for address, change in removed.items():
        if _lacking(change) and address not in found:
            yield RiskFinding(change, _not_judged(change))


def _place(rule: RiskRule, finding: RiskFinding) -> tuple[str | None, Severity]:
    return finding.change.address if finding.change else None, finding.severity or rule.severity


def _lacking(change: RevealedChange) -> frozenset[str]:
    """What the rule has read and is not in the plan; "" for a whole object."""
    return change.removed & {*change.read, ""} if change.read else frozenset()


def _not_judged(change: RevealedChange) -> str:
    values = listed(map(quoted, sorted(_lacking(change) - {""}))) or "what it will be"
    return f"It cannot be judged: {values}, marked as sensitive, is not in the plan."


def _verdict(change: ReviewedChange | InvokedAction | Unrecognized | None) -> str:
    if isinstance(change, RevealedChange) and _lacking(change):
        return _not_judged(change)
    names = sorted(change.hidden - {""}) if isinstance(change, RevealedChange) else []
    values = f"the hidden value of {listed(map(quoted, names), len(names))}" if names else "values that are hidden"
    return f"Found in {values}: marked as sensitive, or like a credential. It was judged, and is not shown."
