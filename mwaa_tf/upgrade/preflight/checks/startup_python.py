"""A startup script that names a version of Python."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.mwaa.airflow_versions import python_of
from mwaa_tf.upgrade.preflight.checks._startup import SOURCE, found_in_script, path_of
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check


@upgrade_check(
    "upgrade.startup-python",
    title="The startup script names no other Python",
    fix="write `python3` and `pip3`, and ask `python3 -c 'import sysconfig; …'` for folders",
    source=SOURCE,
    reads=("code",),
)
def startup_python(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """The startup script has no `python3.11`, `pip3.11` or folder of it, if a step brings another Python.

    The command is not found there, or a package lands where Airflow does not look.
    """
    before, after = python_of(upgrade.current), upgrade.python
    if before is None or not after or before == after:
        return
    names, lines = found_in_script(upgrade, re.compile(rf"\b((?:python|pip){re.escape(before)})(?![\d.]*\d)"))
    if names:
        path = path_of(upgrade)
        yield failure(
            f"{path} names {names}, and Airflow {upgrade.requested} runs on Python {after}: {lines}.", subject=path
        )
