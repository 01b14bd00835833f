"""What a plan would change in an applied workspace, and who made it so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mwaa_tf.blueprint import Workspace
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.aws_errors import AwsErrorKind, aws_error
from mwaa_tf.lifecycle.status.clients import AccountClients
from mwaa_tf.lifecycle.status.trail import TrailEvent, environment_events, resource_events
from mwaa_tf.temporary import TemporaryFolder
from mwaa_tf.terraform import RootModule, private_module
from mwaa_tf.text import escape_control_characters, one_line

#: Resources of a workspace that CloudTrail is asked about: it answers two calls a second.
_LOOKUPS = 10

_QUIET = (["no-op"], ["read"])
_REPLACEMENTS = (["delete", "create"], ["create", "delete"])

_ENVIRONMENT = "aws_mwaa_environment"


@dataclass(frozen=True, slots=True)
class DriftChange:
    """A resource that a plan would change."""

    address: str
    action: str
    """``create``, ``update``, ``replace``, ``delete``, ``forget``, or other words of Terraform as they are."""
    is_outside: bool = False
    """Whether it was changed outside Terraform since the last apply; if not, its configuration was changed."""
    resource_id: str = ""
    changed_by: tuple[TrailEvent, ...] = ()
    """Calls that changed it since the last apply, the latest first; empty if that is not known."""


@dataclass(frozen=True, slots=True)
class Drift:
    """What a plan found in a workspace."""

    changes: tuple[DriftChange, ...] = ()
    outputs: tuple[str, ...] = ()
    """Names of outputs that the next apply updates."""
    error: str = ""
    """Why there is no plan."""
    trail_error: str = ""
    """Why CloudTrail was asked in vain."""
    applied_by: str = ""
    """Who made the last change that the state has, as far as CloudTrail tells."""


def read_drift(
    workspace: Workspace,
    environment_name: str,
    module: RootModule,
    modified: datetime | None,
    clients: AccountClients,
) -> Drift:
    """Plan ``workspace``, without a lock and in a copy of its folder, and ask CloudTrail who changed what.

    ``environment_name`` is empty for a workspace without an environment; ``modified`` is when its state was written.
    """
    try:
        with private_module(module) as copy, TemporaryFolder() as scratch:
            copy.plan(out=scratch / "plan", lock=False)
            plan = copy.show(scratch / "plan")
    except MwaaTfError as error:
        return Drift(error=one_line(str(error)))
    return _attributed(_planned(plan), workspace, environment_name, modified, clients)


def _planned(plan: Mapping[str, Any]) -> Drift:
    """The changes of ``plan``, Terraform's JSON."""
    outside = {drifted["address"] for drifted in plan.get("resource_drift", ())}
    changes = tuple(
        DriftChange(
            escape_control_characters(resource["address"]),
            _action(resource["change"]["actions"]),
            # One that no longer exists is planned to be created again.
            is_outside=resource["address"] in outside,
            resource_id=_resource_id(resource["change"]),
        )
        for resource in plan.get("resource_changes", ())
        if resource["mode"] == "managed" and resource["change"]["actions"] not in _QUIET
    )
    outputs = plan.get("output_changes", {})
    changing = sorted(name for name, change in outputs.items() if change["actions"] not in _QUIET)
    return Drift(changes, tuple(map(escape_control_characters, changing)))


def _attributed(
    drift: Drift,
    workspace: Workspace,
    environment_name: str,
    modified: datetime | None,
    clients: AccountClients,
) -> Drift:
    """``drift`` with who made each change outside Terraform, and who made the last one that the state has."""
    outside = [change for change in drift.changes if change.is_outside]
    if not outside and not environment_name:
        return drift
    try:
        cloudtrail = clients.get("cloudtrail", workspace)
        history = environment_events(cloudtrail, environment_name) if environment_name else ()
        events = dict(_events(cloudtrail, outside, history, modified))
    except Exception as error:  # noqa: BLE001 - who it was is an addition, and may be kept from a role
        failure = aws_error(error)
        hint = "; allow cloudtrail:LookupEvents to know it" if failure.kind is AwsErrorKind.DENIED else ""
        return replace(drift, trail_error=failure.reason + hint)
    changes = tuple(replace(change, changed_by=events.get(change.address, ())) for change in drift.changes)
    applied = (event.principal for event in history if modified is None or event.time <= modified)
    return replace(drift, changes=changes, applied_by=next(applied, ""))


def _events(
    cloudtrail: Any, outside: Iterable[DriftChange], history: tuple[TrailEvent, ...], modified: datetime | None
) -> Iterator[tuple[str, tuple[TrailEvent, ...]]]:
    """The calls that changed each of ``outside`` since ``modified``, by address."""
    for number, change in enumerate(outside):
        if f"{_ENVIRONMENT}." in change.address:
            yield change.address, tuple(event for event in history if modified is None or event.time > modified)
        elif change.resource_id and number < _LOOKUPS:
            yield change.address, resource_events(cloudtrail, change.resource_id, modified)


def _action(actions: list[str]) -> str:
    return "replace" if actions in _REPLACEMENTS else escape_control_characters(" and ".join(actions))


def _resource_id(change: Mapping[str, Any]) -> str:
    before = change.get("before")
    resource_id = before.get("id") if isinstance(before, dict) else None
    return resource_id if isinstance(resource_id, str) else ""
