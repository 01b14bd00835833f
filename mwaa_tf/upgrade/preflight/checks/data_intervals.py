"""Data intervals of cron schedules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.mwaa.airflow_options import DEFAULT_FALSE_IN_3
from mwaa_tf.upgrade.preflight.checks._code import AIRFLOW_3, Match, dag_calls, nodes, search, texts
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check

_OPTION = DEFAULT_FALSE_IN_3[1]
_CRON = re.compile(r"@(?:hourly|daily|weekly|monthly|quarterly|yearly|annually)|\S+(?:\s+\S+){4,5}")
_INTERVAL = re.compile(r"\bdata_interval_(?:start|end)\b")


@upgrade_check(
    "upgrade.data-intervals",
    title="DAGs with a cron schedule keep their data interval",
    fix="set the option `scheduler.create_cron_data_intervals` to True, or give the DAG a CronDataIntervalTimetable",
    source=AIRFLOW_3,
    reads=("code", "plugin_files"),
)
def data_intervals(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """No file has a cron schedule and reads `data_interval_start` or `data_interval_end`, unless the option is set.

    The default of `scheduler.create_cron_data_intervals` is False in Airflow 3: start and end are the same moment.
    """
    if upgrade.crosses_to_3 and _OPTION not in upgrade.options:
        yield from search(
            upgrade,
            _intervals,
            lambda _, places, path: warning(
                f"In Airflow 3 the data interval of a cron schedule has no length: {places}.", subject=path
            ),
        )


def _intervals(tree: ast.Module) -> Iterator[Match]:
    if not any(map(_has_cron, dag_calls(tree))):
        return
    yield from ((line, "text") for line, text in texts(tree) if _INTERVAL.search(text))
    for node in nodes(tree):
        if isinstance(node, ast.arg | ast.Name) and _INTERVAL.fullmatch(
            node.arg if isinstance(node, ast.arg) else node.id
        ):
            yield node.lineno, "name"


def _has_cron(call: ast.Call) -> bool:
    values = [keyword.value for keyword in call.keywords if keyword.arg in ("schedule", "schedule_interval")]
    return any(isinstance(value, ast.Constant) and _CRON.fullmatch(str(value.value)) for value in values)
