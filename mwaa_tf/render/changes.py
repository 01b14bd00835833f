"""The difference between a folder and what it should hold, computed before anything is written."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.render.manifest import Manifest, digest
from mwaa_tf.text import plural

#: Reasons for a conflict, besides not being a plain file.
EDITED = "was edited since it was rendered"
NOT_RENDERED = "was not rendered by mwaa_tf"
EDITED_BUT_REMOVED = "is no longer in the configuration, but was edited"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A file that mwaa_tf would replace or delete, but did not write."""

    path: str
    reason: str
    forcible: bool = True
    """Whether `--force` may back it up and replace it."""


@dataclass(frozen=True, slots=True)
class FileChanges:
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


def compare(folder: Path, wanted: Mapping[str, bytes], manifest: Manifest) -> FileChanges:
    """Compute what turns ``folder`` into ``wanted``; writes nothing.

    Raises :class:`MwaaTfError` for a file that cannot be read.
    """
    create: list[str] = []
    update: list[str] = []
    unchanged: list[str] = []
    conflicts, missing = _folders(folder, wanted)
    blocked = {conflict.path for conflict in conflicts}
    root = os.fspath(folder)
    for path in sorted(wanted):
        if blocked and any(path.startswith(f"{other}/") for other in blocked):
            continue
        contents = None if path.rpartition("/")[0] in missing else _contents(f"{root}/{path}")
        if contents is None:
            create.append(path)
        elif isinstance(contents, str):
            conflicts.append(Conflict(path, contents, forcible=contents == _LINK))
        elif contents == wanted[path]:
            unchanged.append(path)
        elif manifest.wrote(path, digest(contents)):
            update.append(path)
        elif path in manifest.paths:
            conflicts.append(Conflict(path, EDITED))
        else:
            conflicts.append(Conflict(path, NOT_RENDERED))
    remove: list[str] = []
    obsolete = manifest.paths - wanted.keys()
    for path in sorted(obsolete):
        contents = _contents(f"{root}/{path}")
        if isinstance(contents, bytes) and manifest.wrote(path, digest(contents)):
            remove.append(path)
        elif contents is not None:
            conflicts.append(Conflict(path, EDITED_BUT_REMOVED))
    conflicts += _states_with_resources(folder, obsolete, wanted)
    return FileChanges(tuple(create), tuple(update), tuple(remove), tuple(unchanged), tuple(conflicts))


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
        raise MwaaTfError(f"{path}: cannot be read: {error.strerror}") from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return "is not a plain file"
        with open(descriptor, "rb", buffering=0, closefd=False) as file:
            return file.read()
    finally:
        os.close(descriptor)


def _folders(folder: Path, wanted: Mapping[str, bytes]) -> tuple[list[Conflict], set[str]]:
    """Links and files where folders belong, and the folders that do not exist yet.

    Writing through a link would change files outside of the deployment's folder.
    """
    conflicts: list[Conflict] = []
    missing: set[str] = set()
    root = os.fspath(folder)
    parents = {""}
    for parent in {path.rpartition("/")[0] for path in wanted}:
        parents.update(parent[:end] for end, character in enumerate(parent) if character == "/")
        parents.add(parent)
    for parent in sorted(parents):
        try:
            mode = os.lstat(f"{root}/{parent}" if parent else root).st_mode
        except (FileNotFoundError, NotADirectoryError):
            missing.add(parent)
            continue
        except OSError as error:
            raise MwaaTfError(f"{folder / parent}: cannot be read: {error.strerror}") from error
        if stat.S_ISLNK(mode):
            conflicts.append(Conflict(parent or ".", "is a symbolic link where a folder belongs", forcible=False))
        elif not stat.S_ISDIR(mode):
            conflicts.append(Conflict(parent or ".", "is a file where a folder belongs", forcible=False))
    return conflicts, missing


def _states_with_resources(folder: Path, obsolete: frozenset[str], wanted: Mapping[str, bytes]) -> Iterator[Conflict]:
    """Workspaces that are no longer in the configuration although their local state still has resources.

    Without the workspace's files, Terraform could not destroy those resources.
    """
    remaining = {path.rpartition("/")[0] for path in wanted}
    for workspace in sorted({path.rpartition("/")[0] for path in obsolete} - remaining):
        try:
            resources = json.loads((folder / workspace / "terraform.tfstate").read_bytes())["resources"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if resources:
            yield Conflict(
                f"{workspace}/terraform.tfstate",
                f"still has {plural(len(resources), 'resource')}: destroy them before you remove the workspace "
                "from the configuration",
                forcible=False,
            )
