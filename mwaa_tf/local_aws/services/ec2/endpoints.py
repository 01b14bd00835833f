"""VPC endpoints: interface endpoints with network interfaces in their subnets, and states that take time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from moto.ec2.exceptions import InvalidParameter, InvalidVpcEndPointIdError
from moto.ec2.models import EC2Backend
from moto.ec2.models.vpcs import VPCEndPoint
from moto.ec2.utils import generic_filter, random_resource_id

from mwaa_tf.local_aws import clock
from mwaa_tf.local_aws.faults import faults
from mwaa_tf.local_aws.services.ec2 import endpoint_services
from mwaa_tf.local_aws.services.ec2.endpoint_options import EndpointOptions
from mwaa_tf.local_aws.services.ec2.exceptions import InsufficientFreeAddressesError, NotTheOwnerError
from mwaa_tf.local_aws.services.ec2.network_interfaces import check_security_groups

#: How long an interface endpoint is pending. On AWS a minute or two; the number itself is inferred.
PENDING = timedelta(seconds=60)


class VpcEndpoint(VPCEndPoint):
    """moto's endpoint, which becomes available as time passes."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.requested: datetime = clock.now()
        self.dns_label = f"{self.id}-{random_resource_id(8)}"
        self.hosted_zone_id = f"Z{random_resource_id(13).upper()}"
        self.ip_address_type: str | None = None
        self.dns_options: dict[str, Any] | None = None

    @property
    def is_interface(self) -> bool:
        """Whether it has network interfaces; a gateway endpoint has routes instead."""
        return (self.vpc_endpoint_type or "").lower() == "interface"

    @property
    def state(self) -> str:
        """As DescribeVpcEndpoints returns it: pending, then available; or the state that a fault pins it to."""
        if self.service_name.startswith(endpoint_services.PRIVATE) and (pinned := faults.endpoint):
            return pinned
        if self.is_interface and clock.now() < self.requested + PENDING:
            return "pending"
        return "available"

    @state.setter
    def state(self, value: str) -> None:
        """Ignored: the state follows from the clock, and a deleted endpoint is forgotten."""


class VpcEndpointOperations(EC2Backend):
    """VPC endpoints, which an account can create in its own VPCs only."""

    vpc_end_points: dict[str, VPCEndPoint]

    def create_vpc_endpoint(
        self,
        vpc_id: str,
        service_name: str,
        endpoint_type: str | None,
        policy_document: str | None,
        route_table_ids: list[str],
        subnet_ids: list[str] | None = None,
        network_interface_ids: list[str] | None = None,
        dns_entries: dict[str, str] | None = None,
        client_token: str | None = None,
        security_group_ids: list[str] | None = None,
        tags: dict[str, str] | None = None,
        private_dns_enabled: bool | None = None,
    ) -> VPCEndPoint:
        endpoint_services.check(service_name, account_id=self.account_id, vpc_id=vpc_id, region=self.region_name)
        if self.get_vpc(vpc_id).owner_id != self.account_id:
            raise NotTheOwnerError("CreateVpcEndpoint")
        interface = (endpoint_type or "Gateway").lower() == "interface"
        groups = list(security_group_ids or [])
        if interface:
            self._check_subnets(subnet_ids or [], vpc_id)
            default = self.get_default_security_group(vpc_id)
            groups = groups or ([default.id] if default else [])
            check_security_groups(self, groups, vpc_id)
        created = super().create_vpc_endpoint(
            vpc_id,
            service_name,
            endpoint_type or "Gateway",
            policy_document,
            route_table_ids,
            # No subnets: moto would create interfaces with arbitrary addresses, and without the groups.
            [],
            network_interface_ids,
            dns_entries,
            client_token,
            groups,
            tags,
            private_dns_enabled and interface,
        )
        endpoint = self._endpoint(created.id)
        if interface:
            self._extend(endpoint, subnet_ids or [])
            endpoint.dns_entries = self._dns_entries(endpoint)
        return endpoint

    def modify_vpc_endpoint(
        self,
        vpc_id: str,
        policy_doc: str,
        add_subnets: list[str] | None,
        remove_subnets: list[str] | None,
        remove_route_tables: list[str] | None,
        add_route_tables: list[str] | None,
        add_security_groups: list[str] | None,
        remove_security_groups: list[str] | None,
        *,
        private_dns_enabled: bool | None = None,
        reset_policy: bool = False,
    ) -> None:
        endpoint = self._endpoint(vpc_id)
        added = [subnet_id for subnet_id in add_subnets or [] if subnet_id not in (endpoint.subnet_ids or [])]
        self._check_subnets(added, endpoint.vpc_id)
        check_security_groups(self, add_security_groups or [], endpoint.vpc_id)
        before = set(endpoint.route_table_ids)
        super().modify_vpc_endpoint(
            vpc_id,
            policy_doc,
            None,
            None,
            remove_route_tables,
            add_route_tables,
            add_security_groups,
            remove_security_groups,
        )
        if reset_policy:
            endpoint.policy_document = json.dumps(VPCEndPoint.DEFAULT_POLICY)
        if private_dns_enabled is not None:
            endpoint.private_dns_enabled = private_dns_enabled
        self._reroute(endpoint, before)
        if endpoint.is_interface:
            self._shrink(endpoint, remove_subnets or [])
            self._extend(endpoint, add_subnets or [])
            groups = [self.get_security_group_from_id(group_id) for group_id in endpoint.security_group_ids]
            for interface_id in endpoint.network_interface_ids:
                self.enis[interface_id]._group_set = [group for group in groups if group is not None]
            endpoint.dns_entries = self._dns_entries(endpoint)

    def set_options(self, endpoint_id: str, options: EndpointOptions) -> None:
        """Give an interface endpoint the address type, the DNS options and the addresses of a request."""
        endpoint = self._endpoint(endpoint_id)
        if not endpoint.is_interface:
            return
        endpoint.ip_address_type = options.address_type_after(endpoint.ip_address_type)
        endpoint.dns_options = options.dns_after(endpoint.dns_options)
        interfaces = {self.enis[eni_id].subnet.id: self.enis[eni_id] for eni_id in endpoint.network_interface_ids}
        for subnet_id, address in options.addresses.items():
            if subnet_id in interfaces and interfaces[subnet_id].private_ip_address != address:
                self._shrink(endpoint, [subnet_id])
                self._extend(endpoint, [subnet_id], address)

    def delete_vpc_endpoints(self, vpce_ids: list[str] | None = None) -> None:
        """Delete those of the ids that exist, and forget them: AWS does not list a deleted endpoint for long."""
        super().delete_vpc_endpoints(vpce_ids)
        for endpoint_id in vpce_ids or []:
            self.vpc_end_points.pop(endpoint_id, None)

    def describe_vpc_endpoints(self, vpc_end_point_ids: list[str] | None, filters: Any = None) -> list[VPCEndPoint]:
        for endpoint_id in vpc_end_point_ids or []:
            self._endpoint(endpoint_id)
        endpoints = [
            endpoint
            for endpoint in list(self.vpc_end_points.values())
            if not vpc_end_point_ids or endpoint.id in vpc_end_point_ids
        ]
        return generic_filter(filters or {}, endpoints)

    def _endpoint(self, endpoint_id: str) -> VpcEndpoint:
        endpoint = self.vpc_end_points.get(endpoint_id)
        if not isinstance(endpoint, VpcEndpoint):
            raise InvalidVpcEndPointIdError(endpoint_id)
        return endpoint

    def _check_subnets(self, subnet_ids: Iterable[str], vpc_id: str) -> None:
        zones: dict[str, str] = {}
        for subnet_id in subnet_ids:
            subnet = self.get_subnet(subnet_id)
            if subnet.vpc_id != vpc_id:
                raise InvalidParameter(f"Subnet {subnet_id} does not belong to VPC {vpc_id}")
            if subnet.availability_zone in zones:
                raise InvalidParameter(
                    f"Found another VPC endpoint subnet in the availability zone of {subnet_id}. "
                    "VPC endpoint subnets should be in different availability zones supported by the VPC endpoint "
                    "service."
                )
            if subnet.available_ip_address_count < 1:
                raise InsufficientFreeAddressesError(subnet_id)
            zones[subnet.availability_zone] = subnet_id

    def _extend(self, endpoint: VpcEndpoint, subnet_ids: Iterable[str], address: str | None = None) -> None:
        for subnet_id in subnet_ids:
            if subnet_id in (endpoint.subnet_ids or []):
                continue
            interface = self.create_network_interface(
                subnet_id,
                address or "",
                group_ids=endpoint.security_group_ids,
                description=f"VPC Endpoint Interface {endpoint.id}",
            )
            interface.interface_type = "vpc_endpoint"
            interface.requester_managed = True
            interface.status = "in-use"
            endpoint.network_interface_ids.append(interface.id)
            endpoint.subnet_ids = [*(endpoint.subnet_ids or []), subnet_id]

    def _shrink(self, endpoint: VpcEndpoint, subnet_ids: Iterable[str]) -> None:
        subnet_ids = set(subnet_ids)
        removed = {eni_id for eni_id in endpoint.network_interface_ids if self.enis[eni_id].subnet.id in subnet_ids}
        for interface_id in removed:
            self.enis.pop(interface_id)
        endpoint.network_interface_ids = [eni_id for eni_id in endpoint.network_interface_ids if eni_id not in removed]
        endpoint.subnet_ids = [subnet_id for subnet_id in endpoint.subnet_ids or [] if subnet_id not in subnet_ids]

    def _reroute(self, endpoint: VpcEndpoint, before: set[str]) -> None:
        """Routes to a gateway endpoint follow its route tables; moto keeps only the list."""
        prefix_list, after = endpoint.destination_prefix_list_id, set(endpoint.route_table_ids)
        if endpoint.is_interface or not prefix_list:
            return
        for table_id in after - before:
            self.create_route(table_id, None, gateway_id=endpoint.id, destination_prefix_list_id=prefix_list)
        for table_id in before - after:
            self.delete_route(table_id, prefix_list)

    def _dns_entries(self, endpoint: VpcEndpoint) -> list[dict[str, str]]:
        """The regional name, one per zone, and the service's own where private DNS is on."""
        service = endpoint.service_name.removeprefix("com.amazonaws.")
        if endpoint.service_name.startswith(endpoint_services.PRIVATE):
            identity = service.removeprefix("vpce.").partition(".")[2]
        else:
            identity = service.partition(".")[2]
        domain = f"{identity}.{self.region_name}.vpce.amazonaws.com"
        zones = sorted(self.get_subnet(subnet_id).availability_zone for subnet_id in endpoint.subnet_ids or [])
        names = [f"{endpoint.dns_label}.{domain}", *(f"{endpoint.dns_label}-{zone}.{domain}" for zone in zones)]
        if endpoint.private_dns_enabled:
            names.append(f"{identity}.{self.region_name}.amazonaws.com")
        return [{"dns_name": name, "hosted_zone_id": endpoint.hosted_zone_id} for name in names]
