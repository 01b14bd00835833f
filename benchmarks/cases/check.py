"""CPU time of `check` against `terraform validate` of the same workspaces, which are initialised already."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.deployment import small_configuration
from benchmarks.measure import MWAA_TF, Sample, render, run, take_turns
from benchmarks.operated import plain_terraform
from benchmarks.results import Goal, Result, cpu_ratio, ratio
from benchmarks.size import FULL, Size

_SCRIPTS = Path(__file__).parent.parent / "children"


def measure(size: Size, scratch: Path) -> Iterator[Result]:
    """The network of a deployment, and two workspaces for each of its environments."""
    judged = size.total >= FULL.total
    environments = 10 if judged else 2
    config, output = scratch / "mwaa.yaml", scratch / "generated"
    config.write_text(small_configuration(1, environments), "utf-8")
    render(config, output)
    (folder,) = (path for path in output.iterdir() if path.is_dir())
    count = 1 + 2 * environments

    def check(_: Path) -> Sample:
        return run([*MWAA_TF, "check", "--config", config, "--output", output])

    with plain_terraform() as plain:
        run(["sh", _SCRIPTS / "validate_all.sh", folder, "init", "-backend=false", "-input=false"], environment=plain)

        def validate(_: Path) -> Sample:
            return run(["sh", _SCRIPTS / "validate_all.sh", folder, "validate"], environment=plain)

        samples = take_turns({"check": check, "validate": validate}, 3 if judged else 1, scratch)
    yield Result(
        f"`check` of {count} workspaces : `terraform validate` of each, initialised before, CPU time",
        cpu_ratio(samples["check"], samples["validate"]),
        Goal("at most", 0.62),
        judged=judged,
    )
    yield Result("… time, two workspaces at once : one after another", ratio(samples["check"], samples["validate"]))
