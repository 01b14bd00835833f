"""Scan a repository: its module calls, root modules, and copies of mwaa_tf's modules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.embed.local_modules import RepositoryRoot, calls, modules_outside, roots
from mwaa_tf.embed.model import RepositoryCall, RepositoryFinding
from mwaa_tf.embed.repository import Repository, read_repository
from mwaa_tf.embed.terragrunt import TerragruntUnit, unit_roots, unit_target, units, unread_constraints
from mwaa_tf.embed.vendored import VendoredModules, find_vendored_modules


@dataclass(frozen=True)
class RepositoryScan:
    """A repository, its module calls, its root modules, and the copies of mwaa_tf's modules in it."""

    repository: Repository
    calls: tuple[RepositoryCall, ...]
    units: tuple[TerragruntUnit, ...]
    roots: tuple[RepositoryRoot, ...]
    """Root modules in the order of their paths; Terragrunt's units come after Terraform's."""
    copies: tuple[VendoredModules, ...]

    @property
    def notes(self) -> list[RepositoryFinding]:
        """What lies outside of the repository, or only Terragrunt can evaluate, and was not read."""
        links = [
            RepositoryFinding("readable", link, None, "is a symbolic link to a folder out of the repository: not read")
            for link, target in self.repository.links.items()
            if target is None
        ]
        return [*links, *modules_outside(self.repository, list(self.calls)), *unread_constraints(list(self.units))]

    @property
    def problems(self) -> list[RepositoryFinding]:
        """Files that could not be read. Files are parsed when they are needed, so more may be added later."""
        return sorted(set(self.repository.problems), key=lambda finding: (finding.file, finding.line or 0))


def scan_repository(root: Path, exclude: Sequence[str] = ()) -> RepositoryScan:
    """Scan the repository in ``root``; paths that match a pattern of ``exclude`` are not read.

    Raises :class:`~mwaa_tf.errors.UsageError` if ``root`` is not a folder or cannot be read, and
    :class:`~mwaa_tf.errors.MwaaTfError` if the manifest of copied modules is not valid.
    """
    repository = read_repository(root, exclude)
    all_calls, all_units = calls(repository), units(repository)
    called = {target for unit in all_units if (target := unit_target(unit.call, repository)) is not None}
    root_modules = roots(repository, all_calls, called)
    if all_units and not any(_has_state(repository, module.folder) for module in root_modules):
        root_modules = []  # modules that no unit calls yet
    return RepositoryScan(
        repository,
        tuple(all_calls),
        tuple(all_units),
        (*sorted(root_modules, key=lambda module: module.folder), *unit_roots(all_units)),
        tuple(find_vendored_modules(repository)),
    )


def _has_state(repository: Repository, folder: str) -> bool:
    blocks = repository.blocks(folder, "terraform", "provider")
    return any(block.type == "provider" or block.blocks for _, block in blocks)
