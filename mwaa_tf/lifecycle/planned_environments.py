"""What a plan says about the environment in it: its status when it was planned, and whether it would be updated."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mwaa_tf.mwaa.status import Status
from mwaa_tf.text import shell_quoted

_TYPE = "aws_mwaa_environment"

#: Its address in a rendered workspace.
_ADDRESS = f"module.environment.{_TYPE}.this"


def planned_status(plan: Mapping[str, Any]) -> str | None:
    """The status of the environment in ``plan``, as Terraform's JSON; None if it has none, or creates it."""
    return next((status for status, _ in _environments(plan)), None)


def status_that_takes_no_update(plan: Mapping[str, Any]) -> str:
    """The status of an environment that ``plan`` updates although MWAA would refuse; else empty.

    A status that MWAA has got since this was written is left to MWAA.
    """
    for text, actions in _environments(plan):
        status = Status.parse(text)
        if actions == ["update"] and status and not status.takes_updates:
            return text
    return ""


def how_to_create_again(folder: Path) -> str:
    """What to do about an environment that MWAA could not create, whose workspace is ``folder``."""
    command = f"terraform -chdir={shell_quoted(folder)} apply -replace={_ADDRESS}"
    return f"remove the cause, then delete it and create it again: {command}"


def _environments(plan: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    return [
        (str(before.get("status") or ""), resource["change"]["actions"])
        for resource in plan.get("resource_changes", ())
        if resource.get("type") == _TYPE and resource.get("mode") == "managed"
        for before in [resource["change"].get("before")]
        if before
    ]
