"""Results as a table for people, and as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.results import Result

_HEAD = ("benchmark", "what", "median (least to most)", "goal", "")


def table(results: Sequence[tuple[str, Result]]) -> str:
    """A Markdown table with columns that also line up where Markdown is not rendered."""
    rows = [_HEAD, *(_row(name, result) for name, result in results)]
    widths = [max(3, *(len(row[column]) for row in rows)) for column in range(len(_HEAD))]
    lines = [f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |" for row in rows]
    lines.insert(1, f"| {' | '.join('-' * width for width in widths)} |")
    return "\n".join(lines)


def as_data(name: str, result: Result) -> dict[str, Any]:
    """One result as plain data."""
    return {
        "benchmark": name,
        "what": result.what,
        "unit": result.unit,
        "median": result.measured and result.measured.median,
        "least": result.measured and result.measured.least,
        "most": result.measured and result.measured.most,
        "goal": result.goal and f"{result.goal.bound} {_number(result.goal.limit, result.unit)}",
        "verdict": result.verdict,
        "reason": result.reason,
    }


def _row(name: str, result: Result) -> tuple[str, ...]:
    unit, measured, goal = result.unit, result.measured, result.goal
    if measured is None:
        return name, result.what, "", "", f"not measured: {result.reason}"
    numbers = [_number(value, unit) for value in (measured.median, measured.least, measured.most)]
    return (
        name,
        result.what,
        f"{numbers[0]} ({numbers[1]} to {numbers[2]})",
        f"{goal.bound} {_number(goal.limit, unit)}" if goal else "",
        result.verdict,
    )


def _number(value: float, unit: str) -> str:
    """Three digits: more are noise."""
    digits = f"{value:.0f}" if value >= 100 else f"{value:.3g}"
    return f"{digits}×" if unit == "x" else f"{digits} {unit}"
