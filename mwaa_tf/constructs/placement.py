"""Where a stack's folder stands: what the relative paths in it start from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.render.sources import Sources
from mwaa_tf.render.vendor import vendored_files


@dataclass(frozen=True)
class Placement:
    """The ways from one stack's folder to what it names."""

    modules: Mapping[str, str]
    """The source of each module."""
    config_folder: str
    """The folder from which the relative paths of the configuration start."""
    states: Mapping[str, str] = field(default_factory=dict)
    """Where local states are: a workspace's path -> the file. Only what differs from the rendered workspaces."""


def stack_name(blueprint: Blueprint, workspace: Workspace) -> str:
    """``analytics-2-environments-data-etl``: of all stacks of an app each has its own."""
    return f"{blueprint.deployment}-{workspace.path.replace('/', '-')}"


class InApp:
    """Stacks below an app's output folder, as CDKTF places them: ``<outdir>/stacks/<stack>/``.

    Vendored modules are copied once beside them, into ``<outdir>/modules/``. Local states are in the folder in which
    the app runs, as those of CDKTF are: the output folder is made anew with each synthesis.
    """

    def __init__(
        self, blueprint: Blueprint, outdir: str | os.PathLike[str], config_folder: str | os.PathLike[str]
    ) -> None:
        self._outdir = Path(outdir)
        self._blueprint = blueprint
        self._sources = Sources(blueprint.modules, self._outdir, Path(config_folder))
        to_project = Path(os.path.relpath(Path.cwd(), self._outdir)).as_posix()
        self._states = {
            workspace.path: f"../../{to_project}/terraform.{stack_name(blueprint, workspace)}.tfstate"
            for workspace in blueprint.workspaces
        }

    @property
    def modules_folder(self) -> Path:
        """The modules on this disk."""
        return self._sources.folder

    def of(self, workspace: Workspace) -> Placement:
        """The placement of the stack that is made of ``workspace``."""
        depth = len(("stacks", stack_name(self._blueprint, workspace)))
        return Placement(
            self._sources.modules(workspace, depth), self._sources.config_folder(workspace, depth), self._states
        )

    def copy_modules(self) -> None:
        """Write the vendored modules; nothing where they come from elsewhere."""
        for name, contents in vendored_files(self._blueprint, self._sources):
            path = self._outdir / name
            if not (path.is_file() and path.read_bytes() == contents):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(contents)
