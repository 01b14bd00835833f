"""Read the Terraform files of a repository, none of which is trusted."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path, PurePosixPath

from mwaa_tf.embed import json_syntax
from mwaa_tf.embed.model import RepositoryFinding
from mwaa_tf.errors import UsageError
from mwaa_tf.hcl.syntax import Block, Contents, MalformedError, Reference, parse
from mwaa_tf.render.manifest import NAME as MANIFEST
from mwaa_tf.text import escape_control_characters

#: Files that Terraform and OpenTofu read as part of a module. OpenTofu prefers `a.tofu` to `a.tf`; here both are read.
SUFFIXES = (".tf", ".tofu", ".tf.json", ".tofu.json")

#: Folders of tools; hidden ones (`.git`, `.terraform`, `.terragrunt-cache`) are not read either.
_IGNORED_FOLDERS = {"node_modules", "__pycache__", "venv"}

#: Suffixes of other tools' files that end in `.hcl`.
_NOT_TERRAGRUNT = (".tftest.hcl", ".tfmock.hcl", ".pkr.hcl", ".nomad.hcl", ".tm.hcl")

#: Bytes. Terraform files written by hand are far smaller.
_MAX_SIZE = 4 * 1024 * 1024


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
    real = root.resolve()

    def unreadable(error: OSError) -> None:
        path = Path(os.fsdecode(error.filename)).relative_to(root).as_posix()
        repository.problems.append(RepositoryFinding("readable", path, None, f"cannot be read: {error.strerror}"))

    for folder, below, names in os.walk(root, onerror=unreadable):
        relative = PurePosixPath(Path(folder).relative_to(root)).as_posix().removeprefix(".")
        if MANIFEST in names:
            repository.embedded.append(relative)
            below.clear()
            continue
        below[:] = sorted(name for name in below if _is_read(_join(relative, name), exclude))
        for name in sorted(names):
            path = _join(relative, name)
            is_terraform = name.endswith(SUFFIXES)
            if (is_terraform or _is_terragrunt(name)) and _is_read(path, exclude):
                file = _file(root / path, path, real, repository.problems)
                if file and is_terraform:
                    repository.modules.setdefault(relative, []).append(file)
                elif file:
                    repository.terragrunt[path] = file
    return repository


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _is_read(path: str, exclude: Sequence[str]) -> bool:
    name = path.rpartition("/")[2]
    if name.startswith(".") or name in _IGNORED_FOLDERS:
        return False
    return not any(fnmatch(path, pattern.rstrip("/")) for pattern in exclude)


def _is_terragrunt(name: str) -> bool:
    return name.endswith(".hcl") and not name.endswith(_NOT_TERRAGRUNT)


def _file(path: Path, relative: str, root: Path, problems: list[RepositoryFinding]) -> File | None:
    def problem(message: str, line: int | None = None) -> None:
        problems.append(RepositoryFinding("readable", relative, line, message))

    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root):
            problem("is a symbolic link that leads out of the repository")
        elif not real.is_file():
            problem("is not a plain file")
        elif real.stat().st_size > _MAX_SIZE:
            problem(f"is larger than {_MAX_SIZE // 1024 // 1024} MiB")
        else:
            return File(relative, _decoded(real.read_bytes()), problems)
    except UnicodeDecodeError as error:
        problem("is not UTF-8 text", error.object.count(b"\n", 0, error.start) + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: a cycle of links, before Python 3.13
        problem(f"cannot be read: {error.strerror if isinstance(error, OSError) else error}")
    return None


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8-sig")
