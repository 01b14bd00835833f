"""Versions of Airflow that AWS offers."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.config.problems import Severity
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, environment_rule
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.mwaa import airflow_versions
from mwaa_tf.text import did_you_mean


@environment_rule("versions-airflow", reads=("environment.airflow_version",), severity=Severity.WARNING)
def airflow(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """MWAA offers the version of Airflow (MWAA user guide, airflow-versions)."""
    version = environment.settings.airflow_version
    if version is None or version in airflow_versions.OFFERED:
        return
    path, offered = environment.path("airflow_version"), ", ".join(airflow_versions.OFFERED)
    if release := airflow_versions.RELEASES.get(version):
        ended = f"support of Airflow {version} ended on {release.end_of_support}; no environment can be created with it"
        yield path, f"{ended}. Offered are {offered}"
    else:
        yield (
            path,
            f"Airflow {version} was not offered by MWAA in {airflow_versions.AS_OF}"
            f"{did_you_mean(version, airflow_versions.OFFERED)}; offered were {offered}",
        )
