"""`mwaa_tf --version -v`: what it runs with, read from this machine alone, and words in place of what is missing."""

from __future__ import annotations

import os
import platform
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from mwaa_tf import __version__
from tests.support import REPOSITORY

_VERSION = '{"terraform_version": "1.99.1", "platform": "linux_amd64", "terraform_outdated": false}'
_TERRAFORM = f"#!/bin/sh\necho '{_VERSION}'\n"


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """A machine with an imitation of Terraform, and nothing else: variables for a process."""
    program = tmp_path / "bin/terraform"
    program.parent.mkdir()
    program.write_text(_TERRAFORM)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "mirror").mkdir()
    return {
        "PATH": f"{program.parent}:/usr/bin:/bin",
        "HOME": str(tmp_path),
        "MWAA_TF_PLUGIN_DIR": str(tmp_path / "mirror"),
    }


def provide(folder: Path, *versions: str, registry: str = "registry.terraform.io") -> None:
    """Put versions of the provider into a mirror, packed if the name ends with `.zip`."""
    packages = folder / registry / "hashicorp/aws"
    for version in versions:
        if version.endswith(".zip"):
            packages.mkdir(parents=True, exist_ok=True)
            (packages / f"terraform-provider-aws_{version.removesuffix('.zip')}_linux_amd64.zip").touch()
        else:
            (packages / version / "linux_amd64").mkdir(parents=True)


def call(machine: dict[str, str], *arguments: str, package: Path = REPOSITORY) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mwaa_tf", *arguments]
    environment = {**machine, "PYTHONPATH": str(package)}
    return subprocess.run(command, cwd=machine["HOME"], env=environment, capture_output=True, text=True, check=False)


def told(machine: dict[str, str], package: Path = REPOSITORY) -> dict[str, str]:
    done = call(machine, "--version", "-v", package=package)
    assert (done.returncode, done.stderr) == (0, "")
    return {line[:13].rstrip(): line[14:] for line in done.stdout.splitlines()}


def test_it_tells_each_version_and_where_it_is(machine: dict[str, str], tmp_path: Path) -> None:
    provide(tmp_path / "mirror", "5.68.0", "5.100.0", "5.9.0", "7.0.0", "6.2.0.zip")

    parts = told(machine)

    assert list(parts) == ["mwaa_tf", "Python", "Terraform", "AWS provider", "modules"]
    assert parts["mwaa_tf"] == __version__
    assert parts["Python"] == f"{platform.python_version()} ({sys.executable})"
    assert parts["Terraform"] == f"1.99.1 ({tmp_path / 'bin/terraform'})"
    assert parts["AWS provider"] == f"6.2.0 ({tmp_path / 'mirror'})"
    count = len(list(REPOSITORY.glob("modules/*/versions.tf")))
    assert parts["modules"] == f"{count} of mwaa_tf {__version__} ({REPOSITORY / 'modules'})"


@pytest.mark.parametrize("arguments", [("-v", "--version"), ("--version", "--verbose"), ("--version", "-v", "render")])
def test_the_order_of_the_options_does_not_matter(
    arguments: tuple[str, ...], machine: dict[str, str], tmp_path: Path
) -> None:
    provide(tmp_path / "mirror", "6.0.0")

    assert call(machine, *arguments).stdout == call(machine, "--version", "-v").stdout != ""


def test_without_terraform_it_says_how_to_get_it(machine: dict[str, str]) -> None:
    parts = told({**machine, "PATH": "/nowhere"})

    assert parts["Terraform"].startswith("none: no terraform or tofu on PATH: install Terraform")
    assert "AWS provider" not in parts
    assert "modules" in parts


def test_a_mirror_without_the_provider_is_named(machine: dict[str, str], tmp_path: Path) -> None:
    assert told(machine)["AWS provider"].startswith(
        f"none: MWAA_TF_PLUGIN_DIR names {tmp_path / 'mirror'}, which has no"
    )


def test_a_provider_in_the_cache_is_found_without_a_mirror(machine: dict[str, str], tmp_path: Path) -> None:
    machine = {name: value for name, value in machine.items() if name != "MWAA_TF_PLUGIN_DIR"}
    cache = tmp_path / "cache"
    provide(cache, "6.1.0")
    # An explicit installation method would decide before the cache; an empty implied mirror does not.
    machine |= {"TF_PLUGIN_CACHE_DIR": str(cache), "XDG_DATA_DIRS": str(tmp_path / "none")}
    code = (
        "from mwaa_tf.terraform import provider, binary; provider._ROOTS = (); "
        "from mwaa_tf.terraform.selected import selected_provider; import os; "
        "print(selected_provider(binary.find(os.environ)))"
    )
    environment = {**machine, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout == f"SelectedProvider(version='6.1.0', source='{cache}')\n"


def test_an_edited_module_is_named(machine: dict[str, str], tmp_path: Path) -> None:
    provide(tmp_path / "mirror", "6.0.0")
    copy = tmp_path / "copy"
    shutil.copytree(REPOSITORY / "mwaa_tf", copy / "mwaa_tf", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(REPOSITORY / "modules", copy / "modules", ignore=shutil.ignore_patterns("tests"))
    assert ", edited" not in told(machine, copy)["modules"]

    with (copy / "modules/network/nat.tf").open("a") as file:
        file.write("# quick fix\n")

    assert told(machine, copy)["modules"].endswith(", edited: network")


def test_verbose_alone_points_to_debug(machine: dict[str, str]) -> None:
    done = call(machine, "-v", "render")

    assert done.returncode == 2
    assert "-v only applies to --version; to log what a command does, use --debug" in done.stderr


def test_the_short_form_loads_neither_terraform_nor_pydantic(machine: dict[str, str]) -> None:
    environment = {**os.environ, **machine, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-X", "importtime", "-m", "mwaa_tf", "--version"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    assert done.stdout == f"mwaa_tf {__version__}\n"
    assert not re.search(r"pydantic|mwaa_tf\.terraform|mwaa_tf\.contract", done.stderr)


def test_opentofu_is_called_by_its_name_and_has_its_own_provider(machine: dict[str, str], tmp_path: Path) -> None:
    """Its answer has no `terraform_outdated` (OpenTofu's internal/command/views/version.go)."""
    program = tmp_path / "bin/terraform"
    program.write_text(_TERRAFORM.replace(', "terraform_outdated": false', "").replace("1.99.1", "1.12.3"))
    program.rename(program.with_name("tofu"))
    provide(tmp_path / "mirror", "5.100.0", registry="registry.opentofu.org")

    lines = told(machine)

    assert lines["OpenTofu"] == f"1.12.3 ({tmp_path / 'bin/tofu'})"
    assert lines["AWS provider"] == f"5.100.0 ({tmp_path / 'mirror'})"
