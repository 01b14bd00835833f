"""A startup script without commands."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.doctor.view import EnvironmentView

_SOURCE = "https://docs.aws.amazon.com/mwaa/latest/userguide/using-startup-script.html"


@check(
    "code.startup-script-content",
    title="The startup script has commands",
    fix="Upload the script again, or remove it from the environment",
    source=_SOURCE,
    reads=("code",),
)
def startup_script_content(view: EnvironmentView) -> Iterator[Issue]:
    """At least one line of the startup script is neither blank nor a comment; one of more than 1 MiB is not read."""
    script = view.code.startup_script.value
    if script and not any(_is_command(line) for line in script.data.splitlines()):
        yield warning(f"{script.path} ({len(script.data):,} bytes) has no commands.", subject=script.path)


def _is_command(line: bytes) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith(b"#")
