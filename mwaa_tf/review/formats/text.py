"""For a person at a terminal: everything, in the order in which it is to be applied."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import click

from mwaa_tf.markup.untrusted import clean, prose
from mwaa_tf.review.formats import Options
from mwaa_tf.review.formats._details import Line, action_lines, details, output_lines
from mwaa_tf.review.formats._explain import explain, explain_action, explain_deferred, explain_destinations
from mwaa_tf.review.formats._groups import own_drift_lines, tag_lines, without_tags
from mwaa_tf.review.formats._shared import (
    ACTION_SIGN,
    count_by_action,
    group_ignored,
    group_risks,
    plan_warnings,
    remarks,
    risky_addresses,
    sign,
    summary,
    verb,
)
from mwaa_tf.review.invocations import InvokedAction
from mwaa_tf.review.model import Action, FailedCheck, PlanReview, Review, ReviewedChange, WaitingWorkspace
from mwaa_tf.review.order import in_order
from mwaa_tf.review.risk import IgnoredRisk, Risk
from mwaa_tf.text import escape_workflow_commands, plural, truncate

_COLOURS = {"+": "green", "-": "red", "~": "yellow", "@": "bright_black"}

_ACTION_COLOURS = {
    Action.UNKNOWN: "red",
    Action.REPLACE: "magenta",
    Action.REPLACE_AND_FORGET: "magenta",
    Action.DELETE: "red",
    Action.UPDATE: "yellow",
    Action.CREATE: "green",
}

_SEVERITY_COLOURS = {"high": "red", "medium": "yellow", "low": "cyan"}


def render(review: Review, options: Options) -> str:
    """Lines of plain text, coloured where ``options.colour`` says so."""
    # As bytes until all is there: with one sign beyond Latin-1, each character of a text takes two bytes.
    document = bytearray()
    for line in _lines(review, options):
        document += f"{line}\n".encode(errors="surrogatepass")
    return escape_workflow_commands(document.decode(errors="surrogatepass"))


def _lines(review: Review, options: Options) -> Iterator[str]:
    paint = _Paint(options)
    yield paint(clean(options.title), bold=True)
    yield paint(summary(review), bold=True)
    yield from (paint(f"{remark}.") for remark in remarks(review))
    for risks in group_risks(review.risks):
        yield from ("", *_risks(risks, paint))
    for ignored in group_ignored(review.ignored):
        yield from ("", *_ignored(ignored, paint))
    for note in review.notes:
        yield from ("", paint(f"Note: {prose(note)}"))
    for plan in in_order(review.plans, review.waiting):
        yield ""
        if isinstance(plan, WaitingWorkspace):
            yield paint(f"{clean(plan.workspace)}: not planned yet", bold=True)
            yield _waits_for(plan.waits_for, paint)
        else:
            yield from _plan(plan, risky_addresses(review, plan), paint)
    yield from ("", paint.whole(f"Fingerprint {review.fingerprint}", "@"))


class _Paint:
    """Colours, where they are wanted, and lines that fit the terminal: words are folded, values are cut."""

    def __init__(self, options: Options) -> None:
        self._colour = options.colour
        self._width = max(options.width, 40) if options.colour else None

    def __call__(self, text: str, sign: str = "", *, colour: str | None = None, bold: bool = False) -> str:
        """A line of words: what does not fit goes on below, indented."""
        return self.whole(self._folded(text) if self._width else text, sign, colour=colour, bold=bold)

    def whole(self, text: str, sign: str = "", *, colour: str | None = None, bold: bool = False) -> str:
        """A line with an address, or to be copied: the terminal wraps it, and nothing is cut."""
        colour = colour or _COLOURS.get(sign)
        return click.style(text, fg=colour, bold=bold or None) if self._colour and (colour or bold) else text

    def line(self, line: Line, indent: str) -> str:
        """A value, cut to the width of the terminal; a line without a sign has an address."""
        text = f"{indent}{line.sign} {line.text}"
        return self.whole(truncate(text, self._width) if self._width and line.sign != " " else text, line.sign)

    def paragraph(self, text: str) -> Iterator[str]:
        """Sentences on lines that are good to read, or as wide as a narrow terminal."""
        yield from _wrapped(prose(text), min(96, self._width or 96), "  ", "  ")

    def _folded(self, text: str) -> str:
        rest = " " * (len(text) - len(text.lstrip()) + 4)
        return "\n".join(_wrapped(text, self._width or len(text), "", rest))


def _wrapped(text: str, width: int, first: str, rest: str) -> list[str]:
    from textwrap import wrap

    return wrap(
        text, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def _risks(risks: Sequence[Risk], paint: _Paint) -> Iterator[str]:
    risk = risks[0]
    yield paint(
        f"{risk.severity.upper()}: {prose(risk.title)}{_times(risks)} [{risk.id}]",
        colour=_SEVERITY_COLOURS[risk.severity],
        bold=True,
    )
    yield from _places(risks, paint)
    yield from paint.paragraph(risk.reason)
    yield from paint.paragraph(f"How to fix: {risk.remediation}")
    yield f"  Source: {risk.source}"


def _ignored(ignored: Sequence[IgnoredRisk], paint: _Paint) -> Iterator[str]:
    risks = [one.risk for one in ignored]
    yield paint(f"IGNORED: {prose(risks[0].title)}{_times(risks)} [{risks[0].id}]", bold=True)
    yield from _places(risks, paint)
    yield from paint.paragraph(risks[0].reason)
    yield from paint.paragraph(f"Ignored because: {ignored[0].reason}")
    yield f"  Source: {risks[0].source}"


def _times(risks: Sequence[Risk]) -> str:
    return f", {len(risks):,} times" if len(risks) > 1 else ""


def _places(risks: Sequence[Risk], paint: _Paint) -> Iterator[str]:
    for risk in risks:
        if place := ": ".join(clean(part) for part in (risk.workspace, risk.address) if part):
            yield paint.whole(f"  {place}")


def _waits_for(workspaces: Sequence[str], paint: _Paint) -> str:
    return paint(f"  waits for {', '.join(map(clean, workspaces))}")


def _plan(plan: PlanReview, risky: Collection[str], paint: _Paint) -> Iterator[str]:
    yield paint(f"{clean(plan.workspace)}: {count_by_action(plan)}", bold=True)
    if plan.waits_for:
        yield _waits_for(plan.waits_for, paint)
    for destination in explain_destinations(plan):
        yield paint(f"  {destination}")
    for warning in plan_warnings(plan):
        yield paint(f"  {warning}", "-")
    for check in plan.checks:
        yield from _check(check, paint)
    changes, tags = without_tags(plan, risky)
    for change in changes:
        yield from _change(change, explain(change), paint)
    if tags:
        yield paint(f"  ~ update {plural(len(tags), 'resource')}, tags only", colour="yellow")
        yield from (paint.line(line, "      ") for line in tag_lines(tags))
    for action in plan.actions:
        yield from _action(action, paint)
    if plan.deferrals:
        yield "  Deferred to a later plan"
        for deferred in plan.deferred:
            yield from _change(deferred.change, explain_deferred(deferred), paint, indent="    ")
        for action in plan.deferred_actions:
            yield from _action(action, paint, indent="    ")
    if plan.outputs:
        yield "  Outputs"
        for output in plan.outputs:
            yield from (paint.line(line, "    ") for line in output_lines(output))
    if plan.drift:
        yield "  Changed outside Terraform"
        for change in plan.drift:
            yield from _change(change, explain(change), paint, indent="    ")
    if plan.own_drift:
        yield "  Reported as changed outside Terraform: from its own last apply"
        yield from (paint.line(line, "  ") for line in own_drift_lines(plan.own_drift))


def _check(check: FailedCheck, paint: _Paint) -> Iterator[str]:
    yield paint.whole(f"  ! {clean(check.address)} {check.outcome}", "-")
    for message in check.messages:
        yield from (f"      {clean(line)}" for line in message.splitlines() if line.strip())


def _action(action: InvokedAction, paint: _Paint, indent: str = "  ") -> Iterator[str]:
    heading = f"{indent}{ACTION_SIGN} invoke {clean(action.address)} ({explain_action(action)})"
    yield paint.whole(heading, colour="magenta")
    for line in action_lines(action):
        yield paint.line(line, indent + "    ")


def _change(change: ReviewedChange, reason: str, paint: _Paint, indent: str = "  ") -> Iterator[str]:
    note = f" ({reason})" if reason else ""
    heading = f"{indent}{sign(change)} {verb(change)} {clean(change.address)}{note}"
    yield paint.whole(heading, colour=_ACTION_COLOURS.get(change.action))
    for line in details(change):
        yield paint.line(line, indent + "    ")
