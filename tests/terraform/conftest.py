"""Folders, workspaces and programs that Terraform's runner meets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terraform.support import PLATFORM, MakeMirror, MakeWorkspace


@pytest.fixture
def make_mirror(tmp_path: Path) -> MakeMirror:
    """A filesystem mirror with a made-up AWS provider, unpacked or packed."""

    def make(folder: str, version: str = "5.100.0", *, platform: str = PLATFORM, packed: bool = False) -> Path:
        mirror = tmp_path / folder
        provider = mirror / "registry.terraform.io/hashicorp/aws"
        if packed:
            provider.mkdir(parents=True, exist_ok=True)
            (provider / f"terraform-provider-aws_{version}_{platform}.zip").write_bytes(b"PK")
        else:
            package = provider / version / platform
            package.mkdir(parents=True)
            (package / f"terraform-provider-aws_v{version}_x5").touch(mode=0o755)
        return mirror

    return make


@pytest.fixture
def make_workspace(tmp_path: Path) -> MakeWorkspace:
    """A workspace of one file."""

    def make(name: str, text: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "main.tf").write_text(text, encoding="utf-8")
        return folder

    return make


@pytest.fixture
def make_program(tmp_path: Path) -> Callable[[str], Path]:
    """A program that answers `version -json` as Terraform does and otherwise runs the given shell script."""

    def make(script: str) -> Path:
        program = tmp_path / "program" / "terraform"
        program.parent.mkdir()
        program.write_text(
            "#!/bin/sh\n"
            'if [ "$1" = version ]; then\n'
            f'  echo \'{{"terraform_version": "1.11.4", "platform": "{PLATFORM}", "terraform_outdated": false}}\'\n'
            "  exit\n"
            "fi\n"
            f"{script}\n"
        )
        program.chmod(0o755)
        return program

    return make
