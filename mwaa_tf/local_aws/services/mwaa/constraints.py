"""Validation of a request with the service model, with the errors of MWAA."""

from __future__ import annotations

from typing import Any

from moto.core.model import StructureShape

from mwaa_tf.local_aws.constraints import WrongTypeError, violations
from mwaa_tf.local_aws.services.mwaa.exceptions import SerializationException, ValidationException


def check(shape: StructureShape, params: dict[str, Any]) -> None:
    """Raise ValidationException with all that ``params`` violates, or SerializationException for a wrong type."""
    try:
        message = violations(shape, params)
    except WrongTypeError as error:
        raise SerializationException(str(error)) from error
    if message:
        raise ValidationException(message)
