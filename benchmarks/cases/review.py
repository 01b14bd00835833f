"""A plan of 100 MB: what a review costs beyond reading the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import MWAA_TF, PYTHON, Sample, run, take_turns
from benchmarks.plan import write_plan
from benchmarks.results import Goal, Result, Spread, ratio, spread
from benchmarks.size import FULL, Size

_JSON_LOAD = Path(__file__).parent.parent / "children" / "json_load.py"

#: Resource changes of the plan at its full size, which is then some 100 MB long.
_CHANGES = 10_000


def measure(size: Size, scratch: Path) -> Iterator[Result]:
    """Whole processes in turn: `review` as the comment of a pull request, and ``json.load`` of the same file."""
    changes = _CHANGES * size.total // FULL.total
    plan = scratch / "plan.json"
    write_plan(plan, changes)
    long = plan.stat().st_size
    judged = size == FULL

    def reviewed(form: str) -> Sample:
        written = scratch / f"review.{form}"
        return run([*MWAA_TF, "review", plan, "--format", form, "--output-file", written])

    samples = take_turns(
        {
            "load": lambda _: run([PYTHON, _JSON_LOAD, plan]),
            "markdown": lambda _: reviewed("markdown"),
            "text": lambda _: reviewed("text"),
        },
        size.long_rounds,
        scratch,
    )
    yield Result(
        f"`review` of a plan with {changes:,} changes ({long / 1e6:.0f} MB) : `json.load` of it",
        ratio(samples["markdown"], samples["load"]),
        Goal("at most", 1.1),
        judged=judged,
    )
    yield Result(
        "… peak memory : length of the file", _memory(samples["markdown"], long), Goal("at most", 2), judged=judged
    )
    yield Result("… with every attribute of every change, as text", ratio(samples["text"], samples["load"]))
    yield Result(
        "… peak memory : length of the file", _memory(samples["text"], long), Goal("at most", 2), judged=judged
    )


def _memory(samples: list[Sample], long: int) -> Spread:
    return spread(sample.peak / long for sample in samples)
