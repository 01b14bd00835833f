"""A thousand environments: the work that grows with the deployment."""

from __future__ import annotations

import filecmp
from collections.abc import Iterator
from pathlib import Path

from benchmarks.deployment import configuration
from benchmarks.measure import PYTHON, BrokenRunError, NotMeasured, Sample, Subject, render, run, take_turns
from benchmarks.results import Goal, Result, Spread, ratio, spread
from benchmarks.size import FULL, Size

_CHILDREN = Path(__file__).parent.parent / "children"

#: Microseconds. A file that takes longer to write was not held up by Python, and everything looks fast beside it.
_LONGEST = 100


def measure(size: Size, scratch: Path) -> Iterator[Result]:
    """Whole processes, all in the same rounds: rendering in three sizes, rendering again, and the plain loop."""
    total, judged = size.total, size == FULL
    samples = take_turns(_subjects(size, scratch), size.long_rounds, scratch)
    loop = [Sample(float(sample.output), sample.peak, "") for sample in samples["plain"]]
    files = sum(path.is_file() for path in (scratch / "plain").rglob("*"))
    per_file = spread(sample.seconds / files * 1e6 for sample in loop)
    if per_file.median > _LONGEST:
        raise NotMeasured(
            f"writing a file takes {per_file.median:.0f} µs in {scratch}, so that the disk would be measured; "
            "ext4 is like that for minutes after many files were deleted: wait, or set TMPDIR to another file system"
        )
    yield Result(
        f"`render` of {total:,} environments : a process with a plain loop that writes the same files",
        ratio(samples["all"], samples["plain"]),
        Goal("at most", 3),
        judged=judged,
    )
    yield Result(
        "… : the loop alone, without that process's start and end",
        ratio(samples["all"], loop),
        Goal("at most", 3),
        judged=judged,
    )
    yield Result("… that loop, for each file", per_file, unit="µs")
    yield Result(
        f"peak memory of `render` of {total:,} environments",
        spread(sample.peak / 1e6 for sample in samples["all"]),
        Goal("at most", 300),
        unit="MB",
        judged=judged,
    )
    yield Result(
        f"`render` of {total:,} environments : of {total // 10:,}",
        ratio(samples["all"], samples["tenth"]),
        Goal("at most", 11),
        judged=judged,
    )
    yield Result("… both less a `render` of one environment", _growth(samples))
    yield Result(
        f"`render` of {total:,} environments that changes nothing : the first",
        ratio(samples["again"], samples["all"]),
        Goal("at most", 0.5),
        judged=judged,
    )


def _subjects(size: Size, prepared: Path) -> dict[str, Subject]:
    configs = {}
    for name, participants, environments in (
        ("all", size.participants, size.environments),
        ("tenth", size.participants, size.environments // 10),
        ("one", 1, 1),
    ):
        configs[name] = prepared / f"{name}.yaml"
        configs[name].write_text(configuration(participants, environments), "utf-8")

    def plain(folder: Path) -> Sample:
        return run([PYTHON, _CHILDREN / "plain_loop.py", prepared / "files.pickle", folder / "plain"])

    render(configs["all"], prepared / "all")
    run([PYTHON, _CHILDREN / "pack.py", prepared / "all", prepared / "files.pickle"])
    plain(prepared)
    _demand_equal(filecmp.dircmp(prepared / "all", prepared / "plain", ignore=[], hide=[]))
    return {
        "one": lambda folder: render(configs["one"], folder / "one"),
        "tenth": lambda folder: render(configs["tenth"], folder / "tenth"),
        "plain": plain,
        "all": lambda folder: render(configs["all"], folder / "all"),
        "again": lambda folder: render(configs["all"], folder / "all"),
    }


def _demand_equal(compared: filecmp.dircmp[str]) -> None:
    """The plain loop is a fair measure only if it writes the very same files."""
    _, different, unreadable = filecmp.cmpfiles(compared.left, compared.right, compared.common_files, shallow=False)
    if found := [*compared.left_only, *compared.right_only, *compared.common_funny, *different, *unreadable]:
        raise BrokenRunError(f"{compared.left}: the plain loop does not write what `render` does: {found[:5]}")
    for folder in compared.subdirs.values():
        _demand_equal(folder)


def _growth(samples: dict[str, list[Sample]]) -> Spread:
    return spread(
        (everything.seconds - one.seconds) / (tenth.seconds - one.seconds)
        for everything, tenth, one in zip(samples["all"], samples["tenth"], samples["one"], strict=True)
    )
