"""Read the Terraform files of a repository, none of which is trusted."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path

from mwaa_tf.embed import json_syntax
from mwaa_tf.embed.model import RepositoryFinding
from mwaa_tf.errors import UsageError
from mwaa_tf.files import UnreadableFileError, read_plain_file
from mwaa_tf.hcl.limits import LARGEST_FILE
from mwaa_tf.hcl.syntax import Block, Contents, MalformedError, Reference, parse
from mwaa_tf.render.manifest import NAME as MANIFEST
from mwaa_tf.terraform.module_files import SUFFIXES
from mwaa_tf.text import escape_control_characters

#: Folders of tools; hidden ones (`.git`, `.terraform`, `.terragrunt-cache`) are not read either.
_IGNORED_FOLDERS = {"node_modules", "__pycache__", "venv"}

#: Links that lead to links, so that a cycle ends. Linux allows as many.
_MAX_LINKS = 40

#: Suffixes of other tools' files that end in `.hcl`.
_NOT_TERRAGRUNT = (".tftest.hcl", ".tfmock.hcl", ".pkr.hcl", ".nomad.hcl", ".tm.hcl")


@dataclass(eq=False)
class File:
    """A Terraform or Terragrunt file; ``path`` is relative to the repository."""

    path: str
    text: str
    problems: list[RepositoryFinding]

    @property
    def folder(self) -> str:
        """The module that the file belongs to; empty for the repository's own folder."""
        return self.path.rpartition("/")[0]

    @property
    def is_override(self) -> bool:
        """Whether Terraform merges its blocks into those of the other files."""
        stem = self.path.rpartition("/")[2].partition(".")[0]
        return stem == "override" or stem.endswith("_override")

    @cached_property
    def contents(self) -> Contents:
        """The contents; nothing, and another problem of the repository, if they cannot be parsed."""
        try:
            return json_syntax.parse(self.text) if self.path.endswith(".json") else parse(self.text)
        except MalformedError as error:
            self.problems.append(RepositoryFinding("readable", self.path, error.line, str(error)))
            return Contents()

    def blocks(self, *types: str) -> Iterator[Block]:
        """The top-level blocks of these types. The file is parsed only if it has one of the words."""
        if re.search(rf"\b(?:{'|'.join(types)})\b", self.text):
            yield from (block for block in self.contents.blocks if block.type in types)

    @property
    def references(self) -> tuple[Reference, ...]:
        """Every reference in the file."""
        return self.contents.references


@dataclass(frozen=True, eq=False)
class Repository:
    """The files of a repository, and the problems of those that could not be read."""

    root: Path
    modules: dict[str, list[File]] = field(default_factory=dict)
    """Folder -> its Terraform files."""
    terragrunt: dict[str, File] = field(default_factory=dict)
    """Path -> Terragrunt file."""
    problems: list[RepositoryFinding] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)
    """Folders with a manifest of mwaa_tf: embedded modules, or a rendered deployment. Their files were not read."""
    links: dict[str, str | None] = field(default_factory=dict)
    """Link to a folder -> that folder; None if it is not in the repository. Links are not followed, but named."""

    @cached_property
    def real(self) -> Path:
        """The root without links."""
        return self.root.resolve()

    def resolve(self, folder: str) -> str | None:
        """The path of ``folder`` without links; None if it is not in the repository."""
        for _ in range(_MAX_LINKS):
            link = next((link for link in self.links if folder == link or folder.startswith(f"{link}/")), None)
            if link is None:
                return folder
            target = self.links[link]
            if target is None:
                return None
            folder = f"{target}{folder.removeprefix(link)}".lstrip("/")
        return None

    def read(self, path: str) -> bytes:
        """The contents of the file at ``path``. Raises :class:`UnreadableFileError` for all but plain files in it."""
        file = self.root / path
        try:
            real = file.resolve(strict=True)
        except (OSError, RuntimeError) as error:  # RuntimeError: a cycle of links, before Python 3.13
            reason = error.strerror if isinstance(error, OSError) else error
            raise UnreadableFileError(file, f"cannot be read: {reason}") from error
        if not real.is_relative_to(self.real):
            raise UnreadableFileError(file, "is a symbolic link that leads out of the repository")
        return read_plain_file(real, LARGEST_FILE)

    def text(self, path: str) -> str | None:
        """The text of the file at ``path``; None, and another problem, if it cannot be read."""
        try:
            return self.read(path).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            self.problems.append(RepositoryFinding("readable", path, line, "is not UTF-8 text"))
        except UnreadableFileError as error:
            self.problems.append(RepositoryFinding("readable", path, None, error.reason))
        return None

    def blocks(self, folder: str, *types: str) -> Iterator[tuple[File, Block]]:
        """The blocks of these types in the module ``folder``."""
        for file in self.modules.get(folder, ()):
            for block in file.blocks(*types):
                yield file, block


def read_repository(root: Path, exclude: Sequence[str] = ()) -> Repository:
    """Read the repository in ``root``; ``exclude`` has patterns of paths below it that are not read.

    Raises :class:`UsageError` if the folder does not exist or cannot be read. Files that cannot be read are problems.
    """
    if not root.is_dir():
        reason = "is not a folder" if root.exists() else "does not exist"
        raise UsageError(f"--into {escape_control_characters(str(root))}: {reason}")
    if not os.access(root, os.R_OK | os.X_OK):
        raise UsageError(f"--into {escape_control_characters(str(root))}: cannot be read: Permission denied")
    repository = Repository(root)
    for folder, below, names in _walk(repository):
        if MANIFEST in names:
            repository.embedded.append(folder)
            below.clear()
            continue
        below[:] = [name for name in below if _is_read(_join(folder, name), exclude)]
        for link in (_join(folder, name) for name in below if (root / folder / name).is_symlink()):
            repository.links[link] = _target(repository, link)
        for name in names:
            path = _join(folder, name)
            # OpenTofu prefers `a.tofu` to `a.tf`; here both are read.
            is_terraform = name.endswith(SUFFIXES)
            if not (is_terraform or _is_terragrunt(name)) or not _is_read(path, exclude):
                continue
            if (text := repository.text(path)) is not None:
                file = File(path, text, repository.problems)
                if is_terraform:
                    repository.modules.setdefault(folder, []).append(file)
                else:
                    repository.terragrunt[path] = file
    return repository


def _walk(repository: Repository) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each folder with the sorted names of its folders, from which the caller may remove some, and of its files.

    Links are not followed. Unlike os.walk before Python 3.12, it does not recurse: folders may be nested deeply.
    """
    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(repository.root / folder) as scanned:
                entries = sorted((entry.name, _is_folder(entry)) for entry in scanned)
        except OSError as error:
            problem = RepositoryFinding("readable", folder or ".", None, f"cannot be read: {error.strerror}")
            repository.problems.append(problem)
            continue
        below = [name for name, is_folder in entries if is_folder]
        yield folder, below, [name for name, is_folder in entries if not is_folder]
        paths = [_join(folder, name) for name in reversed(below)]
        pending += [path for path in paths if not (repository.root / path).is_symlink()]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # a cycle of links


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _is_read(path: str, exclude: Sequence[str]) -> bool:
    name = path.rpartition("/")[2]
    if name.startswith(".") or name in _IGNORED_FOLDERS:
        return False
    return not any(fnmatch(path, pattern.rstrip("/")) for pattern in exclude)


def _is_terragrunt(name: str) -> bool:
    return name.endswith(".hcl") and not name.endswith(_NOT_TERRAGRUNT)


def _target(repository: Repository, link: str) -> str | None:
    """The folder that a link leads to; None if it is not in the repository."""
    real = (repository.root / link).resolve()
    if not real.is_relative_to(repository.real):
        return None
    return without_dot(real.relative_to(repository.real).as_posix())


def without_dot(path: str) -> str:
    """A normalized path relative to the repository, of which the root is empty."""
    return "" if path == "." else path
