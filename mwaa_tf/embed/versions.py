"""Can one version of Terraform, and one of the provider, satisfy a repository and the modules?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from pathlib import Path

from mwaa_tf.embed.local_modules import Root, constraints_of
from mwaa_tf.embed.model import Constraint, Finding
from mwaa_tf.hcl.syntax import MalformedError, parse
from mwaa_tf.versions import Range, allowed, satisfies
from mwaa_tf.versions import parse as parse_version

_NAMES = {"terraform": "Terraform", "hashicorp/aws": "the provider hashicorp/aws"}


def needs(folders: Sequence[Path]) -> list[Constraint]:
    """The constraints of this tool's modules in ``folders``, each once."""
    found: dict[tuple[str, str], Constraint] = {}
    for folder in folders:
        for block in parse((folder / "versions.tf").read_text("utf-8")).blocks:
            for constraint in constraints_of(folder.name, block):
                found.setdefault((constraint.of, constraint.text), constraint)
    return list(found.values())


def clashes(root: Root, ours: Sequence[Constraint]) -> Iterator[Finding]:
    """Why ``root`` cannot call the modules; nothing where it can."""
    for of, name in _NAMES.items():
        theirs = [constraint for constraint in root.constraints if constraint.of == of]
        wanted = " and ".join(constraint.text for constraint in ours if constraint.of == of)
        needed = _together([constraint for constraint in ours if constraint.of == of])
        alone = False
        for constraint in theirs:
            found = allowed(constraint.text)
            if found is None:
                alone = True
                message = f'"{constraint.text}" is no version constraint that Terraform takes'
                yield Finding("versions", constraint.file, constraint.line, message)
            elif (found & needed).is_empty:
                alone = True
                message = f'{name} has to be "{constraint.text}" here, and the modules need "{wanted}"'
                yield Finding("versions", constraint.file, constraint.line, message)
        if not alone and (_together(theirs) & needed).is_empty:
            others = ", ".join(f'"{constraint.text}" ({constraint.file}:{constraint.line})' for constraint in theirs)
            first = theirs[0]
            message = f'{name} has to be {others} in {root.path}, and the modules need "{wanted}": none is all that'
            yield Finding("versions", first.file, first.line, message)


def locked(repository: Path, root: Root, ours: Sequence[Constraint]) -> Iterator[Finding]:
    """Whether the root's lock file keeps a provider that the modules cannot take, until `terraform init -upgrade`."""
    path = f"{root.folder}/.terraform.lock.hcl".lstrip("/")
    try:
        blocks = parse((repository / path).read_text("utf-8")).blocks
    except (OSError, ValueError, MalformedError):
        return
    for block in blocks:
        version = block.arguments.get("version")
        if not (block.labels and block.labels[0].endswith("/hashicorp/aws") and version):
            continue
        parsed = parse_version(str(version.value))
        wanted = [constraint.text for constraint in ours if constraint.of == "hashicorp/aws"]
        if parsed and not all(satisfies(parsed, text) for text in wanted):
            message = (
                f"locks hashicorp/aws {version.value}, and the modules need {' and '.join(wanted)}: "
                "run `terraform init -upgrade`"
            )
            yield Finding("versions", path, version.line, message)


def _together(constraints: Sequence[Constraint]) -> Range:
    ranges = (allowed(constraint.text) for constraint in constraints)
    return reduce(Range.__and__, (one for one in ranges if one is not None), Range())
