"""Airflow versions, and what depends on them or on the region (MWAA user guide, airflow-versions)."""

from __future__ import annotations

from mwaa_tf.local_aws.services.mwaa.exceptions import ValidationException
from mwaa_tf.mwaa import updates
from mwaa_tf.mwaa.access_modes import PUBLIC_AND_PRIVATE_SINCE, AccessMode
from mwaa_tf.mwaa.airflow_versions import MAJOR_CHANGES_FROM, OFFERED, can_change_in_place, numbers


def check_version(version: str) -> None:
    """Raise for a version that MWAA does not offer."""
    if version not in OFFERED:
        raise ValidationException(f"Unsupported Airflow version '{version}': valid values are {', '.join(OFFERED)}")


def check_version_change(current: str, requested: str) -> None:
    """Raise for a change of the version that MWAA does not do in place. The wording is inferred."""
    check_version(requested)
    if can_change_in_place(current, requested):
        return
    if numbers(current)[0] < numbers(requested)[0]:
        path = f"update it to {MAJOR_CHANGES_FROM} first, or create a new environment"
    else:
        path = "the earlier major version it can be updated to is 2.11"
    raise ValidationException(f"An environment cannot be updated from Airflow {current} to {requested}: {path}")


def check_access_mode(mode: str, version: str) -> None:
    """Raise for an access mode that came with a later version of Airflow."""
    if mode == AccessMode.PUBLIC_AND_PRIVATE and numbers(version) < PUBLIC_AND_PRIVATE_SINCE:
        since = ".".join(map(str, PUBLIC_AND_PRIVATE_SINCE))
        raise ValidationException(f"{mode} is available for Apache Airflow {since} and later, not for {version}")


def check_strategy(strategy: str | None, region: str) -> None:
    """Raise for GRACEFUL in a region that does not have it. That MWAA refuses it there, and how, is inferred."""
    if updates.is_unsupported(strategy, region):
        raise ValidationException(f"The worker replacement strategy {strategy} is not supported in {region}")
