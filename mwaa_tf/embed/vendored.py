"""The copies of mwaa_tf's modules in a repository: find them, compare them with the manifest, write them."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from mwaa_tf import __version__
from mwaa_tf.embed import bundle
from mwaa_tf.embed.model import RepositoryFinding
from mwaa_tf.embed.repository import Repository
from mwaa_tf.errors import MwaaTfError, UsageError, problem_data
from mwaa_tf.files import UnreadableFileError
from mwaa_tf.render import manifest
from mwaa_tf.render.changes import EDITED, EDITED_BUT_REMOVED, NOT_RENDERED, Conflict, FileChanges, compare
from mwaa_tf.render.manifest import Manifest, digest, digests
from mwaa_tf.render.write import apply, lock
from mwaa_tf.terraform.module_files import SUFFIXES
from mwaa_tf.text import escape_control_characters

#: Folder of the modules, unless another one is chosen.
DEFAULT_PATH = "modules/mwaa"


@dataclass(frozen=True)
class VendoredModules:
    """A folder of a repository that has, or will have, copies of mwaa_tf's modules."""

    repository: Repository
    path: str
    """Relative to the repository."""
    manifest: Manifest

    @property
    def folder(self) -> Path:
        """The folder on disk."""
        return self.repository.root / self.path

    @property
    def recorded(self) -> list[str]:
        """The modules in the manifest."""
        return sorted({path.partition("/")[0] for path in self.manifest.paths})

    @property
    def modules(self) -> list[str]:
        """Those of them whose folders still exist."""
        return [module for module in self.recorded if (self.folder / module).is_dir()]


class EmbedConflictError(MwaaTfError):
    """Files, names or constraints of the repository conflict with the modules; nothing was written."""

    begins_with_file = True

    def __init__(self, findings: Sequence[RepositoryFinding], advice: str) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join([*map(str, findings), f"Nothing was written. {advice}"]))

    def as_data(self) -> list[dict[str, Any]]:
        """The findings; the rule of each is the kind of check."""
        return [
            problem_data(finding.message, file=finding.file, line=finding.line, rule=finding.check)
            for finding in self.findings
        ]


def find_vendored_modules(repository: Repository) -> list[VendoredModules]:
    """Find the folders of the repository with copies of modules; those of rendered deployments are others."""
    manifests = ((path, _manifest(repository, path)) for path in repository.embedded)
    return [VendoredModules(repository, path, recorded) for path, recorded in manifests if recorded.release]


def choose_folder(repository: Repository, path: str | None) -> VendoredModules:
    """The folder for modules: ``path``, else that of existing copies, else :data:`DEFAULT_PATH`.

    Raises :class:`UsageError` for a path that is not a possible folder in the repository, and
    :class:`EmbedConflictError` for a folder that is a module of the repository.
    """
    present = find_vendored_modules(repository)
    if path is None:
        if len(present) > 1:
            folders = ", ".join(copies.path for copies in present)
            raise UsageError(f"modules are embedded in {folders}; choose one with --path")
        return present[0] if present else choose_folder(repository, DEFAULT_PATH)
    shown = escape_control_characters(path)
    slashed = path.replace("\\", "/")
    normal = posixpath.normpath(slashed)
    if slashed.startswith("/") or normal == "." or normal.split("/")[0] == "..":
        raise UsageError(f"--path {shown}: must be a folder below the repository, such as {DEFAULT_PATH}")
    if not re.fullmatch(r"[\w./-]+", normal, re.ASCII):
        raise UsageError(f"--path {shown}: may only have letters, digits, dots, hyphens, underscores and slashes")
    if any(part.startswith(".") for part in normal.split("/")):
        raise UsageError(f"--path {shown}: is a hidden folder, which tools ignore; choose one such as {DEFAULT_PATH}")
    for parent in (normal, *map(str, PurePosixPath(normal).parents)):
        if (repository.root / parent).exists() and not (repository.root / parent).is_dir():
            raise UsageError(f"--path {shown}: {parent} is a file")
    if normal in repository.modules:
        file = repository.modules[normal][0].path
        finding = RepositoryFinding("name", file, None, f"{normal} is a module of the repository")
        raise EmbedConflictError([finding], "Choose another folder with --path.")
    real, root = (repository.root / normal).resolve(), repository.root.resolve()
    if real != root / normal:
        raise UsageError(f"--path {shown}: is behind a symbolic link to {real}; use that path instead")
    for other in (*repository.embedded, *repository.modules):
        if other and other != normal and (f"{normal}/").startswith(f"{other}/"):
            raise UsageError(f"--path {shown}: {other} is a module or a deployment; choose a folder outside of it")
    return VendoredModules(repository, normal, _manifest(repository, normal))


def _manifest(repository: Repository, folder: str) -> Manifest:
    """The manifest of a folder. Raises :class:`MwaaTfError`, also if it is not a plain file of the repository."""
    path = f"{folder}/{manifest.NAME}".lstrip("/")
    if os.path.lexists(repository.root / path):
        repository.read(path)
    return manifest.read(repository.root / folder)


def edited_files(copies: VendoredModules) -> Iterator[RepositoryFinding]:
    """Files of the copies that were edited, and files that were added to modules."""
    for path in sorted(copies.manifest.paths):
        contents = _contents(copies, path)
        if isinstance(contents, str):
            yield RepositoryFinding("copy", f"{copies.path}/{path}", None, contents)
        elif contents is not None and not copies.manifest.wrote(path, digest(contents)):
            yield RepositoryFinding("copy", f"{copies.path}/{path}", None, "was edited since it was embedded")
    yield from unmanaged_files(copies, copies.modules)


def missing_files(copies: VendoredModules) -> Iterator[RepositoryFinding]:
    """Files that were deleted, or not yet written by an interrupted run. The next run writes them."""
    if copies.manifest.pending:
        yield RepositoryFinding("copy", copies.path, None, "the last run was interrupted: run `mwaa_tf embed` again")
    for module in copies.recorded:
        if module not in copies.modules:
            yield RepositoryFinding(
                "copy", f"{copies.path}/{module}", None, "is missing; the next run removes it from the manifest"
            )
    for path in sorted(copies.manifest.files):
        if path.partition("/")[0] in copies.modules and _contents(copies, path) is None:
            yield RepositoryFinding("copy", f"{copies.path}/{path}", None, "is missing; the next run writes it again")


def _contents(copies: VendoredModules, path: str) -> bytes | str | None:
    """The bytes of a copied file, None if it is missing, or why it cannot be read."""
    if not os.path.lexists(copies.folder / path):
        return None
    try:
        return copies.repository.read(f"{copies.path}/{path}")
    except UnreadableFileError as error:
        return error.reason


def unmanaged_files(copies: VendoredModules, modules: Iterable[str]) -> Iterator[RepositoryFinding]:
    """Files that Terraform reads as part of a module although mwaa_tf did not write them."""
    for module in modules:
        folder = copies.folder / module
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            if file.name.endswith(SUFFIXES) and f"{module}/{file.name}" not in copies.manifest.paths:
                yield RepositoryFinding(
                    "copy", f"{copies.path}/{module}/{file.name}", None, "is not part of the module"
                )


def is_current(copies: VendoredModules) -> bool:
    """Whether the copies are those of this version's modules."""
    files = copies.manifest.files.items()
    recorded = {path: sha256 for path, sha256 in files if path.partition("/")[0] in copies.modules}
    modules = [module for module in copies.modules if module in bundle.names()]
    return recorded == digests(bundle.files(modules))


def version_finding(copies: VendoredModules) -> RepositoryFinding | None:
    """A finding if the copies are of another version than this one."""
    if is_current(copies):
        return None
    release = copies.manifest.release
    own = f"this is {__version__}" if release != __version__ else "this installation has other modules"
    message = f"the modules are of mwaa_tf {release}, but {own}: `mwaa_tf embed --upgrade` shows the differences"
    return RepositoryFinding("version", f"{copies.path}/{manifest.NAME}", None, message)


def changes_to(copies: VendoredModules, wanted: Mapping[str, bytes]) -> FileChanges:
    """Compute what turns the copies into ``wanted``. Raises :class:`EmbedConflictError` for files that were edited."""
    changes = compare(copies.folder, wanted, copies.manifest)
    blocked = {
        conflict.path: RepositoryFinding(
            "copy", posixpath.normpath(f"{copies.path}/{conflict.path}"), None, _reason(conflict)
        )
        for conflict in changes.conflicts
    }
    for finding in unmanaged_files(copies, {path.partition("/")[0] for path in wanted}):
        path = finding.file.removeprefix(f"{copies.path}/")
        if path not in wanted:
            blocked.setdefault(path, finding)
    if blocked:
        raise EmbedConflictError(
            list(blocked.values()),
            "Choose another folder with --path, or move your changes from the copies into the arguments of a call, "
            "or into a separate module.",
        )
    return changes


def write_modules(copies: VendoredModules, wanted: Mapping[str, bytes]) -> FileChanges:
    """Write ``wanted`` to the folder, each file atomically. Raises as :func:`changes_to` does."""
    changes_to(copies, wanted)  # before the folder is created
    with lock(copies.folder):
        recorded = manifest.read(copies.folder)
        changes = changes_to(VendoredModules(copies.repository, copies.path, recorded), wanted)
        apply(copies.folder, wanted, changes, recorded, release=__version__)
    return changes


def _reason(conflict: Conflict) -> str:
    if conflict.reason not in (EDITED, NOT_RENDERED, EDITED_BUT_REMOVED):
        return conflict.reason
    return "was not written by mwaa_tf" if conflict.reason == NOT_RENDERED else "was edited since it was embedded"
