"""What goes along with the last step of an upgrade: the configuration may have the options and files of the version."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mwaa_tf.config.environment import SourceObject
from mwaa_tf.doctor import EnvironmentView
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.code import StoredText
from mwaa_tf.files import UnreadableFileError, read_plain_file
from mwaa_tf.text import one_line

#: Bytes of a file that are read: as many as of one in the bucket.
_LARGEST_TEXT = 2**20


def view_along(
    view: EnvironmentView, names: Collection[str], arguments: Mapping[str, Any], folder: Path
) -> EnvironmentView:
    """``view`` with what the last UpdateEnvironment takes along, besides the version.

    ``names`` are those of its arguments, ``arguments`` the ones whose values are known. Local files are relative to
    ``folder``, that of the configuration. A file that is in the bucket alone is not read: what depends on it is not
    checkable.
    """
    code = view.code
    if "AirflowConfigurationOptions" in arguments:
        set_then = {str(name): str(value) for name, value in arguments["AirflowConfigurationOptions"].items()}
        options: Reading[Mapping[str, str]] = Reading.of(set_then, "")
        view = replace(view, environment=view.environment.map(lambda facts: replace(facts, options=options)))
    if _goes_along("Requirements", names):
        code = replace(code, requirements=_read(view, "requirements", folder))
    if _goes_along("StartupScript", names):
        script = _read(view, "startup_script", folder)
        code = replace(code, startup_script=script, startup_script_error=Reading.unread(_unread("startup_script")))
    if _goes_along("Plugins", names):
        code = replace(code, plugins=Reading.unread(_unread("plugins")))
        view = replace(view, plugin_files=replace(view.plugin_files, sources=Reading.unread(_unread("plugins"))))
    if _goes_along("Dag", names):
        gap = Gap(GapKind.NOT_ASKED, "another DAG folder goes along with the version, which was not read")
        code = replace(code, dag_folder=Reading.unread(gap), dag_sources=Reading.unread(gap))
    return replace(view, code=code)


def _goes_along(prefix: str, names: Collection[str]) -> bool:
    """Whether an object of that kind is another one afterwards; all are that another bucket has."""
    return not {f"{prefix}S3Path", f"{prefix}S3ObjectVersion", "SourceBucketArn"}.isdisjoint(names)


def _read(view: EnvironmentView, field: str, folder: Path) -> Reading[StoredText | None]:
    settings = view.target.settings
    stored: SourceObject | None = getattr(settings.settings, field) if settings else None
    if stored is None or not stored.source:
        return Reading.unread(_unread(field))
    try:
        data = read_plain_file(folder / stored.source, _LARGEST_TEXT)
    except UnreadableFileError as error:
        return Reading.unread(Gap(GapKind.UNAVAILABLE, one_line(f"{stored.source} {error.reason}")))
    return Reading.of(StoredText(stored.path, data), stored.source)


def _unread(field: str) -> Gap:
    return Gap(GapKind.NOT_ASKED, f"{field} goes along with the version in another version, which was not read")
