"""Starting: what a shell that asks for ``--version`` or completion waits for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import BARE, MWAA_TF, run, take_turns
from benchmarks.results import Goal, Result, ratio
from benchmarks.size import Size


def measure(size: Size, scratch: Path) -> Iterator[Result]:
    """Both as whole processes of the same interpreter."""
    samples = take_turns(
        {
            "bare": lambda _: run(BARE),
            "version": lambda _: run([*MWAA_TF, "--version"]),
        },
        size.short_rounds,
        scratch,
        discard=1,
    )
    yield Result("`--version` : `python -c pass`", ratio(samples["version"], samples["bare"]), Goal("at most", 6))
