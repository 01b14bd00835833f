"""The access mode under another version."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.mwaa.access_modes import PUBLIC_AND_PRIVATE_SINCE, AccessMode
from mwaa_tf.mwaa.airflow_versions import numbers
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check


@upgrade_check(
    "upgrade.access-mode",
    title="The version has the access mode of the web server",
    fix="set `webserver_access_mode` to PRIVATE_ONLY or PUBLIC_ONLY first",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-networking.html",
)
def access_mode(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """PUBLIC_AND_PRIVATE stays with Airflow 3.2.1 and later: a step to an earlier version is refused."""
    if upgrade.view.environment.value.known_access_mode is not AccessMode.PUBLIC_AND_PRIVATE:
        return
    least = ".".join(map(str, PUBLIC_AND_PRIVATE_SINCE))
    for step in upgrade.path:
        if numbers(step.requested) < PUBLIC_AND_PRIVATE_SINCE:
            yield failure(
                f"The web server is PUBLIC_AND_PRIVATE, which Airflow {step.requested} has not: {least} or later."
            )
            return
