"""What people install: the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support import REPOSITORY


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contents of the wheel, as installed."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def test_the_modules_travel_in_the_wheel_without_their_tests(wheel: Path) -> None:
    for module in ("network", "subnet-share", "environment", "environment-endpoints"):
        packed = {path.name for path in (wheel / "mwaa_tf/_modules" / module).iterdir()}
        left_out = {"tests", ".terraform", ".terraform.lock.hcl"}
        assert packed == {path.name for path in (REPOSITORY / "modules" / module).iterdir()} - left_out
    modules = {path.parent.name for path in REPOSITORY.glob("modules/*/versions.tf")}
    assert {path.name for path in (wheel / "mwaa_tf/_modules").iterdir()} == {*modules, "contracts.json"}


def test_the_wheel_is_typed_and_holds_nothing_else(wheel: Path) -> None:
    assert (wheel / "mwaa_tf/py.typed").is_file()
    assert {path.name.partition("-")[0] for path in wheel.iterdir()} == {"mwaa_tf"}


def test_the_man_page_is_installed_where_man_looks_for_it(wheel: Path) -> None:
    (page,) = wheel.glob("mwaa_tf-*.data/data/share/man/man1/*")

    assert page.name == "mwaa_tf.1"
    assert page.read_bytes() == (REPOSITORY / "docs/man/mwaa_tf.1").read_bytes()


def test_the_installed_package_renders_anywhere(wheel: Path, tmp_path: Path) -> None:
    (tmp_path / "mwaa.yaml").write_bytes((REPOSITORY / "examples/smallest/mwaa.yaml").read_bytes())
    environment = {**os.environ, "PYTHONPATH": str(wheel)}
    where = subprocess.run(
        [sys.executable, "-c", "import mwaa_tf; print(mwaa_tf.__file__)"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(wheel)

    done = subprocess.run(
        [sys.executable, "-m", "mwaa_tf", "render"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "generated/analytics/modules/network/vpc.tf").is_file()
    source = (tmp_path / "generated/analytics/1-network/main.tf").read_text()
    assert 'source = "../modules/network"' in source
