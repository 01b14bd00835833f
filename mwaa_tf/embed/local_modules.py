"""The module calls of a repository, its root modules, and their version constraints."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from mwaa_tf.embed.model import CallArgument, RepositoryCall, RepositoryFinding, VersionConstraint
from mwaa_tf.embed.repository import File, Repository, without_dot
from mwaa_tf.hcl.syntax import Block
from mwaa_tf.text import nearest

#: Arguments of a module block that are not inputs of the module.
_META_ARGUMENTS = {"source", "version", "count", "for_each", "providers", "depends_on"}

#: The registry host of a provider's address is optional.
_AWS = re.compile(r"([\w.-]+/)?hashicorp/aws", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RepositoryRoot:
    """A root module: the folder in which Terraform is run, or a Terragrunt unit."""

    folder: str
    constraints: tuple[VersionConstraint, ...]
    """Those of the root and of every local module that it calls: Terraform needs one version for all."""
    members: frozenset[str]
    """The folders of those modules."""
    is_unit: bool = False

    @property
    def path(self) -> str:
        """The folder as it is shown to users."""
        return self.folder or "."


def calls(repository: Repository) -> list[RepositoryCall]:
    """Find every module block; those of override files are merged into the calls that they override."""
    by_name: dict[tuple[str, str], RepositoryCall] = {}
    for folder in repository.modules:
        blocks = list(repository.blocks(folder, "module"))
        for file, block in sorted(blocks, key=lambda entry: entry[0].is_override):
            call = _call(file, block)
            known = by_name.get((folder, call.name))
            if known and file.is_override:
                merged = {argument.name: argument for argument in (*known.arguments, *call.arguments)}
                source = call.source or known.source
                call = replace(
                    known,
                    source=source,
                    arguments=tuple(merged.values()),
                    is_repeated=known.is_repeated or call.is_repeated,
                    is_keyed=known.is_keyed or call.is_keyed,
                )
            by_name[folder, call.name] = call
    return list(by_name.values())


def local_target(call: RepositoryCall, repository: Repository) -> str | None:
    """The folder of the module that a call with a relative source calls; None for any other source.

    Links are followed, in the repository.
    """
    if not _is_local(call):
        return None
    target = posixpath.normpath(posixpath.join(call.folder or ".", call.source or ""))
    return None if target.split("/")[0] == ".." else repository.resolve(without_dot(target))


def modules_outside(repository: Repository, every_call: list[RepositoryCall]) -> Iterator[RepositoryFinding]:
    """Calls of local modules that are not read, since they are not in the repository."""
    for call in every_call:
        if _is_local(call) and local_target(call, repository) is None:
            message = f"module {call.name}: {call.source} is outside of the repository, and is not read"
            yield RepositoryFinding("source", call.file, call.line, message)


def missing_sources(
    repository: Repository, every_call: Iterable[RepositoryCall], copies: Collection[str]
) -> Iterator[tuple[RepositoryFinding, bool]]:
    """Calls of local modules whose folder does not exist, and whether the nearest one that does is among ``copies``.

    ``copies`` has the folders of mwaa_tf's modules. Some other tool may write any other folder before Terraform runs.
    """
    for call in every_call:
        target = local_target(call, repository)
        if target is None or target in copies or (repository.root / target).is_dir():
            continue
        folder = nearest(target, [*copies, *repository.modules])
        hint = f", did you mean {_source(call.folder, folder)}?" if folder else ""
        message = f"module {call.name}: {call.source} does not exist{hint}"
        yield RepositoryFinding("source", call.file, call.line, message), folder in copies


def _source(folder: str, target: str) -> str:
    """The source by which a module in ``folder`` calls the one in ``target``."""
    path = posixpath.relpath(target or ".", folder or ".")
    return path if path.startswith("..") else f"./{path}"


def roots(repository: Repository, every_call: list[RepositoryCall], called: set[str]) -> list[RepositoryRoot]:
    """Find the root modules: those without callers; if any of them has a backend or a provider, only those that do.

    ``called`` has folders with other callers, such as Terragrunt's units.
    """
    below: dict[str, list[str]] = {folder: [] for folder in repository.modules}
    for call in every_call:
        if (target := local_target(call, repository)) is not None and target in below:
            below[call.folder].append(target)
    called = called.union(*below.values())
    uncalled = [folder for folder in repository.modules if folder not in called]
    configured = [folder for folder in uncalled if _has_backend_or_provider(repository, folder)]
    return [_root(repository, folder, below) for folder in configured or uncalled]


def _root(repository: Repository, folder: str, below: dict[str, list[str]]) -> RepositoryRoot:
    members = _reachable(folder, below)
    return RepositoryRoot(
        folder,
        tuple(constraint for member in members for constraint in constraints(repository, member)),
        frozenset(members),
    )


def constraints(repository: Repository, folder: str) -> Iterator[VersionConstraint]:
    """The version constraints of the module in ``folder``."""
    for file, block in repository.blocks(folder, "terraform", "provider"):
        yield from constraints_of(file.path, block)


def constraints_of(file: str, block: Block, offset: int = 0) -> Iterator[VersionConstraint]:
    """The version constraints in a ``terraform`` or ``provider`` block; ``offset`` is added to their lines."""
    for constraint, line, subject in _constraint_arguments(block):
        if isinstance(constraint, str):
            yield VersionConstraint(subject, constraint, file, line + offset)


def aws_names(repository: Repository, folder: str) -> set[str]:
    """The local names of the provider hashicorp/aws in the module: `aws`, and those in ``required_providers``."""
    names = {"aws"}
    for _, block in repository.blocks(folder, "terraform"):
        for inner in block.blocks:
            if inner.type == "required_providers":
                names |= {name for name, entry in inner.arguments.items() if _is_aws(name, entry.value)}
    return names


def _constraint_arguments(block: Block) -> Iterator[tuple[object, int, str]]:
    if block.type == "provider" and block.labels == ("aws",) and "version" in block.arguments:
        yield block.arguments["version"].value, block.arguments["version"].line, "hashicorp/aws"
    if block.type != "terraform":
        return
    if required := block.arguments.get("required_version"):
        yield required.value, required.line, "terraform"
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


def _call(file: File, block: Block) -> RepositoryCall:
    source = block.arguments["source"].value if "source" in block.arguments else None
    arguments = tuple(
        CallArgument(name, argument.value, file.path, argument.line)
        for name, argument in block.arguments.items()
        if name not in _META_ARGUMENTS
    )
    name = block.labels[0] if block.labels else ""
    return RepositoryCall(
        name,
        source if isinstance(source, str) else None,
        file.folder,
        file.path,
        block.line,
        arguments,
        is_repeated=not block.arguments.keys().isdisjoint(("count", "for_each")),
        is_keyed="for_each" in block.arguments,
    )


def _is_local(call: RepositoryCall) -> bool:
    source = call.source or ""
    return source.startswith(("./", "../")) or source in (".", "..")


def _has_backend_or_provider(repository: Repository, folder: str) -> bool:
    return any(
        block.type == "provider" or any(inner.type in ("backend", "cloud") for inner in block.blocks)
        for _, block in repository.blocks(folder, "provider", "terraform")
    )


def _reachable(folder: str, below: dict[str, list[str]]) -> list[str]:
    reached: list[str] = []
    pending = [folder]
    while pending:
        member = pending.pop()
        if member not in reached:
            reached.append(member)
            pending += below.get(member, ())
    return reached
