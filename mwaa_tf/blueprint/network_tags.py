"""Tags that a participant sets on the shared network: the owner's are not visible in other accounts."""

from __future__ import annotations

from mwaa_tf.blueprint.model import ModuleCall, RemoteValue, Value
from mwaa_tf.config.deployment import ResolvedEnvironment


def network_tags(environment: ResolvedEnvironment) -> tuple[ModuleCall, ...]:
    """The call that tags the shared VPC and subnets in the account of ``environment``, if it is the one to do so.

    A tag belongs to one workspace: that of the participant's first environment that mwaa_tf creates. A rule of the
    configuration allows one participant with such tags per account.
    """
    tags = dict(environment.participant.network_tags)
    if not tags:
        return ()
    created = (index for index, other in enumerate(environment.participant.environments) if not other.existing)
    if environment.environment_index != next(created, None):
        return ()
    network: dict[str, Value] = {
        "vpc_id": RemoteValue("network", "vpc_id"),
        "subnet_ids": RemoteValue("network", "private_subnet_ids"),
    }
    name = tags.pop("Name", None)
    groups: list[dict[str, Value]] = [{"name": name}] if name else []
    groups.append(network)
    if tags:
        groups.append({"tags": tags})
    return (ModuleCall("network_tags", "network-tags", tuple(groups)),)
