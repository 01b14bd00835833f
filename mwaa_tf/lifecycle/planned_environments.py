"""What a plan says about the environment in it: its status when it was planned, and what would become of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mwaa_tf.mwaa.status import Status
from mwaa_tf.mwaa.upgrade_path import UpgradeStep, replaced_for_version
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


def steps_instead_of_replacement(plan: Mapping[str, Any]) -> tuple[UpgradeStep, ...]:
    """How MWAA changes the version of the environment in place that ``plan`` replaces for it; empty if it does not."""
    for resource in _resources(plan):
        change = resource["change"]
        if {"create", "delete"} <= set(change["actions"]):
            before, after = change.get("before") or {}, change.get("after") or {}
            return replaced_for_version(before, after, change.get("replace_paths") or ())
    return ()


def _environments(plan: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    return [
        (str(before.get("status") or ""), resource["change"]["actions"])
        for resource in _resources(plan)
        for before in [resource["change"].get("before")]
        if before
    ]


def _resources(plan: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        resource
        for resource in plan.get("resource_changes", ())
        if resource.get("type") == _TYPE and resource.get("mode") == "managed"
    ]
