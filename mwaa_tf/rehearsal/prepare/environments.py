"""Environments that are made elsewhere: made on the local AWS, by whoever that may be, with what is said of them.

They can be made once the subnets are shared, wait for the owner's endpoints like all others, and have to go before the
network does.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment
from mwaa_tf.config.existing import ExistingEnvironment
from mwaa_tf.rehearsal.prepare.existing import make_bucket, make_group, make_role

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws

#: Seconds between two looks at an environment.
_INTERVAL = 0.25


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An environment of an account that makes it itself."""

    account_id: str
    name: str


def members_elsewhere(deployment: Deployment) -> tuple[ResolvedEnvironment, ...]:
    """The members whose environments are made elsewhere."""
    return tuple(member for member in deployment.environments if member.settings.existing)


def prepare_environments(local: LocalAws, deployment: Deployment) -> None:
    """Make the role and the bucket that each environment needs; these are not in anybody's way, and stay."""
    for member in members_elsewhere(deployment):
        make_role(local, _role_arn(local, member))
        if member.settings.source_bucket.arn is None:
            bucket = _bucket_arn(local, member).rpartition(":")[2]
            make_bucket(local, member.participant.account_id, bucket, deployment.region)


def make_environments(local: LocalAws, deployment: Deployment) -> tuple[Elsewhere, ...]:
    """Create each environment with its group, and have MWAA offer the services that the configuration names."""
    return tuple(
        _create(local, deployment, member, member.settings.existing)
        for member in members_elsewhere(deployment)
        if member.settings.existing
    )


def not_available(local: LocalAws, environments: Iterable[Elsewhere], seconds: float) -> list[str]:
    """A line for each environment that did not become AVAILABLE within ``seconds``."""
    waiting = list(environments)
    end = time.monotonic() + seconds
    while waiting and time.monotonic() < end:
        waiting = [each for each in waiting if _status(local, each) != "AVAILABLE"]
        if waiting:
            time.sleep(_INTERVAL)
    return [f"{each.name}, made elsewhere: still {_status(local, each)}" for each in waiting]


def remove_environments(local: LocalAws, deployment: Deployment, environments: Iterable[Elsewhere]) -> None:
    """Delete the environments, wait until they are gone, and delete their groups."""
    environments = tuple(environments)
    for each in environments:
        local.client("mwaa", each.account_id).delete_environment(Name=each.name)
    for each in environments:
        while each.name in local.client("mwaa", each.account_id).list_environments()["Environments"]:
            time.sleep(_INTERVAL)
    for member in members_elsewhere(deployment):
        if existing := member.settings.existing:
            ec2 = local.client("ec2", member.participant.account_id)
            ec2.delete_security_group(GroupId=existing.security_group_id)


def _create(
    local: LocalAws, deployment: Deployment, member: ResolvedEnvironment, existing: ExistingEnvironment
) -> Elsewhere:
    account_id, name = member.participant.account_id, member.name
    subnets = _private_subnets(local, deployment)
    make_group(local, account_id, existing.security_group_id, str(subnets[0]["VpcId"]))
    settings: dict[str, Any] = {
        "Name": name,
        "DagS3Path": "dags",
        "EndpointManagement": "CUSTOMER",
        "ExecutionRoleArn": _role_arn(local, member),
        "NetworkConfiguration": {
            "SubnetIds": [str(subnet["SubnetId"]) for subnet in subnets],
            "SecurityGroupIds": [existing.security_group_id],
        },
        "SourceBucketArn": _bucket_arn(local, member),
        "WebserverAccessMode": member.settings.webserver_access_mode or "PRIVATE_ONLY",
    }
    if member.settings.kms_key.arn:
        settings["KmsKey"] = member.settings.kms_key.arn
    if member.settings.airflow_version:
        settings["AirflowVersion"] = member.settings.airflow_version
    local.client("mwaa", account_id).create_environment(**settings)
    _rename_services(account_id, deployment.region, name, existing)
    return Elsewhere(account_id, name)


def _role_arn(local: LocalAws, member: ResolvedEnvironment) -> str:
    return f"arn:{local.partition}:iam::{member.participant.account_id}:role/made-elsewhere-{member.key}"


def _bucket_arn(local: LocalAws, member: ResolvedEnvironment) -> str:
    made = f"arn:{local.partition}:s3:::made-elsewhere-{member.participant.account_id}-{member.key}"
    return member.settings.source_bucket.arn or made


def _rename_services(account_id: str, region: str, name: str, existing: ExistingEnvironment) -> None:
    """Offer the environment's services under the names that the configuration has for them."""
    from mwaa_tf.local_aws.services.mwaa import endpoints
    from mwaa_tf.local_aws.services.mwaa.models import mwaa_backends

    environment = mwaa_backends[account_id][region].get_environment(name)
    endpoints.withdraw(environment)
    environment.made = replace(
        environment.made,
        database_service=existing.database_vpc_endpoint_service,
        webserver_service=existing.webserver_vpc_endpoint_service or environment.made.webserver_service,
    )
    endpoints.offer(environment)


def _private_subnets(local: LocalAws, deployment: Deployment) -> list[dict[str, Any]]:
    """The two private subnets, in their order: by the ids of the configuration, or else by the names they are given."""
    ec2 = local.client("ec2", deployment.owner.account_id)
    existing = deployment.owner.network.existing
    if existing:
        found = ec2.describe_subnets(SubnetIds=list(existing.private_subnet_ids))["Subnets"]
        return sorted(found, key=lambda subnet: existing.private_subnet_ids.index(subnet["SubnetId"]))
    names = [f"{deployment.name} Private Subnet (AZ{number})" for number in (1, 2)]
    found = [ec2.describe_subnets(Filters=[{"Name": "tag:Name", "Values": [name]}])["Subnets"] for name in names]
    return [subnet for subnets in found for subnet in subnets]


def _status(local: LocalAws, each: Elsewhere) -> str:
    return str(local.client("mwaa", each.account_id).get_environment(Name=each.name)["Environment"]["Status"])
