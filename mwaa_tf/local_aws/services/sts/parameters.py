"""Parameters of STS, validated with the service model: moto takes most of what AWS refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mwaa_tf.local_aws.constraints import WrongTypeError, violations

if TYPE_CHECKING:
    from moto.sts.responses import TokenResponse


def check_parameters(response: TokenResponse) -> None:
    """Raise ValidationError for parameters that the service model of STS does not allow."""
    from moto.core.model import StructureShape
    from moto.core.utils import get_service_model
    from moto.sts.exceptions import STSValidationError

    shape = get_service_model("sts").operation_model(response._get_action()).input_shape
    if not isinstance(shape, StructureShape):
        return
    params = {name: value for name, value in response._get_params().items() if value is not None}
    try:
        message = violations(shape, params)
    except WrongTypeError as error:
        message = str(error)
    if message:
        raise STSValidationError(message)
