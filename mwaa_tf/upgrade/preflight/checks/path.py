"""The path to the version."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, answer, failure, passed
from mwaa_tf.mwaa.airflow_versions import AS_OF, OFFERED
from mwaa_tf.text import did_you_mean, join_words
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check


@upgrade_check(
    "upgrade.path",
    title="AWS goes there in place",
    fix="create an environment with the version beside this one, and move to it",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/upgrading-environment.html",
)
def path(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """MWAA offers the requested version, and UpdateEnvironment leads there, directly or through the latest 2.11.x.

    Within 2.x and within 3.x, from the latest 2.11.x to 3.x, and from 3.x back to 2.11.x.
    """
    version = upgrade.view.environment.value.airflow_version
    if upgrade.requested not in OFFERED:
        yield failure(
            f"By the list of {AS_OF}, MWAA does not offer Airflow {upgrade.requested}"
            f"{did_you_mean(upgrade.requested, OFFERED) or '.'}",
            fix=f"Choose {join_words(OFFERED, 'or')}",
        )
    elif not upgrade.is_possible:
        yield failure(f"AWS brings no environment from Airflow {version} to {upgrade.requested} in place.")
    elif not upgrade.path:
        yield passed(f"Airflow {version} runs already")
    else:
        yield answer(f"Path: Airflow {' to '.join([version, *(step.requested for step in upgrade.path)])}")
