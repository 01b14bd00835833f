"""Terragrunt's units: the module that each calls, its inputs, and the units whose outputs it reads.

Evaluated without Terragrunt: literals, locals, includes and the functions that return paths.
Source: https://terragrunt.gruntwork.io/docs/reference/hcl/
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mwaa_tf.embed.local_modules import RepositoryRoot, constraints_of
from mwaa_tf.embed.model import CallArgument, RepositoryCall, RepositoryFinding, VersionConstraint
from mwaa_tf.embed.repository import File, Repository, without_dot
from mwaa_tf.embed.terragrunt_paths import UnitScope
from mwaa_tf.hcl import Expression
from mwaa_tf.hcl.syntax import Block, Contents, MalformedError, parse
from mwaa_tf.hcl.templates import heredoc_text

#: The file of a unit. The file that units include is `root.hcl` or, in older repositories, has the same name.
UNIT = "terragrunt.hcl"


@dataclass(frozen=True, slots=True)
class TerragruntUnit:
    """A folder with a `terragrunt.hcl` that has a source, or includes a file that has one."""

    file: File
    call: RepositoryCall
    includes: Mapping[str, File]
    dependencies: Mapping[str, str]
    """Name of a dependency -> folder of the unit whose outputs are read."""

    @property
    def folder(self) -> str:
        """The folder, in which Terragrunt is run."""
        return self.file.folder


def units(repository: Repository) -> list[TerragruntUnit]:
    """Find all units, in the order of their paths."""
    candidates = (_unit(repository, file) for path, file in sorted(repository.terragrunt.items()) if _is_unit(path))
    return [unit for unit in candidates if unit]


def unit_target(call: RepositoryCall, repository: Repository) -> str | None:
    """The folder of the module that a unit's source names; None for a source outside of the repository."""
    source = (call.source or "").replace("//", "/")
    if not source.startswith(("./", "../", "/")):
        return None
    path = posixpath.normpath(posixpath.join("." if source.startswith("/") else call.folder or ".", source.lstrip("/")))
    return None if path.split("/")[0] == ".." else repository.resolve(without_dot(path))


def unit_roots(all_units: list[TerragruntUnit]) -> list[RepositoryRoot]:
    """The units as root modules, with the constraints that Terragrunt adds to those of the modules."""
    return [
        RepositoryRoot(
            unit.folder,
            tuple(constraint for file in (unit.file, *unit.includes.values()) for constraint in _constraints(file)),
            frozenset({unit.folder}),
            is_unit=True,
        )
        for unit in all_units
    ]


def _is_unit(path: str) -> bool:
    return path.rpartition("/")[2] == UNIT


def _unit(repository: Repository, file: File) -> TerragruntUnit | None:
    scope = UnitScope(repository, file)
    includes: dict[str, File] = {}
    unreadable_include = False
    for block in file.blocks("include"):
        path = scope.path(block.arguments["path"].value) if "path" in block.arguments else None
        if path in repository.terragrunt:
            includes[block.labels[0] if block.labels else ""] = repository.terragrunt[path]
        else:
            unreadable_include = True
    scope = UnitScope(repository, file, includes)
    source = _source(scope)
    if source is None and not any(_terraform(origin) for origin in (file, *includes.values())):
        return None
    own_inputs = _inputs(file)
    inherited = [_inputs(included) for included in includes.values()]
    arguments = {argument.name: argument for inputs in (*inherited, own_inputs) for argument in inputs or ()}
    is_open = unreadable_include or own_inputs is None or None in inherited
    own_source = _terraform(file)
    name = file.folder.rpartition("/")[2] or "."
    call = RepositoryCall(
        name, source, file.folder, file.path, own_source.line if own_source else 1, tuple(arguments.values()), is_open
    )
    return TerragruntUnit(file, call, includes, dict(_dependencies(scope)))


def _terraform(file: File) -> Block | None:
    return next((block for block in file.blocks("terraform") if "source" in block.arguments), None)


def _source(scope: UnitScope) -> str | None:
    """The unit's source; that of a folder of the repository begins with a slash."""
    for file in (scope.file, *scope.includes.values()):
        if block := _terraform(file):
            return scope.text(block.arguments["source"].value, file)
    return None


def _inputs(file: File) -> list[CallArgument] | None:
    """The inputs in ``file``; None if some of them are not literals."""
    inputs = file.contents.arguments.get("inputs")
    if inputs is None:
        return []
    if not isinstance(inputs.value, dict):
        return None
    return [
        CallArgument(name, value, file.path, inputs.keys.get(name, inputs.line)) for name, value in inputs.value.items()
    ]


def _dependencies(scope: UnitScope) -> Iterator[tuple[str, str]]:
    for file in (*scope.includes.values(), scope.file):
        for block in file.blocks("dependency"):
            path = scope.path(block.arguments["config_path"].value) if "config_path" in block.arguments else None
            if path is not None and block.labels:
                yield block.labels[0], path


def _constraints(file: File) -> Iterator[VersionConstraint]:
    required = file.contents.arguments.get("terraform_version_constraint")
    if required and isinstance(required.value, str):
        yield VersionConstraint("terraform", required.value, file.path, required.line)
    for block in file.blocks("generate"):
        contents = _generated(block)
        for generated in contents.blocks if contents else ():
            yield from constraints_of(file.path, generated, block.arguments["contents"].line)


def unread_constraints(all_units: list[TerragruntUnit]) -> Iterator[RepositoryFinding]:
    """Files that units generate, and whose version constraints only Terragrunt can read."""
    files = {file.path: file for unit in all_units for file in (unit.file, *unit.includes.values())}
    for file in files.values():
        for block in file.blocks("generate"):
            contents = block.arguments.get("contents")
            if contents and _generated(block) is None and "required_" in str(contents.value):
                message = f"generate {' '.join(block.labels)}: constraints in a template are not checked"
                yield RepositoryFinding("versions", file.path, contents.line, message)


def _generated(block: Block) -> Contents | None:
    """The contents of the file that a `generate` block writes; None if only Terragrunt can evaluate them."""
    value = block.arguments["contents"].value if "contents" in block.arguments else ""
    if isinstance(value, Expression) and value.text.startswith("<<"):
        value = heredoc_text(value.text)
    try:
        return parse(value) if isinstance(value, str) else None
    except MalformedError:
        return None  # a template that is valid HCL only after its interpolation
