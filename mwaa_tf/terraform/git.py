"""Which files differ from a revision, as git knows, in a repository whose configuration is not trusted."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from mwaa_tf.errors import UsageError
from mwaa_tf.text import one_line

#: What is true of git whatever a repository configures: options of the command line come last and win. No hooks, no
#: file monitor, no transport, and no setting that shortens a list of files.
_SETTINGS = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.sshCommand": "false",
    "core.gitProxy": "",
    "core.askPass": "",
    "credential.helper": "",
    "diff.external": "",
    "diff.orderFile": os.devnull,
    "diff.relative": "false",
    "protocol.allow": "never",
    # No repository inside the work tree that looks like one without a work tree: such a folder can be committed.
    "safe.bareRepository": "explicit",
    "submodule.recurse": "false",
}

#: What is true of git whatever the user's environment says. A promisor remote would otherwise be asked for a commit
#: that is not there, by a program that the repository names; git before 2.45 does not know GIT_NO_LAZY_FETCH, but every
#: one knows that no protocol is allowed. Source: https://git-scm.com/docs/git#_environment_variables
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PROTOCOL_FROM_USER": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}

#: The variables of git that are kept: where the user's configuration is (which may say that a folder is safe), and
#: where the search for a repository ends. All others (GIT_DIR, GIT_INDEX_FILE, ...) are meant for other commands.
_KEPT = re.compile(
    r"GIT_(CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM"
    r"|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_[0-9]+|VALUE_[0-9]+))"
)

_DIFF = ("diff", "--no-ext-diff", "--no-textconv", "--no-renames", "--ignore-submodules=all", "--name-only", "-z")


def changed_files(folder: Path, revision: str, among: Iterable[Path] = ()) -> list[Path]:
    """The files of the repository around ``folder`` that differ from ``revision``, new ones included; absolute paths.

    Deleted files are among them, ignored ones are not. Nothing that the repository configures is run, and nothing is
    fetched. Since its filters (``filter.<name>.clean``) are not run either, a file with a filter, such as one of Git
    LFS, may be among the changed ones although only its time differs. Raises :class:`~mwaa_tf.errors.UsageError` if
    there is no repository, no git, or no such revision, and for one of the paths ``among`` in which git would see no
    change: one outside of the work tree, in a repository of its own, or ignored.
    """
    repository = _Repository(folder)
    for path in among:
        repository.check_seen(path)
    # Resolved first: the name of a revision may look like an option.
    commit = repository.git("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").strip()
    changed = repository.git(*_DIFF, commit, "--")
    new = repository.git("ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", ":/")
    return [repository.top / name for name in (changed + new).split("\0") if name]


class _Repository:
    """The repository around a folder.

    Every command runs in that folder: from another one, git could find another repository.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._settings = [f"{key}={value}" for key, value in _SETTINGS.items()]
        self._settings += _without_filters(
            self.git("config", "--null", "--name-only", "--get-regexp", r"^filter\.", ok=(0, 1))
        )
        top = self.git("rev-parse", "--show-toplevel").removesuffix("\n")
        self.top = Path(os.path.realpath(top))
        self.check_seen(folder)  # the repository may say that its work tree is elsewhere

    def check_seen(self, path: Path) -> None:
        """Raise :class:`UsageError` for a path in which git sees no change."""
        real = Path(os.path.realpath(path))
        if not real.is_relative_to(self.top):
            raise UsageError(_unseen(path, f"is outside of the git work tree {self.top}"))
        inside = real.relative_to(self.top)
        for parent in (inside, *inside.parents):
            if parent != Path() and os.path.lexists(self.top / parent / ".git"):
                raise UsageError(_unseen(path, f"is in another git repository, {self.top / parent}"))
        if inside != Path() and self._is_ignored(inside):
            raise UsageError(_unseen(path, "is ignored by git (.gitignore)"))

    def _is_ignored(self, inside: Path) -> bool:
        result = self._run("check-ignore", "-q", "--", str(self.top / inside))
        if result.returncode not in (0, 1):
            raise _failure(result)
        return result.returncode == 0

    def git(self, *arguments: str, ok: Sequence[int] = (0,)) -> str:
        """What a git command prints. Raises :class:`UsageError` for an exit code that is not ``ok``."""
        result = self._run(*arguments)
        if result.returncode not in ok:
            raise _failure(result)
        return result.stdout

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        settings = [argument for setting in self._settings for argument in ("-c", setting)]
        command = ["git", "--no-pager", *settings, *arguments]
        try:
            return subprocess.run(
                command,
                cwd=self._folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                encoding="utf-8",
                errors="surrogateescape",
            )
        except FileNotFoundError as error:
            raise UsageError("--changed-since needs git, which is not installed") from error
        except (OSError, ValueError) as error:  # more filters than an argument list takes; a NUL in the revision
            raise UsageError(f"--changed-since: git cannot be run: {error}") from error


def _without_filters(keys: str) -> list[str]:
    """Settings that leave each filter that is among ``keys``, separated by NUL, without a program to run."""
    names = dict.fromkeys(key.split(".", 1)[1].rpartition(".")[0] for key in keys.split("\0") if key.count(".") > 1)
    for name in names:
        if "=" in name:  # which an option ends the key with
            raise UsageError(
                f"--changed-since: rename the git filter {name!r}: with '=' in its name it cannot be disabled"
            )
    disabled = {"clean": "", "smudge": "", "process": "", "required": "false"}
    return [f"filter.{name}.{variable}={value}" for name in names for variable, value in disabled.items()]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or _KEPT.fullmatch(name)}
    return {**kept, **_ENVIRONMENT}


def _unseen(path: Path, reason: str) -> str:
    return f"--changed-since: {path} {reason}, so that no change there can be seen; choose workspaces by KEY or --only"


def _failure(result: subprocess.CompletedProcess[str]) -> UsageError:
    return UsageError(f"--changed-since: {one_line(result.stderr).removeprefix('fatal: ')}")
