"""One page for a browser: a single file that loads nothing else and can be printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import jinja2
from markupsafe import Markup

from mwaa_tf.markup.page import content_policy, sentence_markup
from mwaa_tf.markup.untrusted import clean, prose
from mwaa_tf.review.formats import Options
from mwaa_tf.review.formats._explain import brief_destinations, explain_destinations
from mwaa_tf.review.formats._html_lines import KINDS, LineBuilder, PageLine, unchanged
from mwaa_tf.review.formats._html_values import visible
from mwaa_tf.review.formats._shared import (
    SIGNS,
    count_by_action,
    group_ignored,
    group_risks,
    plan_warnings,
    rank,
    summary,
)
from mwaa_tf.review.model import Action, PlanReview, Review, ReviewedChange
from mwaa_tf.review.risk import SEVERITIES, Risk, Severity
from mwaa_tf.secret_values import redacted
from mwaa_tf.text import plural

#: Characters of details in one page that a browser still opens without delay.
_DETAILS = 24_000_000

#: Characters of a failed check's message.
_MESSAGE = 2_000

_FOLDER = Path(__file__).parent / "page"


@dataclass(frozen=True, slots=True)
class _Workspace:
    id: str
    name: str
    plan: PlanReview
    summary: str
    counts: tuple[tuple[str, str, int], ...]
    """What is done, its sign, and to how many."""
    warnings: tuple[str, ...]
    aside: str
    """What does not change."""
    risks: int
    destinations: tuple[str, ...]
    """Accounts and regions, a provider each."""
    places: tuple[str, ...]
    """The same for a table."""
    changes: tuple[PageLine, ...]
    actions: tuple[PageLine, ...]
    deferred: tuple[PageLine, ...]
    drift: tuple[PageLine, ...]
    outputs: tuple[PageLine, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    workspace: str
    workspace_id: str
    address: str
    target: str
    """The id of the line; empty without one."""


@dataclass(frozen=True, slots=True)
class _RiskGroup:
    """Risks that differ only in their places."""

    risk: Risk
    places: tuple[_Place, ...]
    ignored_because: str = ""

    @property
    def count(self) -> int:
        return len(self.places)


def render(review: Review, options: Options) -> str:
    """The whole page. Equal reviews give equal pages."""
    templates = _templates()
    script, style = (_FOLDER.joinpath(name).read_text("utf-8") for name in ("page.js", "page.css"))
    builder = LineBuilder(templates.get_template("detail.html.j2"), _DETAILS)
    builder.prefer(_by_weight(review))
    workspaces = [_workspace(f"w{index}", plan, review, builder) for index, plan in enumerate(review.plans, 1)]
    ids = {workspace.plan.workspace: workspace.id for workspace in workspaces}
    places = _Places(workspaces)
    return templates.get_template("page.html.j2").render(
        title=options.title,
        summary=summary(review),
        totals=_counts(review),
        fingerprint=review.fingerprint,
        workspaces=workspaces,
        located=any(workspace.destinations for workspace in workspaces),
        ids=ids,
        risk_groups=places.groups(review),
        ignored_groups=places.ignored_groups(review),
        notes=[clean(note) for note in review.notes],
        severities=[(severity, len(risks)) for severity in SEVERITIES if (risks := review.at(severity))],
        kinds=_kinds(workspaces),
        versions=sorted({clean(plan.terraform_version) for plan in review.plans if plan.terraform_version}),
        left_out=builder.left_out,
        script=Markup(script),  # noqa: S704 - ours: the page's policy has its digest
        style=Markup(style),  # noqa: S704
        policy=content_policy(style, script),
    )


def _by_weight(review: Review) -> list[ReviewedChange]:
    """All changes, those with a risk first, then by action."""
    risky = {(risk.workspace, risk.address) for risk in review.risks}
    weighed = [
        ((plan.workspace, change.address) not in risky, rank(change), place, change)
        for place, plan in enumerate(review.plans)
        for change in plan.changes
    ]
    return [change for *_, change in sorted(weighed, key=lambda weight: weight[:3])]


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        autoescape=True,
        loader=jinja2.FileSystemLoader(_FOLDER),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["clean"] = clean
    environment.filters["message"] = lambda text: visible(redacted(text), _MESSAGE)
    environment.filters["number"] = "{:,}".format
    environment.filters["of"] = plural
    environment.filters["prose"] = sentence_markup
    environment.filters["text"] = prose
    return environment


def _workspace(id: str, plan: PlanReview, review: Review, builder: LineBuilder) -> _Workspace:
    risks = [risk for risk in review.risks if risk.workspace == plan.workspace]
    severities: dict[str, Severity] = {}
    for risk in risks:
        if risk.address:
            severities.setdefault(risk.address, risk.severity)
    return _Workspace(
        id=id,
        name=clean(plan.workspace),
        plan=plan,
        summary=count_by_action(plan),
        counts=_counts(plan),
        warnings=tuple(plan_warnings(plan)),
        aside=", ".join(unchanged(plan)),
        risks=len(risks),
        destinations=tuple(explain_destinations(plan)),
        places=tuple(brief_destinations(plan)),
        changes=builder.changes(id, plan, severities),
        actions=builder.actions(id, plan, severities),
        deferred=builder.deferred(id, plan, severities),
        drift=builder.drift(id, plan),
        outputs=builder.outputs(id, plan),
    )


def _counts(counted: PlanReview | Review) -> tuple[tuple[str, str, int], ...]:
    """Kind, sign and number of what there is, in the order of the page."""
    plans = counted.plans if isinstance(counted, Review) else (counted,)
    counts = {action.value: counted.count(action) for action in SIGNS}
    counts |= {
        Action.UNKNOWN.value: sum(len(plan.unrecognized) for plan in plans),
        "invoke": sum(len(plan.actions) for plan in plans),
        "deferred": sum(plan.deferrals for plan in plans),
    }
    return tuple((kind, KINDS[kind][1], count) for kind, count in counts.items() if count)


class _Places:
    """The workspaces and lines that risks lead to."""

    def __init__(self, workspaces: Sequence[_Workspace]) -> None:
        self._ids = {workspace.plan.workspace: workspace.id for workspace in workspaces}
        self._lines: dict[tuple[str, str | None], str] = {}
        for workspace in workspaces:
            plan = workspace.plan
            addresses = [
                *(change.address for change in plan.changes),
                *(action.address for action in plan.actions),
                *(deferred.change.address for deferred in plan.deferred),
                *(action.address for action in plan.deferred_actions),
            ]
            lines = [*workspace.changes, *workspace.actions, *workspace.deferred]
            for address, line in zip(addresses, lines, strict=True):
                self._lines.setdefault((plan.workspace, address), line.id)

    def groups(self, review: Review) -> list[_RiskGroup]:
        return [_RiskGroup(risks[0], tuple(map(self._place, risks))) for risks in group_risks(review.risks)]

    def ignored_groups(self, review: Review) -> list[_RiskGroup]:
        return [
            _RiskGroup(group[0].risk, tuple(self._place(ignored.risk) for ignored in group), group[0].reason)
            for group in group_ignored(review.ignored)
        ]

    def _place(self, risk: Risk) -> _Place:
        line = self._lines.get((risk.workspace, risk.address), "")
        return _Place(clean(risk.workspace), self._ids.get(risk.workspace, ""), clean(risk.address or ""), line)


def _kinds(workspaces: Iterable[_Workspace]) -> Mapping[str, tuple[str, str, int]]:
    """Kind of line -> its label, its sign, and the number of lines."""
    counts: dict[str, int] = {}
    for workspace in workspaces:
        lines = (workspace.changes, workspace.actions, workspace.deferred, workspace.drift, workspace.outputs)
        for line in chain.from_iterable(lines):
            counts[line.kind] = counts.get(line.kind, 0) + 1
    return {kind: (*labels, counts[kind]) for kind, labels in KINDS.items() if kind in counts}
