"""Somebody's Terraform repository: its files, found and read without trusting any of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path, PurePosixPath

from mwaa_tf.embed import json_syntax
from mwaa_tf.embed.model import Finding
from mwaa_tf.errors import UsageError
from mwaa_tf.hcl.syntax import Block, Contents, MalformedError, Reference, parse
from mwaa_tf.render.manifest import NAME as MANIFEST
from mwaa_tf.text import escape_control_characters

#: What Terraform and OpenTofu read as part of a module. OpenTofu prefers `a.tofu` to `a.tf`; here both count.
ENDINGS = (".tf", ".tofu", ".tf.json", ".tofu.json")

#: Folders that tools fill; hidden ones (`.git`, `.terraform`, `.terragrunt-cache`) are left out as well.
_LEFT_OUT = {"node_modules", "__pycache__", "venv"}

#: Other tools' files with the ending `.hcl`.
_NOT_TERRAGRUNT = (".tftest.hcl", ".tfmock.hcl", ".pkr.hcl", ".nomad.hcl", ".tm.hcl")

#: Bytes. A Terraform file that a person works with is far below.
_LARGEST = 4 * 1024 * 1024


@dataclass(eq=False)
class File:
    """A Terraform or Terragrunt file; ``path`` is relative to the repository."""

    path: str
    text: str
    problems: list[Finding]

    @property
    def folder(self) -> str:
        """The module that the file belongs to; empty for the repository's own folder."""
        return self.path.rpartition("/")[0]

    @cached_property
    def contents(self) -> Contents:
        """What is in it; nothing, and one more of the repository's problems, where it cannot be read."""
        try:
            return json_syntax.parse(self.text) if self.path.endswith(".json") else parse(self.text)
        except MalformedError as error:
            self.problems.append(Finding("readable", self.path, error.line, str(error)))
            return Contents()

    def blocks(self, *types: str) -> Iterator[Block]:
        """The top-level blocks of these types. The file is parsed only where such a word is in it."""
        if re.search(rf"\b(?:{'|'.join(types)})\b", self.text):
            yield from (block for block in self.contents.blocks if block.type in types)

    @property
    def references(self) -> tuple[Reference, ...]:
        """Every chain of names in it."""
        return self.contents.references


@dataclass(frozen=True, eq=False)
class Repository:
    """The files of a repository by folder, and what could not be read."""

    root: Path
    modules: dict[str, list[File]] = field(default_factory=dict)
    """Terraform files by their folder."""
    terragrunt: dict[str, File] = field(default_factory=dict)
    """Terragrunt files by their path."""
    problems: list[Finding] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)
    """Folders with a manifest of this tool: its modules, or a rendered deployment. Nothing in them was read."""

    def blocks(self, folder: str, *types: str) -> Iterator[tuple[File, Block]]:
        """The blocks of these types in the module ``folder``."""
        for file in self.modules.get(folder, ()):
            for block in file.blocks(*types):
                yield file, block


def read_repository(root: Path, exclude: Sequence[str] = ()) -> Repository:
    """The repository in the folder ``root``; ``exclude`` has patterns of paths below it that are left out.

    Raises :class:`UsageError` where there is no such folder. What cannot be read is among the problems.
    """
    if not root.is_dir():
        reason = "is not a folder" if root.exists() else "there is no such folder"
        raise UsageError(f"--into {escape_control_characters(str(root))}: {reason}")
    if not os.access(root, os.R_OK | os.X_OK):
        raise UsageError(f"--into {escape_control_characters(str(root))}: cannot be read: Permission denied")
    found = Repository(root)
    real = root.resolve()

    def unreadable(error: OSError) -> None:
        path = Path(os.fsdecode(error.filename)).relative_to(root).as_posix()
        found.problems.append(Finding("readable", path, None, f"cannot be read: {error.strerror}"))

    for folder, below, names in os.walk(root, onerror=unreadable):
        relative = PurePosixPath(Path(folder).relative_to(root)).as_posix().removeprefix(".")
        if MANIFEST in names:
            found.embedded.append(relative)
            below.clear()
            continue
        below[:] = sorted(name for name in below if _is_read(_join(relative, name), exclude))
        for name in sorted(names):
            path = _join(relative, name)
            is_terraform = name.endswith(ENDINGS)
            if (is_terraform or _is_terragrunt(name)) and _is_read(path, exclude):
                file = _file(root / path, path, real, found.problems)
                if file and is_terraform:
                    found.modules.setdefault(relative, []).append(file)
                elif file:
                    found.terragrunt[path] = file
    return found


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _is_read(path: str, exclude: Sequence[str]) -> bool:
    name = path.rpartition("/")[2]
    if name.startswith(".") or name in _LEFT_OUT:
        return False
    return not any(fnmatch(path, pattern.rstrip("/")) for pattern in exclude)


def _is_terragrunt(name: str) -> bool:
    return name.endswith(".hcl") and not name.endswith(_NOT_TERRAGRUNT)


def _file(path: Path, relative: str, root: Path, problems: list[Finding]) -> File | None:
    def problem(message: str, line: int | None = None) -> None:
        problems.append(Finding("readable", relative, line, message))

    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root):
            problem("is a symbolic link that leads out of the repository")
        elif not real.is_file():
            problem("is not a plain file")
        elif real.stat().st_size > _LARGEST:
            problem(f"is larger than {_LARGEST // 1024 // 1024} MiB")
        else:
            return File(relative, _decoded(real.read_bytes()), problems)
    except UnicodeDecodeError as error:
        problem("is not UTF-8 text", error.object.count(b"\n", 0, error.start) + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, before Python 3.13
        problem(f"cannot be read: {error.strerror if isinstance(error, OSError) else error}")
    return None


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8-sig")
