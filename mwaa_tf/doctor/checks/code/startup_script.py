"""The syntax of the startup script."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView

_SOURCE = "https://docs.aws.amazon.com/mwaa/latest/userguide/using-startup-script.html"

_FIX = "correct the script, try it with `bash -n`, upload it, and update the environment with the new version"


@check("code.startup-script", title="bash can read the startup script", fix=_FIX, source=_SOURCE, reads=("code",))
def startup_script(view: EnvironmentView) -> Iterator[Issue]:
    """The startup script is text with line ends of Unix, and `bash -n` finds no error in it.

    MWAA runs it in every container before Airflow. Where it fails, variables that it sets are missing. bash reads
    commands with `-n` and runs none.
    """
    script = view.code.startup_script.value
    if script is None:
        yield passed("there is no startup script")
    elif b"\0" in script.data:
        yield failure(f"{script.path} is no text: it has a NUL.", subject=script.path)
    elif b"\r\n" in script.data:
        yield failure(
            f"{script.path} has line ends of Windows, which bash takes for a part of each command.",
            fix=f"Convert it with `dos2unix {script.path.rpartition('/')[2]}`, upload it, and update the environment",
            subject=script.path,
        )
    elif error := view.code.startup_script_error.value:
        yield failure(f"bash cannot read {script.path}: {error}", subject=script.path)
