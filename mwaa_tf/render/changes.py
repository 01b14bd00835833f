"""The difference between a folder and what it should hold, computed before anything is written."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path

from msgspec import Struct

from mwaa_tf.files import UnreadableFileError
from mwaa_tf.render.manifest import NAME, Manifest, digest, is_link
from mwaa_tf.text import join_words, plural

#: Reasons for a conflict, besides not being a plain file.
EDITED = "was edited since it was rendered"
NOT_RENDERED = "was not rendered by mwaa_tf"
EDITED_BUT_REMOVED = "is no longer in the configuration, but was edited"


class Conflict(Struct, frozen=True):
    """A file that mwaa_tf would replace or delete, but did not write."""

    path: str
    reason: str
    forcible: bool = True
    """Whether `--force` may back it up and replace it."""


class FileChanges(Struct, frozen=True):
    """The difference between a deployment's folder and what it should hold; paths relative to it, sorted."""

    create: tuple[str, ...] = ()
    update: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the folder is as it should be."""
        return not (self.create or self.update or self.remove or self.conflicts)

    def __str__(self) -> str:
        """How many files there are of each kind: ``3 created, 40 unchanged``; a conflict counts as an update."""
        counts = [
            (len(self.create), "created"),
            (len(self.update) + len(self.conflicts), "updated"),
            (len(self.remove), "removed"),
            (len(self.unchanged), "unchanged"),
        ]
        return ", ".join(f"{count} {change}" for count, change in counts if count) or "none"


def compare(
    folder: Path, wanted: Mapping[str, bytes], manifest: Manifest, manifest_file: Path | None = None
) -> FileChanges:
    """Compute what turns ``folder`` into ``wanted``; writes nothing.

    ``manifest_file`` is where ``manifest`` was read from, unless it is in ``folder``. Raises
    :class:`~mwaa_tf.files.UnreadableFileError` for a file that cannot be read.
    """
    manifest_file = manifest_file or folder / NAME
    create: list[str] = []
    update: list[str] = []
    unchanged: list[str] = []
    obsolete = manifest.paths - wanted.keys()
    conflicts, missing = _folders(folder, wanted, obsolete)
    blocked = {conflict.path for conflict in conflicts}
    root = os.fspath(folder)
    for path in sorted(wanted):
        if blocked and _is_below(path, blocked):
            continue
        contents = None if path.rpartition("/")[0] in missing else _contents(f"{root}/{path}")
        if contents is None:
            create.append(path)
        elif isinstance(contents, str):
            conflicts.append(Conflict(path, contents, forcible=contents == _LINK))
        elif contents == wanted[path] or (_is_ignore_file(path) and not _not_ignored(contents, wanted[path])):
            unchanged.append(path)
        elif manifest.wrote(path, digest(contents)):
            update.append(path)
        else:
            reason = EDITED if path in manifest.paths else NOT_RENDERED
            if _is_ignore_file(path):
                reason += f", and lacks {join_words(_not_ignored(contents, wanted[path]))}: add what is missing"
            conflicts.append(Conflict(path, reason))
    remove: list[str] = []
    for path in sorted(obsolete):
        # What lies behind a link is not in the deployment's folder: it is neither read nor deleted.
        if path.rpartition("/")[0] in missing or (blocked and _is_below(path, blocked)):
            continue
        contents = _contents(f"{root}/{path}")
        if isinstance(contents, bytes) and manifest.wrote(path, digest(contents)):
            remove.append(path)
        elif contents is not None:
            conflicts.append(Conflict(path, EDITED_BUT_REMOVED))
    if is_link(manifest_file.parent, manifest_file.name) and "." not in blocked:
        shown = os.path.relpath(manifest_file, folder) if manifest_file.parent != folder else manifest_file.name
        conflicts.append(Conflict(shown, _LINK, forcible=False))
    conflicts += _states_with_resources(folder, obsolete, wanted)
    return FileChanges(tuple(create), tuple(update), tuple(remove), tuple(unchanged), tuple(conflicts))


def _is_ignore_file(path: str) -> bool:
    """Whether Git reads the file for what it ignores."""
    return path.rpartition("/")[2] == ".gitignore"


def _not_ignored(contents: bytes, wanted: bytes) -> list[str]:
    """The patterns of ``wanted`` that a person's ``.gitignore`` lacks; one that has all of them stays as it is."""
    patterns = (line.strip() for line in wanted.splitlines() if not line.startswith(b"#"))
    present = {line.strip() for line in contents.splitlines()}
    return [pattern.decode() for pattern in patterns if pattern and pattern not in present]


_LINK = "is a symbolic link"


def _contents(path: str) -> bytes | str | None:
    """The bytes of a file, None where there is none, or why it is not a plain file."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            return _LINK
        raise UnreadableFileError(Path(path), f"cannot be read: {error.strerror}") from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return "is not a plain file"
        with open(descriptor, "rb", buffering=0, closefd=False) as file:
            return file.read()
    finally:
        os.close(descriptor)


def _is_below(path: str, folders: Set[str]) -> bool:
    return "." in folders or any(path.startswith(f"{folder}/") for folder in folders)


def _folders(folder: Path, wanted: Iterable[str], obsolete: Iterable[str]) -> tuple[list[Conflict], set[str]]:
    """Links and files where folders belong, and the folders that do not exist.

    Writing or deleting through a link would change files outside of the deployment's folder.
    """
    conflicts: list[Conflict] = []
    missing: set[str] = set()
    root = os.fspath(folder)
    needed = _parents(wanted)
    for parent in sorted(needed | _parents(obsolete)):
        try:
            mode = os.lstat(f"{root}/{parent}" if parent else root).st_mode
        except (FileNotFoundError, NotADirectoryError):
            missing.add(parent)
            continue
        except OSError as error:
            raise UnreadableFileError(folder / parent, f"cannot be read: {error.strerror}") from error
        if stat.S_ISLNK(mode):
            conflicts.append(Conflict(parent or ".", "is a symbolic link where a folder belongs", forcible=False))
        elif not stat.S_ISDIR(mode) and parent in needed:
            conflicts.append(Conflict(parent or ".", "is a file where a folder belongs", forcible=False))
        elif not stat.S_ISDIR(mode):  # nothing is left to delete
            missing.add(parent)
    return conflicts, missing


def _parents(paths: Iterable[str]) -> set[str]:
    """All folders that ``paths`` lie in, directly or not, relative to the deployment's own, which is empty."""
    parents = {""}
    for path in paths:
        parent = path.rpartition("/")[0]
        while parent not in parents:
            parents.add(parent)
            parent = parent.rpartition("/")[0]
    return parents


def _states_with_resources(folder: Path, obsolete: frozenset[str], wanted: Mapping[str, bytes]) -> Iterator[Conflict]:
    """Workspaces that are no longer in the configuration although their local state still has resources.

    Without the workspace's files, Terraform could not destroy those resources.
    """
    if not obsolete:
        return
    remaining = {path.rpartition("/")[0] for path in wanted}
    workspaces = {path.rpartition("/")[0] for path in obsolete if path.endswith((".tf", ".tf.json"))}
    for workspace in sorted(workspaces - remaining):
        if problem := _why_state_is_needed(folder / workspace / "terraform.tfstate"):
            yield Conflict(f"{workspace}/terraform.tfstate", problem, forcible=False)


def _why_state_is_needed(file: Path) -> str:
    """Why the workspace of the local state ``file`` must stay; empty if nothing depends on it."""
    try:
        text = file.read_bytes()
        # Terraform leaves an empty file behind where it moved a state away.
        resources = json.loads(text)["resources"] if text.strip() else []
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        return f"cannot be read ({error.strerror}): make sure that it has no resources, then move it away"
    except (ValueError, KeyError, TypeError):
        return "is not a state that mwaa_tf can read: make sure that it has no resources, then move it away"
    if not resources:
        return ""
    return (
        f"still has {plural(len(resources), 'resource')}: destroy them before you remove the workspace "
        "from the configuration"
    )
