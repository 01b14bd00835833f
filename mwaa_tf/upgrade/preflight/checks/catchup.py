"""Catching up by default."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.mwaa.airflow_options import DEFAULT_FALSE_IN_3
from mwaa_tf.upgrade.preflight.checks._code import AIRFLOW_3, Match, dag_calls, keywords, search
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check

_OPTION = DEFAULT_FALSE_IN_3[0]
_SCHEDULES = ("schedule", "schedule_interval")


@upgrade_check(
    "upgrade.catchup",
    title="DAGs say whether they catch up",
    fix="set `catchup` in the DAG, or the option `scheduler.catchup_by_default`",
    source=AIRFLOW_3,
    reads=("code", "plugin_files"),
)
def catchup(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """Every DAG with a schedule has `catchup`, or the option `scheduler.catchup_by_default` is set.

    Its default is True in Airflow 2 and False in Airflow 3: runs that were missed are no longer made up for.
    """
    if upgrade.crosses_to_3 and _OPTION not in upgrade.options:
        yield from search(
            upgrade,
            _silent,
            lambda _, places, path: warning(f"Airflow 3 no longer catches up by default: {places}.", subject=path),
        )


def _silent(tree: ast.Module) -> Iterator[Match]:
    for call in dag_calls(tree):
        names = keywords(call)
        if names is not None and "catchup" not in names and _is_scheduled(call):
            yield call.lineno, "DAG"


def _is_scheduled(call: ast.Call) -> bool:
    values = [keyword.value for keyword in call.keywords if keyword.arg in _SCHEDULES]
    return any(
        not (isinstance(value, ast.Constant) and value.value in (None, "@once", "@continuous")) for value in values
    )
