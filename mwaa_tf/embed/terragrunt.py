"""Terragrunt's units: which module each calls, with what, and whose outputs it reads.

What can be known without running Terragrunt: literals, locals, includes and the functions that give paths.
Source: https://terragrunt.gruntwork.io/docs/reference/hcl/
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mwaa_tf.embed.local_modules import Root, constraints_of
from mwaa_tf.embed.model import Call, Constraint, Given
from mwaa_tf.embed.repository import File, Repository
from mwaa_tf.embed.terragrunt_paths import Scope
from mwaa_tf.hcl import Expression
from mwaa_tf.hcl.syntax import Block, MalformedError, parse

#: A unit's file; the one that units include is called `root.hcl` or, in older repositories, the same.
UNIT = "terragrunt.hcl"

_HEREDOC = re.compile(r"<<-?(\w+)\n(.*?)\n?[ \t]*\1\n?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Unit:
    """A folder with a `terragrunt.hcl` that has a source, of its own or from what it includes."""

    file: File
    call: Call
    includes: Mapping[str, File]
    dependencies: Mapping[str, str]
    """Name -> folder of the unit whose outputs are read."""

    @property
    def folder(self) -> str:
        """Where Terragrunt is run."""
        return self.file.folder


def units(repository: Repository) -> list[Unit]:
    """All units, in the order of their paths."""
    found = (_unit(repository, file) for path, file in sorted(repository.terragrunt.items()) if _is_unit(path))
    return [unit for unit in found if unit]


def unit_target(call: Call) -> str | None:
    """The folder of the repository that a unit's source leads to; None where it leads elsewhere."""
    source = (call.source or "").replace("//", "/")
    if not source.startswith(("./", "../", "/")):
        return None
    path = posixpath.normpath(posixpath.join("." if source.startswith("/") else call.folder or ".", source.lstrip("/")))
    return None if path.startswith("..") else path.removeprefix(".")


def unit_roots(every_unit: list[Unit]) -> list[Root]:
    """The units as root modules, with the constraints that Terragrunt adds to the modules' own."""
    return [
        Root(
            unit.folder,
            tuple(found for file in (unit.file, *unit.includes.values()) for found in _constraints(file)),
            frozenset({unit.folder}),
            is_unit=True,
        )
        for unit in every_unit
    ]


def _is_unit(path: str) -> bool:
    return path.rpartition("/")[2] == UNIT


def _unit(repository: Repository, file: File) -> Unit | None:
    scope = Scope(repository, file)
    includes: dict[str, File] = {}
    unseen = False
    for block in file.blocks("include"):
        path = scope.path(block.arguments["path"].value) if "path" in block.arguments else None
        if path in repository.terragrunt:
            includes[block.labels[0] if block.labels else ""] = repository.terragrunt[path]
        else:
            unseen = True
    scope = Scope(repository, file, includes)
    source = _source(scope)
    if source is None and not any(_terraform(one) for one in (file, *includes.values())):
        return None
    own = _inputs(file)
    inherited = [_inputs(one) for one in includes.values()]
    arguments = {given.name: given for inputs in (*inherited, own) for given in inputs or ()}
    is_open = unseen or own is None or None in inherited
    own_source = _terraform(file)
    name = file.folder.rpartition("/")[2] or "."
    call = Call(
        name, source, file.folder, file.path, own_source.line if own_source else 1, tuple(arguments.values()), is_open
    )
    return Unit(file, call, includes, dict(_dependencies(scope)))


def _terraform(file: File) -> Block | None:
    return next((block for block in file.blocks("terraform") if "source" in block.arguments), None)


def _source(scope: Scope) -> str | None:
    """The unit's source; a folder of the repository begins with a slash."""
    for file in (scope.file, *scope.includes.values()):
        if block := _terraform(file):
            return scope.text(block.arguments["source"].value, file)
    return None


def _inputs(file: File) -> list[Given] | None:
    """The inputs as they stand in ``file``; None where some of them cannot be seen."""
    inputs = file.contents.arguments.get("inputs")
    if inputs is None:
        return []
    if not isinstance(inputs.value, dict):
        return None
    return [Given(name, value, file.path, inputs.keys.get(name, inputs.line)) for name, value in inputs.value.items()]


def _dependencies(scope: Scope) -> Iterator[tuple[str, str]]:
    for file in (*scope.includes.values(), scope.file):
        for block in file.blocks("dependency"):
            path = scope.path(block.arguments["config_path"].value) if "config_path" in block.arguments else None
            if path is not None and block.labels:
                yield block.labels[0], path


def _constraints(file: File) -> Iterator[Constraint]:
    wanted = file.contents.arguments.get("terraform_version_constraint")
    if wanted and isinstance(wanted.value, str):
        yield Constraint("terraform", wanted.value, file.path, wanted.line)
    for block in file.blocks("generate"):
        if "contents" not in block.arguments:
            continue
        contents = block.arguments["contents"]
        heredoc = _HEREDOC.fullmatch(contents.value.text) if isinstance(contents.value, Expression) else None
        try:
            inner = parse(heredoc[2] if heredoc else contents.value if isinstance(contents.value, str) else "")
        except MalformedError:
            continue  # a template that is no Terraform before it is filled in
        for found in inner.blocks:
            yield from constraints_of(file.path, found, contents.line)
