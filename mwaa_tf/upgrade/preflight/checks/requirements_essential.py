"""Requirements against what MWAA's image fixes."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.upgrade.preflight.checks._requirements import FIX, fix_for, require_known, wrong
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check
from mwaa_tf.upgrade.preflight.requirements import LineProblem


@upgrade_check(
    "upgrade.requirements-essential",
    title="requirements.txt asks for no other version of what MWAA's image fixes",
    fix=FIX,
    source="https://github.com/aws/amazon-mwaa-docker-images",
    reads=("code",),
)
def requirements_essential(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """No line asks for another version of Celery, Flask, SQLAlchemy and the other packages that MWAA's image fixes.

    pip always gets these constraints (mwaa_essential_constraints.txt of the image), so that it installs nothing at all.
    """
    for path, step, line in wrong(upgrade, LineProblem.ESSENTIAL):
        yield failure(
            f"Line {line.line} of {path} asks for {line.name}{line.wants}; with Airflow {step.requested} MWAA fixes "
            f"{line.has}.",
            fix=fix_for(upgrade, step),
            subject=path,
        )
    require_known(upgrade)
