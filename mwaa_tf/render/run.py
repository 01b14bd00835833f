"""The whole way from deployments to files."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.blueprint import blueprint as make_blueprint
from mwaa_tf.config.deployment import Deployment
from mwaa_tf.contract import check_contracts
from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.render import manifest
from mwaa_tf.render.changes import Changes, compare
from mwaa_tf.render.sources import Sources
from mwaa_tf.render.text import deployment_readme, workspace_files
from mwaa_tf.render.vendor import vendored_files
from mwaa_tf.render.write import apply, exclusive


@dataclass(frozen=True, slots=True)
class Job:
    """A deployment, and the folder of its configuration, from which its relative paths start."""

    deployment: Deployment
    config_folder: Path


@dataclass(frozen=True, slots=True)
class Report:
    """What happened, or would happen, in a deployment's folder."""

    folder: Path
    changes: Changes
    wanted: Mapping[str, bytes]
    kept: tuple[str, ...] = ()
    """Copies of a person's files that `force` set aside."""


class ConflictError(MwaaTfError):
    """Files of a person are in the way; nothing was written."""

    def __init__(self, reports: Sequence[Report], *, forced: bool) -> None:
        self.conflicts = [
            (report.folder / conflict.path, conflict) for report in reports for conflict in report.changes.conflicts
        ]
        lines = [
            f"{path}: {conflict.reason}" for path, conflict in self.conflicts if not (forced and conflict.forcible)
        ]
        if any(conflict.forcible for _, conflict in self.conflicts) and not forced:
            lines.append(
                "Nothing was written. Move your changes into the configuration or into files of your own, "
                "or use --force, which keeps a copy."
            )
        else:
            lines.append("Nothing was written.")
        super().__init__("\n".join(lines))


def render(
    deployment: Deployment,
    output: str | os.PathLike[str] = "generated",
    *,
    config_folder: str | os.PathLike[str] = ".",
    force: bool = False,
    dry_run: bool = False,
) -> Report:
    """Write the workspaces of ``deployment`` into ``output/<its name>``.

    ``config_folder`` is where relative paths of the deployment start. With ``force`` a person's files that are in the
    way are set aside under another name; with ``dry_run`` nothing is written. Raises
    :class:`~mwaa_tf.errors.MwaaTfError`, and then nothing was written.
    """
    (report,) = render_all([Job(deployment, Path(config_folder))], output, force=force, dry_run=dry_run)
    return report


def render_all(
    jobs: Iterable[Job], output: str | os.PathLike[str], *, force: bool = False, dry_run: bool = False
) -> tuple[Report, ...]:
    """Write several deployments side by side. Everything of all of them is checked before the first write."""
    jobs = tuple(jobs)
    _distinct(jobs)
    folders = [Path(output) / job.deployment.name for job in jobs]
    wanted = [rendered_files(job, folder) for job, folder in zip(jobs, folders, strict=True)]
    if dry_run:
        return tuple(
            Report(folder, compare(folder, files, manifest.read(folder)), files)
            for folder, files in zip(folders, wanted, strict=True)
        )
    with contextlib.ExitStack() as locks:
        for folder in folders:
            locks.enter_context(exclusive(folder))
        manifests = [manifest.read(folder) for folder in folders]
        reports = [
            Report(folder, compare(folder, files, before), files)
            for folder, files, before in zip(folders, wanted, manifests, strict=True)
        ]
        if any(not (force and conflict.forcible) for report in reports for conflict in report.changes.conflicts):
            raise ConflictError(reports, forced=force)
        return tuple(
            Report(
                report.folder,
                report.changes,
                report.wanted,
                apply(report.folder, report.wanted, report.changes, before),
            )
            for report, before in zip(reports, manifests, strict=True)
        )


def rendered_files(job: Job, folder: Path) -> dict[str, bytes]:
    """Path below the deployment's folder -> contents, of every file that belongs there."""
    blueprint = make_blueprint(job.deployment)
    sources = Sources(blueprint, folder, job.config_folder)
    check_contracts(blueprint, sources.folder)
    files = {
        f"{workspace.path}/{name}": text.encode()
        for workspace in blueprint.workspaces
        for name, text in workspace_files(blueprint, workspace, sources)
    }
    files["README.md"] = deployment_readme(blueprint).encode()
    files.update(vendored_files(blueprint, sources))
    return files


def _distinct(jobs: Sequence[Job]) -> None:
    names = [job.deployment.name for job in jobs]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError(f"two configurations describe a deployment named {', '.join(repeated)}; names must be unique")
