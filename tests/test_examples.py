"""Every example, rendered and validated by Terraform."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_tf import load, render_deployment
from mwaa_tf.terraform import Terraform, check_workspaces
from mwaa_tf.terraform.results import Formatting
from tests.support import EXAMPLES
from tests.terraform.support import validate_together


def test_every_workspace_is_formatted_and_valid(tmp_path: Path, terraform: Terraform) -> None:
    for example in EXAMPLES:
        report = render_deployment(load(example / "mwaa.yaml"), tmp_path / example.name, config_folder=example)
        assert len([path for path in report.wanted if path.endswith("/terraform.tf")]) >= 3
    workspaces = sorted(path.parent for path in tmp_path.rglob("terraform.tf"))

    assert terraform.fmt_check([tmp_path]) == Formatting()
    assert validate_together(terraform, tmp_path, workspaces) == []


@pytest.mark.parametrize("example", ["smallest", "several-participants", "one-account"])
def test_a_workspace_is_valid_with_each_backend(example: str, tmp_path: Path, terraform: Terraform) -> None:
    folder = EXAMPLES[0].parent / example
    report = render_deployment(load(folder / "mwaa.yaml"), tmp_path, config_folder=folder)

    (checked,) = check_workspaces(terraform, [report.folder / "1-network"])

    assert [str(found) for found in checked.diagnostics] == []


def test_the_examples_have_each_backend() -> None:
    backends = {load(example / "mwaa.yaml").state.backend for example in EXAMPLES}
    assert backends == {"local", "s3", "hcp"}


def test_the_common_situations_are_there() -> None:
    assert {path.name for path in EXAMPLES} >= {
        "smallest",
        "several-participants",
        "one-account",
        "existing-vpc",
        "private-vpc",
        "public-webserver",
    }
