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

FIX = (
    "use the file that is proposed, once an image of aws-mwaa-docker-images installs it: `upgrade` uploads it where "
    "the configuration has a `source`; otherwise upload it before the step"
)


def fix_for(upgrade: PlannedUpgrade, step: UpgradeStep) -> str:
    """How the file that ``step`` needs gets there, which the configuration decides; empty without one, for :data:`FIX`.

    Without ``source`` or ``latest``, the environment keeps the version of the file that it was told.
    """
    settings = upgrade.settings
    stored = settings.settings.requirements if settings else None
    if stored is None:
        return ""
    if stored.source:
        way = f"write it to `{stored.source}`, and `upgrade` uploads it with the step"
    elif stored.object_version == "latest":
        way = "upload it before the step, which takes the newest version along"
    else:
        way = "upload it before the step, and set `object_version` of `requirements` to its version"
    first = "" if step == upgrade.path[-1] else f"; go to {step.requested} first, only the last step takes files along"
    file = f"the file that is proposed for Airflow {step.requested}"
    return f"Use {file}, once an image of aws-mwaa-docker-images installs it: {way}{first}"


def contents_for(upgrade: PlannedUpgrade, step: UpgradeStep) -> tuple[str, RequirementsFile] | None:
    """The name and contents of requirements.txt, for the Python of ``step``; None without one."""
    stored = upgrade.view_at(step).code.requirements.value
    if stored is None:
        return None
    return stored.path, parse_requirements(stored.data, python_of(step.requested) or "")


def wrong(upgrade: PlannedUpgrade, *problems: LineProblem) -> Iterator[tuple[str, UpgradeStep, WrongLine]]:
    """The lines with one of ``problems``, step by step: the file's name, the step, the line.

    Each step finds a file of its own: a line that is written for the last one may be wrong for one before.
    """
    for step in upgrade.path:
        contents = contents_for(upgrade, step)
        for line in wrong_lines(contents[1], step) if contents else ():
            if contents and line.problem in problems:
                yield contents[0], step, line


def require_known(upgrade: PlannedUpgrade) -> None:
    """Raise :class:`UnreadError` where the packages of a version on the path are not in the table."""
    for step in upgrade.path:
        if not is_known(step.requested) and upgrade.view_at(step).code.requirements.value is not None:
            reason = f"which packages MWAA installs with Airflow {step.requested} is not in the table of this version"
            raise UnreadError(Gap(GapKind.NOT_UNDERSTOOD, reason))
