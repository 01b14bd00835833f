"""`doctor` of a hundred environments in ten accounts against that of one, and how many calls it makes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.deployment import small_configuration
from benchmarks.environments import create_environments
from benchmarks.measure import MWAA_TF, Sample, run, take_turns
from benchmarks.operated import Operated, operated
from benchmarks.results import Goal, Result, ratio, spread
from benchmarks.size import FULL, QUICK, Size
from mwaa_tf import load

_PARTICIPANTS, _ENVIRONMENTS = 10, 10

#: As long as AWS takes to answer a call that only reads, in seconds; the local AWS alone takes some milliseconds.
_LATENCY = 0.1


def measure(size: Size, scratch: Path) -> Iterator[Result]:
    """All environments, and the first one, of the same deployment, in turns."""
    participants = _PARTICIPANTS if size == FULL else 2
    environments = _ENVIRONMENTS if size.total >= QUICK.total else 2
    count = participants * environments
    configuration = small_configuration(participants, environments)
    with operated(configuration, scratch / "doctor", f"--fault=slow={_LATENCY}") as deployment:
        loaded = load(deployment.config)
        create_environments(loaded, deployment.variables)
        first = loaded.environments[0].key
        samples = take_turns(
            {"all": lambda _: _doctor(deployment), "one": lambda _: _doctor(deployment, first)},
            size.long_rounds,
            scratch,
            discard=1,
        )
    yield Result(
        f"`doctor` of {count} environments in {participants} accounts : of one",
        ratio(samples["all"], samples["one"]),
        Goal("at most", 3),
        judged=size == FULL,
    )
    pairs = zip(samples["all"], samples["one"], strict=True)
    yield Result(
        "calls for each environment after the first",
        spread((_calls(every) - _calls(one)) / (count - 1) for every, one in pairs),
        Goal("at most", 25),
        unit="calls",
        judged=size == FULL,
    )


def _doctor(deployment: Operated, *keys: str) -> Sample:
    """One run, whatever it finds."""
    command: list[str | Path] = [*MWAA_TF, "doctor", "--config", deployment.config, "--json", *keys]
    return run(command, environment=deployment.variables, accepted=(0, 1))


def _calls(sample: Sample) -> int:
    return int(json.loads(sample.output)["calls"])
