"""`apply` of twenty environments against the same commands of Terraform that `xargs -P 2` runs."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path

from benchmarks.deployment import ACCOUNT, small_configuration
from benchmarks.measure import MWAA_TF, PYTHON, Sample, run, take_turns
from benchmarks.operated import operated, plain_terraform
from benchmarks.results import Goal, Result, cpu_ratio, ratio, spread
from benchmarks.size import FULL, Size

_CHILDREN = Path(__file__).parent.parent / "children"


def measure(size: Size, scratch: Path) -> Iterator[Result]:
    """From nothing to AVAILABLE, each side with a local AWS of its own."""
    judged = size == FULL
    participants, environments = (4, 5) if judged else (2, 1)
    configuration = small_configuration(participants, environments)
    shares: list[float] = []

    def mwaa_tf(folder: Path) -> Sample:
        with operated(configuration, folder / "mwaa_tf") as deployment:
            report = folder / "report.json"
            command = [*MWAA_TF, "apply", *deployment.options, "--yes", "--jobs", "2", "--report", str(report)]
            sample = run(command, environment=deployment.variables)
            (deployed,) = json.loads(report.read_text("utf-8"))["runs"]
            shares.append(100 * deployed["overhead_seconds"] / deployed["seconds"])
            return sample

    def xargs(folder: Path) -> Sample:
        roles = [f"arn:aws:iam::{ACCOUNT + number}:role/terraform" for number in range(participants)]
        wait = shlex.join([PYTHON, str(_CHILDREN / "wait_available.py"), *roles])
        with plain_terraform() as plain, operated(configuration, folder / "xargs") as deployment:
            command = ["sh", *map(str, (_CHILDREN / "apply_all.sh", deployment.folder, folder / "plans")), wait]
            return run(command, environment={**plain, **deployment.variables})

    samples = take_turns({"mwaa_tf": mwaa_tf, "xargs": xargs}, 1, scratch)
    count = participants * environments
    yield Result(
        f"`apply` of {count} environments of {participants} participants : `xargs -P 2` with the same commands",
        ratio(samples["mwaa_tf"], samples["xargs"]),
        Goal("at most", 1),
        judged=judged,
    )
    yield Result("… CPU time", cpu_ratio(samples["mwaa_tf"], samples["xargs"]))
    yield Result(
        "… part of the time in which Terraform did not run and AWS was not waited for",
        spread(shares),
        Goal("at most", 5),
        unit="%",
        judged=judged,
    )
