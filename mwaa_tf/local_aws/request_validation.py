"""Requests that their service model does not allow are refused before anything is done with them.

moto takes most of what AWS refuses: it ignores a missing member, an unknown value and a number that is too large. Codes
are those that AWS documents for each service; the sentences about constraints are those of services with such a model
(:mod:`mwaa_tf.local_aws.constraints`), and that all these services word them alike is inferred. Unknown parameters are
ignored, since clients may be newer than the model. MWAA is not among them: its package validates its requests.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mwaa_tf.local_aws.constraints import WrongTypeError, violations
from mwaa_tf.local_aws.patching import wrap

if TYPE_CHECKING:
    from moto.core.model import StructureShape
    from moto.core.request import Request
    from moto.core.responses import BaseResponse

CODES: Mapping[str, str] = {
    "cloudformation": "ValidationError",
    "cloudwatch": "ValidationError",
    "ec2": "InvalidParameterValue",
    "elbv2": "ValidationError",
    "events": "ValidationException",
    "firehose": "ValidationException",
    "iam": "ValidationError",
    "kms": "ValidationException",
    "logs": "InvalidParameterException",
    "organizations": "InvalidInputException",
    "ram": "InvalidParameterException",
    "ssm": "ValidationException",
    "sts": "ValidationError",
}
"""By service, as botocore calls it, the code for an invalid parameter: ValidationError and ValidationException are
common errors of AWS (API reference of each service, CommonErrors), the others are in the models of their services or,
for EC2, in the list of its client errors (EC2 API reference, errors-overview)."""
_UNREADABLE = {"ec2": "InvalidParameterValue", "json": "SerializationException", "rest-json": "SerializationException"}
"""By protocol the code for a value of another type (Smithy, AWS JSON 1.1 protocol); query services have their own."""


def install() -> None:
    """Put the validation before all operations of moto; once per process."""
    from moto.core.parse import QueryParser
    from moto.core.responses import BaseResponse

    wrap(QueryParser, "_parse_boolean", _parse_boolean)
    wrap(BaseResponse, "parse_parameters", _parse_parameters)
    wrap(BaseResponse, "call_action", _call_action)


def _parse_boolean(parse: Callable[..., Any], parser: Any, shape: Any, params: Any, prefix: str = "") -> Any:
    """moto takes every text but `true` for false."""
    text = params.get(prefix)
    if isinstance(text, str) and text.lower() not in ("true", "false"):
        raise ValueError(f"{text} cannot be converted to Boolean")
    return parse(parser, shape, params, prefix)


def _parse_parameters(parse: Callable[..., None], response: BaseResponse, request: Request) -> None:
    """Keep the reason why a request cannot be read, for :func:`_call_action`."""
    try:
        parse(response, request)
    except (TypeError, ValueError) as error:
        if response.boto3_service_name not in CODES:
            raise
        response.params = {}
        vars(response)["unreadable"] = str(error)


def _call_action(call: Callable[[BaseResponse], Any], response: BaseResponse) -> Any:
    from moto.core.exceptions import ServiceException
    from moto.core.responses import ActionResult

    service = response.boto3_service_name
    if service not in CODES:
        return call(response)
    try:
        check(response)
    except ServiceException as error:
        status, headers, body = response.serialized(ActionResult(error))
        return status, *response._enrich_response(headers, body)
    return call(response)


def check(response: BaseResponse) -> None:
    """Raise moto's ServiceException for a request that its model does not allow."""
    from botocore.model import OperationNotFoundError  # type: ignore[import-untyped]
    from moto.core.model import StructureShape
    from moto.core.utils import get_service_model

    from mwaa_tf.local_aws.invalid_requests import InvalidRequestError

    service = response.boto3_service_name
    model = get_service_model(service)
    unreadable = _UNREADABLE.get(str(model.metadata["protocol"]), CODES[service])
    if "unreadable" in vars(response):
        raise InvalidRequestError(unreadable, vars(response)["unreadable"])
    try:
        shape = model.operation_model(response._get_action()).input_shape
    except OperationNotFoundError:
        return
    if not isinstance(shape, StructureShape):
        return
    try:
        params = _params(response, shape)
        if service == "ec2":
            from mwaa_tf.local_aws.services.ec2 import parameters

            parameters.check(shape, params)
        elif message := violations(shape, params):
            raise InvalidRequestError(CODES[service], message)
    except WrongTypeError as error:
        raise InvalidRequestError(unreadable, str(error)) from error


def _params(response: BaseResponse, shape: StructureShape) -> dict[str, Any]:
    """The parameters by member. Raises :class:`WrongTypeError` for a body that is no object."""
    if response.automated_parameter_parsing:
        return {name: value for name, value in response._get_params().items() if value is not None}
    try:
        params = json.loads(response.body or "{}")
    except ValueError as error:
        raise WrongTypeError("The body is no JSON") from error
    if not isinstance(params, dict):
        raise WrongTypeError("The body is no object")
    for name, member in shape.members.items():
        values = response.querystring.get(member.serialization.get("name", name))
        if member.serialization.get("location") == "querystring" and values:
            params[name] = values[0]
    return params
