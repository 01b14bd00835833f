"""The copies of modules in a repository: where they are, whether they are untouched, and how they get there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from mwaa_tf import __version__
from mwaa_tf.embed import bundle
from mwaa_tf.embed.model import Finding
from mwaa_tf.embed.repository import ENDINGS, Repository
from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.render import manifest
from mwaa_tf.render.changes import EDITED, EDITED_BUT_REMOVED, NOT_RENDERED, Conflict, FileChanges, compare
from mwaa_tf.render.manifest import Manifest, digest
from mwaa_tf.render.write import apply, lock
from mwaa_tf.text import escape_control_characters

#: Where modules go unless the call says otherwise.
PATH = "modules/mwaa"


@dataclass(frozen=True)
class Copies:
    """A folder of a repository in which modules of this tool are, or will be."""

    root: Path
    path: str
    """Relative to the repository."""
    manifest: Manifest

    @property
    def folder(self) -> Path:
        """The folder on disk."""
        return self.root / self.path

    @property
    def listed(self) -> list[str]:
        """The modules that were embedded."""
        return sorted({path.partition("/")[0] for path in self.manifest.paths})

    @property
    def modules(self) -> list[str]:
        """Those of them whose folders are still there."""
        return [module for module in self.listed if (self.folder / module).is_dir()]


class TakenError(MwaaTfError):
    """Something of the repository's own is in the way; nothing was written."""

    def __init__(self, findings: Sequence[Finding], advice: str) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join([*map(str, findings), f"Nothing was written. {advice}"]))


def find_copies(repository: Repository) -> list[Copies]:
    """The folders of the repository that have a manifest of embedded modules, a rendered deployment's left out."""
    found = ((path, manifest.read(repository.root / path)) for path in repository.embedded)
    return [Copies(repository.root, path, known) for path, known in found if known.release]


def place(repository: Repository, path: str | None) -> Copies:
    """Where modules go: ``path``, else beside those that are there already, else :data:`PATH`.

    Raises :class:`UsageError` for a path that leads out of the repository, :class:`TakenError` for somebody's module.
    """
    present = find_copies(repository)
    if path is None:
        if len(present) > 1:
            places = ", ".join(copies.path for copies in present)
            raise UsageError(f"modules were embedded in {places}: say which with --path")
        return present[0] if present else place(repository, PATH)
    shown = escape_control_characters(path)
    written = path.replace("\\", "/")
    normal = posixpath.normpath(written)
    if written.startswith("/") or normal == "." or normal.split("/")[0] == "..":
        raise UsageError(f"--path {shown}: must be a folder below the repository, such as {PATH}")
    if not re.fullmatch(r"[\w./-]+", normal, re.ASCII):
        raise UsageError(f"--path {shown}: may have letters, digits, dots, hyphens and underscores between its slashes")
    if any(part.startswith(".") for part in normal.split("/")):
        raise UsageError(f"--path {shown}: is a hidden folder, which tools leave out; choose one such as {PATH}")
    for parent in (normal, *map(str, PurePosixPath(normal).parents)):
        if (repository.root / parent).exists() and not (repository.root / parent).is_dir():
            raise UsageError(f"--path {shown}: {parent} is a file")
    if normal in repository.modules:
        file = repository.modules[normal][0].path
        taken = Finding("name", file, None, f"{normal} is a module of the repository's own")
        raise TakenError([taken], "Choose another folder with --path.")
    real, root = (repository.root / normal).resolve(), repository.root.resolve()
    if real != root / normal:
        raise UsageError(f"--path {shown}: leads through a symbolic link to {real}; name that folder itself")
    for other in (*repository.embedded, *repository.modules):
        if other and other != normal and (f"{normal}/").startswith(f"{other}/"):
            raise UsageError(f"--path {shown}: {other} is a module or a deployment itself; choose a folder beside it")
    return Copies(repository.root, normal, manifest.read(repository.root / normal))


def edits(copies: Copies) -> Iterator[Finding]:
    """What a person changed in the copies: files edited, or added where Terraform reads them."""
    for path in sorted(copies.manifest.paths):
        contents = _contents(copies, path)
        if isinstance(contents, str):
            yield Finding("copy", f"{copies.path}/{path}", None, contents)
        elif contents is not None and not copies.manifest.wrote(path, digest(contents)):
            yield Finding("copy", f"{copies.path}/{path}", None, "was edited since it was embedded")
    yield from foreign(copies, copies.modules)


def gaps(copies: Copies) -> Iterator[Finding]:
    """What is not there, or not yet: files that were deleted, a run that was cut off. The next run writes them."""
    if copies.manifest.pending:
        yield Finding("copy", copies.path, None, "the last run was cut off here: run `mwaa_tf embed` again")
    for module in copies.listed:
        if module not in copies.modules:
            yield Finding(
                "copy", f"{copies.path}/{module}", None, "is missing; the next run takes it out of the manifest"
            )
    for path in sorted(copies.manifest.files):
        if path.partition("/")[0] in copies.modules and _contents(copies, path) is None:
            yield Finding("copy", f"{copies.path}/{path}", None, "is missing; the next run writes it again")


def _contents(copies: Copies, path: str) -> bytes | str | None:
    """The bytes of a copied file, None where it is missing, or why it cannot be read."""
    try:
        return (copies.folder / path).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def foreign(copies: Copies, modules: Iterable[str]) -> Iterator[Finding]:
    """Files that Terraform would read as part of a module, and that this tool did not write."""
    for module in modules:
        folder = copies.folder / module
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            if file.name.endswith(ENDINGS) and f"{module}/{file.name}" not in copies.manifest.paths:
                yield Finding("copy", f"{copies.path}/{module}/{file.name}", None, "is not of the module")


def is_current(copies: Copies) -> bool:
    """Whether the copies were made from the modules of this version."""
    present = {path: known for path, known in copies.manifest.files.items() if path.partition("/")[0] in copies.modules}
    modules = [module for module in copies.modules if module in bundle.names()]
    return present == {path: digest(contents) for path, contents in bundle.files(modules).items()}


def age(copies: Copies) -> Finding | None:
    """Whether the copies are of another version than this one."""
    if is_current(copies):
        return None
    release = copies.manifest.release
    own = f"this is {__version__}" if release != __version__ else "the modules of this one differ"
    message = f"the modules are of mwaa_tf {release}, and {own}: `mwaa_tf embed --upgrade` shows what that changes"
    return Finding("version", f"{copies.path}/{manifest.NAME}", None, message)


def changes_to(copies: Copies, wanted: Mapping[str, bytes]) -> FileChanges:
    """What turns the copies into ``wanted``. Raises :class:`TakenError` where a person's files are in the way."""
    changes = compare(copies.folder, wanted, copies.manifest)
    blocked = {
        conflict.path: Finding("copy", posixpath.normpath(f"{copies.path}/{conflict.path}"), None, _reason(conflict))
        for conflict in changes.conflicts
    }
    for found in foreign(copies, {path.partition("/")[0] for path in wanted}):
        path = found.file.removeprefix(f"{copies.path}/")
        if path not in wanted:
            blocked.setdefault(path, found)
    if blocked:
        raise TakenError(
            list(blocked.values()),
            "Choose another folder with --path, or move your changes out of the copies: into the arguments of a call, "
            "or into a module of your own.",
        )
    return changes


def write(copies: Copies, wanted: Mapping[str, bytes]) -> FileChanges:
    """Make the folder hold ``wanted``, each file whole or not at all. Raises as :func:`changes_to` does."""
    changes_to(copies, wanted)  # before the folder is made
    with lock(copies.folder):
        known = manifest.read(copies.folder)
        current = Copies(copies.root, copies.path, known)
        changes = changes_to(current, wanted)
        apply(copies.folder, wanted, changes, known, release=__version__)
    return changes


def _reason(conflict: Conflict) -> str:
    if conflict.reason not in (EDITED, NOT_RENDERED, EDITED_BUT_REMOVED):
        return conflict.reason
    return "was not written by mwaa_tf" if conflict.reason == NOT_RENDERED else "was edited since it was embedded"
