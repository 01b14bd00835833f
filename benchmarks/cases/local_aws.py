"""Fifty clients of the local AWS at once: calls per second, and memory per call."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import ROOT
from benchmarks.measure import PYTHON, BrokenRunError
from benchmarks.results import Goal, Result, Spread, spread
from benchmarks.size import FULL, Size

_CHILDREN = Path(__file__).parent.parent / "children"
_CLIENTS = 50
_SECONDS = 60.0
"""Of each server, all rounds together, at full size."""
AGAINST = "MWAA_TF_BENCHMARK_AGAINST"
"""The environment variable with the folder of another checkout, with a `.venv`, to compare with."""


@dataclass
class _Server:
    """A running server, and what its clients have measured."""

    process: subprocess.Popen[str]
    address: dict[str, Any]
    rates: list[float] = field(default_factory=list)
    """Calls per second, by round."""
    calls: int = 0
    memory: list[int] = field(default_factory=list)
    """Bytes before the first round that counts, and after each."""

    def resident(self) -> int:
        """Bytes that it takes."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


def measure(size: Size, scratch: Path) -> Iterator[Result]:  # noqa: ARG001 - of every benchmark
    """The local AWS, another checkout of it if one is named, and moto's own server, which has no MWAA, in turns."""
    rounds = size.cdktf_rounds
    seconds = _SECONDS * size.total / FULL.total / rounds
    judged = size == FULL
    against = os.environ.get(AGAINST)
    with ExitStack() as servers:
        local = servers.enter_context(_running("local", ROOT, PYTHON))
        moto = servers.enter_context(_running("moto", ROOT, PYTHON))
        before = Path(against) if against else None
        old = servers.enter_context(_running("local", before, str(before / ".venv/bin/python"))) if before else None
        for number in range(rounds + 1):
            for server in filter(None, (local, old)):
                _load(server, seconds, with_mwaa=True, counts=number > 0)
            _load(moto, seconds / 4, with_mwaa=False, counts=number > 0)
        yield Result("calls per second : of moto's server, without MWAA", _compare(local.rates, moto.rates))
        if old:
            yield Result(
                f"calls per second : of {before}",
                _compare(local.rates, old.rates),
                Goal("at least", 1.5),
                judged=judged,
            )
        yield Result(
            f"memory per call, of {local.calls:,} calls of {_CLIENTS} clients",
            spread([max(1, local.memory[-1] - local.memory[0]) / local.calls / 1000]),
            Goal("at most", 2),
            unit="kB",
            judged=judged,
        )
        yield Result("calls per second", spread(local.rates), unit="/s")


def _compare(rates: list[float], against: list[float]) -> Spread:
    return spread(rate / other for rate, other in zip(rates, against, strict=True))


def _load(server: _Server, seconds: float, *, with_mwaa: bool, counts: bool) -> None:
    """One round of all clients. Raises :class:`BrokenRunError` for an error or a wrong answer."""
    script = str(_CHILDREN / "local_aws_clients.py")
    command = [PYTHON, script, json.dumps(server.address), str(_CLIENTS), str(seconds)]
    ended = subprocess.run([*command, str(with_mwaa)], capture_output=True, text=True, check=False)
    if ended.returncode:
        raise BrokenRunError(ended.stderr[-2000:])
    result = json.loads(ended.stdout)
    if result["wrong"]:
        raise BrokenRunError("; ".join(result["wrong"]))
    server.address["names"] = result["names"]
    if counts:
        server.rates.append(result["calls"] / result["seconds"])
        server.calls += result["calls"]
    server.memory = [*server.memory, server.resident()] if counts else [server.resident()]


class _running(ExitStack):  # noqa: N801 - a context manager
    """A server until the end of the block."""

    def __init__(self, kind: str, folder: Path, python: str) -> None:
        super().__init__()
        self._command = [python, str(_CHILDREN / "local_aws_server.py"), kind]
        self._folder = folder

    def __enter__(self) -> _Server:  # type: ignore[override]
        process = subprocess.Popen(
            self._command,
            cwd=self._folder,
            env={**os.environ, "PYTHONPATH": str(self._folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        # It closes the pipes, and the server ends with its standard input.
        self.enter_context(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise BrokenRunError(f"{self._command} has ended")
        return _Server(process, json.loads(line))
