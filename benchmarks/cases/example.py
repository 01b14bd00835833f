"""The repository's own ``mwaa.yaml``: what a person waits for who changed one line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks import ROOT
from benchmarks.measure import BARE, render, run, take_turns
from benchmarks.results import Goal, Result, ratio
from benchmarks.size import Size

_GOAL = Goal("at most", 14)


def measure(size: Size, scratch: Path) -> Iterator[Result]:
    """The first render makes the folder, the second finds everything as it should be."""
    config = ROOT / "mwaa.yaml"
    samples = take_turns(
        {
            "bare": lambda _: run(BARE),
            "first": lambda folder: render(config, folder / "generated"),
            "second": lambda folder: render(config, folder / "generated"),
        },
        size.short_rounds,
        scratch,
        discard=1,
    )
    yield Result("first `render` : `python -c pass`", ratio(samples["first"], samples["bare"]), _GOAL)
    yield Result("`render` that changes nothing : `python -c pass`", ratio(samples["second"], samples["bare"]), _GOAL)
