"""`plan` of a thousand workspaces with a Terraform that answers at once: what mwaa_tf itself takes for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.deployment import configuration
from benchmarks.fake_terraform import fake_terraform
from benchmarks.measure import MWAA_TF, Sample, render, run, take_turns
from benchmarks.results import Goal, Result, spread
from benchmarks.size import FULL, Size

#: The same commands, without mwaa_tf: all plans and what they show, and the version that mwaa_tf asks for.
_ALONE = """
set -e
"$MWAA_TF_TERRAFORM" version
number=0
while [ $number -lt $1 ]; do
  "$MWAA_TF_TERRAFORM" plan -out="$2" || [ $? = 2 ]
  "$MWAA_TF_TERRAFORM" show
  number=$((number + 1))
done
"""


def measure(size: Size, scratch: Path) -> Iterator[Result]:
    """CPU time of whole processes and of all that they start, less that of the same commands alone; and memory."""
    # Two workspaces for each environment, and the network's.
    environments = size.environments // 2
    workspaces = 2 * size.participants * environments + 1
    config, output = scratch / "mwaa.yaml", scratch / "generated"
    config.write_text(configuration(size.participants, environments), "utf-8")
    render(config, output)
    variables = fake_terraform(scratch / "fake")

    def plan(_: Path) -> Sample:
        return run([*MWAA_TF, "plan", "--config", config, "--output", output], environment=variables)

    def alone(folder: Path) -> Sample:
        return run(["sh", "-c", _ALONE, "sh", str(workspaces), folder / "plan.tfplan"], environment=variables)

    plan(scratch)  # which initialises them
    samples = take_turns({"plan": plan, "alone": alone}, size.cdktf_rounds, scratch)
    pairs = list(zip(samples["plan"], samples["alone"], strict=True))
    yield Result(
        f"`plan` of {workspaces:,} workspaces without Terraform's own work: CPU time for each",
        spread((ours.cpu - fake.cpu) / workspaces * 1000 for ours, fake in pairs),
        Goal("at most", 5),
        unit="ms",
        judged=size == FULL,
    )
    yield Result(
        "… seconds of the clock, of which the fake Terraform takes a part",
        spread(ours.seconds / workspaces * 1000 for ours, _ in pairs),
        unit="ms",
    )
    yield Result(
        f"peak memory of `plan` of {workspaces:,} workspaces",
        spread(ours.peak / 1e6 for ours, _ in pairs),
        Goal("at most", 80),
        unit="MB",
        judged=size == FULL,
    )
