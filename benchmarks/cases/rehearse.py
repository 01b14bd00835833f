"""`rehearse` of the smallest example against the same commands of Terraform, one after another, on a local AWS."""

from __future__ import annotations

import resource
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import MWAA_TF, PYTHON, Sample, run, take_turns
from benchmarks.operated import operated, plain_terraform
from benchmarks.results import Goal, Result, cpu_ratio, ratio
from benchmarks.size import FULL, Size

_CHILDREN = Path(__file__).parent.parent / "children"

_ROLE = "arn:aws:iam::222222222222:role/terraform"

#: The smallest example, with roles for a script that has the keys of one account.
_CONFIGURATION = f"""
name: analytics
region: us-east-1
owner: {{ account_id: "111111111111", role_arn: "arn:aws:iam::111111111111:role/terraform" }}
participants:
  - name: data
    account_id: "222222222222"
    role_arn: {_ROLE}
    environments: [{{ name: etl }}]
"""


def measure(size: Size, scratch: Path) -> Iterator[Result]:
    """From nothing to nothing; both sides with a local AWS of their own, whose CPU time counts for both."""

    def rehearse(folder: Path) -> Sample:
        config = folder / "mwaa.yaml"
        config.write_text(_CONFIGURATION, "utf-8")
        return run([*MWAA_TF, "rehearse", "--config", str(config)])

    def by_hand(folder: Path) -> Sample:
        wait = shlex.join([PYTHON, str(_CHILDREN / "wait_available.py"), _ROLE])
        before = _children_cpu()
        with plain_terraform() as plain, operated(_CONFIGURATION, folder / "by_hand") as deployment:
            command = ["sh", str(_CHILDREN / "rehearse_all.sh"), str(deployment.folder), wait]
            sample = run(command, environment={**plain, **deployment.variables})
        return replace(sample, cpu=_children_cpu() - before)

    rounds = 3 if size == FULL else 1
    samples = take_turns({"rehearse": rehearse, "by hand": by_hand}, rounds, scratch)
    what = "`rehearse` of the smallest deployment : the same commands of Terraform, one after another"
    yield Result(what, ratio(samples["rehearse"], samples["by hand"]), Goal("at most", 0.82))
    yield Result("… CPU time", cpu_ratio(samples["rehearse"], samples["by hand"]), Goal("at most", 0.7))


def _children_cpu() -> float:
    """Seconds of all processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
