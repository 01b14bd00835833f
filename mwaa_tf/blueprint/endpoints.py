"""Stage 3: the owner's endpoints, for which the environment waits."""

from __future__ import annotations

from collections.abc import Mapping

from mwaa_tf.blueprint.backends import account, backend, remote_state
from mwaa_tf.blueprint.environments import of_environment
from mwaa_tf.blueprint.model import Account, ModuleCall, RemoteState, RemoteValue, Value, Workspace
from mwaa_tf.blueprint.outputs import module_outputs
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment

_WEBSERVER_SERVICE = "webserver_vpc_endpoint_service"

#: What a workspace of this stage reads, by the stage that has it. The subnets come from the network, which the owner
#: applies: a participant must not decide where the owner creates endpoints. The web server's service is read for a
#: private one.
READS: Mapping[Stage, tuple[str, ...]] = {
    Stage.NETWORK: ("private_subnet_ids", "vpc_id"),
    Stage.ENVIRONMENTS: (
        "database_vpc_endpoint_service",
        "security_group_reference",
        _WEBSERVER_SERVICE,
    ),
}

_CALL = "environment_endpoints"
_DESCRIPTIONS = {
    "database_endpoint_id": "Endpoint of the metadata database.",
    "security_group_id": "Security group of the endpoints.",
}
_WEBSERVER_DESCRIPTIONS = {
    "webserver_dns_name": "DNS name of the web server's endpoint, resolvable inside the VPC.",
    "webserver_endpoint_id": "Endpoint of the web server.",
    "webserver_endpoint_ips": "Private addresses of the web server's endpoint: targets of a load balancer.",
}

#: Built once: thousands of workspaces share them.
_PUBLIC_OUTPUTS = module_outputs(_CALL, _DESCRIPTIONS)
_PRIVATE_OUTPUTS = module_outputs(_CALL, _DESCRIPTIONS | _WEBSERVER_DESCRIPTIONS)


def endpoints_workspace(deployment: Deployment, environment: ResolvedEnvironment) -> Workspace:
    """The workspace that creates the endpoints of one environment."""
    path = Stage.ENDPOINTS.path(environment.key)
    owner = account(deployment.owner)
    private = environment.settings.webserver_access_mode.has_private_endpoint
    return Workspace(
        path=path,
        stage=Stage.ENDPOINTS,
        title=f"endpoints of {environment.name}: " + ("database and web server" if private else "database"),
        account=owner,
        region=deployment.region,
        tags=deployment.tags,
        backend=backend(deployment, path, owner),
        reads=_reads(deployment, environment, path, owner),
        calls=(ModuleCall(_CALL, "environment-endpoints", _arguments(environment, private=private)),),
        outputs=_PRIVATE_OUTPUTS if private else _PUBLIC_OUTPUTS,
    )


def _arguments(environment: ResolvedEnvironment, *, private: bool) -> tuple[Mapping[str, Value], ...]:
    services: dict[str, Value] = {"database_service_name": of_environment(environment, "database_vpc_endpoint_service")}
    if private:
        services["webserver_service_name"] = of_environment(environment, _WEBSERVER_SERVICE)
    else:
        services["private_webserver"] = False
    services["environment_account_id"] = environment.participant.account_id
    services["environment_security_group_id"] = of_environment(environment, "security_group_reference")
    groups: list[Mapping[str, Value]] = [
        {
            "name": environment.name,
            "vpc_id": RemoteValue("network", "vpc_id"),
            "subnet_ids": RemoteValue("network", "private_subnet_ids"),
        },
        services,
    ]
    if environment.settings.tags:
        groups.append({"tags": dict(environment.settings.tags)})
    return tuple(groups)


def _reads(
    deployment: Deployment, environment: ResolvedEnvironment, path: str, owner: Account
) -> tuple[RemoteState, ...]:
    """The states of network and environment; an externally managed environment has none to read."""
    network = remote_state(deployment, "network", Stage.NETWORK.path(), path, owner, READS[Stage.NETWORK])
    if environment.settings.existing:
        return (network,)
    private = environment.settings.webserver_access_mode.has_private_endpoint
    outputs = tuple(name for name in READS[Stage.ENVIRONMENTS] if private or name != _WEBSERVER_SERVICE)
    return (
        network,
        remote_state(deployment, "environment", Stage.ENVIRONMENTS.path(environment.key), path, owner, outputs),
    )
