"""Stage 3: the owner's endpoints, for which the environment waits."""

from __future__ import annotations

from mwaa_tf.blueprint.backends import account, backend, remote_state
from mwaa_tf.blueprint.environments import environment_path, of_environment
from mwaa_tf.blueprint.model import Account, ModuleCall, ModuleValue, Output, RemoteState, RemoteValue, Value, Workspace
from mwaa_tf.blueprint.network import PATH as NETWORK
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment

_OUTPUTS = {
    "database_endpoint_id": "Endpoint of the metadata database.",
    "security_group_id": "Security group of the endpoints.",
}

_WEBSERVER_OUTPUTS = {
    "webserver_dns_name": "DNS name of the web server's endpoint, resolvable inside the VPC.",
    "webserver_endpoint_id": "Endpoint of the web server.",
    "webserver_endpoint_ips": "Private addresses of the web server's endpoint: targets of a load balancer.",
}

#: Made once: thousands of workspaces share them.
_PUBLIC_OUTPUTS, _PRIVATE_OUTPUTS = (
    tuple(Output(name, text, ModuleValue("environment_endpoints", name)) for name, text in outputs.items())
    for outputs in (_OUTPUTS, _OUTPUTS | _WEBSERVER_OUTPUTS)
)


def endpoints_path(member: ResolvedEnvironment) -> str:
    """Folder of the workspace of an environment's endpoints."""
    return f"3-endpoints/{member.key}"


def endpoints_workspace(deployment: Deployment, member: ResolvedEnvironment) -> Workspace:
    """The workspace that makes the endpoints of one environment."""
    path = endpoints_path(member)
    owner = account(deployment.owner)
    private = member.environment.webserver_access_mode != "PUBLIC_ONLY"
    services: dict[str, Value] = {
        "database_service_name": of_environment(member, "database_vpc_endpoint_service"),
        "private_webserver": private,
    }
    read = ["database_vpc_endpoint_service", "security_group_reference", "subnet_ids"]
    if private:
        del services["private_webserver"]
        services["webserver_service_name"] = of_environment(member, "webserver_vpc_endpoint_service")
        read.append("webserver_vpc_endpoint_service")
    services["environment_security_group_id"] = of_environment(member, "security_group_reference")
    groups: list[dict[str, Value]] = [
        {
            "name": member.name,
            "vpc_id": RemoteValue("network", "vpc_id"),
            "subnet_ids": of_environment(member, "subnet_ids"),
        },
        services,
    ]
    if member.environment.tags:
        groups.append({"tags": dict(member.environment.tags)})
    return Workspace(
        path=path,
        stage=3,
        title=f"endpoints of {member.name}: " + ("database and web server" if private else "database"),
        account=owner,
        region=deployment.region,
        tags=deployment.tags,
        backend=backend(deployment, path, owner),
        reads=_reads(deployment, member, path, owner, tuple(read)),
        calls=(ModuleCall("environment_endpoints", "environment-endpoints", tuple(groups)),),
        outputs=_PRIVATE_OUTPUTS if private else _PUBLIC_OUTPUTS,
    )


def _reads(
    deployment: Deployment, member: ResolvedEnvironment, path: str, owner: Account, outputs: tuple[str, ...]
) -> tuple[RemoteState, ...]:
    """The states of network and environment; one that is made elsewhere has none to read."""
    if member.environment.existing:
        return (remote_state(deployment, "network", NETWORK, path, owner, ("private_subnet_ids", "vpc_id")),)
    return (
        remote_state(deployment, "network", NETWORK, path, owner, ("vpc_id",)),
        remote_state(deployment, "environment", environment_path(member), path, owner, outputs),
    )
