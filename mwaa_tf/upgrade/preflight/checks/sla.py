"""Service level agreements of tasks."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.upgrade.preflight.checks._code import AIRFLOW_3, Match, nodes, search
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check

_ARGUMENTS = frozenset({"sla", "sla_miss_callback"})


@upgrade_check(
    "upgrade.sla",
    title="No task has an SLA",
    fix="use deadline alerts (Airflow 3.1 and later), or an alarm of CloudWatch",
    source=AIRFLOW_3,
    reads=("code", "plugin_files"),
)
def sla(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """No call has an argument `sla` or `sla_miss_callback`: Airflow 3 takes them and watches nothing."""
    if upgrade.crosses_to_3:
        yield from search(
            upgrade,
            _slas,
            lambda names, places, path: warning(
                f"Airflow 3 watches no SLA, which {names} sets: {places}.", subject=path
            ),
        )


def _slas(tree: ast.Module) -> Iterator[Match]:
    for node in nodes(tree):
        if isinstance(node, ast.keyword) and node.arg in _ARGUMENTS:
            yield node.lineno, node.arg
        elif isinstance(node, ast.Dict):
            for key in node.keys:
                if isinstance(key, ast.Constant) and key.value in _ARGUMENTS:
                    yield key.lineno, str(key.value)
