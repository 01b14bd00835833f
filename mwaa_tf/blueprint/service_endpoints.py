"""Stage 1 as well: the endpoints of AWS services, which an environment calls, in the owner's VPC."""

from __future__ import annotations

from mwaa_tf.blueprint.model import ModuleCall, ModuleValue, Output, Value
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment

_CALL = "service_endpoints"

_OUTPUTS = {
    "s3_prefix_list_id": ("s3_prefix_list_id", "Prefix list of S3, for groups that let out only what they must."),
    "service_endpoint_ids": ("endpoint_ids", "Endpoints of AWS services, by the end of the service's name."),
    "service_endpoints_security_group_id": (
        "security_group_id",
        "Security group of the services' endpoints; it admits the private subnets on port 443.",
    ),
}


def service_endpoints(deployment: Deployment) -> tuple[tuple[ModuleCall, ...], tuple[Output, ...]]:
    """The call of the module and what its workspace outputs; nothing where no endpoints are made."""
    if not deployment.owner.has_service_endpoints:
        return (), ()
    outputs = tuple(Output(name, text, ModuleValue(_CALL, output)) for name, (output, text) in _OUTPUTS.items())
    return (ModuleCall(_CALL, "service-endpoints", _arguments(deployment)),), outputs


def _arguments(deployment: Deployment) -> tuple[dict[str, Value], ...]:
    given = deployment.owner.service_endpoints
    place: dict[str, Value] = {
        "vpc_id": ModuleValue("network", "vpc_id"),
        "subnet_ids": ModuleValue("network", "private_subnet_ids"),
    }
    if "s3" in given.made:
        place["route_table_ids"] = ModuleValue("network", "private_route_table_ids")
    groups: list[dict[str, Value]] = [{"name": deployment.name}, place]
    services = _given({"additional": given.additional, "without": given.without})
    if services:
        groups.append({"services": services})
    if given.policies == "restricted":
        allow = tuple(
            {"service": each.service, "actions": each.actions, "resources": each.resources} for each in given.allow
        )
        mode: dict[str, Value] = {"mode": "restricted", **_given({"allow": allow, "unrestricted": given.unrestricted})}
        groups.append({"policies": mode})
        groups.append({"environments": tuple(_environment(member) for member in deployment.environments)})
    return tuple(groups)


def _environment(member: ResolvedEnvironment) -> dict[str, Value]:
    """What is known of an environment before it is made; names as the module `environment` makes them."""
    environment, account_id = member.environment, member.participant.account_id
    bucket, key = environment.source_bucket, environment.kms_key
    arguments: dict[str, Value] = {
        "name": member.name,
        "account_id": account_id,
        "source_bucket_name": bucket.arn.rsplit(":", 1)[-1]
        if bucket.arn
        else bucket.name or f"{member.name}-{account_id}",
    }
    if key.arn:
        arguments["kms_key"] = {"arn": key.arn}
    elif key.create:
        arguments["kms_key"] = {"create": True}
    return arguments


def _given(arguments: dict[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in arguments.items() if value}
