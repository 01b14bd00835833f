"""The record of calls."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from mwaa_tf.local_aws.calls import Call
from mwaa_tf.local_aws.record import Record


def call(action: str = "CreateVpc") -> Call:
    return Call(
        number=0,
        time=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        seconds=0.0123456789,
        account_id="111111111111",
        principal="arn:aws:iam::111111111111:role/terraform",
        region="us-east-1",
        service="ec2",
        action=action,
        resource="vpc-0123456789abcdef0",
        workspace="1-network",
        status=200,
        error="",
    )


def test_calls_are_numbered_in_their_order() -> None:
    record = Record()
    added = [record.add(call(action)) for action in ("CreateVpc", "DeleteVpc")]
    assert [(each.number, each.action) for each in record] == [(1, "CreateVpc"), (2, "DeleteVpc")]
    assert list(record) == added


def test_many_threads_lose_no_call() -> None:
    record = Record()
    with ThreadPoolExecutor(8) as executor:
        list(executor.map(lambda _: record.add(call()), range(500)))
    assert [each.number for each in record] == list(range(1, 501))


def test_what_came_after_a_call_can_be_asked_for() -> None:
    record = Record()
    for action in ("CreateVpc", "DescribeVpcs", "DeleteVpc"):
        record.add(call(action))
    assert [each.action for each in record.since(1)] == ["DescribeVpcs", "DeleteVpc"]


def test_a_listener_is_told_of_each_call() -> None:
    record, heard = Record(), list[Call]()
    record.add(call())
    record.listen(heard.append)
    added = record.add(call("DeleteVpc"))
    assert heard == [added]


def test_it_can_be_emptied() -> None:
    record = Record()
    record.add(call())
    record.clear()
    assert len(record) == 0
    assert record.add(call()).number == 1


def test_json_lines_have_one_call_each(tmp_path: Path) -> None:
    record = Record()
    record.add(call())
    record.add(call("DeleteVpc"))
    file = tmp_path / "calls.jsonl"
    record.write(file)
    first, second = map(json.loads, file.read_text().splitlines())
    assert first == {
        "number": 1,
        "time": "2026-01-02T03:04:05+00:00",
        "seconds": 0.012346,
        "account_id": "111111111111",
        "principal": "arn:aws:iam::111111111111:role/terraform",
        "region": "us-east-1",
        "service": "ec2",
        "action": "CreateVpc",
        "resource": "vpc-0123456789abcdef0",
        "workspace": "1-network",
        "status": 200,
        "error": "",
        "message": "",
    }
    assert second["action"] == "DeleteVpc"
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_changes_something_can_be_told_apart() -> None:
    changing = [
        "CreateVpc",
        "DeleteVpc",
        "PutObject",
        "TagResource",
        "AuthorizeSecurityGroupIngress",
        "ModifyVpcEndpoint",
    ]
    reading = ["DescribeVpcs", "GetObject", "HeadBucket", "ListRoles", "GetCallerIdentity", "AssumeRole"]
    assert all(call(action).mutating for action in changing)
    assert not any(call(action).mutating for action in reading)
