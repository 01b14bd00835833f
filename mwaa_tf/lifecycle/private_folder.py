"""The folder of a deployment with saved plans and logs, which are the user's alone: both can hold secrets."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

from mwaa_tf.files import UnwritableFileError, write_atomically

#: Its name, in the deployment's folder beside the stages.
NAME = ".mwaa_tf"

_MODE = 0o700


class PrivateFolder:
    """``.mwaa_tf/`` below the folder of a deployment: created where it is needed, ignored by git, mode 0700.

    Every method raises :class:`~mwaa_tf.files.UnwritableFileError` if a folder cannot be created, or is a link.
    """

    def __init__(self, deployment_folder: Path) -> None:
        self.path = deployment_folder / NAME
        self._lock = threading.Lock()
        """Workspaces run at the same time, and the first of them all find nothing there."""
        self._parents: set[Path] = set()
        """Folders of folders, which exist and are in order: a thousand workspaces have the same few."""

    def plans(self, workspace: str) -> Path:
        """The folder for the saved plan of the workspace at ``workspace``."""
        return self._folder("plans", workspace)

    def log(self, workspace: str, action: str) -> Path:
        """The file for what Terraform prints during ``action``; what an earlier run printed is removed."""
        file = self._folder("logs", workspace) / f"{action}.log"
        file.unlink(missing_ok=True)
        return file

    def _folder(self, kind: str, workspace: str) -> Path:
        with self._lock:
            return self._created(kind, workspace)

    def _created(self, kind: str, workspace: str) -> Path:
        folder = self.path
        try:
            if folder not in self._parents:
                self._create(folder)
                ignore = folder / ".gitignore"
                if not ignore.exists():
                    # In the folder itself, so that it is ignored whatever the repository ignores.
                    write_atomically(ignore, "*\n", mode=0o600)
            for part in (kind, *workspace.split("/")):
                self._parents.add(folder)
                folder = folder / part
                if folder not in self._parents:
                    self._create(folder)
        except OSError as error:
            raise UnwritableFileError(f"{folder}: cannot be created: {error.strerror or error}") from error
        return folder

    def _create(self, folder: Path) -> None:
        """Create ``folder`` if need be, refuse a link, and close what others can read."""
        folder.mkdir(mode=_MODE, exist_ok=True)
        status = os.lstat(folder)
        if not stat.S_ISDIR(status.st_mode):
            raise UnwritableFileError(f"{folder}: is not a folder; plans and logs are written only in one of your own")
        if status.st_mode & 0o077:
            folder.chmod(_MODE)
