"""Scripts in plugins.zip that cannot be executed."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._shared import some
from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.text import escape_control_characters as printable

_ANYBODY_EXECUTES = 0o111


@check(
    "code.plugins-executable",
    title="Scripts in plugins.zip are executable",
    fix="Run `chmod +x` on the scripts, create plugins.zip again, upload it, and update the environment",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/t-apache-airflow-202.html",
    reads=("code",),
    covers=("guide: t-apache-airflow-202#op-s3-transform",),
)
def plugins_executable(view: EnvironmentView) -> Iterator[Issue]:
    """Each file of plugins.zip that ends with `.sh` may be executed, where the archive has permissions.

    An operator that runs the script, such as S3FileTransformOperator, otherwise fails with "Permission denied".
    """
    archive = view.code.plugins.value
    scripts = [
        printable(member.name)
        for member in (archive.members if archive else ())
        if member.name.endswith(".sh") and member.mode is not None and not member.mode & _ANYBODY_EXECUTES
    ]
    if archive and scripts:
        yield warning(f"{archive.path} has scripts that are not executable: {some(scripts)}.", subject=archive.path)
