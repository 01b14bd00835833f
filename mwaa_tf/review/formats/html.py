"""One page for a browser: it needs nothing beside itself, asks nobody for anything, and can be printed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup

from mwaa_tf.review.formats import Options
from mwaa_tf.review.formats._html_lines import KINDS, Entries, Entry, counted
from mwaa_tf.review.formats._html_values import visible
from mwaa_tf.review.formats._shared import SIGNS, alike, badges, clean, prose, summary, tally
from mwaa_tf.review.model import SEVERITIES, Change, PlanReview, Review, Risk, Severity
from mwaa_tf.review.secrets import without_credentials
from mwaa_tf.text import plural

#: Characters of details in one page, by which it stays one that a browser opens at once.
_DETAILS = 24_000_000

#: Characters of a failed check's message.
_MESSAGE = 2_000

_FOLDER = Path(__file__).parent / "page"


@dataclass(frozen=True, slots=True)
class _Workspace:
    id: str
    name: str
    plan: PlanReview
    tally: str
    counts: tuple[tuple[str, str, int], ...]
    """What is done, its sign, and to how many."""
    badges: tuple[str, ...]
    aside: str
    """What is left alone."""
    risks: int
    changes: tuple[Entry, ...]
    drift: tuple[Entry, ...]
    outputs: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    workspace: str
    workspace_id: str
    address: str
    target: str
    """The id of the line that is there; empty where there is none."""


@dataclass(frozen=True, slots=True)
class _Danger:
    risk: Risk
    places: tuple[_Place, ...]


def render(review: Review, options: Options) -> str:
    """The whole page. Equal reviews give equal pages."""
    templates = _templates()
    script, style = (_FOLDER.joinpath(name).read_text("utf-8") for name in ("page.js", "page.css"))
    entries = Entries(templates.get_template("detail.html.j2"), _DETAILS)
    entries.prefer(_by_weight(review))
    workspaces = [_workspace(f"w{index}", plan, review, entries) for index, plan in enumerate(review.plans, 1)]
    ids = {one.plan.workspace: one.id for one in workspaces}
    return templates.get_template("page.html.j2").render(
        title=options.title,
        summary=summary(review),
        totals=_counts(review),
        fingerprint=review.fingerprint,
        workspaces=workspaces,
        ids=ids,
        dangers=_dangers(review, workspaces, ids),
        severities=[(severity, len(found)) for severity in SEVERITIES if (found := review.at(severity))],
        kinds=_kinds(workspaces),
        versions=sorted({clean(plan.terraform_version) for plan in review.plans if plan.terraform_version}),
        left_out=entries.left_out,
        script=Markup(script),  # noqa: S704 - ours: the page's policy has its digest
        style=Markup(style),  # noqa: S704
        policy=_policy(script, style),
    )


def _by_weight(review: Review) -> list[Change]:
    """All changes, those with a risk first, then as a person wants to know of them."""
    risky = {(risk.workspace, risk.address) for risk in review.risks}
    actions = list(SIGNS)
    weighed = [
        ((plan.workspace, change.address) not in risky, actions.index(change.action), place, change)
        for place, plan in enumerate(review.plans)
        for change in plan.changes
    ]
    return [change for *_, change in sorted(weighed, key=lambda one: one[:3])]


def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        autoescape=True,
        loader=jinja2.FileSystemLoader(_FOLDER),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["clean"] = clean
    environment.filters["message"] = lambda text: visible(without_credentials(text), _MESSAGE)
    environment.filters["number"] = "{:,}".format
    environment.filters["of"] = plural
    environment.filters["prose"] = _prose
    return environment


def _prose(text: str) -> Markup:
    """A rule's sentence, with what stands between backticks as code."""
    parts = prose(text).split("`")
    if len(parts) % 2 == 0:
        return Markup.escape("`".join(parts))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else Markup.escape(part) for index, part in enumerate(parts)
    )


def _policy(script: str, style: str) -> str:
    """What the page may do: run its script, wear its style, and nothing else."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_digest(script)}'",
            f"style-src '{_digest(style)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _workspace(id: str, plan: PlanReview, review: Review, entries: Entries) -> _Workspace:
    risks = [risk for risk in review.risks if risk.workspace == plan.workspace]
    gravest: dict[str, Severity] = {}
    for risk in risks:
        if risk.address:
            gravest.setdefault(risk.address, risk.severity)
    return _Workspace(
        id=id,
        name=clean(plan.workspace),
        plan=plan,
        tally=tally(plan),
        counts=_counts(plan),
        badges=tuple(badges(plan)),
        aside=", ".join(counted(plan)),
        risks=len(risks),
        changes=entries.changes(id, plan, gravest),
        drift=entries.drift(id, plan),
        outputs=entries.outputs(id, plan),
    )


def _counts(counted: PlanReview | Review) -> tuple[tuple[str, str, int], ...]:
    return tuple((action.value, sign, count) for action, sign in SIGNS.items() if (count := counted.count(action)))


def _dangers(review: Review, workspaces: Iterable[_Workspace], ids: Mapping[str, str]) -> list[_Danger]:
    lines: dict[tuple[str, str | None], str] = {}
    for one in workspaces:
        for change, entry in zip(one.plan.changes, one.changes, strict=True):
            lines.setdefault((one.plan.workspace, change.address), entry.id)

    def place(risk: Risk) -> _Place:
        target = lines.get((risk.workspace, risk.address), "")
        return _Place(clean(risk.workspace), ids.get(risk.workspace, ""), clean(risk.address or ""), target)

    return [_Danger(found[0], tuple(map(place, found))) for found in alike(review.risks)]


def _kinds(workspaces: Iterable[_Workspace]) -> Mapping[str, tuple[str, str, int]]:
    """Kind of line -> what it is called, its sign, and how many lines there are."""
    found: dict[str, int] = {}
    for one in workspaces:
        for entry in (*one.changes, *one.drift, *one.outputs):
            found[entry.kind] = found.get(entry.kind, 0) + 1
    return {kind: (*names, found[kind]) for kind, names in KINDS.items() if kind in found}
