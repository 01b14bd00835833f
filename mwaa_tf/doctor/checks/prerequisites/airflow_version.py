"""The Airflow version is supported."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.prerequisites._planned import airflow_version as version_of
from mwaa_tf.doctor.checks.prerequisites._planned import is_planned
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.airflow_versions import AS_OF, OFFERED, RELEASES
from mwaa_tf.text import join_words


@check(
    "prerequisites.airflow-version",
    title="The Airflow version is supported",
    fix="Set `airflow_version` to a version that MWAA supports",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/airflow-versions.html",
    covers=("guide: airflow-versions: end of support",),
)
def airflow_version(view: EnvironmentView) -> Iterator[Issue]:
    """MWAA offers the version of Airflow, and its support has not ended.

    With a version after its end of support no environment can be created; one that runs gets no fixes. A version that
    is newer than the list here is not judged.
    """
    version = version_of(view)
    if not version:
        return
    if version not in RELEASES:
        reason = f"Airflow {version} is not in the list of versions of {AS_OF}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))
        return
    end = RELEASES[version].end_of_support
    if end is None or view.at.date() <= end:
        return
    ended = f"Airflow {version} is without support since {end}"
    if is_planned(view):
        yield failure(
            f"{ended}: MWAA creates no environment with it.",
            fix=f"Set `airflow_version` to {join_words(OFFERED, 'or')}",
        )
    else:
        yield warning(f"{ended}.", fix=f"Upgrade to {join_words(OFFERED, 'or')}")
