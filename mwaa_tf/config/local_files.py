"""The local files that a configuration names: Terraform uploads them, and stops where one does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mwaa_tf.config.problems import Problem
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.text import did_you_mean

#: The fields of an environment that name a file to upload.
_SOURCE_OBJECTS = ("requirements", "plugins", "startup_script")


def missing_files(deployment: UncheckedDeployment, folder: Path) -> Iterator[Problem]:
    """A problem for each file to upload that does not exist; relative paths start at ``folder``."""
    for environment in deployment.environments:
        for field in _SOURCE_OBJECTS:
            source_object = getattr(environment.settings, field)
            if source_object and source_object.source and (reason := _reason(folder / source_object.source)):
                path = environment.path(field, "source")
                yield Problem(path, f"{source_object.source} {reason}", rule="missing-file")


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
