"""Whether plugins.zip can be unpacked."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._shared import some
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.text import escape_control_characters as printable

_SOURCE = "https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-dag-import-plugins.html"


@check(
    "code.plugins-readable",
    title="plugins.zip can be unpacked",
    fix="Create it again with `zip -r plugins.zip .` in the folder of the plugins, and update the environment",
    source=_SOURCE,
    reads=("code",),
)
def plugins_readable(view: EnvironmentView) -> Iterator[Issue]:
    """plugins.zip is a ZIP archive with files in it, none of which is encrypted.

    Only the directory at its end is read. A file that was cut off during an upload has none.
    """
    archive = view.code.plugins.value
    if archive is None:
        return
    encrypted = [printable(member.name) for member in archive.members if member.is_encrypted]
    if archive.problem:
        yield failure(f"{archive.path} is no ZIP archive: {archive.problem}.", subject=archive.path)
    elif not any(not member.name.endswith("/") for member in archive.members):
        yield failure(f"{archive.path} has no files.", subject=archive.path)
    elif encrypted:
        yield failure(f"{archive.path} has encrypted files: {some(encrypted)}.", subject=archive.path)
