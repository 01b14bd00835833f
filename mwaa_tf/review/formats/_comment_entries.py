"""The entries of a pull request's comment, and which of them fit into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from mwaa_tf.markup.markdown import code, escaped, inline_html, longest_backticks, tagged
from mwaa_tf.markup.untrusted import clean
from mwaa_tf.review.formats._details import Line, action_lines, details, limited, output_lines
from mwaa_tf.review.formats._explain import explain, explain_action, explain_deferred
from mwaa_tf.review.formats._groups import own_drift_lines, tag_lines, without_tags
from mwaa_tf.review.formats._shared import ACTION_SIGN, ACTIONS, rank, sign, verb
from mwaa_tf.review.invocations import InvokedAction
from mwaa_tf.review.model import Action, PlanReview, Review, ReviewedChange
from mwaa_tf.review.risk import SEVERITIES
from mwaa_tf.text import escape_workflow_commands, plural

#: Lines of one resource.
MAX_LINES = 60

#: Share of the budget for lines that only name a resource. The rest is for what changes in it.
_NAMES_SHARE = 0.5

_DIFF_SIGNS = {"~": "!", "@": "@@"}

#: Entries in a row that do not fit before the rest is not tried.
_MAX_MISSES = 20


@dataclass(frozen=True)
class Entry:
    """A resource, or the outputs of a workspace: one line, or with everything that changes."""

    plan: PlanReview
    kind: str
    """What it counts as when it is truncated: ``to create``, ``changed outside Terraform``, ``outputs``."""
    rank: tuple[int, ...]
    """The smallest is the most important."""
    heading: Callable[[], tuple[str, str]]
    """What it is, and a note; neither is escaped. Of a large plan, few entries are shown."""
    lines: Callable[[], Sequence[Line]]
    count: int = 1
    """How many resources it stands for."""

    @cached_property
    def short(self) -> str:
        """One line."""
        name, note = self.heading()
        return f"- {code(name)}{f' {escaped(clean(note))}' if note else ''}\n"

    @cached_property
    def full(self) -> str:
        """Folded, with what changes; the line again where nothing does."""
        lines = self.lines()
        if not lines:
            return self.short
        name, note = self.heading()
        summary = f"{tagged(name)}{f' {inline_html(note)}' if note else ''}"
        return f"<details><summary>{summary}</summary>\n\n{_block(lines)}\n\n</details>\n\n"


def entries(review: Review) -> list[Entry]:
    """All entries, in the order in which they are read."""
    return [entry for plan in review.plans for entry in _of_plan(plan, _severity_ranks(review, plan))]


@dataclass
class Selection:
    """What fits: the text of each entry, by its index, and which are only named."""

    texts: dict[int, str]
    named: set[int]


def select(entries: Sequence[Entry], budget: int, overhead: Callable[[PlanReview], int]) -> Selection:
    """The entries that fit into ``budget`` characters, the most important first: names before what changes.

    ``overhead`` is the number of characters that the first entry of a workspace costs besides.
    """
    order = sorted(range(len(entries)), key=lambda index: (entries[index].rank, index))
    selection = Selection({}, set())
    opened: set[str] = set()
    left = budget
    for index in order:
        entry = entries[index]
        cost = len(entry.short) + (0 if entry.plan.workspace in opened else overhead(entry.plan))
        if left - cost < budget * _NAMES_SHARE:
            break
        left -= cost
        opened.add(entry.plan.workspace)
        selection.texts[index] = entry.short
        selection.named.add(index)
    misses = 0
    for index in order:
        if misses >= _MAX_MISSES:
            break
        entry = entries[index]
        known = index in selection.texts
        cost = len(entry.full) - (len(entry.short) if known else 0)
        if not known and entry.plan.workspace not in opened:
            cost += overhead(entry.plan)
        if cost > left:
            misses += 1
            continue
        left -= cost
        opened.add(entry.plan.workspace)
        selection.texts[index] = entry.full
        selection.named.discard(index)
    return selection


def truncated(entries: Sequence[Entry], selection: Selection) -> str:
    """What does not fit, in words; empty where everything does."""
    kinds: dict[str, int] = {}
    for index, entry in enumerate(entries):
        if index not in selection.texts:
            kinds[entry.kind] = kinds.get(entry.kind, 0) + entry.count
    parts = []
    if selection.named:
        named = sum(entries[index].count for index in selection.named)
        parts.append(f"details of {plural(named, 'resource')}")
    if kinds:
        missing = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items())
        parts.append(missing)
    return "; ".join(parts)


def _of_plan(plan: PlanReview, ranks: dict[str, int]) -> Iterator[Entry]:
    changes, tags = without_tags(plan, ranks)
    for change in changes:
        kind = "not understood" if change.action is Action.UNKNOWN else f"to {verb(change)}"
        yield _entry(plan, change, kind, (ranks.get(change.address, 3), rank(change)), partial(_note, change))
    if tags:
        yield _group(plan, tags)
    for action in plan.actions:
        yield _action_entry(plan, action, "to invoke", (ranks.get(action.address, 3), 0))
    for deferred in plan.deferred:
        place = (ranks.get(deferred.change.address, 3), rank(deferred.change))
        yield _entry(plan, deferred.change, "deferred", place, partial(explain_deferred, deferred))
    for action in plan.deferred_actions:
        yield _action_entry(plan, action, "deferred", (ranks.get(action.address, 3), 0))
    if plan.outputs:
        yield Entry(
            plan,
            "with outputs that change",
            (3, len(ACTIONS)),
            lambda: ("outputs", plural(len(plan.outputs), "change")),
            lambda: [line for output in plan.outputs for line in output_lines(output)][:MAX_LINES],
        )
    for change in plan.drift:
        yield _entry(plan, change, "changed outside Terraform", (3, 1), partial(_drift_note, change))
    if own := plan.own_drift:
        heading = (plural(len(own), "change"), "reported as made outside Terraform: from its own last apply")
        rest = (3, len(ACTIONS) + 1)
        yield Entry(
            plan,
            "from Terraform's own last apply",
            rest,
            lambda: heading,
            lambda: list(limited(own_drift_lines(own), MAX_LINES)),
            len(own),
        )


def _group(plan: PlanReview, tags: Sequence[ReviewedChange]) -> Entry:
    """Updates of nothing but tags; a single one under its address."""
    name = f"~ {plural(len(tags), 'resource')}" if len(tags) > 1 else f"~ {tags[0].address}"
    lines = partial(_limited_tag_lines, tags) if len(tags) > 1 else partial(_limited_details, tags[0])
    return Entry(plan, "to update", (3, rank(tags[0])), lambda: (name, "tags only"), lines, len(tags))


def _limited_tag_lines(tags: Sequence[ReviewedChange]) -> list[Line]:
    return list(limited(tag_lines(tags), MAX_LINES))


def _limited_details(change: ReviewedChange) -> list[Line]:
    return list(details(change, MAX_LINES))


def _note(change: ReviewedChange) -> str:
    """The explanation, after the words of an action that has no sign of its own."""
    words = f"`{verb(change)}`" if change.action is Action.UNKNOWN else ""
    return "; ".join(part for part in (words, explain(change)) if part)


def _drift_note(change: ReviewedChange) -> str:
    return "; ".join(part for part in ("changed outside Terraform", explain(change)) if part)


def _entry(
    plan: PlanReview,
    change: ReviewedChange,
    kind: str,
    place: tuple[int, ...],
    note: Callable[[], str],
) -> Entry:
    return Entry(plan, kind, place, partial(_heading, change, note), partial(_limited_details, change))


def _heading(change: ReviewedChange, note: Callable[[], str]) -> tuple[str, str]:
    return f"{sign(change)} {change.address}", note()


def _action_entry(plan: PlanReview, action: InvokedAction, kind: str, place: tuple[int, ...]) -> Entry:
    heading = (f"{ACTION_SIGN} {action.address}", explain_action(action))
    return Entry(plan, kind, place, lambda: heading, lambda: list(action_lines(action, MAX_LINES)))


def _severity_ranks(review: Review, plan: PlanReview) -> dict[str, int]:
    """Address -> the rank of its most severe risk, the lowest for high."""
    ranks: dict[str, int] = {}
    for risk in review.risks:
        if risk.workspace == plan.workspace and risk.address:
            ranks.setdefault(risk.address, SEVERITIES.index(risk.severity))
    return ranks


def _block(lines: Iterable[Line]) -> str:
    """Lines as a block that is coloured as a diff."""
    written = [f"{_DIFF_SIGNS.get(line.sign, line.sign)} {line.text}".rstrip() for line in lines]
    fence = "`" * max(3, max(map(longest_backticks, written), default=0) + 1)
    return escape_workflow_commands("\n".join([f"{fence}diff", *written, fence]))
