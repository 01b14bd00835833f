"""Resources of Client VPN: endpoints, target networks, authorization rules, routes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from moto.ec2.models.core import TaggedEC2Resource

from mwaa_tf.local_aws import clock

#: On AWS several minutes; the numbers are inferred.
ASSOCIATING = DISASSOCIATING = timedelta(minutes=5)
#: On AWS some seconds; the number is inferred.
SETTLING = timedelta(seconds=20)


@dataclass
class TargetNetwork:
    """The association of an endpoint with a subnet."""

    id: str
    endpoint_id: str
    vpc_id: str
    subnet_id: str
    zone: str
    interface_id: str
    security_group_ids: list[str]
    requested: datetime = field(default_factory=clock.now)
    ended: datetime | None = None

    @property
    def state(self) -> str:
        """As DescribeClientVpnTargetNetworks returns it; AWS does not list ``disassociated`` ones for long."""
        if self.ended is not None:
            return "disassociating" if clock.now() < self.ended + DISASSOCIATING else "disassociated"
        return "associating" if clock.now() < self.requested + ASSOCIATING else "associated"

    def described(self) -> dict[str, Any]:
        return {
            "AssociationId": self.id,
            "VpcId": self.vpc_id,
            "TargetNetworkId": self.subnet_id,
            "ClientVpnEndpointId": self.endpoint_id,
            "Status": {"Code": self.state},
            "SecurityGroups": list(self.security_group_ids),
        }


@dataclass
class AuthorizationRule:
    """Permission for a group of clients to reach a network; an empty group means all clients."""

    endpoint_id: str
    cidr: str
    group_id: str
    description: str | None
    requested: datetime = field(default_factory=clock.now)
    ended: datetime | None = None

    @property
    def state(self) -> str:
        """As DescribeClientVpnAuthorizationRules returns it; empty for a deleted rule."""
        if self.ended is not None:
            return "revoking" if clock.now() < self.ended + SETTLING else ""
        return "authorizing" if clock.now() < self.requested + SETTLING else "active"

    def described(self) -> dict[str, Any]:
        return {
            "ClientVpnEndpointId": self.endpoint_id,
            "Description": self.description,
            "GroupId": self.group_id,
            "AccessAll": not self.group_id,
            "DestinationCidr": self.cidr,
            "Status": {"Code": self.state},
        }


@dataclass
class ClientVpnRoute:
    """A route of an endpoint: to the VPC, created by an association, or another one, created by request."""

    endpoint_id: str
    cidr: str
    subnet_id: str
    origin: str
    description: str | None = None
    requested: datetime = field(default_factory=clock.now)
    ended: datetime | None = None

    @property
    def state(self) -> str:
        """As DescribeClientVpnRoutes returns it; empty for a deleted route."""
        if self.ended is not None:
            return "deleting" if clock.now() < self.ended + SETTLING else ""
        return "creating" if clock.now() < self.requested + SETTLING else "active"

    def described(self) -> dict[str, Any]:
        return {
            "ClientVpnEndpointId": self.endpoint_id,
            "DestinationCidr": self.cidr,
            "TargetSubnet": self.subnet_id,
            "Type": "Nat",
            "Origin": self.origin,
            "Status": {"Code": self.state},
            "Description": self.description,
        }


class ClientVpnEndpoint(TaggedEC2Resource):
    """An endpoint that clients connect to."""

    def __init__(self, ec2_backend: Any, endpoint_id: str, settings: dict[str, Any]) -> None:
        self.ec2_backend = ec2_backend
        self.id = endpoint_id
        #: By the parameters of CreateClientVpnEndpoint.
        self.settings = settings
        self.created = clock.client_now()
        self.ended: datetime | None = None
        self.networks: dict[str, TargetNetwork] = {}
        self.rules: list[AuthorizationRule] = []
        self.routes: list[ClientVpnRoute] = []

    @property
    def state(self) -> str:
        """As DescribeClientVpnEndpoints returns it; empty for a deleted endpoint."""
        if self.ended is not None:
            return "deleting" if clock.now() < self.ended + SETTLING else ""
        return "available" if any(network.state == "associated" for network in self.associated) else "pending-associate"

    @property
    def associated(self) -> list[TargetNetwork]:
        """The associations that have not been ended."""
        return [network for network in self.networks.values() if network.ended is None]

    @property
    def dns_name(self) -> str:
        return f"*.{self.id}.prod.clientvpn.{self.ec2_backend.region_name}.amazonaws.com"

    def described(self) -> dict[str, Any]:
        settings = self.settings
        portal = f"https://self-service.clientvpn.amazonaws.com/endpoints/{self.id}"
        return {
            "ClientVpnEndpointId": self.id,
            "Description": settings.get("Description"),
            "Status": {"Code": self.state},
            "CreationTime": self.created.strftime("%Y-%m-%dT%H:%M:%S"),
            "DnsName": self.dns_name,
            "ClientCidrBlock": settings["ClientCidrBlock"],
            "DnsServers": settings["DnsServers"],
            "SplitTunnel": settings["SplitTunnel"],
            "VpnProtocol": "openvpn",
            "TransportProtocol": settings["TransportProtocol"],
            "VpnPort": settings["VpnPort"],
            "AssociatedTargetNetworks": [
                {"NetworkId": network.subnet_id, "NetworkType": "vpc"} for network in self.associated
            ],
            "ServerCertificateArn": settings["ServerCertificateArn"],
            "AuthenticationOptions": [_authentication(option) for option in settings["AuthenticationOptions"]],
            "ConnectionLogOptions": settings["ConnectionLogOptions"],
            "Tags": [{"Key": tag["key"], "Value": tag["value"]} for tag in self.get_tags()],
            "SecurityGroupIds": settings["SecurityGroupIds"],
            "VpcId": settings.get("VpcId"),
            "SelfServicePortalUrl": portal if settings.get("SelfServicePortal") == "enabled" else None,
            "ClientConnectOptions": {"Enabled": False, "Status": {"Code": "applied"}},
            "SessionTimeoutHours": settings["SessionTimeoutHours"],
            "ClientLoginBannerOptions": settings["ClientLoginBannerOptions"],
            "ClientRouteEnforcementOptions": settings["ClientRouteEnforcementOptions"],
            "DisconnectOnSessionTimeout": settings["DisconnectOnSessionTimeout"],
        }


def _authentication(option: dict[str, Any]) -> dict[str, Any]:
    """An authentication option with the names of responses, which differ from those of requests."""
    described: dict[str, Any] = {"Type": option["Type"]}
    if mutual := option.get("MutualAuthentication"):
        described["MutualAuthentication"] = {"ClientRootCertificateChain": mutual["ClientRootCertificateChainArn"]}
    if federated := option.get("FederatedAuthentication"):
        described["FederatedAuthentication"] = {
            "SamlProviderArn": federated["SAMLProviderArn"],
            "SelfServiceSamlProviderArn": federated.get("SelfServiceSAMLProviderArn"),
        }
    if directory := option.get("ActiveDirectory"):
        described["ActiveDirectory"] = directory
    return described
