"""Evaluate Terragrunt expressions that need only literals, locals and paths."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mwaa_tf.embed.repository import File, Repository, without_dot
from mwaa_tf.hcl import Expression

_CALL = re.compile(r"(\w+)\((.*)\)", re.DOTALL)
_INTERPOLATION = re.compile(r"\$\{([^{}]*)\}")
_NAME = re.compile(r"(?:include\.([\w-]+)\.locals|local)\.([\w-]+)")

#: Depth of locals that refer to locals, so that a cycle ends.
_MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class UnitScope:
    """The files that an expression of the unit in ``file`` may refer to. Paths in the repository begin with a slash."""

    repository: Repository
    file: File
    includes: Mapping[str, File] = field(default_factory=dict)

    def path(self, value: Any) -> str | None:
        """The path of ``value``, relative to the repository; None if it is outside or cannot be evaluated."""
        text = self.text(value, self.file)
        if text is None:
            return None
        start = "." if text.startswith("/") else self.file.folder or "."
        path = posixpath.normpath(posixpath.join(start, text.lstrip("/")))
        return None if path.split("/")[0] == ".." else without_dot(path)

    def text(self, value: Any, file: File, depth: int = 0) -> str | None:
        """The text of ``value``, which is in ``file``; None if only Terragrunt can evaluate it."""
        if isinstance(value, str):
            return value
        if not isinstance(value, Expression) or depth > _MAX_DEPTH:
            return None
        return self._evaluate(value.text.strip(), file, depth)

    def _evaluate(self, expression: str, file: File, depth: int) -> str | None:
        if expression.startswith('"') and expression.endswith('"'):
            return self._interpolate(expression[1:-1], file, depth)
        if name := _NAME.fullmatch(expression):
            home = self.includes.get(name[1]) if name[1] else file
            return self._local(name[2], home, depth) if home else None
        call = _CALL.fullmatch(expression)
        return self._call_function(call[1], call[2].strip(), file, depth) if call else None

    def _interpolate(self, template: str, file: File, depth: int) -> str | None:
        parts: list[str] = []
        end = 0
        for interpolation in _INTERPOLATION.finditer(template):
            inner = self._evaluate(interpolation[1].strip(), file, depth)
            if inner is None:
                return None
            parts += [template[end : interpolation.start()], inner]
            end = interpolation.end()
        return "".join([*parts, template[end:]])

    def _local(self, name: str, file: File, depth: int) -> str | None:
        for block in file.blocks("locals"):
            if name in block.arguments:
                return self.text(block.arguments[name].value, file, depth + 1)
        return None

    def _call_function(self, function: str, argument: str, file: File, depth: int) -> str | None:
        path = self._evaluate(argument, file, depth) if argument else ""
        match function:
            case "get_repo_root":
                return ""
            case "get_terragrunt_dir" | "get_original_terragrunt_dir":
                return _rooted(self.file.folder)
            case "get_parent_terragrunt_dir":
                parent = self.includes.get(path or "") or next(iter(self.includes.values()), None)
                return _rooted(parent.folder) if parent else None
            case "get_path_to_repo_root":
                return "/".join([".."] * (self.file.folder.count("/") + 1)) if self.file.folder else "."
            case "find_in_parent_folders" if path is not None:
                return self._find_in_parents(path)
            case "dirname" if path:
                return posixpath.dirname(path).rstrip("/")
        return None

    def _find_in_parents(self, name: str) -> str | None:
        """The nearest file or folder called ``name`` in the folders above the unit."""
        for folder in _parents(self.file.folder):
            for candidate in [name] if name else ["terragrunt.hcl", "root.hcl"]:
                path = posixpath.join(folder, candidate)
                if (self.repository.root / path).exists():
                    return _rooted(path)
        return None


def _rooted(path: str) -> str:
    return f"/{path}" if path else ""


def _parents(folder: str) -> Iterator[str]:
    while folder:
        folder = folder.rpartition("/")[0]
        yield folder
