"""What the comment of a pull request can tell of each workspace, and how much of it has room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from mwaa_tf.review.formats._details import Line, details, output_lines
from mwaa_tf.review.formats._quote import block, code, escaped, inline_html, tagged
from mwaa_tf.review.formats._shared import ACTIONS, clean, sign, why
from mwaa_tf.review.model import SEVERITIES, Change, PlanReview, Review
from mwaa_tf.text import plural

#: Lines of one resource: in a comment among others, and where there is room for all.
MOST_LINES = 60

#: Of the room: for lines that name a resource only. The rest is for what changes in it.
_NAMES_ONLY = 0.5

#: Resources in a row that have no room before the rest is not even tried.
_TRIES = 20


@dataclass(frozen=True)
class Entry:
    """A resource, or the outputs of a workspace: named in a line, or told in full."""

    plan: PlanReview
    kind: str
    """What is counted when it is left out: ``to create``, ``changed outside Terraform``, ``outputs``."""
    rank: tuple[int, ...]
    """The smallest is the most important."""
    heading: tuple[str, str]
    """What it is, and more about it; neither is quoted."""
    lines: Callable[[], Sequence[Line]]

    @cached_property
    def short(self) -> str:
        """The line."""
        name, more = self.heading
        return f"- {code(name)}{f' {escaped(clean(more))}' if more else ''}\n"

    @cached_property
    def full(self) -> str:
        """Folded, with what changes; the line again where nothing is to be told."""
        lines = self.lines()
        if not lines:
            return self.short
        name, more = self.heading
        summary = f"{tagged(name)}{f' {inline_html(more)}' if more else ''}"
        return f"<details><summary>{summary}</summary>\n\n{block(lines)}\n\n</details>\n\n"


def entries(review: Review) -> list[Entry]:
    """All there is to tell, in the order in which it is read."""
    return [entry for plan in review.plans for entry in _of_plan(plan, _dangers(review, plan))]


@dataclass
class Chosen:
    """What has room: the text of each entry, by its place in the list, and which are named only."""

    texts: dict[int, str]
    named: set[int]


def choose(found: Sequence[Entry], room: int, overhead: Callable[[PlanReview], int]) -> Chosen:
    """What fits into ``room`` characters, the most important first: names before what changes.

    ``overhead`` is what a workspace costs of which anything is told.
    """
    order = sorted(range(len(found)), key=lambda index: (found[index].rank, index))
    chosen = Chosen({}, set())
    opened: set[str] = set()
    left = room
    for index in order:
        entry = found[index]
        cost = len(entry.short) + (0 if entry.plan.workspace in opened else overhead(entry.plan))
        if left - cost < room * _NAMES_ONLY:
            break
        left -= cost
        opened.add(entry.plan.workspace)
        chosen.texts[index] = entry.short
        chosen.named.add(index)
    misses = 0
    for index in order:
        if misses >= _TRIES:
            break
        entry = found[index]
        known = index in chosen.texts
        cost = len(entry.full) - (len(entry.short) if known else 0)
        if not known and entry.plan.workspace not in opened:
            cost += overhead(entry.plan)
        if cost > left:
            misses += 1
            continue
        left -= cost
        opened.add(entry.plan.workspace)
        chosen.texts[index] = entry.full
        chosen.named.discard(index)
    return chosen


def left_out(found: Sequence[Entry], chosen: Chosen) -> str:
    """What had no room, in words; empty where everything had."""
    kinds: dict[str, int] = {}
    for index, entry in enumerate(found):
        if index not in chosen.texts:
            kinds[entry.kind] = kinds.get(entry.kind, 0) + 1
    parts = []
    if chosen.named:
        parts.append(f"what changes in {plural(len(chosen.named), 'resource')} that {_is(len(chosen.named))} named")
    if kinds:
        missing = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items())
        parts.append(f"{'even the names of ' if chosen.named else ''}{missing}")
    return "; ".join(parts)


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _of_plan(plan: PlanReview, dangers: dict[str, int]) -> Iterator[Entry]:
    for change in plan.changes:
        yield _entry(plan, change, f"to {change.action.value}", (dangers.get(change.address, 3), _place(change)))
    if plan.outputs:
        yield Entry(
            plan,
            "with outputs that change",
            (3, len(ACTIONS)),
            ("outputs", plural(len(plan.outputs), "change")),
            lambda: [line for output in plan.outputs for line in output_lines(output)][:MOST_LINES],
        )
    for change in plan.drift:
        yield _entry(plan, change, "changed outside Terraform", (3, 1), "changed outside Terraform")


def _entry(plan: PlanReview, change: Change, kind: str, rank: tuple[int, ...], note: str = "") -> Entry:
    more = "; ".join(part for part in (note, why(change)) if part)
    heading = (f"{sign(change)} {change.address}", more)
    return Entry(plan, kind, rank, heading, lambda: list(details(change, MOST_LINES)))


def _place(change: Change) -> int:
    return ACTIONS.index(change.action) if change.action in ACTIONS else len(ACTIONS)


def _dangers(review: Review, plan: PlanReview) -> dict[str, int]:
    """Address -> the place of its gravest risk."""
    found: dict[str, int] = {}
    for risk in review.risks:
        if risk.workspace == plan.workspace and risk.address:
            found.setdefault(risk.address, SEVERITIES.index(risk.severity))
    return found
