"""Environment class and counts (CreateEnvironment in MWAA's API reference)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mwaa_tf.local_aws.services.mwaa.exceptions import ValidationException
from mwaa_tf.mwaa.environment_classes import CLASSES, DEFAULT_MAX_WORKERS, DEFAULT_MIN_WORKERS, Limits


def default_counts(environment_class: str) -> dict[str, int]:
    """The counts of an environment that names none; those of an unknown class are checked afterwards."""
    limits = CLASSES.get(environment_class)
    schedulers, webservers = (limits.default_schedulers, limits.default_webservers) if limits else (2, 2)
    return {
        "MinWorkers": DEFAULT_MIN_WORKERS,
        "MaxWorkers": DEFAULT_MAX_WORKERS,
        "Schedulers": schedulers,
        "MinWebservers": webservers,
        "MaxWebservers": webservers,
    }


def check_capacity(settings: Mapping[str, Any]) -> None:
    """Check complete ``settings``: class and all five counts."""
    environment_class = CLASSES.get(settings["EnvironmentClass"])
    if environment_class is None:
        raise ValidationException(
            f"Invalid environment class '{settings['EnvironmentClass']}': valid values are {', '.join(CLASSES)}"
        )
    for count, limits in (
        ("Schedulers", environment_class.schedulers),
        ("MinWebservers", environment_class.webservers),
        ("MaxWebservers", environment_class.webservers),
    ):
        if settings[count] not in limits:
            raise ValidationException(
                f"{count} must be {_allowed(limits)} for {environment_class.name}, not {settings[count]}"
            )
    for kind in ("Workers", "Webservers"):
        low, high = settings[f"Min{kind}"], settings[f"Max{kind}"]
        if low > high:
            raise ValidationException(f"Min{kind} ({low}) must not be greater than Max{kind} ({high})")


def _allowed(limits: Limits) -> str:
    return str(limits.least) if limits.least == limits.most else f"between {limits.least} and {limits.most}"
