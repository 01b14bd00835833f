"""Every example, rendered and validated by Terraform."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_tf import load, render
from mwaa_tf.terraform import Terraform, check_workspaces
from tests.support import EXAMPLES


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_every_workspace_is_formatted_and_valid(example: Path, tmp_path: Path, terraform: Terraform) -> None:
    report = render(load(example / "mwaa.yaml"), tmp_path, config_folder=example)
    workspaces = sorted(path.parent for path in tmp_path.rglob("terraform.tf"))

    checked = list(check_workspaces(terraform, workspaces, jobs=1))

    assert terraform.fmt_check([tmp_path]) == []
    assert [str(found) for check in checked for found in check.diagnostics] == []
    assert len(checked) == len([path for path in report.wanted if path.endswith("/terraform.tf")]) >= 3


def test_the_common_situations_are_there() -> None:
    assert {path.name for path in EXAMPLES} >= {
        "smallest",
        "several-participants",
        "one-account",
        "existing-vpc",
        "private-vpc",
        "public-webserver",
    }
