"""A private copy of workspaces, in which Terraform can write without touching the user's folders."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from mwaa_tf.files import read_plain_file
from mwaa_tf.terraform.diagnostics import Diagnostic
from mwaa_tf.terraform.module_files import SUFFIXES
from mwaa_tf.terraform.provider import LOCK_FILE

#: Where `terraform init` writes: installed modules and providers.
_DATA = ".terraform"

#: Bytes; a lock file has some 2 KB per provider.
_LARGEST_LOCK_FILE = 10 * 2**20

#: Bytes; a state has some 5 KB per resource.
_LARGEST_STATE = 256 * 2**20

#: A state in a file, and the folder with those of Terraform's named workspaces.
_STATE, _NAMED_STATES = "terraform.tfstate", "terraform.tfstate.d"

#: Names by which Terraform or OpenTofu reads a file of a root module. It skips a folder that is named so, but not a
#: link to one.
_CONFIGURATION = (*SUFFIXES, ".hcl", ".tftest.json", ".tfvars", ".tfvars.json")


class PrivateCopy:
    """A tree of links below ``root``, a new folder: what is at ``/a/b`` is at ``root/a/b``.

    Folders are copied from ``/`` down to the workspaces that are added; everything else is a link, so that relative
    paths of any height lead to the user's files, and nothing is read before Terraform does. Terraform resolves links
    to modules (``installLocalModule`` in ``internal/initwd/module_install.go``), and names their files by the real
    path. A folder above a workspace that this user may not list is copied without its other entries.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._folders: set[Path] = set()
        self._workspaces: set[Path] = set()

    def add(self, workspace: Path) -> Path:
        """Copy ``workspace``: its files as links, the lock file as a file, without ``.terraform``. Returns the copy.

        A workspace that was added before is not copied again. Raises :class:`OSError`, and
        :class:`~mwaa_tf.files.UnreadableFileError` for the lock file.
        """
        # A process that starts in a link to a folder is in that folder, from which its relative paths lead.
        real = workspace.resolve(strict=True)
        names = [path.name for path in real.iterdir()]
        copy = self._path(real)
        if real not in self._workspaces:
            self._workspaces.add(real)
            self._copy_folder(real)
            if LOCK_FILE in names:
                (copy / LOCK_FILE).write_bytes(read_plain_file(real / LOCK_FILE, _LARGEST_LOCK_FILE))
        return copy

    def add_initialized(self, workspace: Path) -> Path:
        """Copy ``workspace`` with what is needed to plan it: its backend and, if it is in a file, its state.

        Files of its ``.terraform`` are copied, since they say which backend and named workspace is used; the modules
        and providers in it are links. A state is copied where Terraform would write it: beside the configuration.
        A state at another path is read there. Raises as :meth:`add`.
        """
        copy, real = self.add(workspace), workspace.resolve(strict=True)
        if (state := real / _STATE).exists():
            (copy / _STATE).unlink()
            (copy / _STATE).write_bytes(read_plain_file(state, _LARGEST_STATE))
        if (real / _DATA).is_dir():
            (copy / _DATA).mkdir()
            for path in (real / _DATA).iterdir():
                if path.is_file():
                    (copy / _DATA / path.name).write_bytes(read_plain_file(path, _LARGEST_STATE))
                else:
                    (copy / _DATA / path.name).symlink_to(path)
        return copy

    def in_users_words(self, text: str) -> str:
        """``text`` with the user's paths in place of those of the copy."""
        return text.replace(f"{self._root}/", "/")

    def as_users(self, diagnostic: Diagnostic, workspace: Path) -> Diagnostic:
        """``diagnostic`` of the copy of ``workspace`` with the user's paths; its file is relative to ``workspace``."""
        return replace(
            diagnostic,
            summary=self.in_users_words(diagnostic.summary),
            detail=self.in_users_words(diagnostic.detail),
            file=diagnostic.file and self._users_file(diagnostic.file, workspace.resolve()),
        )

    def _users_file(self, file: str, workspace: Path) -> str:
        # For an absolute source, Terraform links the module into its data folder.
        if file.startswith(f"{_DATA}/"):
            target = os.path.realpath(self._path(workspace / file))
            if not target.startswith(f"{self._root}/"):
                return os.path.relpath(target, workspace)
        return os.path.relpath(self.in_users_words(file), workspace) if Path(file).is_absolute() else file

    def _path(self, real: Path) -> Path:
        return Path(f"{self._root}{real}")

    def _copy_folder(self, real: Path) -> None:
        """Copy the folder ``real``, and those above it, with a link for each entry."""
        if real in self._folders:
            return
        copy = self._path(real)
        if real.parent != real:
            self._copy_folder(real.parent)
            copy.unlink(missing_ok=True)
        copy.mkdir()
        self._folders.add(real)
        left_out = (str(real / _DATA), str(real / LOCK_FILE), str(self._root.parent))
        for entry in _entries(real):
            if entry.name.endswith((*_CONFIGURATION, _NAMED_STATES)) and entry.is_dir(follow_symlinks=False):
                self._copy_folder(Path(entry.path))
            elif entry.path not in left_out:
                os.symlink(entry.path, f"{copy}/{entry.name}")  # noqa: PTH211 - a folder may have thousands


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except PermissionError:
        return []
