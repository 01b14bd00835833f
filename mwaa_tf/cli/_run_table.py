"""The table at the end of a run, and below it what a person has to know of each workspace."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from mwaa_tf.cli._narrow import SHORTEST, shorten
from mwaa_tf.text import escape_control_characters, join_words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from mwaa_tf.lifecycle.outcome import Outcome
    from mwaa_tf.lifecycle.run_report import RunReport

#: Columns where there is no terminal: nothing is cut.
_WIDTH = 160

_HEADINGS = ("workspace", "result", "changes", "seconds")

#: Workspaces that are named before a remark that they have in common.
_NAMED = 4

#: Columns between two columns of the table, and on a narrow terminal.
_GAP, _NARROW_GAP = 3, 1

_STYLES = {"failed": "red", "skipped": "red", "waiting": "yellow", "needs credentials": "yellow"}


def show_run(outcomes: Sequence[Outcome], report: RunReport, *, err: bool) -> None:
    """Print a table of ``outcomes``, what is to be known of each, and how long ``report`` says it took."""
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    console = Console(stderr=err, width=None if stream.isatty() else _WIDTH, highlight=False)
    console.print()
    console.print(_table(outcomes, console.width))
    console.print()
    for line, of in _by_remark(outcomes).items():
        _print(console, f"{_names([outcome.workspace for outcome in of])}: {line}", _STYLES.get(of[0].result))
    overhead = report.overhead_seconds
    share = 100 * overhead / report.seconds if report.seconds else 0.0
    took = f"{report.seconds:.1f} s, overhead of mwaa_tf {overhead:.1f} s ({share:.1f} %)"
    _print(console, f"{report.deployment}: {took}")


def counts(outcome: Outcome) -> str:
    """The changes of ``outcome``, planned or made: ``+3 ~1 -0``; with outputs, if nothing else changes."""
    from mwaa_tf.lifecycle.run_report import change_counts

    changes = change_counts(outcome) if outcome.ok else None
    if changes is None:
        return ""
    if not changes.total:
        return "outputs" if outcome.plan and outcome.plan.outputs else "none"
    return f"+{changes.added} ~{changes.changed} -{changes.removed}"


def _table(outcomes: Sequence[Outcome], width: int) -> Table:
    """A row for each workspace. On a narrow terminal its name is shortened, and never a count or a time."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    rows = [_cells(outcome) for outcome in outcomes]
    others = sum(max(map(len, column)) for column in zip(_HEADINGS[1:], *(row[1:] for row in rows), strict=True))
    gap = _GAP if width - others - _GAP * (len(_HEADINGS) - 1) >= SHORTEST else _NARROW_GAP
    space = width - others - gap * (len(_HEADINGS) - 1)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, gap // 2))
    table.add_column(shorten(_HEADINGS[0], space), no_wrap=True)
    for heading in _HEADINGS[1:]:
        # A result is folded before a count is cut.
        is_whole = heading != "result" or space >= SHORTEST
        align: Literal["left", "right"] = "right" if heading == "seconds" else "left"
        table.add_column(heading, no_wrap=is_whole, overflow="fold", justify=align)
    for outcome, (workspace, result, changes, seconds) in zip(outcomes, rows, strict=True):
        style = _STYLES.get(outcome.result, "")
        table.add_row(Text(shorten(workspace, space)), Text(result, style=style), changes, seconds)
    return table


def _cells(outcome: Outcome) -> tuple[str, str, str, str]:
    seconds = f"{outcome.seconds:.1f}" if outcome.attempts or outcome.seconds else ""
    return escape_control_characters(outcome.workspace), _result(outcome), counts(outcome), seconds


def _result(outcome: Outcome) -> str:
    if outcome.action == "apply" and outcome.ok and outcome.summary is None:
        return "unchanged"
    done = {"plan": "planned", "apply": "applied", "follow": "AVAILABLE", "destroy": "destroyed", "init": "initialised"}
    return done.get(outcome.action, outcome.action) if outcome.ok else outcome.result


def _by_remark(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Each remark and whose it is: what all workspaces of an account lack is said once."""
    remarks: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        for remark in _remarks(outcome):
            remarks.setdefault(remark, []).append(outcome)
    return remarks


def _names(workspaces: Sequence[str]) -> str:
    more = [f"{len(workspaces) - _NAMED} more"] if len(workspaces) > _NAMED else []
    return join_words([*workspaces[:_NAMED], *more])


def _remarks(outcome: Outcome) -> Iterator[str]:
    from mwaa_tf.terraform.product import in_use
    from mwaa_tf.troubleshooting import page_for

    yield from outcome.failures
    if outcome.result in ("failed", "needs credentials"):
        pages = filter(None, map(page_for, outcome.failures))
        yield from (f"what to do: {page}" for page in dict.fromkeys(pages))
    if outcome.result == "failed" and outcome.log and outcome.log.exists():
        yield f"all that {in_use().name} said is in {outcome.log}"
    yield from outcome.notes


def _print(console: Console, text: str, style: str | None = None) -> None:
    # A terminal would break words.
    soft_wrap = not console.is_terminal
    console.print(escape_control_characters(text), markup=False, soft_wrap=soft_wrap, style=style)
