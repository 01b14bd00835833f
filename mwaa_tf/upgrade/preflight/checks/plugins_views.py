"""Plugins with pages of their own."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.upgrade.preflight.checks._code import AIRFLOW_3, Match, nodes, search
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check

_OF_2 = frozenset({"flask_blueprints", "appbuilder_views", "appbuilder_menu_items"})
_OF_3 = frozenset({"fastapi_apps", "fastapi_root_middlewares", "external_views", "react_apps"})


@upgrade_check(
    "upgrade.plugins-views",
    title="Plugins add pages in the way of the version",
    fix="write `fastapi_apps` or `external_views`, or try that the FAB provider shows the old pages",
    source=AIRFLOW_3,
    reads=("code", "plugin_files"),
)
def plugins_views(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """No plugin has `flask_blueprints`, `appbuilder_views` or `appbuilder_menu_items`.

    Airflow 3 shows them only through a layer of the FAB provider that is deprecated. On the way back it is the
    other way round: Airflow 2 knows no `fastapi_apps` and no `external_views`.
    """
    names = _OF_2 if upgrade.crosses_to_3 else _OF_3 if upgrade.crosses_to_2 else frozenset()
    if names:
        yield from search(
            upgrade,
            lambda tree: _attributes(tree, names),
            lambda found, places, path: warning(
                f"Airflow {upgrade.requested} does not show a plugin's {found} by itself: {places}.", subject=path
            ),
        )


def _attributes(tree: ast.Module, names: frozenset[str]) -> Iterator[Match]:
    for node in nodes(tree):
        if not isinstance(node, ast.ClassDef) or not any("AirflowPlugin" in ast.unparse(base) for base in node.bases):
            continue
        for statement in node.body:
            for target in _targets(statement):
                if isinstance(target, ast.Name) and target.id in names:
                    yield statement.lineno, target.id


def _targets(statement: ast.stmt) -> list[ast.expr]:
    """What a statement assigns to; nothing where the list that it assigns is empty."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        return []
    if statement.value is None or (isinstance(statement.value, ast.List | ast.Tuple) and not statement.value.elts):
        return []
    return statement.targets if isinstance(statement, ast.Assign) else [statement.target]
