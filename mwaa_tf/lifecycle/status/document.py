"""The status for programs: the types of its JSON, of which the published schema is made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal, cast

import msgspec
from msgspec import Meta

from mwaa_tf.lifecycle.document_schema import document_schema
from mwaa_tf.lifecycle.status.drift import Drift
from mwaa_tf.lifecycle.status.environments import EndpointReading, EnvironmentReading
from mwaa_tf.lifecycle.status.locks import StateLock
from mwaa_tf.lifecycle.status.model import DeploymentStatus, NextStep, WorkspaceStatus
from mwaa_tf.lifecycle.status.trail import TrailEvent

#: Grows when a key is removed or changes its meaning; an added key does not change it.
VERSION: Literal[1] = 1

_Applied = Annotated[
    Literal["applied", "half-applied", "not applied", "not rendered", "unknown"],
    Meta(
        description="`half-applied`: outputs that others read are missing, or objects are tainted or deposed. "
        "`unknown`: the state could not be read; `reason` of `next_step` says why."
    ),
]

_Kind = Annotated[
    Literal["none", "act", "wait", "watch", "credentials"],
    Meta(
        description="`act`: someone has to do something. `wait`: another workspace comes first. `watch`: AWS or "
        "another run is at work. `credentials`: those of `needs_account` are needed. `none`: in order."
    ),
]

#: A text that is not known, or that does not exist, is null.
_Text = str | None


class NextStepDocument(msgspec.Struct, frozen=True):
    """What to do next about a workspace."""

    kind: _Kind
    command: Annotated[_Text, Meta(description="For a shell (sh); null where no command helps.")]
    reason: _Text
    needs_account: Annotated[
        _Text, Meta(description="Account whose credentials it needs, where they are not at hand; else null.")
    ]


class LockDocument(msgspec.Struct, frozen=True):
    """The lock of a state."""

    id: _Text
    who: _Text
    operation: _Text
    created: datetime | None
    is_held: Annotated[bool, Meta(description="Whether a process on this machine is known to hold it.")]


class TrailEventDocument(msgspec.Struct, frozen=True):
    """A call that CloudTrail has."""

    time: datetime
    name: str
    principal: _Text


class DriftChangeDocument(msgspec.Struct, frozen=True):
    """A resource that a plan would change, or what was changed outside Terraform and a plan keeps."""

    address: str
    action: Annotated[str, Meta(description="What a plan does; `none` for a change that it keeps.")]
    is_outside: Annotated[bool, Meta(description="Whether it was changed outside Terraform since the last apply.")]
    is_kept: Annotated[bool, Meta(description="Whether a plan keeps it: the configuration does not set it.")]
    attributes: Annotated[list[str], Meta(description="Attributes that were changed outside Terraform.")]
    changed_by: list[TrailEventDocument]


class DriftDocument(msgspec.Struct, frozen=True):
    """What a plan found (`--refresh`)."""

    changes: list[DriftChangeDocument]
    outputs: Annotated[list[str], Meta(description="Outputs that the next apply updates.")]
    error: Annotated[_Text, Meta(description="Why there is no plan; null if there is one.")]
    trail_error: Annotated[_Text, Meta(description="Why CloudTrail was asked in vain; else null.")]


class EnvironmentDocument(msgspec.Struct, frozen=True):
    """The environment that a workspace creates."""

    name: str
    status: Annotated[
        _Text, Meta(description="A status of MWAA, `NOT_FOUND`, or null if MWAA was not asked or did not answer.")
    ]
    created_at: datetime | None
    airflow_version: _Text
    end_of_support: Annotated[
        date | None, Meta(description="Null: AWS has not announced it, or the version is not known.")
    ]
    webserver_url: Annotated[_Text, Meta(description="Null as long as it is not known.")]
    updated_at: datetime | None
    update_status: _Text
    update_source: Annotated[_Text, Meta(description="Who made the last update, as far as MWAA tells.")]
    update_error: _Text
    error: Annotated[_Text, Meta(description="Why MWAA was asked in vain; else null.")]


class EndpointDocument(msgspec.Struct, frozen=True):
    """An endpoint that an environment needs."""

    purpose: Literal["database", "web server"]
    service: _Text
    id: _Text
    state: Annotated[_Text, Meta(description="A state of EC2 in lower case, `missing`, or null if it is not known.")]
    error: Annotated[_Text, Meta(description="Why EC2 was asked in vain; else null.")]


class StatusWorkspaceDocument(msgspec.Struct, frozen=True):
    """A workspace."""

    path: str
    folder: str
    stage: int
    account_id: str
    applied: _Applied
    applied_at: Annotated[
        datetime | None,
        Meta(description="When its state was written; null where that is not known, and where nothing is applied."),
    ]
    applied_by: Annotated[
        _Text, Meta(description="Owner of the state's file, or a session in CloudTrail (`--refresh`).")
    ]
    state: Annotated[str, Meta(description="Where its state is kept.")]
    serial: int | None
    resources: int | None
    missing_outputs: Annotated[list[str], Meta(description="Outputs that others read, and that its state lacks.")]
    tainted: list[str]
    waits_for: Annotated[list[str], Meta(description="Workspaces that must be applied before.")]
    needs_account: Annotated[_Text, Meta(description="Account whose credentials are needed; else null.")]
    lock: LockDocument | None
    environment: EnvironmentDocument | None
    endpoints: list[EndpointDocument]
    drift: DriftDocument | None
    notes: list[str]
    next_step: NextStepDocument
    needs_attention: bool
    is_settled: bool


class DeploymentDocument(msgspec.Struct, frozen=True):
    """A deployment, and those of its workspaces that were asked for."""

    name: str
    region: str
    read_at: datetime
    workspaces: list[StatusWorkspaceDocument]


class StatusDocument(msgspec.Struct, frozen=True):
    """The status of deployments."""

    version: Annotated[Literal[1], Meta(description="Version of this format.")]
    needs_attention: Annotated[bool, Meta(description="Whether the exit code is 1.")]
    is_settled: bool
    is_refreshed: bool
    deployments: list[DeploymentDocument]


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of :func:`as_data`."""
    return document_schema(StatusDocument, "Status of deployments")


def as_data(statuses: Iterable[DeploymentStatus]) -> Any:
    """The status for programs, as plain data."""
    statuses = tuple(statuses)
    document = StatusDocument(
        version=VERSION,
        needs_attention=any(status.needs_attention for status in statuses),
        is_settled=all(status.is_settled for status in statuses),
        is_refreshed=any(status.is_refreshed for status in statuses),
        deployments=[
            DeploymentDocument(
                status.deployment, status.region, status.read_at, [_workspace(status) for status in status.workspaces]
            )
            for status in statuses
        ],
    )
    return msgspec.to_builtins(document)


def _workspace(status: WorkspaceStatus) -> StatusWorkspaceDocument:
    facts = status.facts
    contents = facts.state.contents
    return StatusWorkspaceDocument(
        path=facts.workspace.path,
        folder=str(facts.folder),
        stage=int(facts.workspace.stage),
        account_id=facts.workspace.account.account_id,
        applied=cast("Any", str(facts.applied)),
        applied_at=facts.applied_at,
        applied_by=facts.applied_by or None,
        state=facts.state.location,
        serial=contents.serial if contents else None,
        resources=contents.managed if contents else None,
        missing_outputs=list(facts.missing_outputs),
        tainted=list(contents.tainted if contents else ()),
        waits_for=list(facts.waits_for),
        needs_account=facts.credentials.needs_account or None,
        lock=_lock(facts.state.lock) if facts.state.lock else None,
        environment=_environment(facts.environment) if facts.environment and facts.endpoints_workspace else None,
        endpoints=[_endpoint(endpoint) for endpoint in facts.endpoints],
        drift=_drift(facts.drift) if facts.drift else None,
        notes=list(status.notes),
        next_step=_next_step(status.next_step),
        needs_attention=status.needs_attention,
        is_settled=status.is_settled,
    )


def _next_step(step: NextStep) -> NextStepDocument:
    kind = cast("Any", str(step.kind))
    return NextStepDocument(kind, step.command or None, step.reason or None, step.needs_account or None)


def _lock(lock: StateLock) -> LockDocument:
    return LockDocument(lock.lock_id or None, lock.who or None, lock.operation or None, lock.created, lock.is_held)


def _environment(environment: EnvironmentReading) -> EnvironmentDocument:
    url = environment.webserver_url
    return EnvironmentDocument(
        name=environment.name,
        status=environment.status or None,
        created_at=environment.created_at,
        airflow_version=environment.airflow_version or None,
        end_of_support=environment.end_of_support,
        webserver_url=f"https://{url}" if url else None,
        updated_at=environment.updated_at,
        update_status=environment.update_status or None,
        update_source=environment.update_source or None,
        update_error=environment.update_error or None,
        error=environment.error.reason if environment.error else None,
    )


def _endpoint(endpoint: EndpointReading) -> EndpointDocument:
    return EndpointDocument(
        purpose=cast("Any", endpoint.purpose),
        service=endpoint.service or None,
        id=endpoint.endpoint_id or None,
        state=endpoint.state or None,
        error=endpoint.error or None,
    )


def _drift(drift: Drift) -> DriftDocument:
    changes = [
        DriftChangeDocument(
            change.address,
            change.action,
            change.is_outside,
            change.is_kept,
            list(change.attributes),
            [_event(event) for event in change.changed_by],
        )
        for change in drift.changes
    ]
    return DriftDocument(changes, list(drift.outputs), drift.error or None, drift.trail_error or None)


def _event(event: TrailEvent) -> TrailEventDocument:
    return TrailEventDocument(event.time, event.name, event.principal or None)
