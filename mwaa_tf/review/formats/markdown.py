"""The comment of a pull request on GitHub or GitLab: summary and risks first and open, everything else folded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from mwaa_tf.markup.markdown import cell, code, escaped, inline_html, sentence, tagged
from mwaa_tf.markup.untrusted import clean, prose
from mwaa_tf.review.formats import Options
from mwaa_tf.review.formats._comment_entries import Entry, entries, select, truncated
from mwaa_tf.review.formats._explain import brief_destinations, explain_destinations
from mwaa_tf.review.formats._shared import (
    ACTIONS,
    count_by_action,
    group_ignored,
    group_risks,
    open_places,
    open_risks,
    plan_warnings,
    remarks,
    summary,
)
from mwaa_tf.review.marker import Marker
from mwaa_tf.review.model import Action, FailedCheck, PlanReview, Review, WaitingWorkspace
from mwaa_tf.review.risk import IgnoredRisk, Risk
from mwaa_tf.text import plural

#: Characters of a comment. GitHub refuses one with more than 65,536.
LIMIT = 65_000

#: Comments that one review is split into; nobody reads more.
MAX_COMMENTS = 10

#: Characters of the parts that are open, and of the end.
_TABLE, _RISKS, _IGNORED, _CHECKS, _FOOT = 10_000, 18_000, 6_000, 6_000, 1_500

_MAX_NOTES = 5

#: Workspaces without a plan that are named.
_MAX_WAITING = 20

#: Providers of one workspace whose accounts are named.
_MAX_DESTINATIONS = 6

#: Resources with the same risk that are named.
_MAX_PLACES = 50

_MARKS = {"high": "🔴", "medium": "🟠", "low": "🔵"}

_T = TypeVar("_T")

_CLOSE = "</details>\n\n"


def marker(comment: str, part: int = 1) -> str:
    """The hidden first line by which a comment is found, so that it is updated instead of created a second time."""
    return f"{Marker(comment, part)}\n"


def render(review: Review, options: Options) -> str | list[str]:
    """One comment, truncated with a note where it must be; or several where ``options.split`` asks for it."""
    top = "".join(_top(review, options))
    budget = LIMIT - len(marker(options.comment, MAX_COMMENTS)) - _FOOT
    capacity = budget - len(top)
    if options.split:
        # A resource is never split, so each comment may leave as much unused as the longest one needs.
        capacity += (MAX_COMMENTS - 1) * (budget * 3 // 4)
    all_entries = entries(review)
    selection = select(all_entries, capacity, lambda plan: len(_open(plan)) + len(_CLOSE))
    foot = "".join(_foot(review, truncated(all_entries, selection)))
    kept = [(all_entries[index], selection.texts[index]) for index in sorted(selection.texts)]
    pages = _pages(kept, budget - len(top), budget)
    documents = [
        marker(options.comment, part)
        + (top if part == 1 else f"## {escaped(clean(options.title))}, part {part} of {len(pages)}\n\n")
        + page
        + (foot if part == len(pages) else "")
        for part, page in enumerate(pages, 1)
    ]
    return documents if options.split else documents[0]


def _pages(kept: Sequence[tuple[Entry, str]], first: int, others: int) -> list[str]:
    """The entries, below their workspaces, in as many pages as they need."""
    pages: list[str] = []
    page, opened = "", ""
    for entry, text in kept:
        opening = "" if opened == entry.plan.workspace else (_CLOSE if opened else "") + _open(entry.plan)
        budget = first if not pages else others - 500
        if page and len(page) + len(opening) + len(text) + len(_CLOSE) > budget:
            pages.append(page + _CLOSE)
            page, opening = "", _open(entry.plan)
        # HTML ends at an empty line, and begins after one.
        gap = "\n" if text.startswith("<") and page.endswith("\n") and not page.endswith("\n\n") and not opening else ""
        page += opening + gap + text
        opened = entry.plan.workspace
    return [*pages, page + _CLOSE if page else ""]


def _top(review: Review, options: Options) -> Iterator[str]:
    yield f"## {escaped(clean(options.title))}\n\n**{summary(review)}**\n\n"
    yield from (f"{remark}.\n\n" for remark in remarks(review))
    for plan in review.plans:
        for warning in plan_warnings(plan):
            yield f"⚠️ {code(plan.workspace)}: {warning}.\n\n"
    checks = [((plan, check),) for plan in review.plans for check in plan.checks]
    yield from _within(_CHECKS, checks, lambda pairs: _check(*pairs[0]), "more failed checks")
    yield from _all_risks(group_risks(review.risks))
    yield from _within(_IGNORED, group_ignored(review.ignored), _ignored, "more ignored risks")
    for note in review.notes[:_MAX_NOTES]:
        yield f"ℹ️ {escaped(clean(note))}\n\n"
    yield from _table(review)
    yield from map(_waiting, review.waiting[:_MAX_WAITING])
    if len(review.waiting) > _MAX_WAITING:
        yield f"… and {plural(len(review.waiting) - _MAX_WAITING, 'more workspace')} not planned yet.\n\n"


def _all_risks(groups: Sequence[Sequence[Risk]]) -> Iterator[str]:
    """All groups of risks, the less severe ones of many folded."""
    shown = open_risks(len(groups))
    yield from _within(_RISKS, groups[:shown], _risks, "more risks")
    if folded := groups[shown:]:
        budget = _RISKS - sum(len(_risks(risks)) for risks in groups[:shown])
        if budget > len(_risks(folded[0])):
            yield f"<details><summary>{plural(sum(map(len, folded)), 'more risk')}</summary>\n\n"
            yield from _within(budget, folded, _risks, "more risks")
            yield "\n</details>\n\n"
        else:
            yield from _within(0, folded, _risks, "more risks")


def _within(
    budget: int, groups: Sequence[Sequence[_T]], write: Callable[[Sequence[_T]], str], noun: str
) -> Iterator[str]:
    """As many of ``groups`` as fit into ``budget`` characters, each written as one item of a list."""
    for index, group in enumerate(groups):
        text = write(group)  # only now: of ten thousand, thirty fit
        budget -= len(text)
        if budget < 0:
            yield f"- … and {sum(map(len, groups[index:])):,} {noun}\n"
            break
        yield text
    if groups:
        yield "\n"


def _risks(risks: Sequence[Risk]) -> str:
    """A group of risks as one item."""
    risk = risks[0]
    return (
        f"- {_MARKS[risk.severity]} **{risk.severity.capitalize()}: {escaped(clean(risk.title))}** {code(risk.id)}"
        f"{_places(risks)}<br>{sentence(risk.reason)}<br>**How to fix:** {sentence(risk.remediation)} {_source(risk)}\n"
    )


def _ignored(ignored: Sequence[IgnoredRisk]) -> str:
    """A group of ignored risks as one item."""
    risks = [one.risk for one in ignored]
    return (
        f"- ⚪ **Ignored: {escaped(clean(risks[0].title))}** {code(risks[0].id)}{_places(risks)}"
        f"<br>{sentence(risks[0].reason)}<br>**Ignored because:** {escaped(prose(ignored[0].reason))} "
        f"{_source(risks[0])}\n"
    )


def _source(risk: Risk) -> str:
    return f"([source]({risk.source}))"


def _places(risks: Sequence[Risk]) -> str:
    """Where a group of risks was found."""
    more = len(risks) - _MAX_PLACES
    places = [" ".join(code(part) for part in (risk.workspace, risk.address) if part) for risk in risks[:_MAX_PLACES]]
    if len(risks) == 1:
        return f" – {places[0]}" if places[0] else ""
    shown = open_places(len(places))
    folded = "<br>".join([*places[shown:], *([f"… and {more:,} more"] if more > 0 else [])])
    rest = f"<details><summary>{len(risks) - shown:,} more places</summary>{folded}</details>" if folded else ""
    return f", {len(risks):,} times{''.join(f'<br>{place}' for place in places[:shown])}{rest}"


def _check(plan: PlanReview, check: FailedCheck) -> str:
    said = "".join(f"<br>{code(line)}" for message in check.messages for line in message.splitlines() if line.strip())
    return f"- ❌ {code(check.address)} {check.outcome} in {code(plan.workspace)}{said}\n"


def _table(review: Review) -> Iterator[str]:
    counts = list(_count_columns(review))
    listed = [plan for plan in review.plans if not plan.is_empty or len(review.plans) <= 20]
    if len(review.plans) == 1:
        yield from (f"{escaped(destination)}\n\n" for destination in explain_destinations(review.plans[0]))
    if not counts or len(review.plans) == 1:
        return
    words = [column for column in _WORD_COLUMNS if any(column[1](plan) for plan in listed)]
    titles = ["workspace", *(title for title, _ in words), *(title for title, _ in counts)]
    yield f"| {' | '.join(titles)} |\n| --- {'| --- ' * len(words)}{'| ---: ' * len(counts)}|\n"
    budget, rows = _TABLE, 0
    for plan in listed:
        cells = [cell(plan.workspace), *(text(plan) for _, text in words)]
        cells += [f"{number:,}" if (number := count(plan)) else "" for _, count in counts]
        row = f"| {' | '.join(cells)} |\n"
        budget -= len(row)
        if budget < 0:
            break
        rows += 1
        yield row
    yield "\n"
    if rest := len(listed) - rows:
        yield f"… and {plural(rest, 'more workspace')} with changes.\n\n"
    if nothing := len(review.plans) - len(listed):
        yield f"{plural(nothing, 'workspace')} without changes.\n\n"


def _waiting(workspace: WaitingWorkspace) -> str:
    return f"⏳ {code(workspace.workspace)} is not planned yet: waits for {_waits_for(workspace)}.\n\n"


def _waits_for(plan: PlanReview | WaitingWorkspace) -> str:
    first, rest = plan.waits_for[:3], len(plan.waits_for) - 3
    return ", ".join(map(cell, first)) + (f" and {rest:,} more" if rest > 0 else "")


def _destination(plan: PlanReview) -> str:
    return "<br>".join(map(cell, list(brief_destinations(plan))[:_MAX_DESTINATIONS]))


#: Columns beside the counts, shown where a workspace has something in them.
_WORD_COLUMNS: tuple[tuple[str, Callable[[PlanReview], str]], ...] = (
    ("account and region", _destination),
    ("waits for", _waits_for),
)


def _count_columns(review: Review) -> Iterator[tuple[str, Callable[[PlanReview], int]]]:
    """A column for each kind of change that a plan has: its title, and how many a plan has."""
    columns: list[tuple[str, Callable[[PlanReview], int]]] = [
        ("not understood", lambda plan: len(plan.unrecognized)),
        *((action.value, partial(_count, action)) for action in ACTIONS if action is not Action.UNKNOWN),
        ("invoke", lambda plan: len(plan.actions)),
        ("deferred", lambda plan: plan.deferrals),
    ]
    yield from (column for column in columns if any(map(column[1], review.plans)))


def _count(action: Action, plan: PlanReview) -> int:
    return plan.count(action)


def _open(plan: PlanReview) -> str:
    return f"<details><summary>{tagged(plan.workspace)}: {inline_html(count_by_action(plan))}</summary>\n\n"


def _foot(review: Review, missing: str) -> Iterator[str]:
    if missing:
        yield f"**Truncated to fit the comment limit:** {escaped(missing)}. The other formats have everything.\n\n"
    versions = sorted({clean(plan.terraform_version, 20) for plan in review.plans if plan.terraform_version})
    terraform = f", Terraform {', '.join(versions[:5])}" if versions else ""
    yield f"<sub>{inline_html(review.fingerprint + terraform)}</sub>\n"
