"""The comment of a pull request on GitHub or GitLab: summary and dangers first and open, everything else folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mwaa_tf.review.formats import Options
from mwaa_tf.review.formats._comment_entries import Entry, choose, entries, left_out
from mwaa_tf.review.formats._quote import cell, code, escaped, inline_html, sentence, tagged
from mwaa_tf.review.formats._shared import ACTIONS, alike, badges, clean, summary, tally
from mwaa_tf.review.marker import Marker
from mwaa_tf.review.model import FailedCheck, PlanReview, Review, Risk
from mwaa_tf.text import plural

#: Characters of a comment. GitHub refuses one with more than 65,536.
LIMIT = 65_000

#: Comments that one review is split into; nobody reads more.
MOST_COMMENTS = 10

#: Characters of the parts that are open, and of what stands below the changes.
_TABLE, _RISKS, _CHECKS, _FOOT = 10_000, 18_000, 6_000, 1_500

#: Places of one risk that are named.
_PLACES = 12

_MARKS = {"high": "🔴", "medium": "🟠", "low": "🔵"}

_CLOSE = "</details>\n\n"


def marker(comment: str, part: int = 1) -> str:
    """The hidden first line by which a comment is found again, so that it is updated and never made a second time."""
    return f"{Marker(comment, part)}\n"


def render(review: Review, options: Options) -> str | list[str]:
    """One comment that leaves out what has no room, and says so; or several where ``options.split`` asks for it."""
    top = "".join(_top(review, options))
    room = LIMIT - len(marker(options.comment, MOST_COMMENTS)) - _FOOT
    capacity = room - len(top)
    if options.split:
        # A resource is never cut in two, so each comment may stay as empty as the longest one is long.
        capacity += (MOST_COMMENTS - 1) * (room * 3 // 4)
    found = entries(review)
    chosen = choose(found, capacity, lambda plan: len(_open(plan)) + len(_CLOSE))
    foot = "".join(_foot(review, left_out(found, chosen)))
    kept = [(found[index], chosen.texts[index]) for index in sorted(chosen.texts)]
    pages = _pages(kept, room - len(top), room)
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
        room = first if not pages else others - 500
        if page and len(page) + len(opening) + len(text) + len(_CLOSE) > room:
            pages.append(page + _CLOSE)
            page, opening = "", _open(entry.plan)
        # HTML ends at an empty line, and begins after one.
        gap = "\n" if text.startswith("<") and page.endswith("\n") and not page.endswith("\n\n") and not opening else ""
        page += opening + gap + text
        opened = entry.plan.workspace
    return [*pages, page + _CLOSE if page else ""]


def _top(review: Review, options: Options) -> Iterator[str]:
    yield f"## {escaped(clean(options.title))}\n\n**{summary(review)}**\n\n"
    for plan in review.plans:
        for badge in badges(plan):
            yield f"⚠️ {code(plan.workspace)}: {badge}.\n\n"
    checks = [(plan, check) for plan in review.plans for check in plan.checks]
    yield from _within(_CHECKS, [(_check(*pair), 1) for pair in checks], "more failed checks")
    yield from _within(_RISKS, [(_risks(risks), len(risks)) for risks in alike(review.risks)], "more risks")
    yield from _table(review)


def _within(room: int, items: Sequence[tuple[str, int]], noun: str) -> Iterator[str]:
    """As many items of a list as there is room for; each is a text, and how many it tells of."""
    for index, (text, _) in enumerate(items):
        room -= len(text)
        if room < 0:
            yield f"- … and {sum(count for _, count in items[index:]):,} {noun}\n"
            break
        yield text
    if items:
        yield "\n"


def _risks(risks: Sequence[Risk]) -> str:
    """Risks that are alike, as one item."""
    risk, more = risks[0], len(risks) - _PLACES
    places = [" ".join(code(part) for part in (one.workspace, one.address) if part) for one in risks[:_PLACES]]
    where = "".join(f"<br>{place}" for place in places) if len(risks) > 1 else f" – {places[0]}" if places[0] else ""
    return (
        f"- {_MARKS[risk.severity]} **{risk.severity.capitalize()}: {escaped(clean(risk.title))}**"
        f"{f', {len(risks):,} times' if len(risks) > 1 else ''}{where}{f'<br>… and {more:,} more' if more > 0 else ''}"
        f"<br>{sentence(risk.reason)}<br>**Way out:** {sentence(risk.way_out)}\n"
    )


def _check(plan: PlanReview, check: FailedCheck) -> str:
    verb = "failed" if check.status == "fail" else "could not be judged"
    said = "".join(f"<br>{code(line)}" for message in check.messages for line in message.splitlines() if line.strip())
    return f"- ❌ {code(check.address)} {verb} in {code(plan.workspace)}{said}\n"


def _table(review: Review) -> Iterator[str]:
    actions = [action for action in ACTIONS if review.count(action)]
    told = [plan for plan in review.plans if not plan.is_empty or len(review.plans) <= 20]
    waits = any(plan.waits_for for plan in told)
    if not actions or len(review.plans) == 1:
        return
    columns = ["workspace", *(["waits for"] if waits else []), *(action.value for action in actions)]
    yield f"| {' | '.join(columns)} |\n| --- {'| --- ' if waits else ''}{'| ---: ' * len(actions)}|\n"
    room, rows = _TABLE, 0
    for plan in told:
        cells = [cell(plan.workspace)]
        if waits:
            first, rest = plan.waits_for[:3], len(plan.waits_for) - 3
            cells.append(", ".join(map(cell, first)) + (f" and {rest:,} more" if rest > 0 else ""))
        cells += [f"{count:,}" if (count := plan.count(action)) else "" for action in actions]
        row = f"| {' | '.join(cells)} |\n"
        room -= len(row)
        if room < 0:
            break
        rows += 1
        yield row
    yield "\n"
    if rest := len(told) - rows:
        yield f"… and {plural(rest, 'more workspace')} with changes.\n\n"
    if nothing := len(review.plans) - len(told):
        yield f"{plural(nothing, 'workspace')} without changes.\n\n"


def _open(plan: PlanReview) -> str:
    return f"<details><summary>{tagged(plan.workspace)}: {inline_html(tally(plan))}</summary>\n\n"


def _foot(review: Review, missing: str) -> Iterator[str]:
    if missing:
        yield f"**Left out** for want of room: {escaped(missing)}. The other formats have everything.\n\n"
    versions = sorted({clean(plan.terraform_version, 20) for plan in review.plans if plan.terraform_version})
    made = f", Terraform {', '.join(versions[:5])}" if versions else ""
    yield f"<sub>{inline_html(review.fingerprint + made)}</sub>\n"
