"""Tasks that run the command `airflow`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.upgrade.preflight.checks._code import CHECKLIST, Match, search, texts
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check

#: Commands that ask the database. That all of them fail where `airflow db` does is inferred.
_COMMAND = re.compile(
    r"(?:^|[\n;&|(]|\b(?:exec|sudo|then|do)\s)\s*(airflow\s+(?:backfill|connections|dags|db|jobs|pools|roles|tasks|users|variables))\b"
)


@upgrade_check(
    "upgrade.airflow-commands",
    title="No task runs the command airflow",
    fix="call the REST API, or MWAA's CLI endpoint with a token: `aws mwaa create-cli-token`",
    source=CHECKLIST,
    reads=("code", "plugin_files"),
)
def airflow_commands(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """No text in a DAG file is a shell command such as `airflow db clean`, which a worker of Airflow 3 cannot run.

    It would ask the metadata database, which workers no longer have.
    """
    if upgrade.crosses_to_3:
        yield from search(
            upgrade,
            _commands,
            lambda names, places, path: warning(
                f"Workers of Airflow 3 have no metadata database, which the command {names} asks: {places}.",
                subject=path,
            ),
        )


def _commands(tree: ast.Module) -> Iterator[Match]:
    for line, text in texts(tree):
        yield from ((line, " ".join(command.split())) for command in _COMMAND.findall(text))
