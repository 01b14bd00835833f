"""The constructs against stacks of the same content that somebody wrote with cdktf by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.cdktf import needs_node, synthesize
from benchmarks.deployment import configuration
from benchmarks.measure import PYTHON, run, take_turns
from benchmarks.results import Goal, Result, ratio
from benchmarks.size import Size

#: Environments that the goal is made for.
_ENVIRONMENTS = 100


def measure(size: Size, scratch: Path) -> Iterator[Result]:
    """From a YAML file through the constructs on one side, from finished data through plain cdktf on the other."""
    needs_node()
    total = min(size.total, _ENVIRONMENTS)
    config, data = scratch / "mwaa.yaml", scratch / "workspaces.json"
    stacks = 2 * total + 1
    config.write_text(configuration(size.participants, total // size.participants), "utf-8")
    run([PYTHON, "-m", "benchmarks.children.blueprint", config, data])
    samples = take_turns(
        {
            "constructs": lambda folder: synthesize("constructs_app.py", config, folder, stacks),
            "cdktf": lambda folder: synthesize("cdktf_app.py", data, folder, stacks),
        },
        size.long_rounds,
        scratch,
        discard=1,
    )
    yield Result(
        f"constructs synthesizing {total:,} environments : plain cdktf, stacks of the same content",
        ratio(samples["constructs"], samples["cdktf"]),
        Goal("at most", 1.3),
        judged=total == _ENVIRONMENTS,
    )
