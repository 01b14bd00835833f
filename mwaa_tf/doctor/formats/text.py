"""For a terminal: the first line says what is wrong, the second what to do."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

import click

from mwaa_tf.doctor.charts import chart
from mwaa_tf.doctor.diagnosis import Diagnosis
from mwaa_tf.doctor.finding import CheckResult
from mwaa_tf.doctor.formats import FormatOptions
from mwaa_tf.doctor.formats._summary import (
    PROBLEMS,
    SharedProblem,
    counts,
    facts_of,
    group_counts,
    is_mostly_unread,
    problems,
    unchecked,
    verdict,
)
from mwaa_tf.markup.untrusted import clean, prose
from mwaa_tf.text import escape_workflow_commands, join_words

_COLOURS = {CheckResult.FAILURE: "red", CheckResult.WARNING: "yellow"}
_INDENT = "  "

#: Environments that are named; of more, the number says enough.
_MOST_NAMES = 6

#: Checks that are named.
_MOST_IDS = 12


def render(diagnosis: Diagnosis, options: FormatOptions) -> str:
    """The failures, the warnings, what could not be checked and why, and a summary; where nothing is wrong, that."""
    lines: list[str] = []
    ended = counts(diagnosis.findings)
    is_healthy = not any(ended[result] for result in PROBLEMS)
    if is_healthy:
        colour = "yellow" if is_mostly_unread(diagnosis) else "green"
        lines += [_styled(line, options, colour) for line in _wrapped(f"{prose(verdict(diagnosis))}.", options)]
        lines += ["", *_groups(diagnosis, options), ""]
    for result in PROBLEMS:
        for problem in problems(diagnosis, result):
            lines += _problem(problem, options, several=len(diagnosis.targets) > 1)
    lines += _unchecked(diagnosis, options)
    lines += _answers(diagnosis, options)
    if options.verbose:
        lines += _passes(diagnosis, options)
    if not is_healthy:
        lines += [*_groups(diagnosis, options), "", *_wrapped(f"{prose(verdict(diagnosis))}.", options)]
    lines += _wrapped(f"Read from {facts_of(diagnosis)}.", options)
    return escape_workflow_commands("\n".join(lines) + "\n")


def _problem(problem: SharedProblem, options: FormatOptions, *, several: bool) -> Iterator[str]:
    finding = problem.finding
    word = finding.result.value.upper()
    place = f"{_names(problem.targets)}: " if several else ""
    first, *rest = _wrapped(f"{word} {place}{prose(finding.message)}", options)
    yield _styled(word, options, _COLOURS[finding.result]) + first[len(word) :]
    yield from rest
    yield from _wrapped(f"{_INDENT}Fix: {prose(finding.fix)}", options)
    for series in finding.series:
        yield f"{_INDENT}{chart(series, columns=options.width - len(_INDENT))}"
    yield from _wrapped(f"{_INDENT}Check: {finding.check}", options)
    yield ""


def _unchecked(diagnosis: Diagnosis, options: FormatOptions) -> Iterator[str]:
    for entry in unchecked(diagnosis):
        where = f"{_names(entry.targets)}: " if len(diagnosis.targets) > 1 else ""
        yield from _wrapped(f"NOT CHECKED {where}{prose(entry.reason)}", options)
        yield from _wrapped(f"{_INDENT}For: {_ids(entry.checks, options)}", options)
        yield ""


def _answers(diagnosis: Diagnosis, options: FormatOptions) -> Iterator[str]:
    for finding in diagnosis.of(CheckResult.PASS):
        if finding.is_answer:
            where = f"{finding.target}: " if len(diagnosis.targets) > 1 else ""
            yield from _wrapped(f"OK {where}{finding.message}", options)
            yield from _wrapped(f"{_INDENT}Check: {finding.check}", options)
            yield ""


def _ids(ids: Sequence[str], options: FormatOptions) -> str:
    """The ids; of many, how many of each group."""
    if len(ids) <= _MOST_IDS or options.verbose:
        return ", ".join(ids)
    by_group = Counter(id.partition(".")[0] for id in ids)
    counted = (f"{count} of {group}" for group, count in by_group.items())
    return f"{len(ids)} checks, {join_words(counted)}; -v lists them"


def _passes(diagnosis: Diagnosis, options: FormatOptions) -> Iterator[str]:
    titles = {check.id: check.title for check in diagnosis.checks}
    for finding in diagnosis.of(CheckResult.PASS):
        where = f"{clean(finding.target)}: " if len(diagnosis.targets) > 1 else ""
        note = f" ({prose(finding.message)})" if finding.message else ""
        yield from _wrapped(f"ok {where}{titles[finding.check]}{note}", options)
    yield ""


def _groups(diagnosis: Diagnosis, options: FormatOptions) -> list[str]:
    counted = group_counts(diagnosis)
    width = max((len(group.title) for group in counted), default=0)
    lines = (f"{_INDENT}{group.title.ljust(width)}  {group.text}" for group in counted)
    return [folded for line in lines for folded in _wrapped(line, options)]


def _names(targets: Sequence[str]) -> str:
    if len(targets) > _MOST_NAMES:
        return f"{len(targets):,} environments"
    return join_words(map(clean, targets))


def _styled(text: str, options: FormatOptions, colour: str) -> str:
    return click.style(text, fg=colour, bold=True) if options.colour else text


def _wrapped(text: str, options: FormatOptions) -> list[str]:
    indent = _INDENT * 2 if text.startswith(_INDENT) else _INDENT
    return textwrap.wrap(
        text, max(options.width, 40), subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ) or [""]
