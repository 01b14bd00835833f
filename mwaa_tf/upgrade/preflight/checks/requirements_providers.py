"""Providers that the version no longer has."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.upgrade.preflight.checks._requirements import require_known, wrong
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check
from mwaa_tf.upgrade.preflight.requirements import LineProblem


@upgrade_check(
    "upgrade.requirements-providers",
    title="The version has all providers of requirements.txt",
    fix="remove the provider, or pin a release of it that names the version of Airflow among those it supports",
    source="https://github.com/aws/amazon-mwaa-docker-images",
    reads=("code",),
)
def requirements_providers(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """No provider is one that the constraints of the running version have, and those of a step do not.

    Airflow no longer maintains it, or the version is too old for it: pip takes any release, and maybe another Airflow.
    """
    for path, step, line in wrong(upgrade, LineProblem.REMOVED):
        yield warning(
            f"Line {line.line} of {path} asks for {line.name}, which is not among the providers of Airflow "
            f"{step.requested}.",
            subject=path,
        )
    require_known(upgrade)
