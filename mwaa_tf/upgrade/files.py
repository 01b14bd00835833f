"""The environment's workspace with another version of Airflow: planned in a private copy, rendered in its folder."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from mwaa_tf.blueprint import Blueprint, ModuleCall, Value, Workspace, build_blueprint
from mwaa_tf.config import load
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.module_sources import ModuleSources
from mwaa_tf.render import ConflictError, Job, Report, render_all, rendered_format
from mwaa_tf.render.write import LockedFolderError
from mwaa_tf.temporary import TemporaryFolder
from mwaa_tf.terraform import RootModule, private_module

#: Attempts to render while another process does, and the seconds between two.
_ATTEMPTS, _PAUSE = 30, 1.0


def plan_with_version(module: RootModule, config: Path, path: str, version: str) -> Mapping[str, Any]:
    """Plan the workspace at ``path`` as ``config`` describes it now, but with ``version``; Terraform's JSON.

    ``module`` is its root module; nothing is written there, and no lock is taken. Where the configuration sets no
    version, it is planned without one. Raises what :func:`~mwaa_tf.terraform.private_module` raises.
    """
    files = _workspace_files(config, module.folder, path, version)
    with private_module(module) as copy, TemporaryFolder() as scratch:
        for name, contents in files.items():
            file = copy.folder / name
            file.unlink(missing_ok=True)
            file.write_bytes(contents)
        copy.plan(out=scratch / "plan", lock=False)
        return copy.show(scratch / "plan")


def check_can_render(config: Path, output: Path, path: str) -> None:
    """Raise what :func:`render` would for files that it must not replace; nothing is written."""
    reports = _rendered(config, output, path, dry_run=True)
    if any(part.changes.conflicts for report in reports for part in report.parts):
        raise _edited(ConflictError(reports, forced=False))


def render(config: Path, output: Path, path: str) -> None:
    """Render ``config`` into ``output``, in the format of the workspace at ``path``.

    Waits for another render that is running. Raises as :func:`~mwaa_tf.render.render_all`, but for files that were
    edited :class:`MwaaTfError` with the command that replaces them: an upgrade has no ``--force``.
    """
    for attempt in range(_ATTEMPTS):
        try:
            _rendered(config, output, path)
            return
        except ConflictError as error:
            raise _edited(error) from error
        except LockedFolderError:
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(_PAUSE)


def _rendered(config: Path, output: Path, path: str, *, dry_run: bool = False) -> tuple[Report, ...]:
    deployment = load(config)
    form = rendered_format(output / deployment.name / path) or "hcl"
    return render_all([Job(deployment, config.parent, config)], output, format=form, dry_run=dry_run)


def _edited(error: ConflictError) -> MwaaTfError:
    files = "; ".join(f"{file}: {conflict.reason}" for file, conflict in error.conflicts)
    return MwaaTfError(
        f"{files}. Nothing was rendered: move your changes into the configuration or into separate files, or replace "
        "the files with `mwaa_tf render --force`, which keeps a backup"
    )


def _workspace_files(config: Path, folder: Path, path: str, version: str) -> dict[str, bytes]:
    """The files of the workspace in ``folder`` with ``version``, by their names there."""
    deployment = load(config)
    blueprint = _with_version(build_blueprint(deployment), path, version)
    deployment_folder = folder.parents[path.count("/")]
    sources = ModuleSources(deployment.modules.source, deployment_folder, config.parent)
    if rendered_format(folder) == "cdktf":
        from mwaa_tf.constructs.synthesize import workspace_files
    else:
        from mwaa_tf.render.text import workspace_files
    prefix = f"{path}/"
    return {
        name.removeprefix(prefix): contents
        for name, contents in dict(workspace_files(blueprint, sources)).items()
        if name.startswith(prefix)
    }


def _with_version(blueprint: Blueprint, path: str, version: str) -> Blueprint:
    workspaces = (
        _workspace_with_version(workspace, version) if workspace.path == path else workspace
        for workspace in blueprint.workspaces
    )
    return replace(blueprint, workspaces=tuple(workspaces))


def _workspace_with_version(workspace: Workspace, version: str) -> Workspace:
    """``workspace`` with ``version`` where its environment has one."""
    calls = (
        replace(call, groups=tuple(_group_with_version(group, version) for group in call.groups))
        if call.module == "environment"
        else call
        for call in workspace.calls
    )
    return replace(workspace, calls=tuple[ModuleCall, ...](calls))


def _group_with_version(group: Mapping[str, Value], version: str) -> Mapping[str, Value]:
    airflow = group.get("airflow")
    if not isinstance(airflow, Mapping) or "version" not in airflow:
        return group
    return {**group, "airflow": {**airflow, "version": version}}
