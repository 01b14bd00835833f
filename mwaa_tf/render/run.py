"""The whole way from deployments to files."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.render import cache, manifest
from mwaa_tf.render.changes import Changes, compare
from mwaa_tf.render.sources import Sources
from mwaa_tf.render.write import apply, exclusive, is_unfinished

#: How a workspace is written: as HCL, or as the JSON that CDKTF synthesizes.
Format = Literal["hcl", "cdktf"]

#: The file, by format, that a folder is a workspace by.
_ROOT_FILES = ("terraform.tf", "cdk.tf.json")


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

    @property
    def workspaces(self) -> tuple[str, ...]:
        """Folders of the workspaces, below the deployment's."""
        places = {path.rpartition("/")[::2] for path in self.wanted if not path.startswith("modules/")}
        return tuple(sorted(folder for folder, name in places if folder and name in _ROOT_FILES))


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


def render_deployment(
    deployment: Deployment,
    output: str | os.PathLike[str] = "generated",
    *,
    config_folder: str | os.PathLike[str] = ".",
    format: Format = "hcl",
    force: bool = False,
    dry_run: bool = False,
) -> Report:
    """Write the workspaces of ``deployment`` into ``output/<its name>``.

    ``config_folder`` is where relative paths of the deployment start. ``format`` cdktf needs what
    :mod:`mwaa_tf.constructs` needs. With ``force`` a person's files that are in the
    way are set aside under another name; with ``dry_run`` nothing is written. Raises
    :class:`~mwaa_tf.errors.MwaaTfError`, and then nothing was written.
    """
    (report,) = render_all([Job(deployment, Path(config_folder))], output, format=format, force=force, dry_run=dry_run)
    return report


def render_all(
    jobs: Iterable[Job],
    output: str | os.PathLike[str],
    *,
    format: Format = "hcl",
    force: bool = False,
    dry_run: bool = False,
) -> tuple[Report, ...]:
    """Write several deployments side by side. Everything of all of them is checked before the first write."""
    jobs = tuple(jobs)
    _distinct(jobs)
    every = [_wanted(job, Path(output) / job.deployment.name, format) for job in jobs]
    if dry_run:
        return tuple(_compared(wanted) for wanted in every)
    with contextlib.ExitStack() as locks:
        for wanted in every:
            if not wanted.is_on_disk:
                locks.enter_context(exclusive(wanted.folder))
        reports = [_compared(wanted) for wanted in every]
        if any(not (force and conflict.forcible) for report in reports for conflict in report.changes.conflicts):
            raise ConflictError(reports, forced=force)
        return tuple(_written(report) for report in reports)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a deployment's folder should hold: path below it -> contents."""

    folder: Path
    files: Mapping[str, bytes]
    is_on_disk: bool
    """Whether these were read from the folder itself, because it is known to be as it should be."""


def _wanted(job: Job, folder: Path, format: Format) -> _Wanted:
    sources = Sources(job.deployment.modules.source, folder, job.config_folder)
    # What CDKTF synthesizes depends on its version too, and on that of Node.js: nothing is recalled of it.
    key = cache.key_of(job.deployment, sources) if format == "hcl" else None
    # What a killed run left is swept by one that has the lock, which a recalled deployment does not take.
    if key and not is_unfinished(folder) and (known := cache.fresh_files(key, folder, manifest.read(folder))):
        return _Wanted(folder, known, is_on_disk=True)
    files = rendered_files(job.deployment, sources, format)
    if key:
        cache.remember(key, files)
    return _Wanted(folder, files, is_on_disk=False)


def rendered_files(deployment: Deployment, sources: Sources, format: Format = "hcl") -> dict[str, bytes]:
    """Path below the deployment's folder -> contents, of every file that belongs there."""
    # Imported here: a deployment that is recalled needs neither templates nor contracts.
    from mwaa_tf.blueprint import build_blueprint as make_blueprint
    from mwaa_tf.contract import check_contracts
    from mwaa_tf.render.text import ignore_files, readme, workspace_files
    from mwaa_tf.render.vendor import vendored_files

    blueprint = make_blueprint(deployment)
    check_contracts(blueprint, sources.folder)
    if format == "cdktf":
        from mwaa_tf.constructs.synthesize import workspace_files
    return {
        **dict(workspace_files(blueprint, sources)),
        **dict(ignore_files(blueprint)),
        "README.md": readme(blueprint),
        **dict(vendored_files(blueprint, sources)),
    }


def _compared(wanted: _Wanted) -> Report:
    if wanted.is_on_disk:
        return Report(wanted.folder, Changes(unchanged=tuple(sorted(wanted.files))), wanted.files)
    changes = compare(wanted.folder, wanted.files, manifest.read(wanted.folder))
    return Report(wanted.folder, changes, wanted.files)


def _written(report: Report) -> Report:
    kept = apply(report.folder, report.wanted, report.changes, manifest.read(report.folder))
    return replace(report, kept=kept)


def _distinct(jobs: Sequence[Job]) -> None:
    names = [job.deployment.name for job in jobs]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError(f"two configurations describe a deployment named {', '.join(repeated)}; names must be unique")
