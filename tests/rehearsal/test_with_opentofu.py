"""OpenTofu in the place of Terraform, from the first `init` to the last destroy; here a program that stands for it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mwaa_tf.terraform import Terraform
from mwaa_tf.terraform.product import OPENTOFU, TERRAFORM, use
from mwaa_tf.terraform.provider import LOCK_FILE, locked_version
from tests.shared_providers import REQUIRED
from tests.support import REPOSITORY
from tests.tofu import make_tofu

pytestmark = pytest.mark.terraform


@pytest.fixture(autouse=True)
def terraform_afterwards() -> Iterator[None]:
    """Messages of the tests that follow name Terraform again."""
    yield
    use(TERRAFORM)


def only_tofu(folder: Path) -> dict[str, str]:
    """The environment of this process with the stand-in on PATH, and no Terraform."""
    program = make_tofu(folder)
    terraform = shutil.which("terraform")
    assert terraform
    others = [path for path in os.environ["PATH"].split(os.pathsep) if not (Path(path) / "terraform").exists()]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MWAA_TF_")}
    return {**environ, "PATH": os.pathsep.join([str(program.parent), *others]), "TERM": "dumb"}


def test_what_it_installs_and_says_is_of_its_own_registry(tmp_path: Path) -> None:
    """Validated twice: the second time with a provider that runs already, which has to be offered under its host."""
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (workspace / "main.tf.json").write_text(json.dumps(REQUIRED))

    with Terraform(only_tofu(tmp_path / "bin")) as tofu:
        tofu.init(workspace, backend=False)
        assert [tofu.validate(workspace) for _ in range(3)] == [[], [], []]
        schemas = tofu.providers_schema(workspace)

    assert tofu.product is OPENTOFU
    assert list(schemas) == [OPENTOFU.aws_provider]
    lock_file = (workspace / LOCK_FILE).read_text()
    assert OPENTOFU.aws_provider in lock_file
    assert TERRAFORM.registry not in lock_file
    assert locked_version(workspace, OPENTOFU)
    assert [path.name for path in (workspace / ".terraform/providers").iterdir()] == [OPENTOFU.registry]


@pytest.mark.long
def test_a_whole_rehearsal(tmp_path: Path) -> None:
    """One provider serves all commands of a workspace, as with Terraform; no message names Terraform's commands."""
    command = [sys.executable, "-m", "mwaa_tf", "--debug", "rehearse", "-c", "examples/smallest/mwaa.yaml"]

    done = subprocess.run(
        command,
        cwd=REPOSITORY,
        env=only_tofu(tmp_path / "bin"),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-5000:]
    assert "OpenTofu 1.12.6 for " in done.stderr
    assert "everything destroyed, nothing remains" in done.stdout + done.stderr
    assert len(re.findall(r"process \d+ started in \S+: \S+/terraform-provider-aws_v\S+ -debug", done.stderr)) == 3
    assert "terraform -chdir" not in done.stdout + done.stderr
