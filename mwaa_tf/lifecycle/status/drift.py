"""What a plan would change in an applied workspace, and who made it so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mwaa_tf.aws_errors import AwsErrorKind, aws_error
from mwaa_tf.blueprint import Workspace
from mwaa_tf.errors import MwaaTfError
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

#: Attributes of an environment that no configuration can set; MWAA changes them by itself. `tags_all` repeats `tags`.
SET_BY_MWAA = frozenset(
    {
        "arn",
        "created_at",
        "database_vpc_endpoint_service",
        "id",
        "last_updated",
        "service_role_arn",
        "status",
        "tags_all",
        "webserver_url",
        "webserver_vpc_endpoint_service",
    }
)


@dataclass(frozen=True, slots=True)
class DriftChange:
    """A resource that a plan would change, or what was changed outside Terraform and a plan keeps.

    A resource of which a plan undoes some changes and keeps others has one for each kind.
    """

    address: str
    action: str
    """``create``, ``update``, ``replace``, ``delete``, ``forget``, or other words of Terraform as they are."""
    is_outside: bool = False
    """Whether it was changed outside Terraform since the last apply; if not, its configuration was changed."""
    is_kept: bool = False
    """Whether a plan leaves it as it was changed: the configuration does not say what it should be."""
    attributes: tuple[str, ...] = ()
    """Names of the attributes that were changed outside Terraform, and that a plan changes back, or keeps."""
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
    drifted = {resource["address"]: resource["change"] for resource in plan.get("resource_drift", ())}
    planned = [
        resource
        for resource in plan.get("resource_changes", ())
        if resource["mode"] == "managed" and resource["change"]["actions"] not in _QUIET
    ]
    changes = [_change(resource, drifted.get(resource["address"])) for resource in planned]
    changes += _kept(plan.get("resource_drift", ()), {resource["address"]: resource["change"] for resource in planned})
    outputs = plan.get("output_changes", {})
    changing = sorted(name for name, change in outputs.items() if change["actions"] not in _QUIET)
    return Drift(tuple(changes), tuple(map(escape_control_characters, changing)))


def _change(resource: Mapping[str, Any], drift: Mapping[str, Any] | None) -> DriftChange:
    """A change that the plan makes. It undoes one made outside Terraform if both concern the same attribute.

    That an attribute differs from the state is no sign by itself: the provider completes many after the apply.
    """
    change = resource["change"]
    attributes: list[str] = []
    if drift:
        is_deleted = drift["actions"] == ["delete"]
        attributes = [] if is_deleted else sorted(set(_differing(drift)) & set(_differing(change)))
    return DriftChange(
        escape_control_characters(resource["address"]),
        _action(change["actions"]),
        is_outside=bool(attributes) or (drift is not None and drift["actions"] == ["delete"]),
        attributes=tuple(attributes),
        resource_id=_resource_id(change) or _resource_id(drift or {}),
    )


def _kept(drifted: Iterable[Mapping[str, Any]], planned: Mapping[str, Mapping[str, Any]]) -> Iterator[DriftChange]:
    """Changes of environments outside Terraform that the plan does not undo; ``planned`` is what it does, by address.

    Once something else of the environment is applied, the state has them, and no plan shows them any more.
    """
    for resource in drifted:
        if resource["type"] != _ENVIRONMENT:
            continue
        undone = set(_differing(planned.get(resource["address"], {})))
        attributes = sorted(set(_differing(resource["change"])) - SET_BY_MWAA - undone)
        if attributes and resource["change"]["actions"] != ["delete"]:
            address = escape_control_characters(resource["address"])
            yield DriftChange(address, "none", is_outside=True, is_kept=True, attributes=tuple(attributes))


def _differing(change: Mapping[str, Any]) -> Iterator[str]:
    """Names of attributes with another value; that one is empty and the other not set is no difference."""
    before, after = change.get("before") or {}, change.get("after") or {}
    for name in {**before, **after}:
        if (before.get(name) or None) != (after.get(name) or None):
            yield name


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
