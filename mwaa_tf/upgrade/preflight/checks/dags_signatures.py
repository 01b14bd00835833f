"""Functions that take other arguments in Airflow 3."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.upgrade.preflight.checks._lint import FIX, RUFF, lint_issues, messages, unread
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check


@upgrade_check(
    "upgrade.dags-signatures",
    title="DAG files call functions as Airflow 3 has them",
    fix=FIX,
    source=RUFF,
    reads=("code",),
)
def dags_signatures(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """ruff's rule AIR303 finds nothing: functions and methods whose arguments changed."""
    yield from lint_issues(messages(upgrade, "AIR303"), "", failure)
    yield from unread(upgrade)
