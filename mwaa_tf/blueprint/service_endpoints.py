"""Stage 1 as well: the endpoints of AWS services, which an environment calls, in the owner's VPC."""

from __future__ import annotations

from mwaa_tf.arn import Arn
from mwaa_tf.blueprint.model import ModuleCall, ModuleValue, Output, Value
from mwaa_tf.blueprint.outputs import module_outputs
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment

_CALL = "service_endpoints"

_OUTPUTS = module_outputs(
    _CALL,
    {
        "s3_prefix_list_id": "Prefix list of S3, for security groups that restrict egress.",
        "service_endpoint_ids": "Endpoints of AWS services, by the end of the service's name.",
        "service_endpoints_security_group_id": "Security group of the services' endpoints; it admits the private "
        "subnets on port 443.",
    },
    names={"service_endpoint_ids": "endpoint_ids", "service_endpoints_security_group_id": "security_group_id"},
)


def service_endpoints(deployment: Deployment) -> tuple[tuple[ModuleCall, ...], tuple[Output, ...]]:
    """The call of the module and what its workspace outputs; nothing where endpoints are not enabled."""
    if not deployment.owner.has_service_endpoints:
        return (), ()
    return (ModuleCall(_CALL, "service-endpoints", _arguments(deployment)),), _OUTPUTS


def _arguments(deployment: Deployment) -> tuple[dict[str, Value], ...]:
    endpoints = deployment.owner.service_endpoints
    place: dict[str, Value] = {
        "vpc_id": ModuleValue("network", "vpc_id"),
        "subnet_ids": ModuleValue("network", "private_subnet_ids"),
    }
    if "s3" in endpoints.enabled_services:
        place["route_table_ids"] = ModuleValue("network", "private_route_table_ids")
    groups: list[dict[str, Value]] = [{"name": deployment.name}, place]
    services = _filled({"additional": endpoints.additional, "without": endpoints.exclude})
    if services:
        groups.append({"services": services})
    if endpoints.is_restricted:
        allowed = tuple(
            {"service": allow.service, "actions": allow.actions, "resources": allow.resources}
            for allow in endpoints.allow
        )
        exceptions = _filled({"allow": allowed, "unrestricted": endpoints.unrestricted})
        groups.append({"policies": {"mode": endpoints.policies, **exceptions}})
        groups.append({"environments": tuple(_environment(environment) for environment in deployment.environments)})
    return tuple(groups)


def _environment(environment: ResolvedEnvironment) -> dict[str, Value]:
    """What is known of an environment before it exists; names as the module `environment` forms them."""
    account_id = environment.participant.account_id
    bucket, key = environment.settings.source_bucket, environment.settings.kms_key
    arguments: dict[str, Value] = {
        "name": environment.name,
        "account_id": account_id,
        "source_bucket_name": Arn.parse(bucket.arn).resource
        if bucket.arn
        else bucket.name or f"{environment.name}-{account_id}",
    }
    if key.arn:
        arguments["kms_key"] = {"arn": key.arn}
    elif key.create:
        arguments["kms_key"] = {"create": True}
    return arguments


def _filled(arguments: dict[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in arguments.items() if value}
