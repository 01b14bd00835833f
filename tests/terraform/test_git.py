import os
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


@pytest.fixture
def trap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program that leaves the file `sprung` beside it, wherever it runs."""
    program = tmp_path_factory.mktemp("trap") / "trap"
    program.write_text(f"#!/bin/sh\ntouch {program.parent}/sprung\ncat\n")
    program.chmod(0o755)
    return program


def sprung(trap: Path) -> bool:
    """Whether ``trap`` was run since this was last asked."""
    mark = trap.parent / "sprung"
    was_run = mark.exists()
    mark.unlink(missing_ok=True)
    return was_run


def plain_git(repository: Path, *arguments: str) -> None:
    """What happens without any care; whether it succeeds does not matter."""
    command = ["timeout", "3", "git", *arguments]
    subprocess.run(command, cwd=repository, check=False, capture_output=True, stdin=subprocess.DEVNULL)


#: Key of a setting that names a program which `git diff` or `git status` runs.
PROGRAMS = [
    "core.fsmonitor",
    "diff.external",
    "diff.a.command",
    "diff.a.textconv",
    "filter.a.clean",
    "filter.a.process",
    'filter.with.dot "quote" and blank.clean',
]


def set_trap(repository: Path, key: str, trap: Path) -> None:
    git(repository, "config", key, str(trap))
    name = key.split(".", 1)[1].rpartition(".")[0]
    # An attribute cannot have a blank: such a driver cannot be named, and must only do no harm.
    kind = "filter" if key.startswith("filter") else "diff"
    (repository / ".gitattributes").write_text("*.tf text\n" if " " in name else f"*.tf {kind}={name or 'a'}\n")
    (repository / "a.tf").write_text("after")


@pytest.mark.parametrize("key", PROGRAMS)
def test_no_program_that_the_repository_configures_is_run(repository: Path, trap: Path, key: str) -> None:
    set_trap(repository, key, trap)
    plain_git(repository, "diff", "HEAD")
    assert sprung(trap) is (" " not in key), "git itself"
    assert "a.tf" in {file.name for file in changed_files(repository, "HEAD")}
    assert not sprung(trap)


@pytest.mark.parametrize("name", ["a.b", "A", "-a", "\u00e4"])
def test_a_filter_of_any_name_is_not_run(repository: Path, trap: Path, name: str) -> None:
    set_trap(repository, f"filter.{name}.clean", trap)
    plain_git(repository, "diff", "HEAD")
    assert sprung(trap), "git itself"
    assert changed_files(repository, "HEAD")
    assert not sprung(trap)


def test_a_filter_that_is_required_is_not_run_and_no_error(repository: Path, trap: Path) -> None:
    set_trap(repository, "filter.a.clean", trap)
    git(repository, "config", "filter.a.required", "true")
    assert "a.tf" in {file.name for file in changed_files(repository, "HEAD")}
    assert not sprung(trap)


def test_a_filter_that_cannot_be_disabled_is_an_error(repository: Path, trap: Path) -> None:
    with (repository / ".git/config").open("a") as file:
        file.write(f'[filter "a=b"]\n\tclean = {trap}\n')
    (repository / ".gitattributes").write_text("*.tf filter=a=b\n")
    (repository / "a.tf").write_text("after")
    with pytest.raises(UsageError, match="rename the git filter 'a=b'"):
        changed_files(repository, "HEAD")
    assert not sprung(trap)


@pytest.mark.parametrize("include", ['[include]\n\tpath = "{}"\n', '[includeIf "gitdir:**"]\n\tpath = "{}"\n'])
def test_a_filter_of_an_included_file_is_not_run(repository: Path, trap: Path, include: str) -> None:
    (trap.parent / "config").write_text(f'[filter "a"]\n\tclean = {trap}\n')
    with (repository / ".git/config").open("a") as file:
        file.write(include.format(trap.parent / "config"))
    (repository / ".git/info/attributes").write_text("*.tf filter=a\n")
    (repository / "a.tf").write_text("after")
    plain_git(repository, "diff", "HEAD")
    assert sprung(trap), "git itself"
    assert changed_files(repository, "HEAD")
    assert not sprung(trap)


def test_no_hook_is_run(repository: Path, trap: Path) -> None:
    hook = repository / ".git/hooks/post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.symlink_to(trap)
    os.utime(repository / "a.tf", (0, 0))
    plain_git(repository, "status")
    assert sprung(trap), "git itself"
    os.utime(repository / "a.tf", (1, 1))
    changed_files(repository, "HEAD")
    assert not sprung(trap)


#: Settings of a remote that git would ask for a commit that it does not have; TRAP is the program.
REMOTES = {
    "ext": {"remote.evil.url": "ext::TRAP", "protocol.ext.allow": "always"},
    "upload-pack": {"remote.evil.url": "FOLDER", "remote.evil.uploadpack": "TRAP", "protocol.file.allow": "always"},
    "ssh": {"remote.evil.url": "ssh://localhost/a", "core.sshCommand": "TRAP", "protocol.ssh.allow": "always"},
    "proxy": {"remote.evil.url": "git://localhost/a", "core.gitProxy": "TRAP", "protocol.git.allow": "always"},
}


@pytest.mark.parametrize("settings", REMOTES.values(), ids=REMOTES.keys())
def test_nothing_is_fetched(repository: Path, trap: Path, settings: dict[str, str]) -> None:
    common = {
        "core.repositoryformatversion": "1",
        "extensions.partialClone": "evil",
        "remote.evil.promisor": "true",
        "protocol.allow": "always",
    }
    for key, value in (common | settings).items():
        git(repository, "config", key, value.replace("TRAP", str(trap)).replace("FOLDER", str(repository)))
    unknown = "1234567890123456789012345678901234567890"
    plain_git(repository, "rev-parse", "--verify", f"{unknown}^{{commit}}")
    assert sprung(trap), "git itself"
    with pytest.raises(UsageError, match=r"^--changed-since: "):
        changed_files(repository, unknown)
    assert not sprung(trap)


def test_the_environment_of_the_user_cannot_allow_it(
    repository: Path, trap: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_trap(repository, "filter.a.clean", trap)
    (trap.parent / "empty").touch()
    environment = {
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "filter.a.clean",
        "GIT_CONFIG_VALUE_0": str(trap),
        "GIT_CONFIG_KEY_1": "core.fsmonitor",
        "GIT_CONFIG_VALUE_1": str(trap),
        "GIT_CONFIG_PARAMETERS": f"'filter.a.clean'='{trap}'",
        "GIT_CONFIG": str(trap.parent / "empty"),  # which hides what the repository configures
        "GIT_EXTERNAL_DIFF": str(trap),
        "GIT_DIR": str(trap.parent),
        "GIT_WORK_TREE": str(trap.parent),
        "GIT_INDEX_FILE": str(trap.parent / "index"),
        "GIT_ALLOW_PROTOCOL": "ext",
        "GIT_PAGER": str(trap),
        "GIT_TRACE": "1",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert {file.name for file in changed_files(repository, "HEAD")} == {".gitattributes", "a.tf"}
    assert not sprung(trap)


@pytest.mark.parametrize("variable", ["GIT_CONFIG_COUNT", "GIT_CONFIG_GLOBAL"])
def test_what_the_user_configures_counts(
    repository: Path, trap: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """Such as `safe.directory`, without which a pipeline cannot read a checkout of another user."""
    excluded = trap.parent / "excluded"
    excluded.write_text("new.tf\n")
    (trap.parent / "config").write_text(f"[core]\n\texcludesFile = {excluded}\n")
    (repository / "new.tf").touch()
    assert changed_files(repository, "HEAD")
    values = {
        "GIT_CONFIG_COUNT": {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "core.excludesFile",
            "GIT_CONFIG_VALUE_0": str(excluded),
        },
        "GIT_CONFIG_GLOBAL": {"GIT_CONFIG_GLOBAL": str(trap.parent / "config")},
    }
    for name, value in values[variable].items():
        monkeypatch.setenv(name, value)
    assert changed_files(repository, "HEAD") == []


def test_no_setting_hides_a_changed_file(repository: Path) -> None:
    for key, value in {"diff.relative": "true", "diff.orderFile": "missing", "diff.ignoreSubmodules": "all"}.items():
        git(repository, "config", key, value)
    (repository / "a.tf").write_text("after")
    (repository / "new.tf").touch()
    names = {file.relative_to(repository).as_posix() for file in changed_files(repository / "folder", "HEAD")}
    assert names == {"a.tf", "new.tf"}


def test_a_work_tree_elsewhere_is_an_error(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    git(repository, "config", "core.worktree", str(tmp_path_factory.mktemp("elsewhere")))
    with pytest.raises(UsageError, match=r"^--changed-since: .* is outside of the git work tree .*elsewhere"):
        changed_files(repository, "HEAD")


def test_a_committed_folder_that_looks_like_a_repository_is_none(repository: Path, trap: Path) -> None:
    bare = repository / "bare"
    git(repository, "init", "-q", "--bare", str(bare))
    (bare / "config").write_text(f"[core]\n\tbare = false\n\tworktree = ..\n\tfsmonitor = {trap}\n")
    with pytest.raises(UsageError, match=r"^--changed-since: .*(bare|not a git repository)"):
        changed_files(bare, "HEAD")
    assert not sprung(trap)


def test_paths_in_which_git_sees_no_change_are_an_error(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (repository / ".gitignore").write_text("generated/\n")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (repository / "link").symlink_to(elsewhere)
    git(repository, "init", "-q", str(repository / "nested"))
    reasons = {
        repository / "generated/analytics/1-network": "is ignored by git",
        elsewhere / "analytics": "is outside of the git work tree",
        repository / "link/analytics": "is outside of the git work tree",
        repository / "nested/analytics": "is in another git repository",
    }
    for path, reason in reasons.items():
        with pytest.raises(UsageError, match=f"^--changed-since: {path} {reason}"):
            changed_files(repository, "HEAD", [repository / "folder", path])
    assert changed_files(repository, "HEAD", [repository, repository / "folder", repository / "missing"])


def test_what_is_tracked_in_an_ignored_folder_is_seen(repository: Path) -> None:
    (repository / ".gitignore").write_text("folder/\n")
    (repository / "folder/with\nbreak").write_text("after")
    assert repository / "folder/with\nbreak" in changed_files(repository, "HEAD", [repository / "folder"])


@pytest.mark.parametrize("revision", ["nowhere", "--output=stolen", "HEAD:a.tf", ""])
def test_what_is_no_revision_is_an_error(repository: Path, revision: str) -> None:
    with pytest.raises(UsageError, match=r"^--changed-since: "):
        changed_files(repository, revision)
    assert not (repository / "stolen").exists()


def test_a_folder_without_a_repository_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError, match="not a git repository"):
        changed_files(tmp_path, "HEAD")
