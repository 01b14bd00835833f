"""What the checks of requirements.txt have in common."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks.code._requirements import RequirementsFile, parse_requirements
from mwaa_tf.doctor.reading import Gap, GapKind, UnreadError
from mwaa_tf.mwaa.airflow_versions import python_of
from mwaa_tf.mwaa.upgrade_path import UpgradeStep
from mwaa_tf.upgrade.preflight.constraints import is_known
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.requirements import LineProblem, WrongLine, wrong_lines

FIX = "use the file that is proposed, try it with aws-mwaa-docker-images, and upload it before the step"


def contents_for(upgrade: PlannedUpgrade, step: UpgradeStep) -> tuple[str, RequirementsFile] | None:
    """The name and contents of requirements.txt, for the Python of ``step``; None without one."""
    stored = upgrade.view_at(step).code.requirements.value
    if stored is None:
        return None
    return stored.path, parse_requirements(stored.data, python_of(step.requested) or "")


def wrong(upgrade: PlannedUpgrade, *problems: LineProblem) -> Iterator[tuple[str, UpgradeStep, WrongLine]]:
    """The lines with one of ``problems``: the file's name, the step, the line.

    Of a line about a package the last step, since the file is written once; constraints are those of each step.
    """
    last: dict[tuple[int, str], tuple[str, UpgradeStep, WrongLine]] = {}
    for step in upgrade.path:
        contents = contents_for(upgrade, step)
        for line in wrong_lines(contents[1], step) if contents else ():
            if contents and line.problem in problems:
                last[line.line, line.name or step.requested] = (contents[0], step, line)
    yield from last.values()


def require_known(upgrade: PlannedUpgrade) -> None:
    """Raise :class:`UnreadError` where the packages of a version on the path are not in the table."""
    for step in upgrade.path:
        if not is_known(step.requested) and upgrade.view_at(step).code.requirements.value is not None:
            reason = f"which packages MWAA installs with Airflow {step.requested} is not in the table of this version"
            raise UnreadError(Gap(GapKind.NOT_UNDERSTOOD, reason))
