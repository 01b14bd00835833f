import subprocess
from pathlib import Path

import pytest

from mwaa_tf.errors import UsageError
from mwaa_tf.terraform.git import changed_files


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with three committed files; one ends in a line break."""
    git(tmp_path, "init", "-q")
    for name in ("a.tf", "b.tf", "folder/with\nbreak"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("before")
    (tmp_path / ".gitignore").write_text("*.tfstate\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


def test_changed_deleted_and_new_files_differ_ignored_ones_do_not(repository: Path) -> None:
    (repository / "a.tf").unlink()
    (repository / "folder/with\nbreak").write_text("after")
    (repository / "folder/new.tf").write_text("")
    (repository / "terraform.tfstate").write_text("")
    names = {file.relative_to(repository).as_posix() for file in changed_files(repository / "folder", "HEAD")}
    assert names == {"a.tf", "folder/with\nbreak", "folder/new.tf"}


def test_committed_changes_count_as_well(repository: Path) -> None:
    (repository / "a.tf").write_text("after")
    git(repository, "commit", "-qam", "second")
    assert changed_files(repository, "HEAD") == []
    assert [file.name for file in changed_files(repository, "HEAD~1")] == ["a.tf"]


def test_nothing_that_the_repository_configures_is_run(repository: Path) -> None:
    trap = repository / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {repository}/sprung\n")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "diff.a.command", "diff.a.textconv", "core.pager"):
        git(repository, "config", key, str(trap))
    (repository / ".gitattributes").write_text("*.tf diff=a\n")
    (repository / "a.tf").write_text("after")
    assert changed_files(repository, "HEAD")
    assert not (repository / "sprung").exists()


@pytest.mark.parametrize("revision", ["nowhere", "--output=stolen", "HEAD:a.tf", ""])
def test_what_is_no_revision_is_an_error(repository: Path, revision: str) -> None:
    with pytest.raises(UsageError, match=r"^--changed-since: "):
        changed_files(repository, revision)
    assert not (repository / "stolen").exists()


def test_a_folder_without_a_repository_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError, match="not a git repository"):
        changed_files(tmp_path, "HEAD")
