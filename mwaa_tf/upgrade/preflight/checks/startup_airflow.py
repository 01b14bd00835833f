"""A startup script that runs the command `airflow`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.upgrade.preflight.checks._startup import SOURCE, found_in_script, path_of
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check

_COMMAND = re.compile(
    r"(?:^|[;&|({`]|\b(?:if|then|do|else|sudo|exec)\b)\s*(airflow\s+(?:connections|dags|db|pools|roles|users|variables))\b"
)


@upgrade_check(
    "upgrade.startup-airflow",
    title="The startup script does not run the command airflow",
    fix="remove the command: MWAA migrates the database itself; create connections in a secrets backend",
    source=SOURCE,
    reads=("code",),
)
def startup_airflow(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """The startup script has no command such as `airflow db upgrade`.

    It runs in every container, before Airflow, also while MWAA migrates the database for the new version; in Airflow 3
    `db init` and `db upgrade` are gone, and workers have no database.
    """
    names, lines = found_in_script(upgrade, _COMMAND)
    if upgrade.path and names:
        path = path_of(upgrade)
        yield failure(f"{path} runs the command {names}: {lines}.", subject=path)
