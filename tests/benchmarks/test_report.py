"""From samples to the table, the verdicts and the exit code."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import ROOT
from benchmarks import __main__ as program
from benchmarks.cases import find
from benchmarks.measure import BrokenRunError, Sample, run, take_turns
from benchmarks.report import table
from benchmarks.results import Goal, Result, Spread, ratio
from benchmarks.size import Size


def test_a_ratio_compares_the_two_of_each_round() -> None:
    # The second round ran while the machine was ten times as slow, and says the same.
    assert ratio(_samples(2, 30, 8), _samples(1, 10, 2)) == Spread(median=3, least=2, most=4)


@pytest.mark.parametrize(
    ("result", "verdict"),
    [
        (Result("", Spread(4, 3, 9), Goal("at most", 4)), "met"),
        (Result("", Spread(4.1, 3, 9), Goal("at most", 4)), "missed"),
        (Result("", Spread(5, 1, 9), Goal("at least", 5)), "met"),
        (Result("", Spread(4.9, 1, 9), Goal("at least", 5)), "missed"),
        (Result("", Spread(99, 1, 99), Goal("at most", 4), judged=False), "not judged"),
        (Result("", Spread(99, 1, 99)), ""),
        (Result("", None, reason="no Node.js"), "not measured"),
    ],
)
def test_the_median_decides(result: Result, verdict: str) -> None:
    assert result.verdict == verdict


@pytest.mark.parametrize(("limit", "exit_code"), [(2, 0), (1, 1)])
def test_a_missed_goal_fails_the_command(limit: int, exit_code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(_size: Size, _scratch: Path) -> Iterator[Result]:
        yield Result("one : other", Spread(1.5, 1, 2), Goal("at most", limit))

    monkeypatch.setattr(program, "_BENCHMARKS", {"startup": measure})

    shown = CliRunner().invoke(program.main, ["startup"])
    data = CliRunner().invoke(program.main, ["startup", "--json"])

    assert (shown.exit_code, data.exit_code) == (exit_code, exit_code)
    assert "| startup   | one : other | 1.5× (1× to 2×)" in shown.stdout
    (result,) = json.loads(data.stdout)
    assert (result["median"], result["goal"]) == (1.5, f"at most {limit}×")


def test_the_columns_line_up() -> None:
    lines = table(
        [("a", Result("short", Spread(1, 1, 1))), ("b", Result("rather longer", Spread(123.4, 1, 1)))]
    ).splitlines()

    assert len({len(line) for line in lines}) == 1
    assert "| 123× (1× to 1×)" in lines[-1]


def test_a_process_that_fails_is_no_measurement() -> None:
    with pytest.raises(BrokenRunError, match=r"exit code 3\nout of luck"):
        run([sys.executable, "-c", "import sys; print('out of luck', file=sys.stderr); sys.exit(3)"])


def test_a_process_is_measured_as_a_whole() -> None:
    sample = run([sys.executable, "-c", "block = bytearray(200_000_000); print('done')"])

    assert sample.output == "done\n"
    assert sample.peak > 200_000_000
    assert sample.seconds > 0


def test_all_take_turns_in_a_folder_per_round(tmp_path: Path) -> None:
    calls: list[str] = []

    def subject(name: str, folder: Path) -> Sample:
        calls.append(f"{name} {folder.name}")
        return Sample(len(calls), 0, "")

    samples = take_turns(
        {"a": lambda folder: subject("a", folder), "b": lambda folder: subject("b", folder)}, 2, tmp_path, discard=1
    )

    assert calls == [f"{name} round-{number}" for number in range(3) for name in "ab"]
    assert [sample.seconds for sample in samples["b"]] == [4, 6]


def test_the_guide_records_every_benchmark_with_its_results() -> None:
    guide = (ROOT / "docs" / "benchmarks.md").read_text("utf-8")

    assert set(re.findall(r"^\| (\w+) +\|", guide, re.MULTILINE)) - {"benchmark"} == set(find())


def _samples(*seconds: float) -> list[Sample]:
    return [Sample(each, 0, "") for each in seconds]
