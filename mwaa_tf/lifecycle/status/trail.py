"""Who changed something, as CloudTrail tells: its management events of the last 90 days.

CloudTrail answers two calls a second for an account and region, and has an event a few minutes after it happened
(CloudTrail API reference, LookupEvents). MWAA logs all calls but reads (MWAA user guide, monitoring-cloudtrail).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mwaa_tf.text import escape_control_characters

#: Calls that change an environment.
_ENVIRONMENT_EVENTS = ("UpdateEnvironment", "CreateEnvironment")

#: Pages of 50 events that are read for one question.
_PAGES = 4


@dataclass(frozen=True, slots=True)
class TrailEvent:
    """A call that changed something."""

    time: datetime
    name: str
    """The operation, such as ``UpdateEnvironment``."""
    principal: str
    """ARN of the session or user; the name of a service of AWS that called; empty if CloudTrail has neither."""


def environment_events(cloudtrail: Any, name: str) -> tuple[TrailEvent, ...]:
    """The calls that created and updated the environment ``name``, the latest first. Raises what boto3 raises."""
    found = [
        _event(event)
        for operation in _ENVIRONMENT_EVENTS
        for event in _lookup(cloudtrail, "EventName", operation)
        if _succeeded(event) and _is_about(event, name)
    ]
    return tuple(sorted(found, key=lambda event: event.time, reverse=True))


def resource_events(cloudtrail: Any, resource_id: str, since: datetime | None) -> tuple[TrailEvent, ...]:
    """The calls that changed the resource ``resource_id`` since then, the latest first. Raises what boto3 raises."""
    events = _lookup(cloudtrail, "ResourceName", resource_id, since)
    return tuple(_event(event) for event in events if event.get("ReadOnly") != "true" and _succeeded(event))


def _lookup(cloudtrail: Any, key: str, value: str, since: datetime | None = None) -> Iterable[Mapping[str, Any]]:
    arguments: dict[str, Any] = {"LookupAttributes": [{"AttributeKey": key, "AttributeValue": value}]}
    if since:
        arguments["StartTime"] = since
    for _ in range(_PAGES):
        answer = cloudtrail.lookup_events(**arguments)
        yield from answer["Events"]
        if not answer.get("NextToken"):
            return
        arguments["NextToken"] = answer["NextToken"]


def _event(event: Mapping[str, Any]) -> TrailEvent:
    identity = _details(event).get("userIdentity") or {}
    principal = identity.get("arn") or identity.get("invokedBy") or event.get("Username") or ""
    return TrailEvent(
        event["EventTime"], escape_control_characters(event["EventName"]), escape_control_characters(str(principal))
    )


def _succeeded(event: Mapping[str, Any]) -> bool:
    return not _details(event).get("errorCode")


def _is_about(event: Mapping[str, Any], name: str) -> bool:
    """Whether the event is about the environment ``name``: by its parameters, or by the resources that it names."""
    parameters = _details(event).get("requestParameters") or {}
    if name in (parameters.get("name"), parameters.get("Name")):
        return True
    names = [str(resource.get("ResourceName", "")) for resource in event.get("Resources", ())]
    return any(named == name or named.endswith(f"environment/{name}") for named in names)


def _details(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """The event as a trail has it."""
    try:
        details = json.loads(event.get("CloudTrailEvent", "{}"))
    except (ValueError, RecursionError):
        return {}
    return details if isinstance(details, dict) else {}
