"""Requirements against the constraints of the version."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks.code._shared import some
from mwaa_tf.doctor.finding import Issue, failure, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.upgrade.preflight.checks._requirements import FIX, contents_for, fix_for, require_known, wrong
from mwaa_tf.upgrade.preflight.constraints import is_known
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check
from mwaa_tf.upgrade.preflight.requirements import LineProblem, unknown_packages


@upgrade_check(
    "upgrade.requirements-pins",
    title="Versions in requirements.txt agree with the constraints of the version",
    fix=FIX,
    source="https://github.com/aws/amazon-mwaa-docker-images",
    reads=("code",),
)
def requirements_pins(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """No line excludes the version that Airflow's constraints have for a package, providers among them.

    pip then installs nothing. Packages that the constraints leave open may still need something else: pip alone knows
    that, and it is reported as not checkable.
    """
    for path, step, line in wrong(upgrade, LineProblem.CONSTRAINED):
        yield failure(
            f"Line {line.line} of {path} asks for {line.name}{line.wants}; the constraints of Airflow {step.requested} "
            f"have {line.has}.",
            fix=fix_for(upgrade, step),
            subject=path,
        )
    require_known(upgrade)
    yield from _unknown(upgrade)


def _unknown(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    for step in upgrade.path:
        contents = contents_for(upgrade, step) if is_known(step.requested) else None
        if names := unknown_packages(contents[1], step) if contents else ():
            reason = f"only pip knows which releases of these fit Airflow {step.requested}: {some(names)}"
            yield not_checkable(Gap(GapKind.NOT_ASKED, reason))
