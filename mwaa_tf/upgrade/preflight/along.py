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
    if _has_file("Requirements", names):
        code = replace(code, requirements=_read(view, "requirements", folder))
    if _has_file("StartupScript", names):
        script = _read(view, "startup_script", folder)
        code = replace(code, startup_script=script, startup_script_error=Reading.unread(_unread("startup_script")))
    if _has_file("Plugins", names):
        view = replace(view, plugin_files=replace(view.plugin_files, sources=Reading.unread(_unread("plugins"))))
    return replace(view, code=code)


def _has_file(prefix: str, names: Collection[str]) -> bool:
    return f"{prefix}S3Path" in names or f"{prefix}S3ObjectVersion" in names


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
