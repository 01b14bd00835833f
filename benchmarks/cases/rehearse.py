"""`rehearse` of the smallest deployment against the same commands of Terraform by hand, one after another."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from benchmarks.deployment import ACCOUNT, small_configuration
from benchmarks.measure import MWAA_TF, PYTHON, Sample, run, take_turns
from benchmarks.operated import operated, plain_terraform
from benchmarks.results import Goal, Result, cpu_ratio, ratio
from benchmarks.size import QUICK, Size

_CHILDREN = Path(__file__).parent.parent / "children"


def measure(size: Size, scratch: Path) -> Iterator[Result]:
    """From nothing to nothing, each side with a local AWS of its own.

    Its CPU time counts for `rehearse`, which runs it in its own process, and not for the other side.
    """
    configuration = small_configuration(1, 1)

    def rehearse(folder: Path) -> Sample:
        config = folder / "mwaa.yaml"
        config.write_text(configuration, "utf-8")
        return run([*MWAA_TF, "rehearse", "--config", config])

    def by_hand(folder: Path) -> Sample:
        wait = shlex.join([PYTHON, str(_CHILDREN / "wait_available.py"), f"arn:aws:iam::{ACCOUNT}:role/terraform"])
        with plain_terraform() as plain, operated(configuration, folder / "by-hand") as deployment:
            command = ["sh", str(_CHILDREN / "rehearse_all.sh"), str(deployment.folder), wait]
            return run(command, environment={**plain, **deployment.variables})

    samples = take_turns({"rehearse": rehearse, "by hand": by_hand}, 1 if size == QUICK else 3, scratch)
    yield Result(
        "`rehearse` of the smallest deployment : the same commands of Terraform, one after another",
        ratio(samples["rehearse"], samples["by hand"]),
        Goal("at most", 0.82),
    )
    yield Result("… CPU time", cpu_ratio(samples["rehearse"], samples["by hand"]), Goal("at most", 0.7))
