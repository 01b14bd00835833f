"""Results of `terraform test`, of every run: after an error, Terraform skips what follows in the file."""

from __future__ import annotations

import re
from pathlib import Path

from mwaa_tf.terraform import Terraform
from mwaa_tf.terraform.results import TestRun


def run_all(terraform: Terraform, module: Path) -> list[TestRun]:
    """The result of each run of the initialised ``module``, a copy from which runs that end in an error are removed.

    Where an error made Terraform skip the rest of a file, the rest runs again without it.
    """
    finished: dict[tuple[str, str], TestRun] = {}
    while True:
        runs = terraform.test(module)
        finished |= {(run.file, run.run): run for run in runs if run.status != "skip"}
        skipped = [run for run in runs if run.status == "skip" and (run.file, run.run) not in finished]
        errors = [run for run in runs if run.status == "error"]
        if not skipped or not errors:
            return [*finished.values(), *skipped]
        for run in errors:
            _remove(module / run.file, run.run)


def _remove(file: Path, run: str) -> None:
    text = file.read_text("utf-8")
    without = re.sub(rf'^run "{re.escape(run)}" \{{\n.*?^\}}\n', "", text, flags=re.MULTILINE | re.DOTALL)
    assert without != text, f"{file} has no run {run!r}"
    file.write_text(without, "utf-8")
