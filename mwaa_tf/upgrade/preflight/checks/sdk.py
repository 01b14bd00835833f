"""DAGs that are written for Airflow 3 alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.upgrade.preflight.checks._code import AIRFLOW_3, Match, imports, search
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check


@upgrade_check(
    "upgrade.sdk",
    title="DAG files import nothing that Airflow 2 does not have",
    fix="import it where Airflow 2 has it: `from airflow import DAG`, `from airflow.decorators import task`",
    source=AIRFLOW_3,
    reads=("code", "plugin_files"),
)
def sdk(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """On the way back to 2.11, no DAG file and no plugin imports `airflow.sdk`, which came with Airflow 3.

    An import inside `try` counts, too: what it falls back to is not known.
    """
    if upgrade.crosses_to_2:
        yield from search(
            upgrade,
            lambda tree: _imports(tree, "airflow.sdk"),
            lambda names, places, path: failure(
                f"Airflow {upgrade.requested} has no airflow.sdk, of which {names} is imported: {places}.", subject=path
            ),
        )


def _imports(tree: ast.Module, package: str) -> Iterator[Match]:
    for line, name in imports(tree):
        if name == package or name.startswith(f"{package}."):
            yield line, name.removeprefix(f"{package}.")
