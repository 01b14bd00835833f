"""What a plan says about the environment in it: its status when it was planned, and whether it would be updated."""

from __future__ import annotations

import json

from mwaa_tf.mwaa.status import Status

_TYPE = "aws_mwaa_environment"


def planned_status(plan: bytes) -> str | None:
    """The status of the environment in ``plan``, as Terraform's JSON; None if it has none, or creates it."""
    return next((status for status, _ in _environments(plan)), None)


def status_that_takes_no_update(plan: bytes) -> str:
    """The status of an environment that ``plan`` updates although MWAA would refuse; else empty.

    A status that MWAA has got since this was written is left to MWAA.
    """
    for text, actions in _environments(plan):
        status = Status.parse(text)
        if actions == ["update"] and status and not status.takes_updates and not status.is_final:
            return text
    return ""


def _environments(plan: bytes) -> list[tuple[str, list[str]]]:
    return [
        (str(before.get("status") or ""), resource["change"]["actions"])
        for resource in json.loads(plan).get("resource_changes", ())
        if resource.get("type") == _TYPE and resource.get("mode") == "managed"
        for before in [resource["change"].get("before")]
        if before
    ]
