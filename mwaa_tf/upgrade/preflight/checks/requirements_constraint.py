"""The constraints of requirements.txt."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, failure, not_checkable, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.mwaa.code import DAGS_FOLDER
from mwaa_tf.upgrade.preflight.checks._requirements import FIX, contents_for, fix_for, wrong
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check
from mwaa_tf.upgrade.preflight.requirements import LineProblem


@upgrade_check(
    "upgrade.requirements-constraint",
    title="requirements.txt has the constraints of the version",
    fix=FIX,
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/upgrading-environment.html",
    reads=("code",),
)
def requirements_constraint(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """`--constraint` names Airflow's file for exactly the version of each step, and for its Python.

    With the constraints of another version pip installs nothing, or replaces what Airflow needs. A constraints file in
    the DAG folder is not read: that it fits is not checkable.
    """
    for path, step, line in wrong(upgrade, LineProblem.CONSTRAINT, LineProblem.NO_CONSTRAINT):
        if line.problem is LineProblem.NO_CONSTRAINT:
            yield warning(
                f"{path} has no constraints, and should have those of Airflow {step.requested}.",
                fix=fix_for(upgrade, step),
                subject=path,
            )
        else:
            yield failure(
                f"Line {line.line} of {path} has constraints of {line.wants}, not of Airflow {step.requested}.",
                fix=f"Change the line to `{line.replacement}`",
                subject=path,
            )
    yield from _own_files(upgrade)


def _own_files(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    lines = {
        option.line
        for step in upgrade.path
        if (contents := contents_for(upgrade, step))
        for option in contents[1].values("--constraint")
        if option.value.startswith(DAGS_FOLDER)
    }
    for line in sorted(lines):
        reason = f"the constraints file on line {line} is in the DAG folder, and is not read"
        yield not_checkable(Gap(GapKind.NOT_ASKED, reason))
