"""`--changed-since`: workspaces that did not change, and files in which git sees no change."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support import REPOSITORY, render, run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository in which the smallest deployment is rendered and committed."""
    work_tree = tmp_path / "work_tree"
    work_tree.mkdir()
    shutil.copy(REPOSITORY / "examples/smallest/mwaa.yaml", work_tree)
    render(work_tree)
    commit(work_tree)
    return work_tree


def commit(folder: Path) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", "a")):
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True)


def test_no_change_is_said(folder: Path) -> None:
    result = run("plan", "--changed-since", "HEAD", cwd=folder)
    assert (result.returncode, result.stdout) == (0, "")
    assert "nothing to plan: no workspace has changed" in result.stderr


def test_without_a_change_the_reports_have_no_runs(folder: Path) -> None:
    """A pipeline reads them, and one of an earlier run must not stay."""
    (folder.parent / "report.json").write_text("of an earlier run")
    files = ("--report", "../report.json", "--report", "../report.xml")
    assert run("plan", "--changed-since", "HEAD", *files, cwd=folder).returncode == 0
    assert json.loads((folder.parent / "report.json").read_text())["runs"] == []
    assert "<testcase" not in (folder.parent / "report.xml").read_text()


def test_an_ignored_folder_is_an_error(folder: Path) -> None:
    (folder / ".gitignore").write_text("generated/\n")
    subprocess.run(["git", "rm", "-rq", "--cached", "generated"], cwd=folder, check=True)
    commit(folder)
    result = run("apply", "--yes", "--changed-since", "HEAD", cwd=folder)
    assert result.returncode == 2
    assert "generated/analytics is ignored by git" in result.stderr


def test_a_folder_outside_of_the_repository_is_an_error(folder: Path) -> None:
    elsewhere = folder.parent / "elsewhere"
    assert run("render", "-o", str(elsewhere), cwd=folder).returncode == 0
    result = run("plan", "-o", str(elsewhere), "--changed-since", "HEAD", cwd=folder)
    assert result.returncode == 2
    assert f"{elsewhere}/analytics is outside of the git work tree" in result.stderr
