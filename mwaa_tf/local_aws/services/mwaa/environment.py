"""An environment: what was asked for, what MWAA made of it, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mwaa_tf.local_aws.services.mwaa.checks.network import Network

PRIVATE_SIDE = ("PRIVATE_ONLY", "PUBLIC_AND_PRIVATE")
"""Access modes whose web server is reached through an endpoint in the VPC."""


@dataclass(frozen=True)
class Identity:
    """What stays the same for an environment's whole life."""

    name: str
    account_id: str
    region: str
    partition: str

    @property
    def arn(self) -> str:
        return f"arn:{self.partition}:airflow:{self.region}:{self.account_id}:environment/{self.name}"


@dataclass(frozen=True)
class Made:
    """What MWAA makes in accounts of its own."""

    database_service: str
    webserver_service: str
    """Names of the two endpoint services; the second is there even where nothing shows it."""
    webserver_id: str
    """First label of the web server's host name, a UUID."""
    celery_queue_arn: str


@dataclass
class LastUpdate:
    """The last change, the creation being the first."""

    status: str
    created_at: datetime
    error: str | None = None
    worker_replacement_strategy: str | None = None

    def describe(self) -> dict[str, Any]:
        """The member LastUpdate of GetEnvironment."""
        return _without_none(
            Status=self.status,
            CreatedAt=self.created_at,
            Error=self.error and {"ErrorCode": "INCORRECT_CONFIGURATION", "ErrorMessage": self.error[:1024]},
            WorkerReplacementStrategy=self.worker_replacement_strategy,
        )


@dataclass
class Environment:
    """An environment as it is now. Only :mod:`~mwaa_tf.local_aws.services.mwaa.status_transitions` changes its state."""

    identity: Identity
    network: Network
    made: Made
    settings: dict[str, Any]
    """Members of CreateEnvironment's request, defaults filled in, without Name and Tags."""
    tags: dict[str, str]
    created_at: datetime
    last_update: LastUpdate
    status: str = "CREATING"
    since: datetime = field(init=False)
    """When it entered ``status``."""
    pended: bool = False
    """Whether PENDING lies behind it."""
    endpoints_were_right: bool = False
    pending_settings: dict[str, Any] | None = None
    """The settings that an update in progress leads to."""
    interface_ids: list[str] = field(default_factory=list)
    managed_endpoint_ids: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.since = self.created_at

    @property
    def customer_manages_endpoints(self) -> bool:
        return bool(self.settings["EndpointManagement"] == "CUSTOMER")

    @property
    def has_private_side(self) -> bool:
        return self.settings["WebserverAccessMode"] in PRIVATE_SIDE

    @property
    def subnet_ids(self) -> list[str]:
        return list(self.settings["NetworkConfiguration"]["SubnetIds"])

    @property
    def security_group_ids(self) -> list[str]:
        return list(self.settings["NetworkConfiguration"]["SecurityGroupIds"])

    @property
    def webserver_host(self) -> str:
        """Host name of the UI, in the form that environments have since August 2025.

        That of PUBLIC_AND_PRIVATE is inferred: the public one.
        """
        suffix = "-vpce" if self.settings["WebserverAccessMode"] == "PRIVATE_ONLY" else ""
        return f"{self.made.webserver_id}{suffix}.c2.airflow.{self.identity.region}.on.aws"

    def describe(self) -> dict[str, Any]:
        """The member Environment of GetEnvironment.

        WebserverUrl is a host name without a scheme, as the service answers and its documentation says; the pattern
        in the service model asks for ``https://``.
        """
        services_are_known = self.pended or self.status != "CREATING"
        identity = self.identity
        return _without_none(
            **self.settings,
            Arn=identity.arn,
            CeleryExecutorQueue=self.made.celery_queue_arn,
            CreatedAt=self.created_at,
            DatabaseVpcEndpointService=self.made.database_service if services_are_known else None,
            LastUpdate=self.last_update.describe(),
            Name=identity.name,
            ServiceRoleArn=(
                f"arn:{identity.partition}:iam::{identity.account_id}:"
                "role/aws-service-role/airflow.amazonaws.com/AWSServiceRoleForAmazonMWAA"
            ),
            Status=self.status,
            Tags=dict(self.tags) or None,
            WebserverUrl=self.webserver_host,
            WebserverVpcEndpointService=(
                self.made.webserver_service if services_are_known and self.has_private_side else None
            ),
        )


def _without_none(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def merged(settings: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """``settings`` after UpdateEnvironment with ``changes``: groups and logs one by one, all else as a whole.

    An empty text takes a file away, and with a file its version goes.
    """
    result = {**settings}
    for name, value in changes.items():
        match name:
            case "NetworkConfiguration" | "LoggingConfiguration":
                result[name] = {**result[name], **value}
            case "WorkerReplacementStrategy":
                pass
            case "Teams":
                teams = {**result.get(name, {}), **value.get("AddOrUpdate", {})}
                result[name] = {team: config for team, config in teams.items() if team not in value.get("Remove", [])}
            case _:
                result[name] = value
        if name.endswith("S3Path") and value != settings.get(name):
            version = name.replace("S3Path", "S3ObjectVersion")
            if version in result and version not in changes:
                del result[version]
    return {name: value for name, value in result.items() if value not in ("", {})}
