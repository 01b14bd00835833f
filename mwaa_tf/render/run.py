"""Render deployments: check, compare with the disk, write."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.errors import MwaaTfError, UsageError, problem_data
from mwaa_tf.module_sources import ModuleSources, vendored_files
from mwaa_tf.render import cache, manifest
from mwaa_tf.render.changes import FileChanges, compare
from mwaa_tf.render.engines import check_distinct, engine_files, has_engine_files
from mwaa_tf.render.write import apply, is_unfinished, lock
from mwaa_tf.text import plural

#: How a workspace is written: as HCL, or as the JSON that CDKTF synthesizes.
Format = Literal["hcl", "cdktf"]

#: The file that marks a folder as a workspace, per format.
_ROOT_FILES: Mapping[str, Format] = {"terraform.tf": "hcl", "cdk.tf.json": "cdktf"}
_IN_WORKSPACES = tuple(f"/{name}" for name in _ROOT_FILES)


class Job(Struct, frozen=True):
    """A deployment, and the folder of its configuration, which its relative paths start from."""

    deployment: Deployment
    config_folder: Path
    config_file: Path | None = None
    """For messages; None where the deployment was composed in Python."""
    digest: str = ""
    """Of the text of ``config_file``, where ``deployment`` is exactly what that describes."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was changed, or would be, in a deployment's folder."""

    folder: Path
    changes: FileChanges
    wanted: Mapping[str, bytes] = field(repr=False)
    """Path below ``folder`` -> contents, of every file that belongs there."""
    backups: tuple[str, ...] = ()
    """Paths of the backups of edited files that ``force`` replaced."""
    manifest_file: Path | None = None
    """Where the record of the files is, if it is not in ``folder``."""
    engines: Report | None = None
    """The same about the files of ``pipelines``, in the folder of the configuration; None without any."""

    @property
    def parts(self) -> tuple[Report, ...]:
        """The report itself and, if it has one, that about the files of engines."""
        return (self, self.engines) if self.engines else (self,)

    @property
    def is_up_to_date(self) -> bool:
        """Whether nothing differs from what the configuration renders to."""
        return all(part.changes.is_empty for part in self.parts)

    @property
    def workspaces(self) -> tuple[str, ...]:
        """Folders of the workspaces, relative to ``folder``."""
        files = (path for path in self.wanted if path.endswith(_IN_WORKSPACES) and not path.startswith("modules/"))
        return tuple(sorted({path.rpartition("/")[0] for path in files}))

    def __str__(self) -> str:
        """One line: the folder, its workspaces and how many files changed; also those of ``pipelines``, if any."""
        pipelines = f"; pipelines: {self.engines.changes}" if self.engines else ""
        return f"{self.folder}: {plural(len(self.workspaces), 'workspace')}; files: {self.changes}{pipelines}"


class ConflictError(MwaaTfError):
    """Files that mwaa_tf did not write, or that were edited, would be replaced; nothing was written."""

    begins_with_file = True

    def __init__(self, reports: Sequence[Report], *, forced: bool) -> None:
        self.conflicts = [
            (part.folder / conflict.path, conflict)
            for report in reports
            for part in report.parts
            for conflict in part.changes.conflicts
        ]
        lines = [
            f"{path}: {conflict.reason}" for path, conflict in self.conflicts if not (forced and conflict.forcible)
        ]
        if any(conflict.forcible for _, conflict in self.conflicts) and not forced:
            lines.append(
                "Nothing was written. Move your changes into the configuration or into separate files, "
                "or use --force, which keeps a backup."
            )
        else:
            lines.append("Nothing was written.")
        super().__init__("\n".join(lines))

    def as_data(self) -> list[dict[str, Any]]:
        """Each file and why it cannot be replaced, also those that ``force`` would back up."""
        return [problem_data(conflict.reason, file=path.as_posix()) for path, conflict in self.conflicts]


def rendered_format(workspace: Path) -> Format | None:
    """The format in which the workspace in the folder ``workspace`` was rendered; None if it was not."""
    return next((form for name, form in _ROOT_FILES.items() if (workspace / name).is_file()), None)


def render_deployment(
    deployment: Deployment,
    output: str | os.PathLike[str] = "generated",
    *,
    config_folder: str | os.PathLike[str] = ".",
    format: Format = "hcl",
    force: bool = False,
    dry_run: bool = False,
) -> Report:
    """Write the workspaces of ``deployment`` into ``output/<its name>``, and the files of its engines.

    ``config_folder`` is the folder that relative paths of the deployment start from, and those of engines' files; the
    commands in these name the configuration ``mwaa.yaml``. ``format`` ``cdktf`` needs what
    :mod:`mwaa_tf.constructs` needs. With ``force``, edited files are backed up and replaced; with ``dry_run``, nothing
    is written. Raises :class:`~mwaa_tf.contract.ContractError` for a deployment that does not fit its modules,
    :class:`ConflictError` for files that were edited, and :class:`~mwaa_tf.errors.MwaaTfError` for others that cannot
    be read or written. In the first two cases nothing was written.
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
    """Write several deployments, each into ``output/<its name>``; arguments and errors as in :func:`render_deployment`.

    All of them are checked before the first write. Raises :class:`~mwaa_tf.errors.UsageError` where two have one name.
    """
    jobs = tuple(jobs)
    _check_names(jobs)
    targets = [_wanted(job, Path(output) / job.deployment.name, format) for job in jobs]
    _check_engines(jobs, targets)
    if dry_run:
        return tuple(_compared(wanted) for wanted in targets)
    with contextlib.ExitStack() as locks:
        for wanted in targets:
            if not (wanted.is_on_disk and (wanted.engines is None or wanted.engines.is_on_disk)):
                locks.enter_context(lock(wanted.folder))
        reports = [_compared(wanted) for wanted in targets]
        conflicts = [conflict for report in reports for part in report.parts for conflict in part.changes.conflicts]
        if any(not (force and conflict.forcible) for conflict in conflicts):
            raise ConflictError(reports, forced=force)
        return tuple(_written(wanted, report) for wanted, report in zip(targets, reports, strict=True))


class _Wanted(Struct, frozen=True):
    """What a folder should hold: path relative to it -> contents."""

    folder: Path
    files: Mapping[str, bytes]
    is_on_disk: bool
    """Whether these were read from the folder, because the cache knows that it is up to date."""
    manifest_file: Path | None = None
    """Where the record of the files is, if it is not in ``folder``."""
    engines: _Wanted | None = None
    """The files of engines, in the folder of the configuration."""
    digests: Mapping[str, str] | None = None
    """Those of ``files``, where they are known."""


def _wanted(job: Job, folder: Path, format: Format) -> _Wanted:
    sources = ModuleSources(job.deployment.modules.source, folder, job.config_folder)
    # What CDKTF synthesizes also depends on its version and that of Node.js: it is not cached.
    key = cache.key_of(job.deployment, sources, job.digest) if format == "hcl" else None
    engines = _wanted_engines(job, folder, key)
    # Only a run with the lock deletes what a killed one left, and a cached deployment is not locked.
    needs_comparison = is_unfinished(folder / manifest.NAME) or manifest.is_link(folder)
    if key and not needs_comparison and (cached := cache.get(key, folder, manifest.read(folder))):
        return _Wanted(folder, cached, is_on_disk=True, engines=engines)
    files = rendered_files(job.deployment, sources, format)
    digests = None
    if key:
        digests = manifest.digests(files)
        cache.put(key, digests)
    return _Wanted(folder, files, is_on_disk=False, engines=engines, digests=digests)


def _wanted_engines(job: Job, folder: Path, key: str | None) -> _Wanted | None:
    if not has_engine_files(job.deployment, folder):
        return None
    files, is_on_disk = engine_files(job.deployment, folder, job.config_folder, job.config_file, key)
    return _Wanted(job.config_folder, files, is_on_disk, folder / manifest.PIPELINES)


def rendered_files(deployment: Deployment, sources: ModuleSources, format: Format = "hcl") -> dict[str, bytes]:
    """Render every file: path relative to the deployment's folder -> contents."""
    # Imported here: a cached deployment needs neither templates nor contracts.
    from mwaa_tf.blueprint import build_blueprint
    from mwaa_tf.contract import check_contracts
    from mwaa_tf.render import text

    blueprint = build_blueprint(deployment)
    check_contracts(blueprint, sources.folder)
    files = dict(text.workspace_files(blueprint, sources, beside_json=format == "cdktf"))
    if format == "cdktf":
        from mwaa_tf.constructs.synthesize import workspace_files

        files |= workspace_files(blueprint, sources)
    return {
        **files,
        **dict(text.ignore_files(blueprint)),
        "README.md": text.readme(blueprint),
        **dict(vendored_files(blueprint, sources)),
    }


def _compared(wanted: _Wanted) -> Report:
    engines = _compared(wanted.engines) if wanted.engines else None
    if wanted.is_on_disk:
        changes = FileChanges(unchanged=tuple(sorted(wanted.files)))
    else:
        changes = compare(_root(wanted), wanted.files, _recorded(wanted), wanted.manifest_file)
    return Report(wanted.folder, changes, wanted.files, manifest_file=wanted.manifest_file, engines=engines)


def _written(wanted: _Wanted, report: Report) -> Report:
    backups: tuple[str, ...] = ()
    if not wanted.is_on_disk:
        backups = apply(
            _root(report),
            report.wanted,
            report.changes,
            _recorded(report),
            manifest_file=report.manifest_file,
            digests=wanted.digests,
        )
    engines = _written(wanted.engines, report.engines) if wanted.engines and report.engines else None
    return replace(report, backups=backups, engines=engines)


def _root(target: _Wanted | Report) -> Path:
    """Where the files are written. The configuration's folder may be a link, which its user has chosen."""
    return target.folder if target.manifest_file is None else target.folder.resolve()


def _recorded(target: _Wanted | Report) -> manifest.Manifest:
    record = target.manifest_file or target.folder / manifest.NAME
    return manifest.read(record.parent, record.name)


def _check_engines(jobs: Sequence[Job], targets: Sequence[_Wanted]) -> None:
    check_distinct(
        (wanted.engines.folder, job.deployment.name, wanted.engines.files)
        for job, wanted in zip(jobs, targets, strict=True)
        if wanted.engines
    )


def _check_names(jobs: Sequence[Job]) -> None:
    first: dict[str, Job] = {}
    for job in jobs:
        other = first.setdefault(job.deployment.name, job)
        if other is not job:
            both = " and ".join(str(file) for file in (other.config_file, job.config_file) if file)
            name = job.deployment.name
            raise UsageError(f"{both or 'two configurations'} describe a deployment named {name}; names must be unique")
