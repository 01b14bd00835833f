"""Network ACLs let the environment's traffic pass, and the answers to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from ipaddress import IPv4Network

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.network._acl import Packets, acl_of, admits_some, denied
from mwaa_tf.doctor.checks.network._routes import Exit, exit_of
from mwaa_tf.doctor.checks.network._services import used_endpoints
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.network import NetworkAcl, VpcEndpointFacts
from mwaa_tf.mwaa.endpoint_services import DATABASE_PORT, WEBSERVER_PORT
from mwaa_tf.mwaa.internet import internet
from mwaa_tf.text import join_words

#: Where answers go. Linux picks ports from the inner range, a NAT gateway from all of them (VPC user guide,
#: nacl-ephemeral-ports; ip_local_port_range of the Linux kernel).
_EPHEMERAL, _LINUX = (1024, 65535), (32768, 60999)
_SERVERS = ((DATABASE_PORT, DATABASE_PORT), (WEBSERVER_PORT, WEBSERVER_PORT))


Report = Callable[..., Issue]


@dataclass(frozen=True, slots=True)
class Flow:
    """Packets of one direction that a subnet has to let pass."""

    is_egress: bool
    ports: tuple[int, int]
    networks: tuple[IPv4Network, ...]
    peer: str
    is_any: bool = False
    """Whether one address of the networks is enough: the internet."""

    @property
    def packets(self) -> tuple[Packets, ...]:
        """The packets that this is about."""
        return tuple(Packets(network, *ports) for network in self.networks for ports in _without_database(self.ports))

    @property
    def traffic(self) -> str:
        """``TCP 443 inbound from``."""
        first, last = self.ports
        ports = str(first) if first == last else f"{first} to {last}"
        return f"TCP {ports} {'outbound to' if self.is_egress else 'inbound from'}"


def _without_database(ports: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The ports of answers without that of the database, which is a flow of its own."""
    first, last = ports
    if first < DATABASE_PORT < last:
        yield first, DATABASE_PORT - 1
        yield DATABASE_PORT + 1, last
    else:
        yield ports


@check(
    "network.acl",
    title="Network ACLs let the environment's traffic pass, and the answers to it",
    fix="Allow all traffic in the network ACL of the subnets: `aws ec2 create-network-acl-entry`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html",
    reads=("network",),
    covers=(
        "verify_env: check_nacl",
        "runbook AWSSupport-TroubleshootMWAAEnvironmentCreation: network ACLs",
        "guide: network ACLs",
    ),
)
def acl(view: EnvironmentView) -> Iterator[Issue]:
    """The subnets let TCP 5432 and 443 pass between them and 443 out, and the answers, which go to ports 1024-65535.

    A network ACL does not remember connections: what goes out on 443 comes back on a port of the client's choice. The
    first rule that is about a packet decides, so that a rule that allows is without effect behind one that denies. The
    subnets of the NAT gateways count, too.
    """
    closed: dict[tuple[Report, str, str, tuple[int, ...]], list[str]] = {}
    for subnet_id, flows in _flows(view):
        subnet_acl = acl_of(view.network, subnet_id)
        for flow in flows if subnet_acl else ():
            if subnet_acl and (closing := _closing(subnet_acl, flow)):
                report, rules = closing
                peers = closed.setdefault((report, subnet_acl.id, flow.traffic, rules), [])
                peers += [] if flow.peer in peers else [flow.peer]
    if view.network.endpoints.gap and not _all_leave(view):
        # Without a gateway endpoint, nothing leaves the subnets for S3.
        yield not_checkable(view.network.endpoints.gap)
    for (report, acl_id, traffic, rules), peers in closed.items():
        by = f"rule {join_words(map(str, rules), 'or')}" if rules else "no rule allows it"
        before = f", with a number lower than {min(rules)}" if rules else ""
        yield report(
            f"The network ACL {acl_id} denies {traffic} {join_words(sorted(peers))} ({by}).",
            fix=f"Allow {traffic} {join_words(sorted(peers))} in {acl_id}{before}",
            subject=acl_id,
        )


def _flows(view: EnvironmentView) -> Iterator[tuple[str, list[Flow]]]:
    """What each subnet has to let pass: the environment's own ones, and those of its NAT gateways."""
    section = view.network
    subnets = {subnet.id: IPv4Network(subnet.cidr) for subnet in section.subnets.value}
    ways = {subnet_id: exit_of(section, subnet_id) for subnet_id in subnets}
    gateways = {gateway.id: gateway.subnet_id for gateway in section.nat_gateways.content or ()}
    nat_subnets: dict[str, list[IPv4Network]] = {}
    uses_gateway = any(service == "s3" and not endpoint.subnet_ids for service, endpoint in _used(view))
    for subnet_id, way in ways.items():
        others = [cidr for other, cidr in subnets.items() if other != subnet_id]
        flows = [flow for cidr in others for flow in _between(cidr)]
        if way.exit in (Exit.NAT_GATEWAY, Exit.OTHER) or uses_gateway:
            flows += _outside()
        if way.exit is Exit.NAT_GATEWAY and gateways.get(way.target):
            nat_subnets.setdefault(gateways[way.target], []).append(subnets[subnet_id])
        yield subnet_id, flows
    for subnet_id, clients in nat_subnets.items():
        served = [flow for cidr in clients for flow in _served(cidr)]
        yield subnet_id, [*served, *_outside()]


def _all_leave(view: EnvironmentView) -> bool:
    """Whether the traffic of all subnets leaves the VPC, so that it is examined in any case."""
    ways = (exit_of(view.network, subnet.id) for subnet in view.network.subnets.value)
    return all(way.exit in (Exit.NAT_GATEWAY, Exit.OTHER) for way in ways)


def _used(view: EnvironmentView) -> Iterable[tuple[str, VpcEndpointFacts]]:
    return used_endpoints(view) if view.network.endpoints.is_known else ()


def _between(cidr: IPv4Network) -> Iterator[Flow]:
    """With the environment's other subnet, both ways: each has containers, and endpoints that they call."""
    for is_egress in (False, True):
        for ports in (*_SERVERS, _EPHEMERAL):
            yield Flow(is_egress, ports, (cidr,), str(cidr))


def _outside() -> Iterator[Flow]:
    yield Flow(True, (WEBSERVER_PORT, WEBSERVER_PORT), internet(), "the internet", is_any=True)
    yield Flow(False, _EPHEMERAL, internet(), "the internet", is_any=True)


def _served(cidr: IPv4Network) -> Iterator[Flow]:
    """What a NAT gateway gets from a subnet, and answers."""
    yield Flow(False, (WEBSERVER_PORT, WEBSERVER_PORT), (cidr,), str(cidr))
    yield Flow(True, _EPHEMERAL, (cidr,), str(cidr))


@lru_cache(maxsize=4096)  # the environments of a VPC share its ACLs, and their subnets
def _closing(subnet_acl: NetworkAcl, flow: Flow) -> tuple[Report, tuple[int, ...]] | None:
    """Whether it is a failure or a warning that the ACL denies the flow, and the rules; None if it lets it pass."""
    is_open, rules = _judge(subnet_acl, flow)
    if is_open:
        return None
    is_warning = flow.ports == _EPHEMERAL and _judge(subnet_acl, replace(flow, ports=_LINUX))[0]
    return warning if is_warning else failure, tuple(rules)


def _judge(subnet_acl: NetworkAcl, flow: Flow) -> tuple[bool, list[int]]:
    """Whether the ACL lets the flow pass, and the rules that deny it."""
    if flow.is_any and admits_some(subnet_acl, flow.packets, is_egress=flow.is_egress):
        return True, []
    parts = denied(subnet_acl, flow.packets, is_egress=flow.is_egress)
    return not parts, sorted({part.rule for part in parts if part.rule is not None})
