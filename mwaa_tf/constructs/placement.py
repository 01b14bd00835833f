"""The folders of stacks, which the relative paths in them start from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.files import write_atomically
from mwaa_tf.module_sources import ModuleSources, vendored_files


@dataclass(frozen=True)
class Placement:
    """Relative paths from the folder of one stack."""

    modules: Mapping[str, str]
    """The source of each module."""
    config_folder: str
    """The folder that relative paths of the configuration start from."""
    states: Mapping[str, str] = field(default_factory=dict)
    """Path of a workspace -> file of its local state, if it differs from that of the rendered workspace."""


def stack_name(blueprint: Blueprint, workspace: Workspace) -> str:
    """The name of a stack, unique in an app: ``analytics-2-environments-data-etl``."""
    return f"{blueprint.deployment}-{workspace.path.replace('/', '-')}"


class AppPlacements:
    """Stacks below an app's output folder, as CDKTF places them: ``<outdir>/stacks/<stack>/``.

    Vendored modules are copied once beside them, into ``<outdir>/modules/``. Local states are in the folder in which
    the app runs, as those of CDKTF are: every synthesis recreates the output folder.
    """

    def __init__(
        self, blueprint: Blueprint, outdir: str | os.PathLike[str], config_folder: str | os.PathLike[str]
    ) -> None:
        self._outdir = Path(outdir)
        self._blueprint = blueprint
        self._sources = ModuleSources(blueprint.modules, self._outdir, Path(config_folder))
        to_project = Path(os.path.relpath(Path.cwd(), self._outdir)).as_posix()
        self._states = {
            workspace.path: f"../../{to_project}/terraform.{stack_name(blueprint, workspace)}.tfstate"
            for workspace in blueprint.workspaces
        }

    @property
    def modules_folder(self) -> Path:
        """The folder with the modules."""
        return self._sources.folder

    def placement(self, workspace: Workspace) -> Placement:
        """The placement of the stack of ``workspace``."""
        depth = len(("stacks", stack_name(self._blueprint, workspace)))
        return Placement(
            self._sources.modules(workspace, depth), self._sources.config_folder(workspace, depth), self._states
        )

    def copy_modules(self) -> None:
        """Write the vendored modules; nothing if the configuration takes them from a path or from git.

        Raises :class:`~mwaa_tf.errors.MwaaTfError` where a file cannot be written.
        """
        for name, contents in vendored_files(self._blueprint, self._sources):
            path = self._outdir / name
            if not (path.is_file() and path.read_bytes() == contents):
                path.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(path, contents)
