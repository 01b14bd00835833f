"""Does a tree have what the registry and the standard module structure ask for?

Sources: https://developer.hashicorp.com/terraform/registry/modules/publish (Requirements) and
https://developer.hashicorp.com/terraform/language/modules/develop/structure.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mwaa_tf.terraform import Terraform
from mwaa_tf.terraform.check import check_workspaces
from tools.registry_tree.tree import Release
from tools.release.changelog import VERSION

_REPOSITORY_NAME = re.compile(r"terraform-[a-z0-9]+-[a-z0-9]+(?:-[a-z0-9]+)*")
_SOURCE = re.compile(r'^ *source += "([^"]+)"(?:\n *version += "([^"]+)")?', re.MULTILINE)
#: `terraform fmt` puts the end of a block at the beginning of a line.
_DECLARATION = re.compile(r'^(variable|output) "([^"]+)" {\n(.*?)^}', re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")
#: What belongs to a checkout or a run and not to a release.
_LEFTOVERS = ("tests", ".terraform", ".terraform.lock.hcl", "*.tfstate*", "*.tfvars", "*.tfplan", "contracts.json")


def problems(tree: Path, release: Release) -> list[str]:
    """What is missing or wrong in ``tree``, in words with the file; empty if it can be published."""
    found = [*_of_the_repository(tree, release), *_of_leftovers(tree)]
    modules = sorted(path for path in tree.glob("modules/*") if path.is_dir())
    for module in (tree, *modules):
        found += _of_a_module(tree, module)
    found += _of_nested_calls(tree)
    for example in sorted(path for path in tree.glob("examples/*") if path.is_dir()):
        found += _of_an_example(tree, example, release)
    for document in sorted(tree.rglob("*.md")):
        found += _of_a_document(tree, document)
    return found


def _of_the_repository(tree: Path, release: Release) -> Iterator[str]:
    if not _REPOSITORY_NAME.fullmatch(tree.name):
        yield f"{tree.name}: a repository must be named terraform-<PROVIDER>-<NAME>"
    if not VERSION.fullmatch(release.version):
        yield f"{release.version!r}: a version must be MAJOR.MINOR.PATCH, its tag may begin with v"
    if not (tree / "LICENSE").is_file():
        yield "LICENSE: missing; many organizations do not adopt a module without one"
    for folder in ("modules", "examples"):
        if not any(tree.glob(f"{folder}/*/*.tf")):
            yield f"{folder}/: it has no module"


def _of_leftovers(tree: Path) -> Iterator[str]:
    for pattern in _LEFTOVERS:
        for path in sorted(tree.rglob(pattern)):
            yield f"{path.relative_to(tree)}: does not belong into a release"


def _of_a_module(tree: Path, module: Path) -> Iterator[str]:
    """A README, the files that a reader looks for first, a description of everything, and versions."""
    place = module.relative_to(tree).as_posix()
    needed = ["README.md", "variables.tf", "outputs.tf", "versions.tf", *(["main.tf"] if module == tree else [])]
    missing = [name for name in needed if not (module / name).is_file()]
    yield from (f"{place}/{name}: missing" for name in missing)
    if missing:
        return
    for file in sorted(module.glob("*.tf")):
        for kind, name, block in _DECLARATION.findall(file.read_text("utf-8")):
            if not re.search(r"^  description += ", block, re.MULTILINE):
                yield f"{place}: {kind} {name} has no description"
    versions = (module / "versions.tf").read_text("utf-8")
    if not re.search(r"required_version += ", versions) or not re.search(r"^ +version += ", versions, re.MULTILINE):
        yield f"{place}/versions.tf: required_version, or the version of a provider, is missing"


def _calls(folder: Path) -> Iterator[tuple[str, str, str]]:
    """File, source and version (empty without one) of each call of a module in ``folder``."""
    for file in sorted(folder.glob("*.tf")):
        for block in re.findall(r'^module "[^"]+" {\n(.*?)^}', file.read_text("utf-8"), re.MULTILINE | re.DOTALL):
            yield from ((file.name, source, version) for source, version in _SOURCE.findall(block))


def _of_nested_calls(tree: Path) -> Iterator[str]:
    for folder in (tree, *tree.glob("modules/*")):
        for file, source, _ in _calls(folder):
            if not source.startswith("./") or not (folder / source).is_dir():
                yield f"{(folder / file).relative_to(tree)}: {source} is not a relative path of the tree"


def _of_an_example(tree: Path, example: Path, release: Release) -> Iterator[str]:
    """Examples are copied: they call modules by the address that others use, of this version."""
    place = example.relative_to(tree).as_posix()
    if not (example / "README.md").is_file():
        yield f"{place}/README.md: missing"
    calls = list(_calls(example))
    if not calls:
        yield f"{place}: calls no module"
    for file, source, version in calls:
        address, _, submodule = source.partition("//")
        if address != release.address or version != release.version or not (tree / submodule).is_dir():
            yield f"{place}/{file}: {source} {version} is not {release.address} {release.version}"


def _of_a_document(tree: Path, document: Path) -> Iterator[str]:
    text, place = document.read_text("utf-8"), document.relative_to(tree).as_posix()
    for target in _LINK.findall(text):
        resolved = (document.parent / target).resolve()
        if not resolved.is_relative_to(tree.resolve()) or not resolved.exists():
            yield f"{place}: the link {target} leads out of the tree, or nowhere"
    yield from (
        f"{place}: {word} was not replaced" for word in ("?ref=COMMIT", '"REGISTRY', "SOURCES_ADDRESS") if word in text
    )


def invalid(tree: Path, release: Release) -> list[str]:
    """What `terraform validate` finds in the root module and the examples, which call the modules of ``tree`` here."""
    with tempfile.TemporaryDirectory() as scratch, Terraform() as terraform:
        copy = Path(shutil.copytree(tree, Path(scratch) / tree.name))
        call = re.compile(rf'source += "{re.escape(release.address)}/?([^"]*)"\n +version += "[^"]*"')
        for file in copy.glob("examples/*/*.tf"):
            file.write_text(call.sub(r'source = "../..\1"', file.read_text("utf-8")), "utf-8")
        folders = [copy, *sorted(copy.glob("examples/*"))]
        return [
            f"{check.workspace.relative_to(copy.parent)}: {diagnostic.summary} {diagnostic.detail}"
            for check in check_workspaces(terraform, folders)
            for diagnostic in check.diagnostics
        ]
