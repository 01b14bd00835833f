"""Support of the version that runs."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, not_checkable, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.mwaa.airflow_versions import AS_OF, RELEASES
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check


@upgrade_check(
    "upgrade.support",
    title="The version that runs is supported, so that there is a way back",
    fix="try the upgrade in another environment first: no environment can be created with the old version again",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/airflow-versions.html",
)
def support(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """The support of the running version has not ended.

    With a version after its end of support no environment can be created, and none can go back to it.
    """
    version = upgrade.view.environment.value.airflow_version
    release = RELEASES.get(version)
    if release is None:
        reason = f"Airflow {version} is not in the list of versions of {AS_OF}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))
    elif release.end_of_support and upgrade.view.at.date() > release.end_of_support:
        yield warning(
            f"Airflow {version} is without support since {release.end_of_support}: there is no way back to it."
        )
