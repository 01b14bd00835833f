"""Error answers in the shape of the service that was asked.

The shapes are those of the protocols in botocore's ``parsers.py``, which every SDK reads alike.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal
from uuid import uuid4
from xml.sax.saxutils import escape

Protocol = Literal["ec2", "query", "json", "rest-json", "rest-xml", "s3"]

_XML = "text/xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished HTTP answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def error(protocol: Protocol, status: int, code: str, message: str) -> Answer:
    """The answer of a service that speaks ``protocol``; the sender's fault where ``status`` is below 500."""
    request_id = str(uuid4())
    identified = ("x-amzn-RequestId", request_id)
    if protocol in ("json", "rest-json"):
        kind = ("Content-Type", "application/x-amz-json-1.1" if protocol == "json" else "application/json")
        content = json.dumps({"__type": code, "message": message}).encode()
        return Answer(status, (kind, ("x-amzn-ErrorType", code), identified), content)
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
    return Answer(
        status, (("Content-Type", _XML), identified), f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'.encode()
    )


def throttled(protocol: Protocol) -> Answer:
    """Too many calls, as the services say it: EC2, S3, the query services, the JSON services."""
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


def broken(protocol: Protocol) -> Answer:
    """The service failed inside."""
    code = {"ec2": "InternalError", "s3": "InternalError", "rest-json": "InternalServerException"}
    return error(protocol, 500, code.get(protocol, "InternalFailure"), "An internal error has occurred")


def unknown_key(protocol: Protocol) -> Answer:
    """The access key belongs to none of the accounts."""
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


def denied(protocol: Protocol, message: str) -> Answer:
    """The caller's policies do not allow it."""
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


def not_here(protocol: Protocol, message: str) -> Answer:
    """Something that AWS may have and the local AWS has not. No SDK tries a 501 again."""
    return error(protocol, 501, "NotInLocalAws", message)
