"""Stage 4: the ways into an environment's private web server, made where it was asked for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mwaa_tf.blueprint.access.methods import AccessMethod, access_methods
from mwaa_tf.blueprint.backends import account, backend, remote_state
from mwaa_tf.blueprint.endpoints import endpoints_path
from mwaa_tf.blueprint.environments import environment_path
from mwaa_tf.blueprint.model import RemoteState, RemoteValue, Value, Workspace
from mwaa_tf.blueprint.network import PATH as NETWORK
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment

__all__ = ["access_path", "access_workspace"]


def access_path(environment: ResolvedEnvironment) -> str:
    """Folder of the workspace of the ways to an environment."""
    return f"4-access/{environment.key}"


def access_workspace(deployment: Deployment, environment: ResolvedEnvironment) -> Workspace | None:
    """The workspace that makes the ways to one environment; None where it has none."""
    found = access_methods(deployment, environment)
    if not found:
        return None
    path = access_path(environment)
    owner = account(deployment.owner)
    return Workspace(
        path=path,
        stage=4,
        title=f"the way to the web server of {environment.name}: {', '.join(way.title for way in found)}",
        account=owner,
        region=deployment.region,
        tags=deployment.tags,
        backend=backend(deployment, path, owner),
        reads=_reads(deployment, environment, found),
        calls=tuple(way.call for way in found),
        outputs=tuple(sorted((output for way in found for output in way.outputs), key=lambda output: output.name)),
    )


def _reads(deployment: Deployment, environment: ResolvedEnvironment, found: Iterable[AccessMethod]) -> tuple[RemoteState, ...]:
    """What the calls use of the stages before: ``network``, ``environment`` and ``endpoints``."""
    paths = {"network": NETWORK, "environment": environment_path(environment), "endpoints": endpoints_path(environment)}
    used: dict[str, set[str]] = {}
    for way in found:
        for value in _remote_values(way.call.arguments):
            used.setdefault(value.read, set()).add(value.output)
    reader, user = access_path(environment), account(deployment.owner)
    return tuple(
        remote_state(deployment, name, path, reader, user, tuple(sorted(used[name])))
        for name, path in paths.items()
        if name in used
    )


def _remote_values(value: Value) -> Iterable[RemoteValue]:
    if isinstance(value, RemoteValue):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _remote_values(item)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            yield from _remote_values(item)
