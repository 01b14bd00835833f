"""Environments as MWAA answers them, and their endpoints as EC2 answers the VPC's owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from mwaa_tf.aws_errors import AwsError, AwsErrorKind, aws_error
from mwaa_tf.blueprint import RemoteValue, Workspace
from mwaa_tf.lifecycle.status.clients import AccountClients
from mwaa_tf.lifecycle.watch import NOT_FOUND
from mwaa_tf.mwaa.airflow_versions import RELEASES
from mwaa_tf.mwaa.status import Status
from mwaa_tf.text import escape_control_characters, one_line

#: Values of a filter of EC2 (EC2 API reference, "Filter").
_FILTER_VALUES = 200

#: The arguments of the module that creates endpoints, and what each endpoint serves.
_SERVICES = (("database_service_name", "database"), ("webserver_service_name", "web server"))

#: Outputs of an environment's workspace, and the field of GetEnvironment with the same value.
_FIELDS = {
    "database_vpc_endpoint_service": "DatabaseVpcEndpointService",
    "webserver_vpc_endpoint_service": "WebserverVpcEndpointService",
}

MISSING = "missing"
"""State of an endpoint that does not exist."""

_GONE = ("deleting", "deleted")


@dataclass(frozen=True, slots=True)
class EnvironmentReading:
    """What MWAA, or else the state, tells of an environment; what neither tells is empty."""

    name: str
    status: str = ""
    """A :class:`Status`, another text that MWAA answered, or NOT_FOUND; empty if MWAA was not asked or did not tell."""
    created_at: datetime | None = None
    airflow_version: str = ""
    webserver_url: str = ""
    """Host name, without a scheme."""
    services: Mapping[str, str] | None = None
    """Names of endpoint services, by the name of the output of the workspace."""
    update_status: str = ""
    update_source: str = ""
    """Who made the last change, as far as MWAA tells: a name of its own for maintenance."""
    updated_at: datetime | None = None
    update_error: str = ""
    error: AwsError | None = None
    """Why MWAA was asked in vain."""

    @property
    def known_status(self) -> Status | None:
        """The status; None for one that this version of mwaa_tf does not know, and for none."""
        return Status.parse(self.status)

    @property
    def is_known_airflow(self) -> bool:
        """Whether the version is in the table of versions."""
        return self.airflow_version in RELEASES

    @property
    def end_of_support(self) -> date | None:
        """The last day of support of the version of Airflow; None where AWS has not announced one."""
        release = RELEASES.get(self.airflow_version)
        return release.end_of_support if release else None


@dataclass(frozen=True, slots=True)
class EndpointReading:
    """An endpoint that an environment needs."""

    purpose: str
    """``database`` or ``web server``."""
    service: str = ""
    """Name of the endpoint service; empty as long as it is not known."""
    endpoint_id: str = ""
    state: str = ""
    """In lower case, ``available`` or another state of EC2, or ``missing``; empty where it is not known."""
    error: str = ""
    """Why EC2 was asked in vain."""

    @property
    def is_available(self) -> bool:
        """Whether it works."""
        return self.state == "available"

    @property
    def is_pending(self) -> bool:
        """Whether EC2 is creating it."""
        return self.state == "pending"


def environment_name(workspace: Workspace) -> str:
    """The name, in AWS, of the environment that ``workspace`` creates; empty for a workspace that creates none."""
    names = (call.arguments["name"] for call in workspace.calls if call.module == "environment")
    return str(next(names, ""))


def read_environment(workspace: Workspace, name: str, clients: AccountClients) -> EnvironmentReading:
    """Ask MWAA for the environment that ``workspace`` creates."""
    try:
        answer = clients.get("mwaa", workspace).get_environment(Name=name)["Environment"]
    except Exception as error:  # noqa: BLE001 - every failure of a call is reported
        failure = aws_error(error)
        if failure.kind is AwsErrorKind.NOT_FOUND:
            return EnvironmentReading(name, NOT_FOUND)
        return EnvironmentReading(name, error=failure)
    update = answer.get("LastUpdate") or {}
    reason = update.get("Error") or {}
    return EnvironmentReading(
        name=name,
        status=escape_control_characters(answer.get("Status", "")),
        created_at=answer.get("CreatedAt"),
        airflow_version=escape_control_characters(answer.get("AirflowVersion", "")),
        webserver_url=escape_control_characters(answer.get("WebserverUrl", "")),
        services={output: answer[key] for output, key in _FIELDS.items() if answer.get(key)},
        update_status=escape_control_characters(update.get("Status", "")),
        update_source=escape_control_characters(update.get("Source", "")),
        updated_at=update.get("CreatedAt"),
        update_error=one_line(": ".join(filter(None, (reason.get("ErrorCode"), reason.get("ErrorMessage"))))),
    )


def with_outputs(reading: EnvironmentReading, outputs: Mapping[str, Any]) -> EnvironmentReading:
    """``reading`` completed with what the outputs of the environment's workspace tell."""
    return replace(
        reading,
        airflow_version=reading.airflow_version or _text(outputs.get("airflow_version")),
        webserver_url=reading.webserver_url or _text(outputs.get("webserver_url")),
        services={**{name: outputs[name] for name in _FIELDS if outputs.get(name)}, **(reading.services or {})},
    )


def needed_endpoints(endpoints: Workspace, services: Mapping[str, str]) -> tuple[EndpointReading, ...]:
    """The endpoints that the workspace ``endpoints`` creates; ``services`` are those of its environment."""
    arguments = {name: value for call in endpoints.calls for name, value in call.arguments.items()}
    needed = []
    for argument, purpose in _SERVICES:
        value = arguments.get(argument)
        if isinstance(value, RemoteValue):
            needed.append(EndpointReading(purpose, _text(services.get(value.output))))
        elif value:
            needed.append(EndpointReading(purpose, _text(value)))
    return tuple(needed)


def read_endpoints(
    owner: Workspace, needed: Sequence[EndpointReading], clients: AccountClients
) -> tuple[EndpointReading, ...]:
    """``needed`` with what EC2 tells the account of ``owner``, the only one that sees them, in one call for 200."""
    services = sorted({endpoint.service for endpoint in needed if endpoint.service})
    by_service: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    try:
        for start in range(0, len(services), _FILTER_VALUES):
            filters = [{"Name": "service-name", "Values": services[start : start + _FILTER_VALUES]}]
            pages = clients.get("ec2", owner).get_paginator("describe_vpc_endpoints").paginate(Filters=filters)
            for page in pages:
                for endpoint in page["VpcEndpoints"]:
                    by_service[endpoint["ServiceName"]].append(endpoint)
    except Exception as error:  # noqa: BLE001
        reason = aws_error(error).reason
        return tuple(replace(endpoint, error=reason) if endpoint.service else endpoint for endpoint in needed)
    return tuple(_completed(endpoint, by_service[endpoint.service]) for endpoint in needed)


def _completed(needed: EndpointReading, candidates: Iterable[Mapping[str, Any]]) -> EndpointReading:
    """``needed`` with the best of the endpoints to its service: an available one if any is."""
    states = sorted(
        ((_state(endpoint), endpoint["VpcEndpointId"]) for endpoint in candidates if _state(endpoint) not in _GONE),
        key=lambda pair: pair[0] != "available",
    )
    if not needed.service:
        return needed
    state, endpoint_id = states[0] if states else (MISSING, "")
    return replace(needed, endpoint_id=endpoint_id, state=state)


def _state(endpoint: Mapping[str, Any]) -> str:
    # EC2 answers `available`, its model has `Available`.
    return escape_control_characters(str(endpoint.get("State", ""))).lower()


def _text(value: Any) -> str:
    return escape_control_characters(value) if isinstance(value, str) else ""
