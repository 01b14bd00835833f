"""The startup script, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mwaa_tf.doctor.checks.code._shared import some
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade

SOURCE = "https://docs.aws.amazon.com/mwaa/latest/userguide/using-startup-script.html"


def commands(upgrade: PlannedUpgrade) -> Iterator[tuple[int, str]]:
    """The lines that are no comments, with their numbers; none without a script."""
    script = upgrade.last_view.code.startup_script.value
    lines = script.data.decode("utf-8", errors="replace").splitlines() if script else ()
    return ((number, line) for number, line in enumerate(lines, 1) if not line.lstrip().startswith("#"))


def found_in_script(upgrade: PlannedUpgrade, pattern: re.Pattern[str]) -> tuple[str, str]:
    """What ``pattern``'s group finds, and the lines; empty for nothing."""
    names: dict[str, None] = {}
    lines: dict[str, None] = {}
    for number, line in commands(upgrade):
        for name in pattern.findall(line):
            names[" ".join(name.split())] = None
            lines[f"line {number}"] = None
    return some(tuple(names)), some(tuple(lines))


def path_of(upgrade: PlannedUpgrade) -> str:
    """The name of the script; empty without one."""
    script = upgrade.last_view.code.startup_script.value
    return script.path if script else ""
