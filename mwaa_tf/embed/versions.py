"""Check that one version of Terraform, and one of the provider, satisfies a repository and the modules."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import reduce
from pathlib import Path

from mwaa_tf.embed.local_modules import RepositoryRoot, constraints_of
from mwaa_tf.embed.model import RepositoryFinding, VersionConstraint
from mwaa_tf.embed.repository import File, Repository
from mwaa_tf.hcl.syntax import parse
from mwaa_tf.terraform.product import in_words
from mwaa_tf.versions import Range, allowed, satisfies
from mwaa_tf.versions import parse as parse_version

_NAMES = {"terraform": "Terraform", "hashicorp/aws": "the provider hashicorp/aws"}


def module_constraints(folders: Sequence[Path]) -> list[VersionConstraint]:
    """The constraints of mwaa_tf's modules in ``folders``, each once."""
    constraints: dict[tuple[str, str], VersionConstraint] = {}
    for folder in folders:
        for block in parse((folder / "versions.tf").read_text("utf-8")).blocks:
            for constraint in constraints_of(folder.name, block):
                constraints.setdefault((constraint.subject, constraint.text), constraint)
    return list(constraints.values())


def constraint_conflicts(root: RepositoryRoot, required: Sequence[VersionConstraint]) -> Iterator[RepositoryFinding]:
    """Why no version satisfies both ``root`` and ``required``, the modules' constraints; nothing if one does."""
    for subject, name in _NAMES.items():
        own = [constraint for constraint in root.constraints if constraint.subject == subject]
        needed = " and ".join(constraint.text for constraint in required if constraint.subject == subject)
        needed_range = _intersection([constraint for constraint in required if constraint.subject == subject])
        has_conflict = False
        for constraint in own:
            versions = allowed(constraint.text)
            if versions is None:
                has_conflict = True
                message = f'"{constraint.text}" is not a valid version constraint'
                yield RepositoryFinding("versions", constraint.file, constraint.line, message)
            elif (versions & needed_range).is_empty:
                has_conflict = True
                message = f'{name} is constrained to "{constraint.text}", but the modules need "{needed}"'
                yield RepositoryFinding("versions", constraint.file, constraint.line, message)
        if not has_conflict and (_intersection(own) & needed_range).is_empty:
            constraints = ", ".join(f'"{constraint.text}" ({constraint.file}:{constraint.line})' for constraint in own)
            message = (
                f'{name} is constrained to {constraints} in {root.path}, but the modules need "{needed}": '
                "no version satisfies all of them"
            )
            yield RepositoryFinding("versions", own[0].file, own[0].line, message)


def lock_file_findings(
    repository: Repository, root: RepositoryRoot, required: Sequence[VersionConstraint]
) -> Iterator[RepositoryFinding]:
    """Providers in the root's lock file that the modules do not support: they need `terraform init -upgrade`.

    A lock file that cannot be read is a problem of the repository.
    """
    path = f"{root.folder}/.terraform.lock.hcl".lstrip("/")
    if not os.path.lexists(repository.root / path) or (text := repository.text(path)) is None:
        return
    blocks = File(path, text, repository.problems).blocks("provider")
    for block in blocks:
        version = block.arguments.get("version")
        if not (block.labels and block.labels[0].endswith("/hashicorp/aws") and version):
            continue
        parsed = parse_version(str(version.value))
        needed = [constraint.text for constraint in required if constraint.subject == "hashicorp/aws"]
        if parsed and not all(satisfies(parsed, text) for text in needed):
            message = (
                f"locks hashicorp/aws {version.value}, but the modules need {' and '.join(needed)}: "
                f"run {in_words('init', '-upgrade')}"
            )
            yield RepositoryFinding("versions", path, version.line, message)


def _intersection(constraints: Sequence[VersionConstraint]) -> Range:
    ranges = (allowed(constraint.text) for constraint in constraints)
    return reduce(Range.__and__, (versions for versions in ranges if versions is not None), Range())
