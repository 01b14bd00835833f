"""The local files and folders that a configuration names: Terraform needs them, and stops where one is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mwaa_tf.config.problems import Problem
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.text import did_you_mean

#: The fields of an environment that name a file to upload.
_SOURCE_OBJECTS = ("requirements", "plugins", "startup_script")


def missing_files(deployment: UncheckedDeployment, folder: Path) -> Iterator[Problem]:
    """A problem for each file to upload, and for modules, that do not exist; relative paths start at ``folder``."""
    if reason := _reason_of_modules(deployment.modules.source, folder):
        yield Problem(("modules", "source"), reason, rule="missing-file")
    for environment in deployment.environments:
        for field in _SOURCE_OBJECTS:
            source_object = getattr(environment.settings, field)
            if source_object and source_object.source and (reason := _reason(folder / source_object.source)):
                path = environment.path(field, "source")
                yield Problem(path, f"{source_object.source} {reason}", rule="missing-file")


def _reason_of_modules(source: str, folder: Path) -> str | None:
    """What is wrong with a path to modules; None for one that is a folder, and for other sources."""
    if source == "vendored" or source.startswith("git::"):
        return None
    modules = folder / source
    try:
        if modules.is_dir():
            return None
        names = [beside.name for beside in modules.parent.iterdir() if beside.is_dir()]
    except OSError:  # no such folder, or a name that is too long
        names = []
    near = did_you_mean(modules.name, names)
    return f"the folder {source} does not exist{near}; allowed is one relative to the folder of this configuration"


def _reason(file: Path) -> str | None:
    """What is wrong with ``file``; None for a file, also behind a link."""
    try:
        if file.is_file():
            return None
        if file.exists():
            return "is no file; allowed is one that Terraform can upload"
        names = [beside.name for beside in file.parent.iterdir()]
    except OSError:  # no such folder, or a name that is too long
        names = []
    near = did_you_mean(file.name, names)
    return f"does not exist{near}; allowed is a file, relative to the folder of this configuration"
