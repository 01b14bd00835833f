"""Client VPN's operations at the level of requests and responses; EC2's patches add them to moto's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses._base_response import EC2BaseResponse

from mwaa_tf.local_aws.services.ec2.client_vpn.exceptions import NoActiveAssociationError
from mwaa_tf.local_aws.services.ec2.client_vpn.models import client_vpns

_DEFAULTS: dict[str, Any] = {
    "AuthenticationOptions": [],
    "ClientLoginBannerOptions": {"Enabled": False},
    "ClientRouteEnforcementOptions": {"Enforced": False},
    "ConnectionLogOptions": {"Enabled": False},
    "Description": None,
    "DisconnectOnSessionTimeout": True,
    "DnsServers": [],
    "SecurityGroupIds": [],
    "SelfServicePortal": "disabled",
    "SessionTimeoutHours": 24,
    "SplitTunnel": False,
    "TransportProtocol": "udp",
    "VpcId": None,
    "VpnPort": 443,
}
_FIXED = ("AuthenticationOptions", "TransportProtocol")


class ClientVpnResponse(EC2BaseResponse):
    """Operations on endpoints, their networks, rules and routes."""

    def create_client_vpn_endpoint(self) -> ActionResult:
        params = self._get_params()
        settings = {name: params.get(name, default) for name, default in _DEFAULTS.items()}
        settings |= {name: params.get(name) for name in ("ClientCidrBlock", "ServerCertificateArn")}
        tags = self._parse_tag_specification().get("client-vpn-endpoint", {})
        self.error_on_dryrun()
        endpoint = client_vpns(self.ec2_backend).create(settings, tags)
        return ActionResult(
            {"ClientVpnEndpointId": endpoint.id, "Status": {"Code": endpoint.state}, "DnsName": endpoint.dns_name}
        )

    def modify_client_vpn_endpoint(self) -> ActionResult:
        params = self._get_params()
        changes = {name: params[name] for name in _DEFAULTS if name in params and name not in _FIXED}
        if "ServerCertificateArn" in params:
            changes["ServerCertificateArn"] = params["ServerCertificateArn"]
        if "DnsServers" in changes:
            servers = changes["DnsServers"]
            changes["DnsServers"] = servers.get("CustomDnsServers", []) if servers.get("Enabled") else []
        self.error_on_dryrun()
        client_vpns(self.ec2_backend).modify(params["ClientVpnEndpointId"], changes)
        return ActionResult({"Return": True})

    def delete_client_vpn_endpoint(self) -> ActionResult:
        self.error_on_dryrun()
        endpoint = client_vpns(self.ec2_backend).delete(self._get_param("ClientVpnEndpointId"))
        return ActionResult({"Status": {"Code": endpoint.state}})

    def describe_client_vpn_endpoints(self) -> ActionResult:
        vpns, ids = client_vpns(self.ec2_backend), self._get_param("ClientVpnEndpointIds", [])
        endpoints = [vpns.endpoint(endpoint_id) for endpoint_id in ids] if ids else vpns.endpoints()
        described = [endpoint.described() for endpoint in endpoints]
        names = {"endpoint-id": "ClientVpnEndpointId", "transport-protocol": "TransportProtocol"}
        return ActionResult({"ClientVpnEndpoints": _filtered(described, self._filters_from_querystring(), names)})

    def associate_client_vpn_target_network(self) -> ActionResult:
        self.error_on_dryrun()
        network = client_vpns(self.ec2_backend).associate(
            self._get_param("ClientVpnEndpointId"), self._get_param("SubnetId")
        )
        return ActionResult({"AssociationId": network.id, "Status": {"Code": network.state}})

    def disassociate_client_vpn_target_network(self) -> ActionResult:
        self.error_on_dryrun()
        network = client_vpns(self.ec2_backend).disassociate(
            self._get_param("ClientVpnEndpointId"), self._get_param("AssociationId")
        )
        return ActionResult({"AssociationId": network.id, "Status": {"Code": network.state}})

    def describe_client_vpn_target_networks(self) -> ActionResult:
        networks = client_vpns(self.ec2_backend).networks(
            self._get_param("ClientVpnEndpointId"), self._get_param("AssociationIds", [])
        )
        names = {"association-id": "AssociationId", "target-network-id": "TargetNetworkId", "vpc-id": "VpcId"}
        described = _filtered([network.described() for network in networks], self._filters_from_querystring(), names)
        return ActionResult({"ClientVpnTargetNetworks": described})

    def apply_security_groups_to_client_vpn_target_network(self) -> ActionResult:
        self.error_on_dryrun()
        groups = self._get_param("SecurityGroupIds", [])
        client_vpns(self.ec2_backend).apply_groups(
            self._get_param("ClientVpnEndpointId"), self._get_param("VpcId"), groups
        )
        return ActionResult({"SecurityGroupIds": groups})

    def authorize_client_vpn_ingress(self) -> ActionResult:
        self.error_on_dryrun()
        state = client_vpns(self.ec2_backend).authorize(
            self._get_param("ClientVpnEndpointId"),
            self._get_param("TargetNetworkCidr"),
            self._get_param("AccessGroupId"),
            self._get_param("Description"),
        )
        return ActionResult({"Status": {"Code": state}})

    def revoke_client_vpn_ingress(self) -> ActionResult:
        self.error_on_dryrun()
        state = client_vpns(self.ec2_backend).revoke(
            self._get_param("ClientVpnEndpointId"),
            self._get_param("TargetNetworkCidr"),
            self._get_param("AccessGroupId"),
        )
        return ActionResult({"Status": {"Code": state}})

    def describe_client_vpn_authorization_rules(self) -> ActionResult:
        rules = client_vpns(self.ec2_backend).rules(self._get_param("ClientVpnEndpointId"))
        names = {"description": "Description", "destination-cidr": "DestinationCidr", "group-id": "GroupId"}
        return ActionResult(
            {
                "AuthorizationRules": _filtered(
                    [rule.described() for rule in rules], self._filters_from_querystring(), names
                )
            }
        )

    def create_client_vpn_route(self) -> ActionResult:
        self.error_on_dryrun()
        state = client_vpns(self.ec2_backend).create_route(
            self._get_param("ClientVpnEndpointId"),
            self._get_param("DestinationCidrBlock"),
            self._get_param("TargetVpcSubnetId"),
            self._get_param("Description"),
        )
        return ActionResult({"Status": {"Code": state}})

    def delete_client_vpn_route(self) -> ActionResult:
        self.error_on_dryrun()
        state = client_vpns(self.ec2_backend).delete_route(
            self._get_param("ClientVpnEndpointId"),
            self._get_param("DestinationCidrBlock"),
            self._get_param("TargetVpcSubnetId"),
        )
        return ActionResult({"Status": {"Code": state}})

    def describe_client_vpn_routes(self) -> ActionResult:
        routes = client_vpns(self.ec2_backend).routes(self._get_param("ClientVpnEndpointId"))
        names = {"destination-cidr": "DestinationCidr", "origin": "Origin", "target-subnet": "TargetSubnet"}
        return ActionResult(
            {"Routes": _filtered([route.described() for route in routes], self._filters_from_querystring(), names)}
        )

    def describe_client_vpn_connections(self) -> ActionResult:
        client_vpns(self.ec2_backend).endpoint(self._get_param("ClientVpnEndpointId"))
        return ActionResult({"Connections": []})

    def export_client_vpn_client_configuration(self) -> ActionResult:
        endpoint = client_vpns(self.ec2_backend).endpoint(self._get_param("ClientVpnEndpointId"))
        if endpoint.state != "available":
            raise NoActiveAssociationError(endpoint.id)
        settings = endpoint.settings
        lines = (
            "client",
            "dev tun",
            f"proto {settings['TransportProtocol']}",
            f"remote {endpoint.dns_name.removeprefix('*.')} {settings['VpnPort']}",
            "remote-random-hostname",
            "nobind",
            "remote-cert-tls server",
        )
        return ActionResult({"ClientConfiguration": "\n".join(lines)})


def _filtered(
    described: list[dict[str, Any]], filters: Mapping[str, Iterable[str]], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The resources that match the request's filters; ``names`` has the member that each filter compares."""
    return [
        resource for resource in described if all(_matches(resource, name, filters[name], names) for name in filters)
    ]


def _matches(resource: dict[str, Any], name: str, values: Iterable[str], names: Mapping[str, str]) -> bool:
    if name.startswith("tag:"):
        return any(tag["Key"] == name[4:] and tag["Value"] in values for tag in resource.get("Tags", []))
    return resource.get(names.get(name, ""), "") in values
