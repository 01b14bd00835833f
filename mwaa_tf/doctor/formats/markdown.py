"""For a pull request or the note of an incident, as GitHub and GitLab show it: what to do first, the rest folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mwaa_tf.doctor.charts import chart
from mwaa_tf.doctor.diagnosis import Diagnosis
from mwaa_tf.doctor.finding import CheckResult
from mwaa_tf.doctor.formats import FormatOptions
from mwaa_tf.doctor.formats._summary import (
    PROBLEMS,
    SharedProblem,
    Unchecked,
    facts_of,
    group_counts,
    problems,
    unchecked,
    verdict,
)
from mwaa_tf.markup.markdown import code, escaped, sentence
from mwaa_tf.markup.untrusted import prose
from mwaa_tf.text import plural

#: Characters of a comment. GitHub refuses one with more than 65,536.
_LIMIT = 60_000

#: Environments that are named.
_MOST_NAMES = 12

_MARKS = {CheckResult.FAILURE: "🔴 **Failure:**", CheckResult.WARNING: "🟠 **Warning:**"}


def render(diagnosis: Diagnosis, options: FormatOptions) -> str:
    """The note, cut off where it would be too long, with the number of what is missing."""
    several = len(diagnosis.targets) > 1
    lines = [f"## Doctor: {sentence(verdict(diagnosis))}\n\n"]
    entries = [_problem(problem, several=several) for result in PROBLEMS for problem in problems(diagnosis, result)]
    lines += _within(entries, _LIMIT, "more problems")
    lines += _groups(diagnosis)
    reasons = [_reason(entry, several=several) for entry in unchecked(diagnosis)]
    rest = _LIMIT - sum(map(len, lines))
    lines += _folded("Not checked", list(_within(reasons, rest, "more reasons")))
    if options.verbose:
        passes = list(_passes(diagnosis, several=several))
        lines += _folded("Passed", list(_within(passes, rest - sum(map(len, reasons)), "more checks that passed")))
    at = diagnosis.at.strftime("%Y-%m-%d %H:%M UTC")
    return "".join([*lines, f"<sub>{at}, from {escaped(facts_of(diagnosis))}</sub>\n"])


def _problem(problem: SharedProblem, *, several: bool) -> str:
    finding, check = problem.finding, problem.check
    where = f"<br>In {_names(problem.targets)}" if several else ""
    subject = f"<br>Resource: {code(finding.subject)}" if finding.subject else ""
    charts = "".join(f"<br>{code(chart(series, columns=72))}" for series in finding.series)
    return (
        f"- {_MARKS[finding.result]} {sentence(finding.message)}<br>**How to fix:** {sentence(finding.fix)}"
        f"{where}{subject}{charts}<br>{code(check.id)} ([source]({check.source}))\n"
    )


def _groups(diagnosis: Diagnosis) -> Iterator[str]:
    counted = group_counts(diagnosis)
    if counted:
        yield "\n| group | checks |\n| --- | --- |\n"
        yield from (f"| {escaped(group.title)} | {group.text} |\n" for group in counted)
        yield "\n"


def _reason(entry: Unchecked, *, several: bool) -> str:
    where = f"<br>In {_names(entry.targets)}" if several else ""
    return f"- {sentence(entry.reason)}{where}<br>{', '.join(map(code, entry.checks))}\n"


def _passes(diagnosis: Diagnosis, *, several: bool) -> Iterator[str]:
    titles = {check.id: check.title for check in diagnosis.checks}
    for finding in diagnosis.of(CheckResult.PASS):
        where = f"{code(finding.target)}: " if several else ""
        note = f" ({escaped(prose(finding.message))})" if finding.message else ""
        yield f"- {where}{escaped(titles[finding.check])}{note}\n"


def _names(targets: Sequence[str]) -> str:
    rest = len(targets) - _MOST_NAMES
    named = ", ".join(map(code, targets[:_MOST_NAMES]))
    return f"{named} and {rest:,} more" if rest > 0 else named


def _folded(title: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield f"<details><summary>{title}: {plural(len(items), 'entry', 'entries')}</summary>\n\n"
        yield from items
        yield "\n</details>\n\n"


def _within(items: Sequence[str], budget: int, noun: str) -> Iterator[str]:
    """As many items of a list as fit into ``budget`` characters."""
    for index, item in enumerate(items):
        budget -= len(item)
        if budget < 0:
            yield f"- … and {len(items) - index:,} {noun}\n"
            return
        yield item
