"""Plans of any size, as the JSON that Terraform writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_PROVIDER = "registry.terraform.io/hashicorp/aws"

_POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": f"Bucket{number}", "Effect": "Allow", "Action": ["s3:GetObject*", "s3:List*"], "Resource": "*"}
            for number in range(8)
        ],
    }
)


def write_plan(file: Path, resources: int) -> None:
    """Write a plan with ``resources`` effective changes, some 10,500 bytes each.

    Each value occurs four times, as in a real plan: before, after, in ``planned_values`` and in ``prior_state``.
    """
    with file.open("w", encoding="utf-8") as stream:
        stream.write(
            '{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{"resources":['
        )
        _list(stream.write, (_state(number, _after(number)) for number in range(resources)))
        stream.write(']}},"resource_changes":[')
        _list(stream.write, map(_change, range(resources)))
        stream.write('],"prior_state":{"format_version":"1.0","values":{"root_module":{"resources":[')
        _list(stream.write, (_state(number, _before(number)) for number in range(resources)))
        stream.write(']}}},"timestamp":"2026-01-02T03:04:05Z","complete":true,"errored":false}')


def _list(write: Any, elements: Iterator[dict[str, Any]]) -> None:
    for index, element in enumerate(elements):
        write(("," if index else "") + json.dumps(element, separators=(",", ":")))


def _before(number: int) -> dict[str, Any]:
    """The current values: a queue with all its attributes, half of them text."""
    return {
        "arn": f"arn:aws:sqs:us-east-1:111111111111:queue-{number}",
        "id": f"https://sqs.us-east-1.amazonaws.com/111111111111/queue-{number}",
        "name": f"queue-{number}",
        "delay_seconds": number % 900,
        "fifo_queue": False,
        "kms_master_key_id": None,
        "policy": _POLICY,
        "redrive": [
            {"arn": f"arn:aws:sqs:us-east-1:111111111111:dead-{number}-{copy}", "most": copy} for copy in range(8)
        ],
        "labels": [f"label-{number}-{label}" for label in range(20)],
        "tags": {f"Tag{tag}": f"value {tag} of {number}" for tag in range(12)},
        "timeouts": None,
    }


def _after(number: int) -> dict[str, Any]:
    tags = {f"Tag{tag}": f"value {tag} of {number + tag % 2}" for tag in range(12)}
    return {**_before(number), "delay_seconds": number % 900 + 1, "tags": tags}


def _change(number: int) -> dict[str, Any]:
    actions, before, after = _ACTIONS[number % len(_ACTIONS)]
    return {
        "address": f'module.queues["{number % 100}"].aws_sqs_queue.this["{number}"]',
        "module_address": f'module.queues["{number % 100}"]',
        "mode": "managed",
        "type": "aws_sqs_queue",
        "name": "this",
        "index": str(number),
        "provider_name": _PROVIDER,
        "change": {
            "actions": actions,
            "before": _before(number) if before else None,
            "after": _after(number) if after else None,
            "after_unknown": {"arn": True, "id": True} if after and not before else {},
            "before_sensitive": {"redrive": [{}] * 8, "tags": {"Tag1": True}} if before else False,
            "after_sensitive": {"redrive": [{}] * 8, "tags": {"Tag1": True}} if after else False,
        },
    }


#: Half of the changes are updates, which have values before and after.
_ACTIONS = (
    (["update"], True, True),
    (["create"], False, True),
    (["update"], True, True),
    (["delete"], True, False),
    (["update"], True, True),
    (["delete", "create"], True, True),
)


def _state(number: int, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "address": f'module.queues["{number % 100}"].aws_sqs_queue.this["{number}"]',
        "mode": "managed",
        "type": "aws_sqs_queue",
        "name": "this",
        "index": str(number),
        "provider_name": _PROVIDER,
        "schema_version": 0,
        "values": values,
        "sensitive_values": {"tags": {"Tag1": True}},
    }
