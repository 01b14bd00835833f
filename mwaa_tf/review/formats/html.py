"""One page for a browser: a single file that loads nothing else and can be printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from mwaa_tf.markup.page import content_policy, sentence_markup
from mwaa_tf.markup.untrusted import clean, prose
from mwaa_tf.review.formats import Options
from mwaa_tf.review.formats._explain import brief_destinations, explain_destinations
from mwaa_tf.review.formats._html_lines import KINDS, LineBuilder, unchanged
from mwaa_tf.review.formats._html_risks import RiskPlaces
from mwaa_tf.review.formats._html_values import visible
from mwaa_tf.review.formats._html_workspaces import PageWorkspace
from mwaa_tf.review.formats._shared import (
    SIGNS,
    count_by_action,
    open_risks,
    plan_warnings,
    rank,
    remarks,
    summary,
    tags_sentence,
)
from mwaa_tf.review.model import Action, PlanReview, Review, ReviewedChange, WaitingWorkspace
from mwaa_tf.review.order import in_order
from mwaa_tf.review.risk import SEVERITIES, Risk, Severity
from mwaa_tf.secret_values import redacted
from mwaa_tf.text import plural

#: Characters of details in one page that a browser still opens without delay.
_DETAILS = 24_000_000

#: Characters of a failed check's message.
_MESSAGE = 2_000

_FOLDER = Path(__file__).parent / "page"


def render(review: Review, options: Options) -> str:
    """The whole page. Equal reviews give equal pages."""
    templates = _templates()
    script, style = (_FOLDER.joinpath(name).read_text("utf-8") for name in ("page.js", "page.css"))
    builder = LineBuilder(templates.get_template("detail.html.j2"), _DETAILS)
    builder.prefer(_by_weight(review))
    workspaces = [
        _waiting(f"w{index}", plan)
        if isinstance(plan, WaitingWorkspace)
        else _workspace(f"w{index}", plan, review, builder)
        for index, plan in enumerate(in_order(review.plans, review.waiting), 1)
    ]
    ids = {workspace.workspace: workspace.id for workspace in workspaces}
    places = RiskPlaces(review, workspaces)
    groups = places.groups(review)
    shown = open_risks(len(groups))
    return templates.get_template("page.html.j2").render(
        title=options.title,
        summary=summary(review),
        remarks=list(remarks(review)),
        totals=[(*total, _first_line(total[0], workspaces)) for total in _counts(review)],
        fingerprint=review.fingerprint,
        workspaces=workspaces,
        located=any(workspace.destinations for workspace in workspaces),
        ids=ids,
        risk_groups=groups[:shown],
        more_risks=groups[shown:],
        more_severities=_severities(group.risk for group in groups[shown:] for _ in group.places),
        ignored_groups=places.ignored_groups(review),
        notes=[clean(note) for note in review.notes],
        severities=_severities(review.risks),
        kinds=_kinds(workspaces),
        versions=sorted({clean(plan.terraform_version) for plan in review.plans if plan.terraform_version}),
        left_out=builder.left_out,
        script=Markup(script),  # noqa: S704 - ours: the page's policy has its digest
        style=Markup(style),  # noqa: S704
        policy=content_policy(style, script),
    )


def _severities(risks: Iterable[Risk]) -> list[tuple[Severity, int]]:
    """How many risks there are of each severity that occurs."""
    counts = Counter(risk.severity for risk in risks)
    return [(severity, counts[severity]) for severity in SEVERITIES if counts[severity]]


def _first_line(kind: str, workspaces: Sequence[PageWorkspace]) -> str:
    """The id of the first line of a kind; of what is only a risk, that of the risks."""
    return next((line.id for workspace in workspaces for line in workspace.lines if line.kind == kind), "risks")


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
    environment.filters["breakable"] = _breakable
    environment.filters["clean"] = clean
    environment.filters["message"] = lambda text: visible(redacted(text), _MESSAGE)
    environment.filters["number"] = "{:,}".format
    environment.filters["of"] = plural
    environment.filters["prose"] = sentence_markup
    environment.filters["text"] = prose
    return environment


def _breakable(path: str) -> Markup:
    """A path that a line may end in after each folder."""
    return Markup("/<wbr>").join(path.split("/"))


def _workspace(id: str, plan: PlanReview, review: Review, builder: LineBuilder) -> PageWorkspace:
    risks = [risk for risk in review.risks if risk.workspace == plan.workspace]
    severities: dict[str, Severity] = {}
    for risk in risks:
        if risk.address:
            severities.setdefault(risk.address, risk.severity)
    return PageWorkspace(
        id=id,
        name=clean(plan.workspace),
        workspace=plan.workspace,
        summary=count_by_action(plan),
        waits_for=plan.waits_for,
        counts=_counts(plan),
        warnings=tuple(plan_warnings(plan)),
        checks=plan.checks,
        aside=", ".join(unchanged(plan)),
        risks=len(risks),
        destinations=tuple(explain_destinations(plan)),
        places=tuple(brief_destinations(plan)),
        changes=builder.changes(id, plan, severities),
        tags=tags_sentence(plan),
        actions=builder.actions(id, plan, severities),
        deferred=builder.deferred(id, plan, severities),
        drift=builder.drift(id, plan),
        own_drift=builder.own_drift(id, plan),
        outputs=builder.outputs(id, plan),
    )


def _waiting(id: str, workspace: WaitingWorkspace) -> PageWorkspace:
    """A workspace without a plan."""
    return PageWorkspace(id, clean(workspace.workspace), workspace.workspace, "not planned yet", workspace.waits_for)


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


def _kinds(workspaces: Iterable[PageWorkspace]) -> Mapping[str, tuple[str, str, int]]:
    """Kind of line -> its label, its sign, and the number of lines."""
    counts: dict[str, int] = {}
    for workspace in workspaces:
        for line in workspace.lines:
            counts[line.kind] = counts.get(line.kind, 0) + 1
    return {kind: (*labels, counts[kind]) for kind, labels in KINDS.items() if kind in counts}
