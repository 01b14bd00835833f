"""Whether requirements.txt can be installed with another version of Airflow.

Requirements that are incompatible with the target version "might result in a lengthy rollback" (MWAA user guide,
upgrading-environment). No pip runs here: what can be seen from the file alone is checked, and that MWAA rolls back
exactly for that is inferred.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mwaa_tf.local_aws.services.mwaa.checks.bucket import bucket_name
from mwaa_tf.mwaa.airflow_versions import python_of
from mwaa_tf.mwaa.code import constraints_versions

_CONSTRAINT_OPTIONS = ("-c", "--constraint")


def incompatible(settings: Mapping[str, Any], account_id: str, partition: str) -> Iterator[str]:
    """A sentence for each line of requirements.txt that demands another Airflow or Python than the settings have."""
    version = str(settings["AirflowVersion"])
    for line in _lines(settings, account_id, partition):
        if problem := _problem(line, version):
            yield f"requirements.txt is incompatible with Airflow {version}: {problem}"


def _problem(line: str, version: str) -> str:
    """What is incompatible in ``line``; empty if nothing is."""
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.utils import canonicalize_name

    option, _, value = line.replace("=", " ", 1).partition(" ") if line.startswith("--") else line.partition(" ")
    if option in _CONSTRAINT_OPTIONS:
        versions = constraints_versions(value.strip().strip("\"'"))
        if versions and versions != (version, python_of(version)):
            return f"it has the constraints of Airflow {versions[0]} and Python {versions[1]}"
        return ""
    try:
        requirement = Requirement(line)
    except InvalidRequirement:
        return ""
    is_airflow = canonicalize_name(requirement.name) == "apache-airflow"
    return f"it requires {requirement}" if is_airflow and version not in requirement.specifier else ""


def _lines(settings: Mapping[str, Any], account_id: str, partition: str) -> Iterator[str]:
    """The lines without comments; none of a file that is missing or no text."""
    from moto.s3.models import s3_backends

    path = settings.get("RequirementsS3Path")
    if not path:
        return
    backend = s3_backends[account_id][partition]
    file = backend.get_object(
        bucket_name(settings["SourceBucketArn"]), path, settings.get("RequirementsS3ObjectVersion")
    )
    for line in file.value.decode(errors="replace").splitlines() if file else ():
        if text := line.partition("#")[0].strip():
            yield text
