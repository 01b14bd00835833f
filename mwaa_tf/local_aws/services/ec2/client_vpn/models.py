"""Client VPN of one account in one region."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Any

from moto.ec2.exceptions import DependencyViolationError, InvalidParameterValue, MissingParameterError
from moto.ec2.utils import random_id
from moto.utilities.utils import get_partition

from mwaa_tf.local_aws import clock
from mwaa_tf.local_aws.services.ec2.client_vpn import PREFIX, exceptions
from mwaa_tf.local_aws.services.ec2.client_vpn.checks import check_settings
from mwaa_tf.local_aws.services.ec2.client_vpn.resources import (
    AuthorizationRule,
    ClientVpnEndpoint,
    ClientVpnRoute,
    TargetNetwork,
)
from mwaa_tf.local_aws.services.ec2.network_interfaces import check_security_groups

_ATTRIBUTE = "_client_vpns"


def client_vpns(ec2_backend: Any) -> ClientVpns:
    """Client VPN of the account and region of ``ec2_backend``; it is deleted with the backend."""
    vpns: ClientVpns = ec2_backend.__dict__.setdefault(_ATTRIBUTE, ClientVpns(ec2_backend))
    return vpns


class ClientVpns:
    """Endpoints with their networks, rules and routes."""

    def __init__(self, ec2_backend: Any) -> None:
        self._ec2 = ec2_backend
        self._endpoints: dict[str, ClientVpnEndpoint] = {}

    def create(self, settings: dict[str, Any], tags: dict[str, str]) -> ClientVpnEndpoint:
        """Create an endpoint, which is ``pending-associate`` until it is associated with a network."""
        self._check(settings)
        endpoint = ClientVpnEndpoint(self._ec2, random_id(PREFIX), settings)
        self._endpoints[endpoint.id] = endpoint
        endpoint.add_tags(tags)
        return endpoint

    def modify(self, endpoint_id: str, changes: Mapping[str, Any]) -> None:
        """Change settings, except, as on AWS, the addresses of clients, the authentication and the protocol."""
        endpoint = self.endpoint(endpoint_id)
        if "SecurityGroupIds" in changes and "VpcId" not in changes:
            # The message is quoted in terraform-provider-aws, which sends both for that reason.
            raise InvalidParameterValue("Security Groups cannot be modified without specifying Vpc Id")
        settings = {**endpoint.settings, **changes}
        self._check(settings)
        endpoint.settings = settings
        if "SecurityGroupIds" in changes:
            self._set_groups(endpoint)

    def delete(self, endpoint_id: str) -> ClientVpnEndpoint:
        """Delete an endpoint without associated networks."""
        endpoint = self.endpoint(endpoint_id)
        if any(network.state != "disassociated" for network in endpoint.networks.values()):
            # That they must be disassociated first is documented (administrator guide, cvpn-working-endpoint-delete);
            # the code is inferred.
            raise DependencyViolationError(f"Endpoint {endpoint_id} has associated target networks")
        endpoint.ended = clock.now()
        return endpoint

    def endpoint(self, endpoint_id: str) -> ClientVpnEndpoint:
        """The endpoint with that id. Raises if it does not exist, or no longer."""
        endpoint = self._endpoints.get(endpoint_id)
        if endpoint is None or not endpoint.state:
            raise exceptions.EndpointNotFoundError(endpoint_id)
        return endpoint

    def endpoints(self) -> list[ClientVpnEndpoint]:
        """All endpoints."""
        return [endpoint for endpoint in self._endpoints.values() if endpoint.state]

    def associate(self, endpoint_id: str, subnet_id: str) -> TargetNetwork:
        """Associate the endpoint with a subnet: with a network interface there and a route to its VPC."""
        endpoint, subnet = self.endpoint(endpoint_id), self._ec2.get_subnet(subnet_id)
        vpc_id = endpoint.settings.get("VpcId") or subnet.vpc_id
        if subnet.vpc_id != vpc_id:
            raise exceptions.SubnetNotFoundError(subnet_id, vpc_id)
        for associated in endpoint.associated:
            if associated.subnet_id == subnet_id:
                raise exceptions.DuplicateAssociationError(subnet_id)
            if associated.zone == subnet.availability_zone:
                raise exceptions.DuplicateZoneError(associated.zone)
        local = self._ec2.get_vpc(vpc_id).cidr_block
        if IPv4Network(local).overlaps(IPv4Network(endpoint.settings["ClientCidrBlock"])):
            raise exceptions.OverlappingCidrError(local, endpoint.settings["ClientCidrBlock"])
        endpoint.settings["VpcId"] = vpc_id
        if not endpoint.settings["SecurityGroupIds"]:
            endpoint.settings["SecurityGroupIds"] = [self._ec2.get_default_security_group(vpc_id).id]
        groups = endpoint.settings["SecurityGroupIds"]
        interface = self._ec2.create_network_interface(
            subnet_id, group_ids=groups, description=f"ClientVPN Endpoint resource {endpoint_id}"
        )
        interface.requester_managed = True
        interface.status = "in-use"
        network = TargetNetwork(
            random_id("cvpn-assoc"),
            endpoint_id,
            vpc_id,
            subnet_id,
            subnet.availability_zone,
            interface.id,
            list(groups),
        )
        endpoint.networks[network.id] = network
        endpoint.routes.append(ClientVpnRoute(endpoint_id, local, subnet_id, "associate", "Default Route"))
        return network

    def disassociate(self, endpoint_id: str, association_id: str) -> TargetNetwork:
        """Disassociate the endpoint from a subnet, and delete its routes there."""
        endpoint = self.endpoint(endpoint_id)
        network = endpoint.networks.get(association_id)
        if network is None or network.ended is not None:
            raise exceptions.AssociationNotFoundError(association_id)
        network.ended = clock.now()
        self._ec2.enis.pop(network.interface_id, None)
        endpoint.routes = [route for route in endpoint.routes if route.subnet_id != network.subnet_id]
        return network

    def networks(self, endpoint_id: str, association_ids: list[str]) -> list[TargetNetwork]:
        """The endpoint's associations, those with the ids or all."""
        networks = {
            key: network
            for key, network in self.endpoint(endpoint_id).networks.items()
            if network.state != "disassociated"
        }
        for association_id in association_ids:
            if association_id not in networks:
                raise exceptions.AssociationNotFoundError(association_id)
        return [network for key, network in networks.items() if not association_ids or key in association_ids]

    def apply_groups(self, endpoint_id: str, vpc_id: str, group_ids: list[str]) -> None:
        """Replace the security groups of the endpoint in its VPC."""
        self.modify(endpoint_id, {"VpcId": vpc_id, "SecurityGroupIds": group_ids})

    def authorize(self, endpoint_id: str, cidr: str, group_id: str | None, description: str | None) -> str:
        """Allow a group, or all clients, to reach a network; returns the state of the rule."""
        endpoint = self.endpoint(endpoint_id)
        _check_network(cidr)
        if any((rule.cidr, rule.group_id) == (cidr, group_id or "") for rule in self.rules(endpoint_id)):
            raise exceptions.DuplicateRuleError(cidr)
        rule = AuthorizationRule(endpoint_id, cidr, group_id or "", description)
        endpoint.rules.append(rule)
        return rule.state

    def revoke(self, endpoint_id: str, cidr: str, group_id: str | None) -> str:
        """Delete a rule; returns its state."""
        for rule in self.rules(endpoint_id):
            if (rule.cidr, rule.group_id) == (cidr, group_id or "") and rule.ended is None:
                rule.ended = clock.now()
                return rule.state
        raise exceptions.RuleNotFoundError(cidr)

    def rules(self, endpoint_id: str) -> list[AuthorizationRule]:
        """The endpoint's rules."""
        return [rule for rule in self.endpoint(endpoint_id).rules if rule.state]

    def create_route(self, endpoint_id: str, cidr: str, subnet_id: str, description: str | None) -> str:
        """Route traffic for a network through an associated subnet; returns the state of the route."""
        endpoint = self.endpoint(endpoint_id)
        _check_network(cidr)
        if subnet_id not in {network.subnet_id for network in endpoint.associated}:
            raise exceptions.NoActiveAssociationError(endpoint_id)
        if any((route.cidr, route.subnet_id) == (cidr, subnet_id) for route in self.routes(endpoint_id)):
            raise exceptions.DuplicateRouteError(cidr)
        route = ClientVpnRoute(endpoint_id, cidr, subnet_id, "add-route", description)
        endpoint.routes.append(route)
        return route.state

    def delete_route(self, endpoint_id: str, cidr: str, subnet_id: str | None) -> str:
        """Delete a route that was created by request; returns its state."""
        for route in self.routes(endpoint_id):
            if route.cidr == cidr and subnet_id in (None, route.subnet_id) and route.origin == "add-route":
                route.ended = route.ended or clock.now()
                return route.state
        raise exceptions.RouteNotFoundError(cidr)

    def routes(self, endpoint_id: str) -> list[ClientVpnRoute]:
        """The endpoint's routes."""
        return [route for route in self.endpoint(endpoint_id).routes if route.state]

    def _check(self, settings: Mapping[str, Any]) -> None:
        for name in ("ClientCidrBlock", "ServerCertificateArn"):
            if not settings.get(name):
                raise MissingParameterError(name)
        region = self._ec2.region_name
        check_settings(settings, self._ec2.account_id, region, get_partition(region))
        if settings["SecurityGroupIds"]:
            if not settings.get("VpcId"):
                raise MissingParameterError("VpcId")
            check_security_groups(self._ec2, settings["SecurityGroupIds"], settings["VpcId"])
        if settings.get("VpcId"):
            self._ec2.get_vpc(settings["VpcId"])

    def _set_groups(self, endpoint: ClientVpnEndpoint) -> None:
        groups = [self._ec2.get_security_group_from_id(key) for key in endpoint.settings["SecurityGroupIds"]]
        for network in endpoint.associated:
            self._ec2.enis[network.interface_id]._group_set = groups
            network.security_group_ids = list(endpoint.settings["SecurityGroupIds"])


def _check_network(cidr: str) -> None:
    try:
        IPv4Network(cidr)
    except ValueError as error:
        raise InvalidParameterValue(f"{cidr} is not a network") from error
