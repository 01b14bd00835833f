"""A local AWS for any client: how long until it answers."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import ROOT
from benchmarks.measure import MWAA_TF, PYTHON, BrokenRunError, Sample, child_environment, run, take_turns
from benchmarks.results import Goal, Result, ratio, spread
from benchmarks.size import Size

_MOTO = (PYTHON, "-c", "import moto.server")


def measure(size: Size, scratch: Path) -> Iterator[Result]:
    """From the start of `rehearse --serve` to its line that says `ready`, and a process that only imports moto."""
    samples = take_turns(
        {"serve": lambda _: _until_ready(), "moto": lambda _: run(_MOTO)}, size.short_rounds, scratch, discard=1
    )
    yield Result(
        "`rehearse --serve` until it is ready : `import moto.server`", ratio(samples["serve"], samples["moto"])
    )
    yield Result(
        "… by the clock, warm",
        spread(sample.seconds * 1000 for sample in samples["serve"]),
        Goal("at most", 1200),
        unit="ms",
    )


def _until_ready() -> Sample:
    """The time until a server is ready; it is stopped after that."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [*MWAA_TF, "rehearse", "--config", ROOT / "mwaa.yaml", "--serve"],
        cwd=ROOT,
        env=child_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if ": ready" in line:
            seconds = time.perf_counter() - began
            os.kill(process.pid, signal.SIGTERM)  # SIGINT may be ignored: it is in jobs of a script
            process.communicate(timeout=60)
            return Sample(seconds, 0, said)
    raise BrokenRunError(f"`rehearse --serve` has ended: {said[-2000:]}")
