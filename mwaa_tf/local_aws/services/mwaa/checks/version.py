"""Airflow versions (page airflow-versions of the MWAA user guide, as of September 2026)."""

from __future__ import annotations

from mwaa_tf.local_aws.services.mwaa.exceptions import ValidationException

VERSIONS = ("3.3.1", "3.2.1", "3.0.6", "2.11.2", "2.11.0", "2.10.3", "2.10.1", "2.9.2", "2.8.1", "2.7.2")
"""What can be created, the latest first."""
LATEST = VERSIONS[0]


def numbers(version: str) -> tuple[int, ...]:
    """``"2.10.3"`` as ``(2, 10, 3)``."""
    return tuple(int(part) for part in version.split("."))


def check_version(version: str) -> None:
    """A version that MWAA offers."""
    if version not in VERSIONS:
        raise ValidationException(f"Unsupported Airflow version '{version}': valid values are {', '.join(VERSIONS)}")


def check_version_change(current: str, wanted: str) -> None:
    """Up and down in place, but only within a major version."""
    check_version(wanted)
    if numbers(current)[0] != numbers(wanted)[0]:
        raise ValidationException(f"An environment cannot be updated from Airflow {current} to {wanted}")


def check_access_mode(mode: str, version: str) -> None:
    """PUBLIC_AND_PRIVATE came with Airflow 3.2."""
    if mode == "PUBLIC_AND_PRIVATE" and numbers(version) < (3, 2):
        raise ValidationException(
            f"PUBLIC_AND_PRIVATE is available for Apache Airflow 3.2 and later, not for {version}"
        )
