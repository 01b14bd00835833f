"""Versions of provider packages."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._shared import requirements_of, some
from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.code import PROVIDER_PREFIX


@check(
    "code.requirements-providers",
    title="Versions of provider packages are fixed",
    fix="Pin the version with `==`, or have a line `--constraint`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/best-practices-dependencies.html",
    reads=("code",),
    covers=(
        "guide: t-create-update-environment#t-requirements",
        "guide: t-cloudwatch-cloudtrail-logs#t-task-fail-permission",
    ),
)
def requirements_providers(view: EnvironmentView) -> Iterator[Issue]:
    """Each `apache-airflow-providers-…` is pinned, by its line or by a constraints file.

    Workers install requirements whenever one starts. Without a version, two workers may have two, and a new release
    that needs a newer Airflow breaks the environment at night.
    """
    requirements = requirements_of(view)
    if requirements is None or requirements[1].values("--constraint"):
        return
    loose = [
        f"{line.name} (line {line.line})"
        for line in requirements[1].requirements
        if line.name.startswith(PROVIDER_PREFIX) and not line.is_pinned
    ]
    if loose:
        path = requirements[0]
        yield warning(f"Nothing in {path} fixes the version of {some(loose)}.", subject=path)
