"""All that is known of a repository, worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.embed.local_modules import Root, calls, roots
from mwaa_tf.embed.model import Call, Finding
from mwaa_tf.embed.repository import Repository, read_repository
from mwaa_tf.embed.terragrunt import Unit, unit_roots, unit_target, units
from mwaa_tf.embed.vendored import Copies, find_copies


@dataclass(frozen=True)
class Survey:
    """A repository, its calls, its root modules, and the copies of this tool's modules in it."""

    repository: Repository
    calls: tuple[Call, ...]
    units: tuple[Unit, ...]
    roots: tuple[Root, ...]
    """Root modules in the order of their paths; Terragrunt's units come after Terraform's."""
    copies: tuple[Copies, ...]

    @property
    def problems(self) -> list[Finding]:
        """What could not be read. Files are parsed when they are needed, so this grows."""
        return sorted(set(self.repository.problems), key=lambda found: (found.file, found.line or 0))


def survey(root: Path, exclude: Sequence[str] = ()) -> Survey:
    """Look at the repository in ``root``. Raises :class:`~mwaa_tf.errors.UsageError` where there is none."""
    repository = read_repository(root, exclude)
    every_call, every_unit = calls(repository), units(repository)
    called = {target for unit in every_unit if (target := unit_target(unit.call)) is not None}
    found = roots(repository, every_call, called)
    if every_unit and not any(_has_state(repository, one.folder) for one in found):
        found = []  # modules that wait for a unit to call them
    return Survey(
        repository,
        tuple(every_call),
        tuple(every_unit),
        (*sorted(found, key=lambda one: one.folder), *unit_roots(every_unit)),
        tuple(find_copies(repository)),
    )


def _has_state(repository: Repository, folder: str) -> bool:
    blocks = repository.blocks(folder, "terraform", "provider")
    return any(block.type == "provider" or block.blocks for _, block in blocks)
