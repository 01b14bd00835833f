"""Tags on the shared network, put on by the participant: the owner's do not cross accounts."""

from __future__ import annotations

from mwaa_tf.blueprint.model import ModuleCall, RemoteValue, Value
from mwaa_tf.config.deployment import ResolvedEnvironment


def network_tags(member: ResolvedEnvironment) -> tuple[ModuleCall, ...]:
    """The call that tags the shared VPC and subnets in the account of ``member``, where that is its place.

    A tag has one owner among the workspaces: that of the participant's first environment that is made here. (One
    participant per account has such tags; a rule sees to it.)
    """
    tags = dict(member.participant.network_tags)
    if not tags:
        return ()
    made = (index for index, environment in enumerate(member.participant.environments) if not environment.existing)
    if member.environment_index != next(made, None):
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
