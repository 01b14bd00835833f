"""DAGs without a schedule."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.upgrade.preflight.checks._code import CHECKLIST, Match, dag_calls, keywords, search
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check

_SCHEDULES = frozenset({"schedule", "schedule_interval", "timetable"})


@upgrade_check(
    "upgrade.schedule",
    title="DAGs say when they run",
    fix="set `schedule` in the DAG: `timedelta(days=1)` is what Airflow 2 takes, None is what Airflow 3 takes",
    source=CHECKLIST,
    reads=("code", "plugin_files"),
)
def schedule(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """Every DAG has `schedule`: without one it runs every day in Airflow 2, and never in Airflow 3."""
    if upgrade.crosses_to_3:
        yield from search(
            upgrade,
            _silent,
            lambda _, places, path: warning(f"Airflow 3 runs no DAG without a schedule: {places}.", subject=path),
        )


def _silent(tree: ast.Module) -> Iterator[Match]:
    for call in dag_calls(tree):
        names = keywords(call)
        # A schedule can be the third positional argument of Airflow 2's DAG.
        if names is not None and not names & _SCHEDULES and len(call.args) < 3:
            yield call.lineno, "DAG"
