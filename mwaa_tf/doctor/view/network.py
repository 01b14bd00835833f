"""The VPC: subnets, routes, network ACLs, security groups, gateways, endpoints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mwaa_tf.doctor.reading import Reading
from mwaa_tf.iam.document import PolicyDocument

ALL_PROTOCOLS = "-1"


@dataclass(frozen=True, slots=True)
class Vpc:
    """The VPC of an environment."""

    id: str
    owner_id: str
    cidrs: tuple[str, ...]
    """IPv4, in CIDR notation, those in use."""


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet."""

    id: str
    vpc_id: str
    owner_id: str
    cidr: str
    zone_id: str
    """``use1-az1``, the same in all accounts; empty where a plan has only the name."""
    zone: str
    free_addresses: int | None
    state: str = "available"


@dataclass(frozen=True, slots=True)
class Route:
    """A route of a route table."""

    destination: str
    """CIDR, or the id of a prefix list."""
    target: str
    """Id of the gateway, interface, endpoint or peering, or an ARN; ``local``."""
    state: str
    """``active``, ``blackhole`` or ``filtered``; ``active`` of one that is only planned."""


@dataclass(frozen=True, slots=True)
class RouteTable:
    """A route table."""

    id: str
    vpc_id: str
    is_main: bool
    subnet_ids: tuple[str, ...]
    """Subnets that are associated with it explicitly."""
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class NetworkAclRule:
    """An entry of a network ACL."""

    number: int
    is_egress: bool
    is_allow: bool
    protocol: str
    """Number of the protocol as text: ``6`` is TCP, ``-1`` all."""
    cidr: str
    """IPv4 or IPv6."""
    from_port: int | None
    to_port: int | None
    """Both None for all ports."""


@dataclass(frozen=True, slots=True)
class NetworkAcl:
    """A network ACL."""

    id: str
    is_default: bool
    subnet_ids: tuple[str, ...]
    rules: tuple[NetworkAclRule, ...]
    """In the order of their numbers, inbound and outbound together; the final rule that denies is not among them."""


@dataclass(frozen=True, slots=True)
class GroupRule:
    """One source or destination of a rule of a security group."""

    is_egress: bool
    protocol: str
    """``tcp``, ``udp``, a number, or ``-1`` for all."""
    from_port: int | None
    to_port: int | None
    """Both None for all ports."""
    peer: str
    """CIDR, id of a prefix list, id of a group, or ``ACCOUNT/GROUP`` for a group of another account."""

    def admits(self, port: int, protocol: str = "tcp") -> bool:
        """Whether it is about ``port`` of ``protocol``, whatever the peer."""
        if self.protocol not in (protocol, ALL_PROTOCOLS):
            return False
        return self.from_port is None or self.to_port is None or self.from_port <= port <= self.to_port


@dataclass(frozen=True, slots=True)
class SecurityGroupFacts:
    """A security group."""

    id: str
    owner_id: str
    vpc_id: str
    name: str
    rules: tuple[GroupRule, ...]


@dataclass(frozen=True, slots=True)
class NatGateway:
    """A NAT gateway."""

    id: str
    subnet_id: str
    """Empty of a regional one, which is in no subnet."""
    state: str
    """``pending``, ``failed``, ``available``, ``deleting`` or ``deleted``; empty of one that is only planned."""
    is_public: bool
    failure: str = ""
    """What AWS says about one that failed."""


@dataclass(frozen=True, slots=True)
class VpcEndpointFacts:
    """A VPC endpoint."""

    id: str
    owner_id: str
    vpc_id: str
    service: str
    """``com.amazonaws.us-east-1.sqs``, ``com.amazonaws.vpce.us-east-1.vpce-svc-…``."""
    kind: str
    """``Interface`` or ``Gateway``."""
    state: str
    """In lower case, ``available``."""
    subnet_ids: tuple[str, ...] = ()
    route_table_ids: tuple[str, ...] = ()
    security_group_ids: tuple[str, ...] = ()
    private_dns: bool = False
    policy: PolicyDocument | None = None
    """None where the answer has none, which means full access."""
    dns_names: tuple[str, ...] = ()
    interface_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockPublicAccessExclusion:
    """A VPC or a subnet that VPC Block Public Access exempts."""

    resource_id: str
    mode: str
    """``allow-bidirectional`` or ``allow-egress``."""
    state: str
    """``create-complete``, ``update-complete``, …; empty of one that is only planned."""


@dataclass(frozen=True, slots=True)
class BlockPublicAccess:
    """VPC Block Public Access of the account in the region."""

    mode: str
    """``off``, ``block-bidirectional`` or ``block-ingress``."""
    exclusions: tuple[BlockPublicAccessExclusion, ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkSection:
    """The VPC of an environment and what is in it."""

    vpc: Reading[Vpc]
    dns_support: Reading[bool]
    dns_host_names: Reading[bool]
    subnets: Reading[tuple[Subnet, ...]]
    """Those of the environment."""
    route_tables: Reading[tuple[RouteTable, ...]]
    """All of the VPC."""
    network_acls: Reading[tuple[NetworkAcl, ...]]
    """All of the VPC."""
    internet_gateway_ids: Reading[tuple[str, ...]]
    """Those attached to the VPC."""
    nat_gateways: Reading[tuple[NatGateway, ...]]
    """All of the VPC; only its owner sees them."""
    security_groups: Reading[tuple[SecurityGroupFacts, ...]]
    """Those of the environment; those of them that no longer exist are missing."""
    endpoints: Reading[tuple[VpcEndpointFacts, ...]]
    """All of the VPC that are not being deleted; only its owner sees them."""
    endpoint_groups: Reading[tuple[SecurityGroupFacts, ...]]
    """The security groups of those endpoints."""
    endpoint_addresses: Reading[Mapping[str, str]]
    """The private IPv4 address of each network interface of those endpoints, by the interface's id."""
    block_public_access: Reading[BlockPublicAccess]
    """Of the VPC's owner."""

    def route_table_of(self, subnet_id: str) -> RouteTable | None:
        """The route table that holds for a subnet: its own, or the main one of the VPC."""
        tables = self.route_tables.value
        own = (table for table in tables if subnet_id in table.subnet_ids)
        return next(own, next((table for table in tables if table.is_main), None))
