"""What Airflow 3 has in a provider."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.upgrade.preflight.checks._lint import FIX, RUFF, lint_issues, messages, unread
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check


@upgrade_check(
    "upgrade.dags-moved",
    title="DAG files import nothing that only a provider has in Airflow 3",
    fix=FIX,
    source=RUFF,
    reads=("code",),
)
def dags_moved(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """ruff's rule AIR302 finds nothing: operators, hooks and sensors that moved to a provider under another name.

    The old module is gone. The provider has to be in requirements.txt, unless the image has it.
    """
    yield from lint_issues(messages(upgrade, "AIR302"), "", failure)
    yield from unread(upgrade)
