"""What Airflow 3 no longer has."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.upgrade.preflight.checks._lint import FIX, RUFF, lint_issues, messages, unread
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check


@upgrade_check(
    "upgrade.dags-removed",
    title="DAG files use nothing that Airflow 3 no longer has",
    fix=FIX,
    source=RUFF,
    reads=("code",),
)
def dags_removed(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """ruff's rule AIR301 finds nothing: modules, classes, arguments and keys of the context that are gone.

    The file cannot be imported, or its tasks fail. SubDAGs, `schedule_interval` and `days_ago` are among them.
    """
    yield from lint_issues(messages(upgrade, "AIR301"), "", failure)
    yield from unread(upgrade)
