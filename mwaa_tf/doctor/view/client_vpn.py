"""The Client VPN to the web server."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view.load_balancer import CertificateFacts
from mwaa_tf.doctor.view.network import SecurityGroupFacts


@dataclass(frozen=True, slots=True)
class VpnFacts:
    """A Client VPN endpoint."""

    id: str
    description: str
    vpc_id: str
    """Empty for one of a transit gateway."""
    state: str
    """``available``, ``pending-associate``; empty for one that is only planned."""
    message: str
    certificate_arn: str
    client_cidr: str
    dns_servers: tuple[str, ...]
    is_split_tunnel: bool
    security_group_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VpnAssociation:
    """A subnet that the VPN is associated with."""

    id: str
    subnet_id: str
    state: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class VpnRoute:
    """A route of the VPN, which clients get."""

    cidr: str
    subnet_id: str
    state: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class VpnAuthorization:
    """A network that clients may reach."""

    cidr: str
    group_id: str
    """Whose group; empty for all clients."""
    state: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class ClientVpnSection:
    """The Client VPN to the web server, and what belongs to it."""

    vpn: Reading[VpnFacts | None]
    """None where there is none."""
    associations: Reading[tuple[VpnAssociation, ...]]
    routes: Reading[tuple[VpnRoute, ...]]
    authorizations: Reading[tuple[VpnAuthorization, ...]]
    certificates: Reading[tuple[CertificateFacts, ...]]
    """That of the endpoint."""
    groups: Reading[tuple[SecurityGroupFacts, ...]]
    """Security groups of the VPN."""
