"""The files of the engines that a configuration asks for, in the folder of the configuration."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.errors import UsageError
from mwaa_tf.render import cache, manifest
from mwaa_tf.render.write import is_unfinished

#: The configuration that commands of a pipeline name where the deployment was composed in Python.
_DEFAULT_CONFIG = "mwaa.yaml"


def has_engine_files(deployment: Deployment, folder: Path) -> bool:
    """Whether engines have files, or had some that were rendered from ``folder``, the deployment's."""
    record = folder / manifest.PIPELINES
    return bool(deployment.pipelines.enabled) or os.path.lexists(record) or is_unfinished(record)


def engine_files(
    deployment: Deployment, folder: Path, config_folder: Path, config_file: Path | None, key: str | None
) -> tuple[Mapping[str, bytes], bool]:
    """The files by their path below ``config_folder``, and whether they are known to be on disk.

    ``folder`` is the deployment's, ``key`` that of the deployment in the cache.
    """
    config_name = config_file.name if config_file else _DEFAULT_CONFIG
    output = _relative(folder.parent, config_folder)
    key = key and cache.derived_key(key, config_name, output)
    record = folder / manifest.PIPELINES
    if key and not is_unfinished(record) and not record.is_symlink():
        recorded = manifest.read(folder, manifest.PIPELINES)
        if cached := cache.get(key, config_folder, recorded):
            return cached, True
    files: Mapping[str, bytes] = {}
    if deployment.pipelines.enabled:
        # Imported here: a configuration without engines needs none of it.
        from mwaa_tf.blueprint import build_blueprint
        from mwaa_tf.pipelines import pipeline_files

        files = pipeline_files(deployment, build_blueprint(deployment), config_file=config_name, output=output)
    if key and files:
        cache.put(key, manifest.digests(files))
    return files, False


def check_distinct(files: Iterable[tuple[Path, str, Iterable[str]]]) -> None:
    """Raise :class:`UsageError` where two deployments write one file: folder, name and paths of each."""
    first: dict[Path, str] = {}
    for folder, name, paths in files:
        for path in paths:
            other = first.setdefault(folder.resolve() / path, name)
            if other != name:
                raise UsageError(
                    f"{folder / path}: both {other} and {name} write this file for an engine; "
                    "give one of them another name in pipelines, or keep their configurations in two folders"
                )


def _relative(target: Path, start: Path) -> str:
    try:
        return Path(os.path.relpath(target.resolve(), start.resolve())).as_posix()
    except ValueError as error:  # other drives on Windows
        raise UsageError(f"no relative path leads from {start} to {target}: {error}") from error
