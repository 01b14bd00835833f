"""Whether the network of an environment still changes.

An apply may create network and environment together, and nothing makes the environment wait for a NAT gateway: on AWS
its creation takes 20 to 30 minutes, in which the rest of the network comes into being. With a clock that runs faster
than ours, the creation would end before Terraform has created the next resource. So a problem of the network ends a
creation only after nothing in the VPC has changed for a while of real time. Inferred, from public modules that create
both in one apply.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mwaa_tf.local_aws.clock import clock

if TYPE_CHECKING:
    from mwaa_tf.local_aws.services.mwaa.checks.network import EnvironmentNetwork

QUIET_SECONDS = 60.0
"""How long nothing may have changed, in seconds of :meth:`~mwaa_tf.local_aws.clock.Clock.wall_time`. Terraform's AWS
provider waits 10 seconds between two steps of some resources of a VPC, and a busy machine takes longer."""


@dataclass
class LastChange:
    """When a call last changed anything, perhaps a network, as :meth:`~mwaa_tf.local_aws.clock.Clock.wall_time`."""

    at: float = 0.0

    def note(self) -> None:
        """Remember that a call has just changed something."""
        self.at = clock.wall_time()

    def reset(self) -> None:
        """Forget the change: the clock starts again."""
        self.at = 0.0


last_change = LastChange()
"""The last change of this process's local AWS."""


@dataclass
class ObservedNetwork:
    """The network as it was when it was last looked at, and since when it has been so."""

    state: str = ""
    since: float = 0.0
    judged_late: bool = False
    """Whether a problem was seen while the network still changed."""

    def is_quiet(self, network: EnvironmentNetwork, account_id: str, region: str) -> bool:
        """Look again; whether nothing has changed for :data:`QUIET_SECONDS`."""
        state = repr(list(_state(network, account_id, region)))
        if state != self.state:
            # The change came with a call, and with none after the last one.
            self.state, self.since = state, last_change.at
        return clock.wall_time() - self.since >= QUIET_SECONDS


def _state(network: EnvironmentNetwork, account_id: str, region: str) -> Iterator[Any]:
    """Everything in the VPC, of all accounts, that decides where traffic goes and whether it may."""
    from mwaa_tf.local_aws.services.ec2 import visibility

    vpc_id = network.vpc_id
    own_subnets = {subnet.id for subnet in network.subnets}
    yield sorted(visibility.visible_subnets(account_id, region).keys() & own_subnets)
    for backend in visibility.backends(region):
        if vpc := backend.vpcs.get(vpc_id):
            yield vpc.enable_dns_support, vpc.enable_dns_hostnames
        for subnet in visibility.own_subnets(backend).values():
            if subnet.vpc_id == vpc_id:
                yield subnet.id, subnet.map_public_ip_on_launch
        for table in list(backend.route_tables.values()):
            if table.vpc_id == vpc_id:
                routes = [(route.id, route.gateway_id, _id(route.nat_gateway)) for route in list(table.routes)]
                yield table.id, sorted(table._associations.items()), routes
        for gateway in list(backend.internet_gateways.values()):
            if visibility.attached_vpc(gateway) == vpc_id:
                yield gateway.id
        for endpoint in list(backend.vpc_end_points.values()):
            if endpoint.vpc_id == vpc_id:
                yield endpoint.id, endpoint.policy_document, endpoint.private_dns_enabled
                yield endpoint.subnet_ids, endpoint.security_group_ids, endpoint.route_table_ids
        for group in list(backend.groups.get(vpc_id, {}).values()):
            yield group.id, [rule.id for rule in (*group.ingress_rules, *group.egress_rules)]
        for interface in list(backend.enis.values()):
            if interface.subnet.vpc_id == vpc_id:
                yield interface.id


def _id(resource: Any) -> str | None:
    return None if resource is None else str(resource.id)
