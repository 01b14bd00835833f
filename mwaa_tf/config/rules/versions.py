"""Versions: of Airflow, that AWS offers; of the AWS provider, that accept what environments ask of it."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf import versions
from mwaa_tf.config.problems import Severity
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, environment_rule, rule
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.mwaa import airflow_versions, terraform_versions
from mwaa_tf.mwaa.provider_versions import REQUIREMENTS
from mwaa_tf.text import did_you_mean


@environment_rule(
    "versions-worker-replacement",
    reads=("environment.worker_replacement_strategy", "modules.source", "environment.existing[]"),
)
def worker_replacement(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The argument of provider 6.11 is in a file that rendering adds to its copy of the module."""
    settings = environment.settings
    if settings.worker_replacement_strategy and not settings.existing and deployment.modules.source != "vendored":
        yield (
            environment.path("worker_replacement_strategy"),
            "needs modules.source: vendored, since only copies of the modules get the argument",
        )


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


_ARGUMENTS = tuple(dict.fromkeys(requirement.argument for requirement in REQUIREMENTS))


@rule(
    "versions-provider",
    reads=(
        "terraform.aws_provider",
        "participants[+].name",
        "participants[+].environments[+].name",
        *(f"participants[+].environments[+].{argument}" for argument in (*_ARGUMENTS, "existing[]")),
        *(f"participants[+].defaults.{argument}" for argument in _ARGUMENTS),
    ),
)
def provider(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """No version of the AWS provider that is allowed refuses an environment (see `mwaa_tf.mwaa.provider_versions`)."""
    allowed = versions.allowed(deployment.aws_provider)
    for environment, requirement in deployment.provider_requirements():
        older = versions.Range(high=requirement.minimum)
        if allowed is None or not (allowed & older).is_empty:
            yield (
                ("terraform", "aws_provider"),
                f"{deployment.aws_provider} allows versions that refuse {requirement.argument}: {requirement.value} of "
                f"{environment.key}; allowed with it is for example "
                f'">= {requirement.oldest}, < {terraform_versions.AWS_PROVIDER_BELOW}"',
                (environment.path("name"),),
            )
