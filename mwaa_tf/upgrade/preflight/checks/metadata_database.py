"""DAGs that ask the metadata database."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.upgrade.preflight.checks._code import CHECKLIST, Match, imports, nodes, search
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check

_MODULES = ("airflow.utils.session", "airflow.utils.db", "airflow.settings")
_NAMES = frozenset({"provide_session", "create_session", "Session", "engine", "NEW_SESSION", "create_session_async"})

_SETTINGS = ("settings", "airflow.settings")


@upgrade_check(
    "upgrade.metadata-database",
    title="No DAG asks the metadata database",
    fix="ask Airflow's REST API instead, with `aws mwaa invoke-rest-api` or from inside the VPC",
    source=CHECKLIST,
    reads=("code", "plugin_files"),
)
def metadata_database(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """No DAG file and no plugin opens a session of Airflow's database: `provide_session`, `settings.Session`, ….

    In Airflow 3 workers reach the API server only, and MWAA gives them no database.
    """
    if upgrade.crosses_to_3:
        yield from search(
            upgrade,
            _sessions,
            lambda names, places, path: failure(
                f"Workers of Airflow 3 have no metadata database, which {names} opens: {places}.", subject=path
            ),
        )


def _sessions(tree: ast.Module) -> Iterator[Match]:
    for line, name in imports(tree):
        module, _, last = name.rpartition(".")
        if module in _MODULES and last in _NAMES:
            yield line, last
    if not any(name in ("airflow.settings", "airflow") for _, name in imports(tree)):
        return
    for node in nodes(tree):
        if isinstance(node, ast.Attribute) and node.attr in _NAMES and ast.unparse(node.value) in _SETTINGS:
            yield node.lineno, f"settings.{node.attr}"
