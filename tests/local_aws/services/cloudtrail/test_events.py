"""LookupEvents: what was called is found by name, time, user and source, in pages, the latest first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.support import refused

ACCOUNT, OTHER, REGION = "111111111111", "222222222222", "eu-west-1"


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws([ACCOUNT, OTHER], region=REGION) as local:
        for name in ("first", "second"):
            local.client("logs", ACCOUNT).create_log_group(logGroupName=name)
        local.client("logs", ACCOUNT).create_log_stream(logGroupName="first", logStreamName="stream")
        lines = [{"timestamp": int(datetime.now(UTC).timestamp() * 1000), "message": "a line"}]
        local.client("logs", ACCOUNT).put_log_events(logGroupName="first", logStreamName="stream", logEvents=lines)
        with refused("ResourceNotFoundException"):
            local.client("logs", ACCOUNT).delete_log_group(logGroupName="missing")
        local.client("logs", OTHER).create_log_group(logGroupName="of-another-account")
        local.client("logs", ACCOUNT, region="us-east-1").create_log_group(logGroupName="of-another-region")
        local.client("iam", ACCOUNT).create_role(RoleName="trail", AssumeRolePolicyDocument="{}")
        yield local


def _events(aws: LocalAws, region: str = REGION, **request: Any) -> list[dict[str, Any]]:
    trail = aws.client("cloudtrail", ACCOUNT, region=region)
    return [event for page in trail.get_paginator("lookup_events").paginate(**request) for event in page["Events"]]


def _by(key: str, value: str) -> list[dict[str, str]]:
    return [{"AttributeKey": key, "AttributeValue": value}]


def test_events_of_the_account_and_region_are_found_by_name_the_latest_first(aws: LocalAws) -> None:
    events = _events(aws, LookupAttributes=_by("EventName", "CreateLogGroup"))
    assert [event["Resources"][0]["ResourceName"].rpartition(":")[2] for event in events] == ["second", "first"]
    (event, *_) = events
    assert (event["EventSource"], event["ReadOnly"], event["Username"]) == ("logs.amazonaws.com", "false", "rehearsal")
    record = json.loads(event["CloudTrailEvent"])
    assert record["userIdentity"]["arn"] == f"arn:aws:iam::{ACCOUNT}:user/rehearsal"
    assert (record["eventName"], record["awsRegion"], record["eventID"]) == ("CreateLogGroup", REGION, event["EventId"])


def test_a_failed_call_is_an_event_with_its_error(aws: LocalAws) -> None:
    (event,) = _events(aws, LookupAttributes=_by("EventName", "DeleteLogGroup"))
    assert json.loads(event["CloudTrailEvent"])["errorCode"] == "ResourceNotFoundException"


def test_lines_of_logs_are_no_management_events(aws: LocalAws) -> None:
    assert _events(aws, LookupAttributes=_by("EventName", "PutLogEvents")) == []


def test_a_global_service_has_its_events_in_one_region(aws: LocalAws) -> None:
    assert _events(aws, LookupAttributes=_by("EventName", "CreateRole")) == []
    (event,) = _events(aws, "us-east-1", LookupAttributes=_by("EventName", "CreateRole"))
    assert event["EventSource"] == "iam.amazonaws.com"


@pytest.mark.parametrize(
    ("key", "value", "names"),
    [
        ("EventSource", "logs.amazonaws.com", {"CreateLogGroup", "CreateLogStream", "DeleteLogGroup"}),
        ("ReadOnly", "false", {"CreateLogGroup", "CreateLogStream", "DeleteLogGroup"}),
        ("Username", "nobody", set()),
    ],
)
def test_other_attributes_select_events_too(aws: LocalAws, key: str, value: str, names: set[str]) -> None:
    assert {event["EventName"] for event in _events(aws, LookupAttributes=_by(key, value))} == names


def test_an_event_is_found_by_its_id_and_its_resource(aws: LocalAws) -> None:
    event = _events(aws, LookupAttributes=_by("EventName", "CreateLogGroup"))[0]
    assert _events(aws, LookupAttributes=_by("EventId", event["EventId"])) == [event]
    named = _events(aws, LookupAttributes=_by("ResourceName", event["Resources"][0]["ResourceName"]))
    assert event in named


def test_times_and_pages_limit_what_is_returned(aws: LocalAws) -> None:
    attributes, now = _by("EventName", "CreateLogGroup"), datetime.now(UTC)
    assert _events(aws, LookupAttributes=attributes, EndTime=now - timedelta(hours=1)) == []
    assert len(_events(aws, LookupAttributes=attributes, StartTime=now - timedelta(hours=1), EndTime=now)) == 2
    trail = aws.client("cloudtrail", ACCOUNT)
    page = trail.lookup_events(LookupAttributes=attributes, MaxResults=1)
    assert (len(page["Events"]), "NextToken" in page) == (1, True)
    page = trail.lookup_events(LookupAttributes=attributes, MaxResults=1, NextToken=page["NextToken"])
    assert (len(page["Events"]), "NextToken" in page) == (1, False)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"LookupAttributes": [*_by("EventName", "a"), *_by("EventId", "b")]}, "InvalidLookupAttributesException"),
        ({"LookupAttributes": _by("Color", "blue")}, "InvalidLookupAttributesException"),
        ({"NextToken": "later"}, "InvalidNextTokenException"),
        (
            {"StartTime": datetime(2026, 2, 1, tzinfo=UTC), "EndTime": datetime(2026, 1, 1, tzinfo=UTC)},
            "InvalidTimeRangeException",
        ),
    ],
)
def test_an_invalid_request_is_refused(aws: LocalAws, request_: dict[str, Any], code: str) -> None:
    with refused(code):
        aws.client("cloudtrail", ACCOUNT).lookup_events(**request_)


def test_what_is_not_recorded_is_refused_by_name(aws: LocalAws) -> None:
    with refused("NotInLocalAws", "does not record AccessKeyId"):
        aws.client("cloudtrail", ACCOUNT).lookup_events(LookupAttributes=_by("AccessKeyId", "AKIA"))


def test_there_are_no_insights(aws: LocalAws) -> None:
    assert aws.client("cloudtrail", ACCOUNT).lookup_events(EventCategory="insight")["Events"] == []
