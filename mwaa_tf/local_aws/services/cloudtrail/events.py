"""LookupEvents (CloudTrail API reference): the management events of an account in one region, the latest first.

An event is a call that reached the local AWS, also one that failed; what MWAA or CloudFormation do themselves has none.
Here a call can be looked up at once, on AWS after about five minutes (CloudTrail user guide, page
get-and-view-cloudtrail-log-files). Which calls are data events is inferred from the user guide, page
logging-data-events-with-cloudtrail.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult
from moto.utilities.utils import get_partition

from mwaa_tf.local_aws.calls import Call
from mwaa_tf.local_aws.outgoing import NotInLocalAwsError
from mwaa_tf.local_aws.services.cloudtrail import source

_PAGE = 50
_IDS = uuid.UUID("6c1f1a3e-3b0b-4c5e-9a65-2f0f6d1b7a10")

#: Services whose calls about contents are data events, or no events at all, and words in the names of these calls.
_DATA_SERVICES = ("s3", "sqs", "monitoring", "logs")
_DATA_WORDS = ("Object", "Message", "MetricData", "MetricStatistics", "LogEvents", "MultipartUpload", "UploadPart")

#: Services with one endpoint in a partition, and where their events are, by partition (CloudTrail user guide, page
#: cloudtrail-concepts, "global service events"; for the other partitions inferred from where IAM is signed for).
_GLOBAL = ("cloudfront", "iam", "organizations", "route53")
_GLOBAL_REGIONS = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}


class InvalidLookupAttributesError(ServiceException):
    """400: more than one attribute, or one that CloudTrail does not have."""

    code = "InvalidLookupAttributesException"


class InvalidMaxResultsError(ServiceException):
    """400: fewer than one result, or more than 50."""

    code = "InvalidMaxResultsException"


class InvalidNextTokenError(ServiceException):
    """400: a token that CloudTrail has not returned."""

    code = "InvalidNextTokenException"


class InvalidTimeRangeError(ServiceException):
    """400: the start is after the end."""

    code = "InvalidTimeRangeException"


def install() -> None:
    """Put the operation into moto's responses."""
    CloudTrailResponse.lookup_events = _lookup_events  # type: ignore[attr-defined]


def _lookup_events(response: CloudTrailResponse) -> ActionResult:
    if response._get_param("EventCategory"):
        return ActionResult({"Events": []})
    matches = _filter(response._get_param("LookupAttributes") or [])
    start, end = (_time(response._get_param(name)) for name in ("StartTime", "EndTime"))
    if start and end and start > end:
        raise InvalidTimeRangeError("The start time must be before the end time.")
    events = [
        call
        for call in reversed(tuple(source.calls()))
        if (call.account_id, _region(call)) == (response.current_account, response.region)
        and _is_management_event(call)
        and (start is None or start <= call.time)
        and (end is None or call.time <= end)
        and matches(call)
    ]
    first, size = _page(response, len(events))
    last = first + size
    page = {"Events": [_event(call) for call in events[first:last]]}
    return ActionResult(page | ({"NextToken": str(last)} if last < len(events) else {}))


def _page(response: CloudTrailResponse, count: int) -> tuple[int, int]:
    """The index of the first event, and the number of events at most."""
    size, token = response._get_param("MaxResults"), response._get_param("NextToken") or "0"
    size = _PAGE if size is None else int(size)
    if not 1 <= size <= _PAGE:
        raise InvalidMaxResultsError(f"A maximum results value of {size} is invalid. Specify 1 to {_PAGE}.")
    if not (token.isascii() and token.isdigit() and int(token[:9]) <= count):
        raise InvalidNextTokenError("The token is invalid.")
    return int(token[:9]), size


def _filter(attributes: list[Mapping[str, str]]) -> Callable[[Call], bool]:
    if not attributes:
        return lambda _: True
    key, value = attributes[0].get("AttributeKey", ""), attributes[0].get("AttributeValue", "")
    if len(attributes) > 1:
        raise InvalidLookupAttributesError("Only one lookup attribute can be specified.")
    if key in ("AccessKeyId", "ResourceType"):
        raise NotInLocalAwsError(f"it does not record {key}")
    if key not in _ATTRIBUTES:
        raise InvalidLookupAttributesError(f"The lookup attribute {key} is invalid.")
    return lambda call: _ATTRIBUTES[key](call) == value


def _is_management_event(call: Call) -> bool:
    has_contents = call.service in _DATA_SERVICES and any(word in call.action for word in _DATA_WORDS)
    return bool(call.action) and not has_contents


def _region(call: Call) -> str:
    return _GLOBAL_REGIONS.get(get_partition(call.region), call.region) if call.service in _GLOBAL else call.region


def _time(value: Any) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    return datetime.fromtimestamp(float(value), UTC)


def _user_name(call: Call) -> str:
    return call.principal.rpartition("/")[2]


def _event_id(call: Call) -> str:
    return str(uuid.uuid5(_IDS, f"{call.number} {call.time.isoformat()}"))


def _event_source(call: Call) -> str:
    return f"{call.service}.amazonaws.com"


def _read_only(call: Call) -> str:
    return str(not call.mutating).lower()


_ATTRIBUTES: Mapping[str, Callable[[Call], str]] = {
    "EventId": _event_id,
    "EventName": lambda call: call.action,
    "EventSource": _event_source,
    "ReadOnly": _read_only,
    "ResourceName": lambda call: call.resource,
    "Username": _user_name,
}


def _event(call: Call) -> dict[str, Any]:
    resources: Iterable[dict[str, str]] = [{"ResourceName": call.resource}] if call.resource else []
    return {
        "EventId": _event_id(call),
        "EventName": call.action,
        "ReadOnly": _read_only(call),
        "EventTime": call.time,
        "EventSource": _event_source(call),
        "Username": _user_name(call),
        "Resources": list(resources),
        "CloudTrailEvent": json.dumps(_record(call)),
    }


def _record(call: Call) -> dict[str, Any]:
    """The event as a trail has it (CloudTrail user guide, page cloudtrail-event-reference-record-contents)."""
    kind = "AssumedRole" if ":assumed-role/" in call.principal else "IAMUser"
    return {
        "eventVersion": "1.11",
        "userIdentity": {"type": kind, "arn": call.principal, "accountId": call.account_id},
        "eventTime": call.time.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": _event_source(call),
        "eventName": call.action,
        "awsRegion": _region(call),
        "sourceIPAddress": "127.0.0.1",
        "eventID": _event_id(call),
        "readOnly": not call.mutating,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": call.account_id,
        "eventCategory": "Management",
        **({"errorCode": call.error} if call.error else {}),
    }
