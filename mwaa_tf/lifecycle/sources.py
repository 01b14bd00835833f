"""The files of a workspace: its own, those of its local modules, and those that the configuration names."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from mwaa_tf.blueprint import Workspace
from mwaa_tf.blueprint.model import ConfigFile, Value
from mwaa_tf.module_sources import ModuleSources

#: What Terraform and mwaa_tf themselves write in a workspace.
_WRITTEN = (".terraform", "terraform.tfstate", "errored.tfstate", "crash.")


class WorkspaceSources:
    """Where the files of the workspaces of one deployment lie."""

    def __init__(self, modules: ModuleSources) -> None:
        self._modules = modules
        self._digests: dict[tuple[int, ...], str] = {}
        """Of files as they are on disk: most workspaces call the same modules."""

    def paths(self, workspace: Workspace) -> tuple[Path, ...]:
        """The files and folders that decide what a plan of ``workspace`` is; modules from git are not among them."""
        folder = self._modules.deployment_folder / workspace.path
        called = [folder / source for source in self._modules.modules(workspace).values() if not _is_remote(source)]
        named = (self._modules.config_file_folder / file for call in workspace.calls for file in _files(call.arguments))
        return (folder, *dict.fromkeys([*called, *named]))

    def digest(self, workspace: Workspace) -> str:
        """The SHA-256 of the names and contents of all files in :meth:`paths`. Raises :class:`OSError`."""
        total = hashlib.sha256()
        for path in self.paths(workspace):
            for file in _plain_files(path):
                name = file[len(str(path)) - len(path.name) :]
                total.update(f"{name}\0{self._file_digest(file)}\n".encode(errors="surrogateescape"))
        return total.hexdigest()

    def _file_digest(self, file: str) -> str:
        status = os.stat(file)  # noqa: PTH116 - see below
        version = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        digest = self._digests.get(version)
        if digest is None:
            digest = self._digests[version] = hashlib.sha256(Path(file).read_bytes()).hexdigest()
        return digest

    def changed(self, workspace: Workspace, files: Iterable[Path]) -> bool:
        """Whether one of ``files``, absolute paths that need not exist any more, belongs to ``workspace``."""
        paths = [Path(os.path.realpath(path)) for path in self.paths(workspace)]
        return any(file.is_relative_to(path) for file in files for path in paths)


def _is_remote(source: str) -> bool:
    return source.startswith("git::")


def _files(value: Value) -> Iterator[str]:
    if isinstance(value, ConfigFile):
        yield value.path
    elif isinstance(value, Mapping):
        for element in value.values():
            yield from _files(element)
    elif isinstance(value, (list, tuple)):
        for element in value:
            yield from _files(element)


def _plain_files(path: Path) -> Iterator[str]:
    """``path`` itself, or all files below it, sorted, except what Terraform writes there."""
    if path.is_file():
        yield str(path)
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith(_WRITTEN))
        for name in sorted(names):
            file = f"{folder}/{name}"
            if not name.startswith(_WRITTEN) and os.path.isfile(file):  # noqa: PTH113 - for thousands of workspaces
                yield file
