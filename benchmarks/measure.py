"""Time whole processes, in turns."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import ROOT

#: The interpreter itself: a launcher in front of it would add its own time to every measurement.
PYTHON = sys.executable

MWAA_TF = (PYTHON, "-m", "mwaa_tf")
BARE = (PYTHON, "-c", "pass")


class BrokenRunError(Exception):
    """A process to be timed failed, so its time is meaningless."""


class NotMeasured(Exception):  # noqa: N818 - a state of the machine, not an error of the benchmark
    """Something that the benchmark compares with is not available on this machine."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One run of a process."""

    seconds: float
    """From before its start until its end."""
    peak: int
    """Largest resident set, in bytes; at least that of this process when it started the child."""
    output: str
    """Its stdout."""
    cpu: float = 0.0
    """Seconds of CPU time, also of all processes that it has started and waited for."""


#: Runs what is timed, in the folder of a round, which all subjects of the round share.
Subject = Callable[[Path], Sample]


def run(
    command: Sequence[str | Path], *, environment: Mapping[str, str] | None = None, accepted: Collection[int] = (0,)
) -> Sample:
    """Run ``command`` in the checkout and time it.

    Raises :class:`BrokenRunError` unless it exits with one of the ``accepted`` codes.
    """
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, env={**child_environment(), **(environment or {})}, stdout=output, stderr=errors
        )
        # wait4 and not wait: it also returns the resource usage of this one child.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        if process.returncode not in accepted:
            errors.seek(0)
            message = (errors.read().strip() or output.read().strip())[-2000:]
            raise BrokenRunError(f"{' '.join(map(str, command))}: exit code {process.returncode}\n{message}")
        peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return Sample(seconds, peak, output.read(), usage.ru_utime + usage.ru_stime)


def render(config: Path, output: Path) -> Sample:
    """Run and time ``python -m mwaa_tf render``.

    Its cache is next to ``output``: the cache of one round must not speed up the next, nor fill the user's own.
    """
    return run(
        [*MWAA_TF, "render", "--config", config, "--output", output],
        environment={"XDG_CACHE_HOME": str(output.parent / "cache")},
    )


def child_environment() -> dict[str, str]:
    """The variables of processes that are measured.

    An installed package is compiled. With one of this process's, every run would compile the checkout again.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def take_turns(
    subjects: Mapping[str, Subject], rounds: int, scratch: Path, *, discard: int = 0
) -> dict[str, list[Sample]]:
    """Run all ``subjects`` once per round, in order: A B A B. A busy machine slows all of them.

    The first ``discard`` rounds, which compile modules and fill caches, are not counted. Nothing is deleted: ext4
    avoids recently freed inodes for minutes, which makes creating files slow.
    """
    samples: dict[str, list[Sample]] = {name: [] for name in subjects}
    for number in range(discard + rounds):
        folder = scratch / f"round-{number}"
        folder.mkdir()
        for name, subject in subjects.items():
            sample = subject(folder)
            if number >= discard:
                samples[name].append(sample)
    return samples
