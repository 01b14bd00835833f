"""What a plan says about the environment in it: its status when it was planned, and what would become of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mwaa_tf.mwaa import updates
from mwaa_tf.mwaa.maintenance import is_window
from mwaa_tf.mwaa.status import Status
from mwaa_tf.mwaa.upgrade_path import UpgradeStep, replaced_for_version
from mwaa_tf.terraform.product import in_use
from mwaa_tf.text import shell_quoted

_TYPE = "aws_mwaa_environment"

#: Its address in a rendered workspace.
_ADDRESS = f"module.environment.{_TYPE}.this"


@dataclass(frozen=True, slots=True)
class PlannedUpdate:
    """An environment that a plan updates with MWAA's UpdateEnvironment."""

    arguments: tuple[str, ...]
    """Those that change, by their names in Terraform."""
    window: str | None
    """When its weekly maintenance window begins: ``SUN:03:00``, in UTC; None where the plan does not say, or not in
    that form."""
    effect: str
    """What the update does to running tasks and besides, and how long to allow for it, in sentences."""


def planned_update(plan: Mapping[str, Any]) -> PlannedUpdate | None:
    """The update of the environment in ``plan``, as Terraform's JSON; None if it asks MWAA for none."""
    for resource in _resources(plan):
        change = resource["change"]
        before, after = change.get("before") or {}, change.get("after") or {}
        unknown = change.get("after_unknown") or {}
        changed = [name for name in after if before.get(name) != after[name] and unknown.get(name) is not True]
        if change["actions"] == ["update"] and (arguments := updates.updated(changed)):
            strategies = [values.get("worker_replacement_strategy") for values in (before, after)]
            window = before.get("weekly_maintenance_window_start")
            effect = updates.effect_of(arguments, *strategies)
            return PlannedUpdate(arguments, window if is_window(window) else None, effect)
    return None


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
    command = f"{in_use().command} -chdir={shell_quoted(folder)} apply -replace={_ADDRESS}"
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
