"""Repositories for the tests of embedding."""

from __future__ import annotations

import shutil
from pathlib import Path

from mwaa_tf.embed import RepositoryCheck, check_repository, scan_repository

FIXTURES = Path(__file__).parent / "fixtures"
CASES = Path(__file__).parent / "cases"
LAYOUTS = sorted(path.name for path in FIXTURES.iterdir())

TERRAFORM = """\
terraform {
  required_version = "%s"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "%s"
    }
  }
}

provider "aws" {}
"""


def layout(name: str, folder: Path) -> Path:
    """A copy of a repository of the fixtures."""
    return Path(shutil.copytree(FIXTURES / name, folder / name))


def repository(folder: Path, files: dict[str, str]) -> Path:
    """A repository with these files."""
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder


def checked(folder: Path) -> RepositoryCheck:
    """What `--check` finds in a repository."""
    return check_repository(scan_repository(folder))


def findings(folder: Path) -> list[str]:
    """The findings of `--check`, as they are printed."""
    return [str(finding) for finding in checked(folder).findings]
