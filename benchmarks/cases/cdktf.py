"""The same workspaces through CDKTF, the way to Terraform from Python that people know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.cdktf import needs_node, synthesize
from benchmarks.deployment import configuration
from benchmarks.measure import PYTHON, render, run, take_turns
from benchmarks.results import Goal, Result, ratio
from benchmarks.size import FULL, Size


def measure(size: Size, scratch: Path) -> Iterator[Result]:
    """From a YAML file to a folder of HCL on one side, from finished data to a folder of JSON on the other."""
    needs_node()
    config, data = scratch / "mwaa.yaml", scratch / "workspaces.json"
    stacks = 2 * size.total + 1
    config.write_text(configuration(size.participants, size.environments), "utf-8")
    run([PYTHON, "-m", "benchmarks.children.blueprint", config, data])
    samples = take_turns(
        {
            "cdktf": lambda folder: synthesize("cdktf_app.py", data, folder, stacks),
            "render": lambda folder: render(config, folder / "generated"),
        },
        size.cdktf_rounds,
        scratch,
    )
    yield Result(
        f"cdktf synthesizing {stacks:,} stacks : `render` of the same workspaces",
        ratio(samples["cdktf"], samples["render"]),
        Goal("at least", 5),
        judged=size == FULL,
    )
