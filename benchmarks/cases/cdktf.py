"""The same workspaces through CDKTF, the way to Terraform from Python that people know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.cdktf_environment import cdktf_python
from benchmarks.deployment import configuration
from benchmarks.measure import PYTHON, BrokenRunError, Sample, render, run, take_turns
from benchmarks.results import Goal, Result, ratio
from benchmarks.size import FULL, Size

_CHILDREN = Path(__file__).parent.parent / "children"

#: jsii warns of each release of Node.js that is newer or older than those it was tested with.
_QUIET = {
    "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
    "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION": "1",
    "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1",
}


def measure(size: Size, scratch: Path) -> Iterator[Result]:
    """From a YAML file to a folder of HCL on one side, from finished data to a folder of JSON on the other."""
    python = cdktf_python()
    config, data = scratch / "mwaa.yaml", scratch / "workspaces.json"
    stacks = 2 * size.total + 1

    def synthesize(folder: Path) -> Sample:
        output = folder / "cdktf.out"
        output.mkdir()
        sample = run([python, _CHILDREN / "cdktf_app.py", data, output], environment=_QUIET)
        if (made := len(list(output.glob("stacks/*/cdk.tf.json")))) != stacks:
            raise BrokenRunError(f"{output}: {made} stacks were synthesized instead of {stacks}")
        return sample

    config.write_text(configuration(size.participants, size.environments), "utf-8")
    run([PYTHON, "-m", "benchmarks.children.blueprint", config, data])
    samples = take_turns(
        {
            "cdktf": synthesize,
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
