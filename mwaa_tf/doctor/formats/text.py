"""For a terminal: the first line says what is wrong, the second what to do."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterator

import click

from mwaa_tf.doctor.charts import chart
from mwaa_tf.doctor.diagnosis import Diagnosis
from mwaa_tf.doctor.finding import CheckResult, Finding
from mwaa_tf.doctor.formats import FormatOptions
from mwaa_tf.text import plural

_COLOURS = {CheckResult.FAILURE: "red", CheckResult.WARNING: "yellow"}
_INDENT = "  "


def render(diagnosis: Diagnosis, options: FormatOptions) -> str:
    """The failures, the warnings, what could not be checked and why, and a summary."""
    lines = [
        line
        for result in (CheckResult.FAILURE, CheckResult.WARNING)
        for finding in diagnosis.of(result)
        for line in _problem(finding, options, several=len(diagnosis.targets) > 1)
    ]
    lines += _not_checkable(diagnosis, options)
    if options.verbose:
        lines += _passes(diagnosis, options)
    return "\n".join([*lines, _summary(diagnosis)]) + "\n"


def _problem(finding: Finding, options: FormatOptions, *, several: bool) -> Iterator[str]:
    word = finding.result.value.upper()
    shown = click.style(word, fg=_COLOURS[finding.result], bold=True) if options.colour else word
    place = f"{finding.target}: " if several else ""
    first, *rest = _wrapped(f"{word} {place}{finding.message}", options)
    yield shown + first[len(word) :]
    yield from rest
    yield from _wrapped(f"{_INDENT}Fix: {finding.fix}", options)
    for series in finding.series:
        yield f"{_INDENT}{chart(series, columns=options.width - len(_INDENT))}"
    yield from _wrapped(f"{_INDENT}Check: {finding.check}", options)
    yield ""


def _not_checkable(diagnosis: Diagnosis, options: FormatOptions) -> Iterator[str]:
    """The checks that lack the same fact together: one missing permission is one line, not ten."""
    by_reason: dict[tuple[str, str], list[str]] = defaultdict(list)
    for finding in diagnosis.of(CheckResult.NOT_CHECKABLE):
        target = finding.target if len(diagnosis.targets) > 1 else ""
        by_reason[target, finding.message].append(finding.check)
    for (target, reason), ids in by_reason.items():
        where = f"{target}: " if target else ""
        yield from _wrapped(f"NOT CHECKED {where}{reason}", options)
        yield from _wrapped(f"{_INDENT}{plural(len(ids), 'check')}: {', '.join(dict.fromkeys(ids))}", options)
        yield ""


def _passes(diagnosis: Diagnosis, options: FormatOptions) -> Iterator[str]:
    titles = {check.id: check.title for check in diagnosis.checks}
    for finding in diagnosis.of(CheckResult.PASS):
        where = f"{finding.target}: " if len(diagnosis.targets) > 1 else ""
        note = f" ({finding.message})" if finding.message else ""
        yield from _wrapped(f"ok {where}{titles[finding.check]}{note}", options)
    yield ""


def _summary(diagnosis: Diagnosis) -> str:
    counts = {result: len(diagnosis.of(result)) for result in CheckResult}
    of = plural(len(diagnosis.targets), "environment")
    return (
        f"{of}: {plural(counts[CheckResult.FAILURE], 'failure')}, {plural(counts[CheckResult.WARNING], 'warning')}, "
        f"{counts[CheckResult.NOT_CHECKABLE]} not checkable, {counts[CheckResult.PASS]} passed"
    )


def _wrapped(text: str, options: FormatOptions) -> list[str]:
    indent = _INDENT * 2 if text.startswith(_INDENT) else _INDENT
    return textwrap.wrap(
        text, options.width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ) or [""]
