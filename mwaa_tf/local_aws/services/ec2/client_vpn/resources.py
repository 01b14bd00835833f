"""What Client VPN has: endpoints, target networks, authorization rules, routes. Each as the API describes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from moto.ec2.models.core import TaggedEC2Resource

from mwaa_tf.local_aws import clock

#: On AWS several minutes; the numbers are ours.
ASSOCIATING = DISASSOCIATING = timedelta(minutes=5)
#: On AWS some seconds; the number is ours.
SETTLING = timedelta(seconds=20)


@dataclass
class TargetNetwork:
    """A subnet in which the endpoint stands."""

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
        """As DescribeClientVpnTargetNetworks has it; ``disassociated`` is soon forgotten."""
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
    """Who may reach a network; an empty group stands for everybody."""

    endpoint_id: str
    cidr: str
    group_id: str
    description: str | None
    requested: datetime = field(default_factory=clock.now)
    ended: datetime | None = None

    @property
    def state(self) -> str:
        """As DescribeClientVpnAuthorizationRules has it; empty once the rule is gone."""
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
class Route:
    """Where traffic goes from the endpoint: to the VPC, by itself, or where it was told."""

    endpoint_id: str
    cidr: str
    subnet_id: str
    origin: str
    description: str | None = None
    requested: datetime = field(default_factory=clock.now)
    ended: datetime | None = None

    @property
    def state(self) -> str:
        """As DescribeClientVpnRoutes has it; empty once the route is gone."""
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
    """Where clients connect."""

    def __init__(self, ec2_backend: Any, endpoint_id: str, settings: dict[str, Any]) -> None:
        self.ec2_backend = ec2_backend
        self.id = endpoint_id
        #: By the names of CreateClientVpnEndpoint's parameters.
        self.settings = settings
        self.created = clock.now()
        self.ended: datetime | None = None
        self.networks: dict[str, TargetNetwork] = {}
        self.rules: list[AuthorizationRule] = []
        self.routes: list[Route] = []

    @property
    def state(self) -> str:
        """As DescribeClientVpnEndpoints has it; empty once the endpoint is gone."""
        if self.ended is not None:
            return "deleting" if clock.now() < self.ended + SETTLING else ""
        return "available" if any(network.state == "associated" for network in self.associated) else "pending-associate"

    @property
    def associated(self) -> list[TargetNetwork]:
        """The networks whose association nobody has ended."""
        return [network for network in self.networks.values() if network.ended is None]

    @property
    def dns_name(self) -> str:
        return f"*.{self.id}.prod.clientvpn.{self.ec2_backend.region_name}.amazonaws.com"

    def described(self) -> dict[str, Any]:
        given = self.settings
        portal = f"https://self-service.clientvpn.amazonaws.com/endpoints/{self.id}"
        return {
            "ClientVpnEndpointId": self.id,
            "Description": given.get("Description"),
            "Status": {"Code": self.state},
            "CreationTime": self.created.strftime("%Y-%m-%dT%H:%M:%S"),
            "DnsName": self.dns_name,
            "ClientCidrBlock": given["ClientCidrBlock"],
            "DnsServers": given["DnsServers"],
            "SplitTunnel": given["SplitTunnel"],
            "VpnProtocol": "openvpn",
            "TransportProtocol": given["TransportProtocol"],
            "VpnPort": given["VpnPort"],
            "AssociatedTargetNetworks": [
                {"NetworkId": network.subnet_id, "NetworkType": "vpc"} for network in self.associated
            ],
            "ServerCertificateArn": given["ServerCertificateArn"],
            "AuthenticationOptions": [_authentication(option) for option in given["AuthenticationOptions"]],
            "ConnectionLogOptions": given["ConnectionLogOptions"],
            "Tags": [{"Key": tag["key"], "Value": tag["value"]} for tag in self.get_tags()],
            "SecurityGroupIds": given["SecurityGroupIds"],
            "VpcId": given.get("VpcId"),
            "SelfServicePortalUrl": portal if given.get("SelfServicePortal") == "enabled" else None,
            "ClientConnectOptions": {"Enabled": False, "Status": {"Code": "applied"}},
            "SessionTimeoutHours": given["SessionTimeoutHours"],
            "ClientLoginBannerOptions": given["ClientLoginBannerOptions"],
            "ClientRouteEnforcementOptions": given["ClientRouteEnforcementOptions"],
            "DisconnectOnSessionTimeout": given["DisconnectOnSessionTimeout"],
        }


def _authentication(option: dict[str, Any]) -> dict[str, Any]:
    """How clients prove who they are, in the words of the answer, which are not those of the request."""
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
