"""Responses of APIs of AWS: errors in the form of each service's protocol, and what a response says.

The forms are those in botocore's ``parsers.py``, which every SDK reads alike.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import uuid4
from xml.sax.saxutils import escape, unescape

from mwaa_tf.secret_values import redacted

Protocol = Literal["ec2", "query", "json", "rest-json", "rest-xml", "s3"]

_MOTO_ERROR = re.compile(
    rb"<ErrorResponse><Errors><Error><Code>(?P<code>[^<]*)</Code><Message>(?P<message>[^<]*)</Message>"
)
_XML = "text/xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """A complete HTTP response."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


observers: list[Callable[[str, str, ApiResponse], None]] = []
"""Called with service, action and response of everything that was executed; the tests compare it with its model."""


def error(protocol: Protocol, status: int, code: str, message: str) -> ApiResponse:
    """An error of a service with ``protocol``; the sender's fault for a ``status`` below 500."""
    request_id = str(uuid4())
    id_header = ("x-amzn-RequestId", request_id)
    if protocol in ("json", "rest-json"):
        content_type = ("Content-Type", "application/x-amz-json-1.1" if protocol == "json" else "application/json")
        content = json.dumps({"__type": code, "message": message}).encode()
        return ApiResponse(status, (content_type, ("x-amzn-ErrorType", code), id_header), content)
    text = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if protocol == "ec2":
        body = f"<Response><Errors><Error>{text}</Error></Errors><RequestID>{request_id}</RequestID></Response>"
    elif protocol == "s3":
        body = f"<Error>{text}<RequestId>{request_id}</RequestId></Error>"
    else:
        fault = "Sender" if status < 500 else "Receiver"
        body = (
            f"<ErrorResponse><Error><Type>{fault}</Type>{text}</Error>"
            f"<RequestId>{request_id}</RequestId></ErrorResponse>"
        )
    return ApiResponse(
        status, (("Content-Type", _XML), id_header), f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'.encode()
    )


def in_protocol(protocol: Protocol, response: ApiResponse) -> ApiResponse:
    """``response`` in the form of its protocol, where moto writes something else.

    moto's ``_RESTError`` puts `Errors` around the error, as EC2 alone does, so that Go's SDK reports UnknownError. Its
    JSON has null for members without a value, which AWS leaves out (inferred).
    """
    if protocol == "json" and b": null" in response.body:
        return replace(response, body=json.dumps(_without_nulls(json.loads(response.body))).encode())
    if response.status < 400 or protocol == "ec2" or not (match := _MOTO_ERROR.search(response.body)):
        return response
    code, message = (unescape(match[name].decode("utf-8", "replace")) for name in ("code", "message"))
    return error(protocol, response.status, code, message)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(member) for name, member in value.items() if member is not None}
    return [_without_nulls(member) for member in value] if isinstance(value, list) else value


def throttled(protocol: Protocol) -> ApiResponse:
    """Too many calls, in the words of EC2, S3, the query services and the JSON services."""
    match protocol:
        case "ec2":
            return error(protocol, 503, "RequestLimitExceeded", "Request limit exceeded.")
        case "s3":
            return error(protocol, 503, "SlowDown", "Please reduce your request rate.")
        case "query" | "rest-xml":
            return error(protocol, 400, "Throttling", "Rate exceeded")
        case "json":
            return error(protocol, 400, "ThrottlingException", "Rate exceeded")
        case "rest-json":
            return error(protocol, 429, "ThrottlingException", "Rate exceeded")


def internal_error(protocol: Protocol) -> ApiResponse:
    """An internal error of the service."""
    codes = {"ec2": "InternalError", "s3": "InternalError", "rest-json": "InternalServerException"}
    return error(protocol, 500, codes.get(protocol, "InternalFailure"), "An internal error has occurred")


def unknown_key(protocol: Protocol) -> ApiResponse:
    """An access key that belongs to no account."""
    message = "The security token included in the request is invalid."
    match protocol:
        case "ec2":
            return error(protocol, 401, "AuthFailure", "AWS was not able to validate the provided access credentials")
        case "s3":
            return error(
                protocol,
                403,
                "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.",
            )
        case "query" | "rest-xml":
            return error(protocol, 403, "InvalidClientTokenId", message)
        case "json":
            return error(protocol, 400, "UnrecognizedClientException", message)
        case "rest-json":
            return error(protocol, 403, "UnrecognizedClientException", message)


def expired(protocol: Protocol) -> ApiResponse:
    """Credentials of a session that has ended: codes of EC2 (errors-overview), S3 (ErrorResponses), CommonErrors."""
    message = "The security token included in the request is expired"
    match protocol:
        case "ec2":
            return error(protocol, 400, "RequestExpired", "Request has expired.")
        case "s3":
            return error(protocol, 400, "ExpiredToken", "The provided token has expired.")
        case "query" | "rest-xml":
            return error(protocol, 403, "ExpiredToken", message)
        case "json":
            return error(protocol, 400, "ExpiredTokenException", message)
        case "rest-json":
            return error(protocol, 403, "ExpiredTokenException", message)


def denied(protocol: Protocol, message: str, service: str = "") -> ApiResponse:
    """A call of ``service`` that policies do not allow."""
    if service == "sns":
        # The one query service here with a code of its own (botocore, AuthorizationErrorException).
        return error(protocol, 403, "AuthorizationError", message)
    match protocol:
        case "ec2":
            return error(
                protocol, 403, "UnauthorizedOperation", f"You are not authorized to perform this operation. {message}"
            )
        case "json":
            return error(protocol, 400, "AccessDeniedException", message)
        case "rest-json":
            return error(protocol, 403, "AccessDeniedException", message)
        case "s3" | "query" | "rest-xml":
            return error(protocol, 403, "AccessDenied", message)


def unknown_operation(protocol: Protocol, action: str) -> ApiResponse:
    """An operation that the service does not have.

    The code of query services is in the list of common errors of their API references; that of JSON services is in the
    specification of their protocol (Smithy, AWS JSON 1.1 protocol), and its message is inferred.
    """
    if protocol in ("json", "rest-json"):
        return error(protocol, 400, "UnknownOperationException", f"The operation {action!r} is not recognized.")
    return error(protocol, 400, "InvalidAction", f"The action {action} is not valid for this web service.")


def malformed(protocol: Protocol) -> ApiResponse:
    """A request that cannot be read; the codes are those of the protocols' common errors, the message is inferred."""
    codes: dict[str, str] = {"json": "SerializationException", "rest-json": "SerializationException"}
    codes |= {"s3": "InvalidRequest", "rest-xml": "InvalidInput"}
    return error(protocol, 400, codes.get(protocol, "MalformedQueryString"), "The request cannot be read.")


def too_large(content_type: str, limit: int) -> ApiResponse:
    """A body of more than ``limit`` bytes, before it is known which service it is for."""
    protocol: Protocol = "json" if "json" in content_type else "s3"
    code = "RequestEntityTooLargeException" if protocol == "json" else "EntityTooLarge"
    return error(protocol, 413, code, f"The local AWS accepts bodies of up to {limit:,} bytes.")


def not_implemented(protocol: Protocol, message: str) -> ApiResponse:
    """Something that AWS may have and the local AWS does not. No SDK retries a 501."""
    return error(protocol, 501, "NotInLocalAws", message)


def created_id(action: str, body: bytes) -> str:
    """The id of the resource that an EC2 ``action`` created, from the ``body`` of its response; else empty."""
    verb = next((verb for verb in ("Create", "Allocate", "Run") if action.startswith(verb)), None)
    if verb is None:
        return ""
    noun = action.removeprefix(verb)
    tags = f"{noun[:1].lower()}{noun[1:]}Id|groupId|allocationId|instanceId"
    match = re.search(rf"<(?:{tags})>([a-z]+(?:-[a-z]+)*-[0-9a-f]+)<".encode(), body)
    return match[1].decode() if match else ""


def error_code(status: int, headers: Mapping[str, str], body: bytes) -> str:
    """The error code of a response; empty for success, and for a `HEAD`."""
    if status < 400:
        return ""
    if error_type := headers.get("x-amzn-errortype"):
        return _without_namespace(error_type)
    if match := re.search(rb"<Code>([^<]+)</Code>", body):
        return match[1].decode("utf-8", "replace")
    try:
        data = json.loads(body)
        return _without_namespace(str(data.get("__type") or data.get("code") or data.get("Code") or ""))
    except (ValueError, AttributeError):
        return ""


def error_message(status: int, body: bytes) -> str:
    """What the error of a response says, without secrets; empty for success, and for a `HEAD`."""
    if status < 400:
        return ""
    if match := re.search(rb"<Message>(.*?)</Message>", body, re.DOTALL | re.IGNORECASE):
        return redacted(unescape(match[1].decode("utf-8", "replace"), {"&quot;": '"', "&apos;": "'"}))
    try:
        data = json.loads(body)
        return redacted(str(data.get("message") or data.get("Message") or ""))
    except (ValueError, AttributeError):
        return ""


def _without_namespace(code: str) -> str:
    """`UnknownResourceException` of `com.amazonaws.ram#UnknownResourceException:https://…`."""
    return code.split(":", 1)[0].rsplit("#", 1)[-1]
