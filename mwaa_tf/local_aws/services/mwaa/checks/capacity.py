"""Environment class and counts (CreateEnvironment in MWAA's API reference)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mwaa_tf.local_aws.services.mwaa.exceptions import ValidationException

MICRO = "mw1.micro"
CLASSES = (MICRO, "mw1.small", "mw1.medium", "mw1.large", "mw1.xlarge", "mw1.2xlarge")


def defaults(environment_class: str) -> dict[str, int]:
    """The counts of an environment that names none."""
    few = 1 if environment_class == MICRO else 2
    return {"MinWorkers": 1, "MaxWorkers": 10, "Schedulers": few, "MinWebservers": few, "MaxWebservers": few}


def check_capacity(settings: Mapping[str, Any]) -> None:
    """``settings`` is complete: class and all five counts."""
    environment_class = settings["EnvironmentClass"]
    if environment_class not in CLASSES:
        raise ValidationException(
            f"Invalid environment class '{environment_class}': valid values are {', '.join(CLASSES)}"
        )
    few, many = (1, 1) if environment_class == MICRO else (2, 5)
    for count in ("Schedulers", "MinWebservers", "MaxWebservers"):
        if not few <= settings[count] <= many:
            allowed = str(few) if few == many else f"between {few} and {many}"
            raise ValidationException(f"{count} must be {allowed} for {environment_class}, not {settings[count]}")
    for kind in ("Workers", "Webservers"):
        low, high = settings[f"Min{kind}"], settings[f"Max{kind}"]
        if low > high:
            raise ValidationException(f"Min{kind} ({low}) must not be greater than Max{kind} ({high})")
