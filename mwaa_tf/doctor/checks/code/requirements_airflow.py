"""Airflow among the requirements."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._shared import requirements_of
from mwaa_tf.doctor.finding import Issue, failure, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.code import AIRFLOW_PACKAGES, OWN_PACKAGES


@check(
    "code.requirements-airflow",
    title="requirements.txt leaves the version of Airflow to MWAA",
    fix="Remove the line; change `airflow_version`, or `aws mwaa update-environment --airflow-version`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/best-practices-dependencies.html",
    reads=("code",),
    covers=(
        "guide: t-create-update-environment#t-create-environ-empty-reply",
        "guide: t-apache-airflow-202#5xx-webserver-202",
        "guide: t-cloudwatch-cloudtrail-logs#t-cloudtrail",
    ),
)
def requirements_airflow(view: EnvironmentView) -> Iterator[Issue]:
    """`apache-airflow` is not required, or in the version of the environment; nor is `watchtower`, which writes logs.

    MWAA does not let requirements replace Airflow: pip fails, and installs nothing else either. Another `watchtower` is
    replaced, or loses logs.
    """
    requirements, version = requirements_of(view), view.environment.value.airflow_version
    for line in requirements[1].requirements if requirements else ():
        if line.name not in OWN_PACKAGES or requirements is None:
            continue
        path, place = requirements[0], f"Line {line.line} of {requirements[0]}"
        is_airflow = line.name in AIRFLOW_PACKAGES
        if is_airflow and (line.address or not line.specifier.contains(version, prereleases=True)):
            text = f"{place} requires {line.name}{line.specifier}, but the environment runs Airflow {version}."
            yield failure(text, subject=path)
        elif not is_airflow or not line.is_pinned:
            yield warning(f"{place} requires {line.name}, which MWAA installs itself.", subject=path)
