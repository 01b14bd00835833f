"""Where the files of plugins.zip land."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._shared import some
from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.code import PLUGINS_FOLDER
from mwaa_tf.text import escape_control_characters as printable

_SOURCE = "https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-dag-import-plugins.html"

#: What archivers of macOS and Windows add.
_CLUTTER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|__pycache__/)")


@check(
    "code.plugins-structure",
    title="plugins.zip has plugins where Airflow looks for them",
    fix="Create it with `zip -r plugins.zip .` in the folder of the plugins, not in the one above",
    source=_SOURCE,
    reads=("code",),
)
def plugins_structure(view: EnvironmentView) -> Iterator[Issue]:
    """The files are not all below one folder `plugins/`, and nothing of macOS or Windows is among them.

    Airflow imports modules by their path below the folder of plugins: `plugins/hooks/x.py` would be
    `plugins.hooks.x`.
    """
    archive = view.code.plugins.value
    if archive is None:
        return
    files = [member.name for member in archive.members if not member.name.endswith("/")]
    clutter = [printable(name) for name in files if _CLUTTER.search(name)]
    if files and all(name.startswith("plugins/") for name in files):
        text = f"All files of {archive.path} are below plugins/, and land in {PLUGINS_FOLDER}/plugins."
        yield warning(text, subject=archive.path)
    if clutter:
        yield warning(
            f"{archive.path} has files that are no plugins: {some(clutter)}.",
            fix="Leave them out: `zip -r plugins.zip . -x '__MACOSX/*' '*.DS_Store' '*/__pycache__/*'`",
            subject=archive.path,
        )
