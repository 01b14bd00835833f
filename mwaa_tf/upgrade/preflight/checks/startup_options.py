"""A startup script that sets options of Airflow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.upgrade.preflight.checks._options import earlier, removed, renamed
from mwaa_tf.upgrade.preflight.checks._startup import SOURCE, commands, path_of
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check

_VARIABLE = re.compile(r"\bAIRFLOW__([A-Z0-9_]+?)__([A-Z0-9_]+?)(?:_CMD|_SECRET)?=")


@upgrade_check(
    "upgrade.startup-options",
    title="Variables of the startup script name options of the version",
    fix="rename the variable together with the upgrade",
    source=SOURCE,
    reads=("code",),
)
def startup_options(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """No `AIRFLOW__SECTION__OPTION` of the startup script is an option that the version calls otherwise, or lacks."""
    path = path_of(upgrade)
    for number, line in commands(upgrade):
        for section, name in _VARIABLE.findall(line):
            option = f"{section}.{name}".lower()
            if text := _text(upgrade, option):
                yield warning(f"Line {number} of {path} sets the option `{option}`, {text}.", subject=path)


def _text(upgrade: PlannedUpgrade, option: str) -> str:
    if change := renamed(upgrade).get(option):
        return f"which is called `{change.successor}` in Airflow {change.release}"
    if change := removed(upgrade).get(option):
        return f"which Airflow {change.release} does not have"
    if name := earlier(upgrade).get(option):
        return f"which is called `{name}` in Airflow {upgrade.requested}"
    return ""
