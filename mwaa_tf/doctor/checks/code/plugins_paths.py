"""Names in plugins.zip that leave its folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._shared import some
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.text import escape_control_characters as printable

_SOURCE = "https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-dag-import-plugins.html"

_ABSOLUTE = re.compile(r"^([/\\]|[A-Za-z]:)")


@check(
    "code.plugins-paths",
    title="plugins.zip stays in its folder",
    fix="Create it again with `zip -r plugins.zip .` in the folder of the plugins, and find out who created this one",
    source=_SOURCE,
    reads=("code",),
)
def plugins_paths(view: EnvironmentView) -> Iterator[Issue]:
    """No name in plugins.zip is absolute, leads to a folder above, or has a backslash or a NUL in it.

    Such a name would be written outside of the folder of plugins, or is left out without a word.
    """
    archive = view.code.plugins.value
    outside = [printable(member.name) for member in archive.members if _leaves(member.name)] if archive else []
    if archive and outside:
        yield failure(f"{archive.path} has names that leave its folder: {some(outside)}.", subject=archive.path)


def _leaves(name: str) -> bool:
    return bool(_ABSOLUTE.match(name)) or "\\" in name or "\0" in name or ".." in PurePosixPath(name).parts
