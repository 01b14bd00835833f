"""Patterns of paths for the files that decide what a plan is: jobs run when one of them changes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from mwaa_tf.config.pipelines._jobs import JobEngine
from mwaa_tf.module_sources import VENDORED
from mwaa_tf.pipelines._inputs import PipelineInputs
from mwaa_tf.pipelines._order import local_files

#: A character that GitHub or GitLab may not take for itself: `[`, `!` and `$` for instance.
_SPECIAL = re.compile(r"[^A-Za-z0-9_ ./-]+")

#: Local files that are listed by their names; of more, their folders are.
_MAX_FILES = 100


def literal(path: str) -> str:
    """``path`` as a pattern that it matches on every platform: ``*`` in the place of what may be special.

    It may match other paths, too. Platforms differ in how they escape, and GitHub documents it for branches only.
    """
    return _SPECIAL.sub("*", posixpath.normpath(path))


def file_patterns(files: Iterable[str], most: int) -> list[str]:
    """A pattern for each of ``files``; where they are more than ``most``, for their folders at the top."""
    paths = sorted({literal(file) for file in files})
    if len(paths) <= most:
        return paths
    folders = sorted({f"{path.partition('/')[0]}/**/*" if "/" in path else "*" for path in paths})
    return folders if len(folders) <= most else ["**/*"]


def deciding_patterns(inputs: PipelineInputs, engine: JobEngine, pipeline: str) -> list[str] | None:
    """The files that decide what an apply does, among them ``pipeline``, the file of the engine, as GitHub's ``paths``.

    None if the configuration names a file or a folder outside of its own folder: then no pattern can be complete.
    Patterns match whole paths (GitHub docs, workflow syntax, filter pattern cheat sheet).
    """
    paths = _paths(inputs, engine)
    files = {file for workspace in inputs.blueprint.workspaces for file in local_files(workspace)}
    if any(_leads_out(path) for path in (*paths, *files)):
        return None
    folders = [inputs.folder, *_modules(inputs)]
    patterns = [literal(pipeline), literal(inputs.config_file)]
    patterns += [posixpath.normpath(f"{literal(folder)}/**") for folder in folders]
    return list(dict.fromkeys([*patterns, *file_patterns([*files, *_requirements(engine)], _MAX_FILES)]))


def _paths(inputs: PipelineInputs, engine: JobEngine) -> tuple[str, ...]:
    """Everything but the local files of environments that a pattern has to be for."""
    return (inputs.config_file, inputs.folder, *_modules(inputs), *_requirements(engine))


def _modules(inputs: PipelineInputs) -> tuple[str, ...]:
    """The folder of modules that are neither copied beside the workspaces nor taken from git."""
    source = inputs.deployment.modules.source
    return () if source == VENDORED or source.startswith("git::") else (source,)


def _requirements(engine: JobEngine) -> tuple[str, ...]:
    """The file that says which mwaa_tf applies."""
    install = engine.install or ""
    return (install.removeprefix("-r "),) if install.startswith("-r ") else ()


def _leads_out(path: str) -> bool:
    return posixpath.normpath(path).split("/")[0] in ("", "..")
