"""One page for a browser: a single file without scripts that loads nothing else and can be printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from mwaa_tf.doctor.charts import duration
from mwaa_tf.doctor.diagnosis import Diagnosis
from mwaa_tf.doctor.finding import CheckResult
from mwaa_tf.doctor.formats import FormatOptions
from mwaa_tf.doctor.formats._summary import (
    PROBLEMS,
    facts_of,
    group_counts,
    is_mostly_unread,
    problems,
    subject,
    unchecked,
    verdict,
)
from mwaa_tf.doctor.series import TimeSeries
from mwaa_tf.markup.page import content_policy, sentence_markup
from mwaa_tf.markup.untrusted import clean, prose
from mwaa_tf.text import join_words, plural

_FOLDER = Path(__file__).parent / "page"

_COLUMNS = {
    CheckResult.FAILURE: "Failures",
    CheckResult.WARNING: "Warnings",
    CheckResult.NOT_CHECKABLE: "Not checked",
    CheckResult.PASS: "Passed",
}

#: Environments that are named.
_MOST_NAMES = 40


def render(diagnosis: Diagnosis, options: FormatOptions) -> str:
    """The whole page."""
    style = (_FOLDER / "page.css").read_text("utf-8")
    return (
        _templates()
        .get_template("page.html.j2")
        .render(
            subject=subject(diagnosis),
            verdict=verdict(diagnosis),
            worst=_worst(diagnosis),
            several=len(diagnosis.targets) > 1,
            problems=[
                (heading, problems(diagnosis, result))
                for heading, result in (("Failures", CheckResult.FAILURE), ("Warnings", CheckResult.WARNING))
            ],
            columns=tuple(_COLUMNS.values()),
            results=tuple(_COLUMNS),
            groups=group_counts(diagnosis),
            unchecked=unchecked(diagnosis),
            passes=list(_passes(diagnosis)),
            verbose=options.verbose,
            at=diagnosis.at.strftime("%Y-%m-%d %H:%M UTC"),
            facts=facts_of(diagnosis),
            style=Markup(style),  # noqa: S704 - ours: the page's policy has its digest
            policy=content_policy(style),
        )
    )


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        autoescape=True,
        keep_trailing_newline=True,
        loader=jinja2.FileSystemLoader(_FOLDER),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["caption"] = _caption
    environment.filters["clean"] = clean
    environment.filters["line"] = _line
    environment.filters["names"] = _names
    environment.filters["number"] = "{:,}".format
    environment.filters["of"] = plural
    environment.filters["prose"] = sentence_markup
    environment.filters["text"] = prose
    return environment


def _worst(diagnosis: Diagnosis) -> str:
    """The kind of the verdict; nothing passed is no reassurance."""
    for result in PROBLEMS:
        if diagnosis.of(result):
            return result.value
    if is_mostly_unread(diagnosis) or not diagnosis.of(CheckResult.PASS):
        return "unchecked"
    return CheckResult.PASS.value


def _passes(diagnosis: Diagnosis) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    titles = {check.id: check.title for check in diagnosis.checks}
    by_target = defaultdict(list)
    for finding in diagnosis.of(CheckResult.PASS):
        by_target[finding.target].append((titles[finding.check], finding.message, finding.check))
    yield from by_target.items()


def _names(targets: Sequence[str]) -> str:
    rest = len(targets) - _MOST_NAMES
    named = [clean(target) for target in targets[:_MOST_NAMES]]
    return join_words([*named, f"{rest:,} more"] if rest > 0 else named)


def _caption(series: TimeSeries) -> str:
    if series.latest is None:
        return f"{series.title}: no data"
    least, most = (series.text(bound) for bound in (min(series.known), max(series.known)))
    return f"{series.title}: {series.text(series.latest)} at the end, {least} to {most} in {duration(series)}"


def _line(series: TimeSeries) -> str:
    """The values as the path of a line, 100 wide and 30 high; a gap where there is no data."""
    top = max([*series.known, 100.0 if series.unit.strip() == "%" else 0.0]) or 1.0
    last = max(1, len(series.values) - 1)
    commands: list[str] = []
    is_drawn = False
    for place, value in enumerate(series.values):
        if value is not None:
            x, y = 100 * place / last, 29 - 28 * max(0.0, value) / top
            # A point without neighbours is drawn, too.
            commands.append(f"{'L' if is_drawn else 'M'}{x:.1f} {y:.1f}{'' if is_drawn else 'h0.1'}")
        is_drawn = value is not None
    return "".join(commands)
