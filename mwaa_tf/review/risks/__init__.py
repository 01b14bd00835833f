"""What is dangerous in a plan, one rule per file. Adding a rule is adding a file: nothing lists them by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from mwaa_tf.plugins import load_plugins
from mwaa_tf.review.model import Change, PlanReview, Risk, Severity


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found: what is wrong with which resource, and where the rule's own words do not fit, others."""

    change: Change | None
    reason: str
    way_out: str | None = None
    severity: Severity | None = None
    title: str | None = None


Rule = Callable[[PlanReview], Iterator[Found]]
RuleAcross = Callable[[PlanReview, Sequence[PlanReview]], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Registered:
    """A rule, and what a reader asks of it."""

    id: str
    severity: Severity
    title: str
    way_out: str
    source: str
    """The page or issue that the rule rests on."""
    rule: RuleAcross


_RULES: dict[str, Registered] = {}


def risk(id: str, *, severity: Severity, title: str, way_out: str, source: str) -> Callable[[Rule], Rule]:
    """Register a rule: a function that yields what it finds in one plan."""

    def register(rule: Rule) -> Rule:
        _RULES[id] = Registered(id, severity, title, way_out, source, lambda plan, _plans: rule(plan))
        return rule

    return register


def risk_across(
    id: str, *, severity: Severity, title: str, way_out: str, source: str
) -> Callable[[RuleAcross], RuleAcross]:
    """Register a rule that looks at one plan beside all the others: it is called with both."""

    def register(rule: RuleAcross) -> RuleAcross:
        _RULES[id] = Registered(id, severity, title, way_out, source, rule)
        return rule

    return register


@cache
def rules() -> tuple[Registered, ...]:
    """All rules, by id."""
    load_plugins(__name__)
    return tuple(_RULES[id] for id in sorted(_RULES))


def risks_of(plans: Sequence[PlanReview]) -> Iterator[Risk]:
    """What the rules find in ``plans``."""
    for plan in plans:
        for registered in rules():
            for found in registered.rule(plan, plans):
                yield Risk(
                    id=registered.id,
                    severity=found.severity or registered.severity,
                    title=found.title or registered.title,
                    reason=found.reason,
                    way_out=found.way_out or registered.way_out,
                    workspace=plan.workspace,
                    address=found.change.address if found.change else None,
                )
