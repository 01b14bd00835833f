"""The modules on disk, their sources in workspaces, and their copies beside workspaces."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from mwaa_tf.errors import UsageError

if TYPE_CHECKING:
    from mwaa_tf.blueprint import Blueprint, Workspace

VENDORED = "vendored"

#: A file of the module `environment` that is copied only where a deployment needs what it adds.
_OVERRIDE = Path("provider-6.11/worker_replacement_strategy_override.tf")


def bundled_modules() -> Path:
    """The folder with the modules of this version: in an installed package, else in the checkout."""
    package = Path(__file__).parent
    installed = package / "_modules"
    return installed if installed.is_dir() else package.parent / "modules"


class ModuleSources(Struct, frozen=True, dict=True):
    """The paths between a deployment's folder, its configuration and its modules."""

    source: str
    """``modules.source`` of the configuration: ``vendored``, a path, or a ``git::`` address."""
    deployment_folder: Path
    config_file_folder: Path

    @property
    def is_vendored(self) -> bool:
        """Whether the modules are copied beside the workspaces."""
        return self.source == VENDORED

    @property
    def paths(self) -> tuple[str, str]:
        """The relative paths from the deployment's folder to the configuration's and to the modules, as rendered."""
        is_absolute = self.is_vendored or self.source.startswith("git::")
        return self._to_config, "" if is_absolute else self._to_modules

    @cached_property
    def folder(self) -> Path:
        """The folder with the modules; those of this version where workspaces take them from git.

        Raises :class:`UsageError` if ``source`` is a path that does not exist.
        """
        if self.is_vendored or self.source.startswith("git::"):
            return bundled_modules()
        folder = self.config_file_folder / self.source
        if not folder.is_dir():
            raise UsageError(f"modules.source: the folder {folder} does not exist")
        return folder

    def modules(self, workspace: Workspace, depth: int | None = None) -> Mapping[str, str]:
        """The source of each module that ``workspace`` calls.

        ``depth`` is the number of folders between the deployment's and the one that the sources are relative to; by
        default that of the workspace's own folder.
        """
        return {call.module: self._source(call.module, depth or workspace.depth) for call in workspace.calls}

    def config_folder(self, workspace: Workspace, depth: int | None = None) -> str:
        """The relative path from ``workspace``, or from a folder at ``depth``, to the folder of the configuration."""
        return "../" * (depth or workspace.depth) + self._to_config

    def _source(self, module: str, depth: int) -> str:
        source = self.source
        up = "../" * depth
        if self.is_vendored:
            return f"{up}modules/{module}"
        if source.startswith("git::"):
            address, separator, query = source.partition("?")
            slash = "" if address.endswith("/") else "/"
            return f"{address}{slash}{module}{separator}{query}"
        if Path(source).is_absolute():
            return f"{source.rstrip('/')}/{module}"
        return f"{up}{self._to_modules}/{module}"

    @cached_property
    def _to_config(self) -> str:
        return _relative(self.config_file_folder, self.deployment_folder)

    @cached_property
    def _to_modules(self) -> str:
        return _relative(self.config_file_folder / self.source, self.deployment_folder)


def vendored_files(blueprint: Blueprint, sources: ModuleSources) -> Iterator[tuple[str, bytes]]:
    """Path and contents of each file of the modules that the deployment uses, without their tests."""
    if not sources.is_vendored:
        return
    for module in blueprint.used_modules:
        for file in module_files(sources.folder / module):
            yield f"modules/{module}/{file.name}", file.read_bytes()
    if _replaces_workers(blueprint):
        yield f"modules/environment/{_OVERRIDE.name}", (sources.folder / "environment" / _OVERRIDE).read_bytes()


def _replaces_workers(blueprint: Blueprint) -> bool:
    """Whether an environment has the argument that providers before 6.11 refuse."""
    return any(
        "worker_replacement_strategy" in group
        for workspace in blueprint.workspaces
        for call in workspace.calls
        if call.module == "environment"
        for group in call.groups
    )


def module_files(folder: Path) -> list[Path]:
    """The files of the module in ``folder`` that are copied with it: Terraform and Markdown, without its tests."""
    return sorted(file for file in folder.iterdir() if file.suffix in (".tf", ".md") and file.is_file())


def _relative(target: Path, start: Path) -> str:
    try:
        path = Path(os.path.relpath(target.resolve(), start.resolve())).as_posix()
        path.encode()
    except UnicodeEncodeError as error:  # a file system has bytes, Terraform has UTF-8
        raise UsageError(f"{target}: not a name in UTF-8, so that Terraform cannot find it; rename it") from error
    except ValueError as error:  # other drives on Windows
        raise UsageError(f"no relative path leads from {start} to {target}: {error}") from error
    return path
