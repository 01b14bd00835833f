"""Externally managed environments, created on the local AWS as the configuration describes them.

They are created once the subnets are shared, wait for the owner's endpoints like all others, and are deleted before the
network is.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mwaa_tf.arn import Arn
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment
from mwaa_tf.config.existing import ExistingEnvironment
from mwaa_tf.mwaa import access_modes
from mwaa_tf.mwaa.names import LogType
from mwaa_tf.mwaa.status import Status
from mwaa_tf.rehearsal.prepare.identities import create_execution_role
from mwaa_tf.rehearsal.prepare.network import create_security_group
from mwaa_tf.rehearsal.prepare.storage import create_source_bucket

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws

#: Seconds between two polls of an environment.
_INTERVAL = 0.25


@dataclass(frozen=True, slots=True)
class ExternalEnvironment:
    """An environment that the deployment does not create, and the group that is created with it."""

    account_id: str
    name: str
    security_group_id: str


def prepare_environments(local: LocalAws, deployment: Deployment) -> None:
    """Create the role and the bucket of each externally managed environment; nothing depends on them, so they stay."""
    for resolved, _ in _external(deployment):
        create_execution_role(local, _role_arn(local, resolved))
        if resolved.settings.source_bucket.arn is None:
            bucket = Arn.parse(_bucket_arn(local, resolved)).resource
            create_source_bucket(local, resolved.participant.account_id, bucket, deployment.region)


def create_environments(local: LocalAws, deployment: Deployment) -> tuple[ExternalEnvironment, ...]:
    """Create each externally managed environment with its group; MWAA offers the services that the config names."""
    return tuple(_create(local, deployment, resolved, existing) for resolved, existing in _external(deployment))


def not_available(local: LocalAws, environments: Iterable[ExternalEnvironment], seconds: float) -> list[str]:
    """Wait up to ``seconds`` until they are ready to use; return a line for each environment that did not become so."""
    waiting = list(environments)
    deadline = time.monotonic() + seconds
    while waiting and time.monotonic() < deadline:
        waiting = [environment for environment in waiting if not Status(_status(local, environment)).is_ready]
        if waiting:
            time.sleep(_INTERVAL)
    return [f"{environment.name}, externally managed: still {_status(local, environment)}" for environment in waiting]


def delete_environments(local: LocalAws, environments: tuple[ExternalEnvironment, ...]) -> None:
    """Delete the environments, wait until MWAA no longer lists them, and delete their groups.

    One that is busy can be deleted only once it is done.
    """
    for environment in environments:
        while Status(_status(local, environment)).is_busy:
            time.sleep(_INTERVAL)
        local.client("mwaa", environment.account_id).delete_environment(Name=environment.name)
    for environment in environments:
        mwaa = local.client("mwaa", environment.account_id)
        while environment.name in mwaa.list_environments()["Environments"]:
            time.sleep(_INTERVAL)
    for environment in environments:
        ec2 = local.client("ec2", environment.account_id)
        ec2.delete_security_group(GroupId=environment.security_group_id)


def _external(deployment: Deployment) -> list[tuple[ResolvedEnvironment, ExistingEnvironment]]:
    return [
        (resolved, resolved.settings.existing) for resolved in deployment.environments if resolved.settings.existing
    ]


def _create(
    local: LocalAws, deployment: Deployment, resolved: ResolvedEnvironment, existing: ExistingEnvironment
) -> ExternalEnvironment:
    account_id, environment = resolved.participant.account_id, resolved.settings
    subnets = private_subnets(local, deployment)
    create_security_group(local, account_id, existing.security_group_id, str(subnets[0]["VpcId"]))
    settings: dict[str, Any] = {
        "Name": resolved.name,
        "DagS3Path": "dags",
        "EndpointManagement": "CUSTOMER",
        "ExecutionRoleArn": _role_arn(local, resolved),
        # Otherwise they are off, and nothing tells afterwards why a task failed.
        "LoggingConfiguration": {log.value: {"Enabled": True, "LogLevel": "INFO"} for log in LogType},
        "NetworkConfiguration": {
            "SubnetIds": [str(subnet["SubnetId"]) for subnet in subnets],
            "SecurityGroupIds": [existing.security_group_id],
        },
        "SourceBucketArn": _bucket_arn(local, resolved),
        "WebserverAccessMode": environment.webserver_access_mode or str(access_modes.DEFAULT),
    }
    if environment.kms_key.arn:
        settings["KmsKey"] = environment.kms_key.arn
    if environment.airflow_version:
        settings["AirflowVersion"] = environment.airflow_version
    local.client("mwaa", account_id).create_environment(**settings)
    _rename_services(account_id, deployment.region, resolved.name, existing)
    return ExternalEnvironment(account_id, resolved.name, existing.security_group_id)


def _role_arn(local: LocalAws, resolved: ResolvedEnvironment) -> str:
    return f"arn:{local.partition}:iam::{resolved.participant.account_id}:role/external-{resolved.key}"


def _bucket_arn(local: LocalAws, resolved: ResolvedEnvironment) -> str:
    own = f"arn:{local.partition}:s3:::external-{resolved.participant.account_id}-{resolved.key}"
    return resolved.settings.source_bucket.arn or own


def _rename_services(account_id: str, region: str, name: str, existing: ExistingEnvironment) -> None:
    """Offer the environment's services under the names that the configuration has for them."""
    from mwaa_tf.local_aws.services.mwaa import endpoints
    from mwaa_tf.local_aws.services.mwaa.models import mwaa_backends

    environment = mwaa_backends[account_id][region].get_environment(name)
    endpoints.withdraw(environment)
    environment.managed = replace(
        environment.managed,
        database_service=existing.database_vpc_endpoint_service,
        webserver_service=existing.webserver_vpc_endpoint_service or environment.managed.webserver_service,
    )
    endpoints.offer(environment)


def private_subnets(local: LocalAws, deployment: Deployment) -> list[dict[str, Any]]:
    """The two private subnets in their order: by the ids of the configuration, else by their rendered names."""
    ec2 = local.client("ec2", deployment.owner.account_id)
    existing = deployment.owner.network.existing
    if existing:
        subnets = ec2.describe_subnets(SubnetIds=list(existing.private_subnet_ids))["Subnets"]
        return sorted(subnets, key=lambda subnet: existing.private_subnet_ids.index(subnet["SubnetId"]))
    names = [f"{deployment.name} Private Subnet (AZ{number})" for number in (1, 2)]
    by_name = [ec2.describe_subnets(Filters=[{"Name": "tag:Name", "Values": [name]}])["Subnets"] for name in names]
    return [subnet for subnets in by_name for subnet in subnets]


def _status(local: LocalAws, environment: ExternalEnvironment) -> str:
    mwaa = local.client("mwaa", environment.account_id)
    return str(mwaa.get_environment(Name=environment.name)["Environment"]["Status"])
