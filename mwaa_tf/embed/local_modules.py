"""Which module of a repository calls which, and which of them are root modules."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mwaa_tf.embed.model import Call, Constraint, Given
from mwaa_tf.embed.repository import File, Repository
from mwaa_tf.hcl.syntax import Block

#: What a module block has beside the module's own inputs.
_META = {"source", "version", "count", "for_each", "providers", "depends_on"}

#: The registry host may be left out of a provider's address.
_AWS = re.compile(r"([\w.-]+/)?hashicorp/aws", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Root:
    """A root module: the folder in which Terraform is run, or a Terragrunt unit."""

    folder: str
    constraints: tuple[Constraint, ...]
    """Of the root itself and of every local module below it: Terraform needs one version for all."""
    members: frozenset[str]
    """The folders of those modules."""
    is_unit: bool = False

    @property
    def path(self) -> str:
        """The folder as a person would write it."""
        return self.folder or "."


def calls(repository: Repository) -> list[Call]:
    """Every module block. An override file adds to the call that it overrides."""
    found: dict[tuple[str, str], Call] = {}
    for folder in repository.modules:
        blocks = list(repository.blocks(folder, "module"))
        for file, block in sorted(blocks, key=lambda item: _is_override(item[0])):
            call = _call(file, block)
            known = found.get((folder, call.name))
            if known and _is_override(file):
                merged = {argument.name: argument for argument in (*known.arguments, *call.arguments)}
                source = call.source or known.source
                call = Call(call.name, source, folder, known.file, known.line, tuple(merged.values()))
            found[folder, call.name] = call
    return list(found.values())


def local_target(call: Call) -> str | None:
    """The folder that a call with a relative source leads to; None where it leads elsewhere."""
    source = call.source or ""
    if not source.startswith(("./", "../")) and source not in (".", ".."):
        return None
    target = posixpath.normpath(posixpath.join(call.folder or ".", source))
    return None if target.split("/")[0] == ".." else target.removeprefix(".")


def roots(repository: Repository, every_call: list[Call], called: set[str]) -> list[Root]:
    """The root modules: called by nobody and, where any of them has a backend or a provider, having one, too.

    ``called`` has folders that something else calls, as Terragrunt's units do.
    """
    below: dict[str, list[str]] = {folder: [] for folder in repository.modules}
    for call in every_call:
        if (target := local_target(call)) is not None and target in below:
            below[call.folder].append(target)
    called = called.union(*below.values())
    uncalled = [folder for folder in repository.modules if folder not in called]
    run = [folder for folder in uncalled if _is_run(repository, folder)]
    return [_root(repository, folder, below) for folder in run or uncalled]


def _root(repository: Repository, folder: str, below: dict[str, list[str]]) -> Root:
    members = _reachable(folder, below)
    return Root(folder, tuple(one for member in members for one in constraints(repository, member)), frozenset(members))


def constraints(repository: Repository, folder: str) -> Iterator[Constraint]:
    """The version constraints of one module."""
    for file, block in repository.blocks(folder, "terraform", "provider"):
        yield from constraints_of(file.path, block)


def constraints_of(file: str, block: Block, offset: int = 0) -> Iterator[Constraint]:
    """The version constraints in a ``terraform`` or ``provider`` block; ``offset`` is added to their lines."""
    for wanted in _written(block):
        text, line, of = wanted
        if isinstance(text, str):
            yield Constraint(of, text, file, line + offset)


def aws_names(repository: Repository, folder: str) -> set[str]:
    """What the module calls the provider hashicorp/aws: `aws`, unless it says otherwise."""
    names = {"aws"}
    for _, block in repository.blocks(folder, "terraform"):
        for inner in block.blocks:
            if inner.type == "required_providers":
                names |= {name for name, entry in inner.arguments.items() if _is_aws(name, entry.value)}
    return names


def _written(block: Block) -> Iterator[tuple[object, int, str]]:
    if block.type == "provider" and block.labels == ("aws",) and "version" in block.arguments:
        yield block.arguments["version"].value, block.arguments["version"].line, "hashicorp/aws"
    if block.type != "terraform":
        return
    if own := block.arguments.get("required_version"):
        yield own.value, own.line, "terraform"
    for inner in block.blocks:
        for name, entry in inner.arguments.items() if inner.type == "required_providers" else ():
            if _is_aws(name, entry.value):
                yield (
                    entry.value.get("version") if isinstance(entry.value, dict) else entry.value,
                    entry.line,
                    "hashicorp/aws",
                )


def _is_aws(name: str, entry: object) -> bool:
    source = entry.get("source") if isinstance(entry, dict) else None
    return bool(_AWS.fullmatch(source)) if isinstance(source, str) else name == "aws"


def _call(file: File, block: Block) -> Call:
    source = block.arguments["source"].value if "source" in block.arguments else None
    arguments = tuple(
        Given(name, argument.value, file.path, argument.line)
        for name, argument in block.arguments.items()
        if name not in _META
    )
    name = block.labels[0] if block.labels else ""
    return Call(name, source if isinstance(source, str) else None, file.folder, file.path, block.line, arguments)


def _is_override(file: File) -> bool:
    stem = file.path.rpartition("/")[2].partition(".")[0]
    return stem == "override" or stem.endswith("_override")


def _is_run(repository: Repository, folder: str) -> bool:
    return any(
        block.type == "provider" or any(inner.type in ("backend", "cloud") for inner in block.blocks)
        for _, block in repository.blocks(folder, "provider", "terraform")
    )


def _reachable(folder: str, below: dict[str, list[str]]) -> list[str]:
    found: list[str] = []
    waiting = [folder]
    while waiting:
        member = waiting.pop()
        if member not in found:
            found.append(member)
            waiting += below.get(member, ())
    return found
