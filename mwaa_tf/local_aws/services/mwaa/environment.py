"""An environment: its settings, the resources that MWAA created for it, and its status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from mwaa_tf.arn import Arn
from mwaa_tf.local_aws.clock import clock
from mwaa_tf.local_aws.services.mwaa import timing
from mwaa_tf.local_aws.services.mwaa.airflow import AirflowContents
from mwaa_tf.local_aws.services.mwaa.checks.network import EnvironmentNetwork
from mwaa_tf.local_aws.services.mwaa.network_changes import ObservedNetwork
from mwaa_tf.mwaa import principals
from mwaa_tf.mwaa.access_modes import AccessMode
from mwaa_tf.mwaa.status import Status


@dataclass(frozen=True)
class Identity:
    """What never changes about an environment."""

    name: str
    account_id: str
    region: str
    partition: str

    @property
    def arn(self) -> str:
        return str(Arn(self.partition, "airflow", self.region, self.account_id, f"environment/{self.name}"))


@dataclass(frozen=True)
class ManagedResources:
    """What MWAA creates for an environment in accounts of its own."""

    database_service: str
    webserver_service: str
    """Names of the two endpoint services; the second exists even if GetEnvironment does not return it."""
    webserver_id: str
    """First label of the web server's host name, a UUID."""
    celery_queue_arn: str


@dataclass
class LastUpdate:
    """The last change; the first one is the creation."""

    status: str
    created_at: datetime
    error: str | None = None
    worker_replacement_strategy: str | None = None
    source: str | None = None
    """What began it. AWS documents that it names MWAA's own processes, and no text (API reference, LastUpdate): none
    here for what a request began."""

    def describe(self) -> dict[str, Any]:
        """The member LastUpdate of GetEnvironment's response."""
        return _without_none(
            Status=self.status,
            CreatedAt=clock.client_date(self.created_at),
            Error=self.error and {"ErrorCode": "INCORRECT_CONFIGURATION", "ErrorMessage": self.error[:1024]},
            WorkerReplacementStrategy=self.worker_replacement_strategy,
            Source=self.source,
        )


@dataclass
class LocalEnvironment:
    """An environment as it is now. Only :mod:`.status_transitions` changes its status."""

    identity: Identity
    network: EnvironmentNetwork
    managed: ManagedResources
    settings: dict[str, Any]
    """Members of CreateEnvironment's request with defaults, without Name and Tags."""
    tags: dict[str, str]
    created_at: datetime
    last_update: LastUpdate
    status: Status = Status.CREATING
    since: datetime = field(init=False)
    """When it entered ``status``."""
    pended: bool = False
    """Whether it was PENDING before."""
    endpoints_were_valid: bool = False
    observed_network: ObservedNetwork = field(default_factory=ObservedNetwork)
    pending_settings: dict[str, Any] | None = None
    """The settings that an update in progress leads to."""
    address_problem: str = ""
    """What keeps its resources in the subnets from having addresses."""
    update_problems: list[str] = field(default_factory=list)
    """What keeps the containers of an update in progress from having addresses."""
    snapshot_is_due: bool = False
    """Whether an update in progress has yet to take its snapshot."""
    wait_for_tasks: timedelta = timedelta()
    """How long an update in progress lets tasks run before it goes on."""
    rollback: timedelta = timing.ROLLBACK
    """How long a rollback in progress takes."""
    published_at: datetime | None = None
    """The time of the last metrics."""
    interface_ids: list[str] = field(default_factory=list)
    managed_endpoint_ids: list[str] = field(default_factory=list)
    airflow: AirflowContents | None = None
    """What its Airflow knows; None as long as no test has set it."""

    def __post_init__(self) -> None:
        self.since = self.created_at

    @property
    def customer_manages_endpoints(self) -> bool:
        return bool(self.settings["EndpointManagement"] == "CUSTOMER")

    @property
    def access_mode(self) -> AccessMode:
        return AccessMode(self.settings["WebserverAccessMode"])

    @property
    def subnet_ids(self) -> list[str]:
        return list(self.settings["NetworkConfiguration"]["SubnetIds"])

    @property
    def security_group_ids(self) -> list[str]:
        return list(self.settings["NetworkConfiguration"]["SecurityGroupIds"])

    @property
    def webserver_host(self) -> str:
        """Host name of the UI, in the form that environments have had since August 2025.

        That of PUBLIC_AND_PRIVATE is inferred: the public one.
        """
        suffix = "" if self.access_mode.is_public else "-vpce"
        return f"{self.managed.webserver_id}{suffix}.c2.airflow.{self.identity.region}.on.aws"

    def describe(self) -> dict[str, Any]:
        """The member Environment of GetEnvironment's response.

        WebserverUrl is a host name without a scheme, as in the responses of the service and its documentation; the
        pattern in the service model requires ``https://``. Without options or tags, these are empty maps (public
        recordings of responses).
        """
        services_are_known = self.pended or self.status is not Status.CREATING
        identity = self.identity
        return _without_none(
            **{"AirflowConfigurationOptions": {}, **self.settings},
            Arn=identity.arn,
            CeleryExecutorQueue=self.managed.celery_queue_arn,
            CreatedAt=clock.client_date(self.created_at),
            DatabaseVpcEndpointService=self.managed.database_service if services_are_known else None,
            LastUpdate=self.last_update.describe(),
            Name=identity.name,
            ServiceRoleArn=str(
                Arn(
                    identity.partition,
                    "iam",
                    "",
                    identity.account_id,
                    f"role/aws-service-role/{principals.AIRFLOW}/{principals.SERVICE_LINKED_ROLE}",
                )
            ),
            Status=self.status,
            Tags=dict(self.tags),
            WebserverUrl=self.webserver_host,
            WebserverVpcEndpointService=(
                self.managed.webserver_service if services_are_known and self.access_mode.has_private_endpoint else None
            ),
        )


def _without_none(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def merged(settings: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """``settings`` after UpdateEnvironment with ``changes``: network and logs member by member, all else as a whole.

    An empty string removes a file, and a new file removes the version of the old one.
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
