"""CPU time of `plan` against the commands of Terraform that it runs, on applied workspaces that need no change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.deployment import small_configuration
from benchmarks.measure import MWAA_TF, Sample, run, take_turns
from benchmarks.operated import Operated, operated, plain_terraform
from benchmarks.results import Goal, Result, cpu_ratio
from benchmarks.size import FULL, Size

_SCRIPT = Path(__file__).parent.parent / "children" / "plan_all.sh"


def measure(size: Size, scratch: Path) -> Iterator[Result]:
    """The smallest deployment, and one with four environments."""
    yield _measure("one environment", 1, size, scratch / "one")
    if size.total >= FULL.total // 10:
        yield _measure("four environments", 2, size, scratch / "four")


def _measure(name: str, number: int, size: Size, scratch: Path) -> Result:
    """Compare a deployment of ``number`` participants with as many environments each."""
    with plain_terraform() as plain, operated(small_configuration(number, number), scratch) as deployment:
        run([*MWAA_TF, "apply", *deployment.options, "--yes"], environment=deployment.variables)
        samples = take_turns(
            {
                "mwaa_tf": lambda _: _plan(deployment),
                "terraform": lambda folder: run(
                    ["sh", _SCRIPT, deployment.folder, folder], environment={**plain, **deployment.variables}
                ),
            },
            size.cdktf_rounds,
            scratch,
        )
    return Result(
        f"`plan` of {name} : `terraform plan -out` and `terraform show -json` of its workspaces, CPU time",
        cpu_ratio(samples["mwaa_tf"], samples["terraform"]),
        Goal("at most", 0.9),
    )


def _plan(deployment: Operated) -> Sample:
    return run([*MWAA_TF, "plan", *deployment.options], environment=deployment.variables)
