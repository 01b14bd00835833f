"""Airflow itself among the requirements."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.upgrade.preflight.checks._requirements import wrong
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check
from mwaa_tf.upgrade.preflight.requirements import LineProblem


@upgrade_check(
    "upgrade.requirements-airflow",
    title="requirements.txt does not hold Airflow back",
    fix="remove the line: MWAA installs Airflow itself",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/best-practices-dependencies.html",
    reads=("code",),
)
def requirements_airflow(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """`apache-airflow` is not required in another version than that of each step: pip would install nothing."""
    for path, step, line in wrong(upgrade, LineProblem.AIRFLOW):
        yield failure(
            f"Line {line.line} of {path} requires {line.name}{line.wants}, and the upgrade installs {step.requested}.",
            subject=path,
        )
