"""Stage 4: the access methods to an environment's private web server, where the configuration enables any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mwaa_tf.blueprint.access._methods import AccessMethod, access_methods, reads_of_methods
from mwaa_tf.blueprint.access.alb import balancer_name
from mwaa_tf.blueprint.access.bastion import bastion_group_prefix
from mwaa_tf.blueprint.access.client_vpn import vpn_description
from mwaa_tf.blueprint.backends import account, backend, remote_state
from mwaa_tf.blueprint.model import RemoteState, RemoteValue, Value, Workspace
from mwaa_tf.blueprint.outputs import by_name
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment

__all__ = ["access_workspace", "balancer_name", "bastion_group_prefix", "reads_of_methods", "vpn_description"]

#: The name under which a stage's state is read, and which the calls use.
_READ_AS = {Stage.NETWORK: "network", Stage.ENVIRONMENTS: "environment", Stage.ENDPOINTS: "endpoints"}


def access_workspace(deployment: Deployment, environment: ResolvedEnvironment) -> Workspace | None:
    """The workspace that creates the access methods of one environment; None where it has none."""
    methods = access_methods(deployment, environment)
    if not methods:
        return None
    path = Stage.ACCESS.path(environment.access_key)
    owner = account(deployment.owner)
    return Workspace(
        path=path,
        stage=Stage.ACCESS,
        title=f"access to the web server of {environment.name}: {', '.join(method.title for method in methods)}",
        account=owner,
        region=deployment.region,
        tags=deployment.tags,
        backend=backend(deployment, path, owner),
        reads=_reads(deployment, environment, methods),
        calls=tuple(method.call for method in methods),
        outputs=by_name(output for method in methods for output in method.outputs),
    )


def _reads(
    deployment: Deployment, environment: ResolvedEnvironment, methods: Iterable[AccessMethod]
) -> tuple[RemoteState, ...]:
    """What the calls use of the earlier stages."""
    used = {(value.read, value.output) for method in methods for value in _remote_values(method.call.arguments)}
    reader, user = Stage.ACCESS.path(environment.access_key), account(deployment.owner)
    reads = []
    for stage, declared in reads_of_methods().items():
        name = _READ_AS[stage]
        if outputs := tuple(output for output in declared if (name, output) in used):
            path = stage.path() if stage is Stage.NETWORK else stage.path(environment.key)
            reads.append(remote_state(deployment, name, path, reader, user, outputs))
    return tuple(reads)


def _remote_values(value: Value) -> Iterable[RemoteValue]:
    if isinstance(value, RemoteValue):
        yield value
    elif isinstance(value, Mapping):
        for argument in value.values():
            yield from _remote_values(argument)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for element in value:
            yield from _remote_values(element)
