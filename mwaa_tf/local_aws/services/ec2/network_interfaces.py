"""Network interfaces, in own subnets and in shared ones, and the NAT gateways that have one."""

from __future__ import annotations

import ipaddress
import threading
from typing import Any

from moto.ec2.exceptions import InvalidNetworkInterfaceIdError
from moto.ec2.models import EC2Backend
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.nat_gateways import NatGateway
from moto.ec2.models.subnets import Subnet
from moto.ec2.utils import generic_filter

from mwaa_tf.local_aws.services.ec2.exceptions import (
    InsufficientFreeAddressesError,
    NotTheOwnerError,
    SecurityGroupNotFoundError,
)
from mwaa_tf.local_aws.services.ec2.subnets import RESERVED_AT_START, taken_addresses
from mwaa_tf.local_aws.services.ec2.visibility import participants_interfaces

# Two simultaneous requests must not get the same address.
_addresses = threading.RLock()


class NetworkInterfaceOperations(EC2Backend):
    """Network interfaces with addresses of their subnets and only the account's own security groups."""

    def create_network_interface(
        self,
        subnet: Any,
        private_ip_address: str | list[str] | None = None,
        private_ip_addresses: list[dict[str, Any]] | None = None,
        group_ids: list[str] | None = None,
        description: str | None = None,
        tags: dict[str, str] | None = None,
        delete_on_termination: bool | None = False,
        **kwargs: Any,
    ) -> NetworkInterface:
        subnet = self.get_subnet(subnet) if isinstance(subnet, str) else subnet
        check_security_groups(self, group_ids or [], subnet.vpc_id)
        if not group_ids and subnet.owner_id != self.account_id:
            # The VPC's default group is the owner's, so a participant has to name one of its own.
            raise NotTheOwnerError("CreateNetworkInterface")
        with _addresses:
            if not private_ip_addresses and not _is_address_of(subnet, private_ip_address):
                private_ip_address = _free_address(subnet, self.region_name)
            return super().create_network_interface(
                subnet,
                private_ip_address or "",
                private_ip_addresses,
                group_ids,
                description,
                tags,
                delete_on_termination,
                **kwargs,
            )

    def get_all_network_interfaces(
        self, eni_ids: list[str] | None = None, filters: Any = None
    ) -> list[NetworkInterface]:
        visible = {interface.id: interface for interface in list(self.enis.values())}
        visible.update({interface.id: interface for interface in participants_interfaces(self)})
        for eni_id in eni_ids or []:
            if eni_id not in visible:
                raise InvalidNetworkInterfaceIdError(eni_id)
        chosen = [interface for eni_id, interface in visible.items() if not eni_ids or eni_id in eni_ids]
        return generic_filter(filters or {}, chosen)

    def delete_nat_gateway(self, nat_gateway_id: str) -> NatGateway:
        gateway = super().delete_nat_gateway(nat_gateway_id)
        # moto leaves the interface, which would keep the subnet from being deleted.
        for address in self.addresses:
            if address.eni is gateway._eni:
                self.disassociate_address(association_id=address.association_id)
        self.enis.pop(gateway._eni.id, None)
        return gateway


def check_security_groups(backend: EC2Backend, group_ids: list[str], vpc_id: str) -> None:
    """Raise unless all are groups of the account of ``backend`` in that VPC; no account can use another's."""
    for group_id in group_ids:
        group = backend.get_security_group_from_id(group_id)
        if group is None or group.vpc_id != vpc_id:
            raise SecurityGroupNotFoundError(group_id)


def _is_address_of(subnet: Subnet, address: str | list[str] | None) -> bool:
    first = address[0] if isinstance(address, list) and address else address
    return bool(first) and ipaddress.ip_address(str(first)) in subnet.cidr


def _free_address(subnet: Subnet, region: str) -> str:
    """The first free address of the subnet. Raises :class:`InsufficientFreeAddressesError` for a full one."""
    taken = taken_addresses(subnet, region)
    for number, host in enumerate(subnet.cidr.hosts(), start=1):
        if number >= RESERVED_AT_START and str(host) not in taken:
            return str(host)
    raise InsufficientFreeAddressesError(subnet.id)
