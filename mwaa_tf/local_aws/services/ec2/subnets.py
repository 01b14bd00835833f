"""Creating and deleting subnets and VPCs.

moto takes the first subnet of a zone for the zone's default one, with public addresses on launch; lets resources that
are in use be deleted; and leaves associations and network ACLs behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from moto.ec2.exceptions import DependencyViolationError, InvalidSubnetIdError
from moto.ec2.models import EC2Backend
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
from moto.ec2.models.instances import Instance
from moto.ec2.models.subnets import Subnet
from moto.ec2.models.vpcs import VPC

from mwaa_tf.local_aws.services.ec2.exceptions import InsufficientAddressesForInstancesError
from mwaa_tf.local_aws.services.ec2.visibility import attached_vpc, backends, interfaces_in, own_subnets

RESERVED_AT_START = 4
_RESERVED = RESERVED_AT_START + 1
"""AWS reserves the first four addresses of a subnet and the last one (VPC guide, subnet-sizing)."""


def taken_addresses(subnet: Subnet, region: str) -> set[str]:
    """The addresses in a subnet that network interfaces of any account have."""
    return {
        address["PrivateIpAddress"]
        for interface in interfaces_in(subnet.id, region)
        for address in interface.private_ip_addresses
    } | set(subnet._subnet_ips)


class FilterableSubnet(Subnet):
    """moto's subnet, with more of the filters of DescribeSubnets.

    The AWS provider waits for the IPv6 addresses by the id of the association, and for their state, which moto answers
    in a form of its own.
    """

    @property
    def available_ip_address_count(self) -> int:
        """The free addresses; those of participants' interfaces are not among them."""
        return int(self.cidr.num_addresses) - _RESERVED - len(taken_addresses(self, self.ec2_backend.region_name))

    def get_available_subnet_ip(self, instance: Instance) -> str:
        """An address for an instance. moto ends with StopIteration in a full subnet."""
        if self.available_ip_address_count < 1:
            raise InsufficientAddressesForInstancesError(self.id)
        return super().get_available_subnet_ip(instance)

    @property
    def ipv6_cidr_block_association_set(self) -> list[dict[str, Any]]:
        return [
            {**association, "ipv6CidrBlockState": {"state": "associated"}}
            for association in self._ipv6_associations()
            if association["ipv6CidrBlockState"]["State"] == "associated"
        ]

    def get_filter_value(self, filter_name: str, method_name: str | None = None) -> Any:
        match filter_name:
            case "ipv6-cidr-block-association.association-id":
                return [str(association["associationId"]) for association in self._ipv6_associations()]
            case "ipv6-cidr-block-association.ipv6-cidr-block":
                return [str(association["ipv6CidrBlock"]) for association in self._ipv6_associations()]
            case "ipv6-cidr-block-association.state":
                return [str(association["ipv6CidrBlockState"]["State"]) for association in self._ipv6_associations()]
            case "availability-zone-id" | "availabilityZoneId":
                return self._availability_zone.zone_id
            case "owner-id":
                return self.owner_id
            case "map-public-ip-on-launch":
                return str(self.map_public_ip_on_launch).lower()
        return super().get_filter_value(filter_name, method_name)

    def _ipv6_associations(self) -> list[Mapping[str, Any]]:
        return list(self.ipv6_cidr_block_associations.values())


class SubnetOperations(EC2Backend):
    """Creates and deletes subnets, and deletes VPCs."""

    def create_subnet(
        self,
        vpc_id: str,
        cidr_block: str,
        ipv6_cidr_block: str | None = None,
        availability_zone: str | None = None,
        availability_zone_id: str | None = None,
        ipv6_native: bool = False,
        tags: dict[str, dict[str, str]] | None = None,
    ) -> Subnet:
        subnet = super().create_subnet(
            vpc_id,
            cidr_block,
            ipv6_cidr_block,
            # By id alone moto would keep the subnet under no zone at all.
            availability_zone or _zone_name(availability_zone_id),
            availability_zone_id,
            ipv6_native=ipv6_native,
            tags=tags,
        )
        subnet.default_for_az = subnet.map_public_ip_on_launch = False
        return subnet

    def create_default_subnet(self, availability_zone: str) -> Subnet:
        subnet = super().create_default_subnet(availability_zone)
        subnet.default_for_az = subnet.map_public_ip_on_launch = True
        return subnet

    def delete_subnet(self, subnet_id: str) -> Subnet:
        if subnet_id not in own_subnets(self):
            raise InvalidSubnetIdError(subnet_id)
        # Also after unsharing: a participant's interfaces keep the owner from deleting the subnet.
        if any(True for _ in interfaces_in(subnet_id, self.region_name)):
            raise DependencyViolationError(f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")
        for table in self.route_tables.values():
            table._associations = {key: target for key, target in table._associations.items() if target != subnet_id}
        for acl in self.network_acls.values():
            acl._associations = {
                key: association for key, association in acl._associations.items() if association.subnet_id != subnet_id
            }
        return super().delete_subnet(subnet_id)

    def delete_vpc(self, vpc_id: str) -> VPC:
        if vpc_id in self.vpcs and any(True for _ in self._dependencies_of(vpc_id)):
            raise DependencyViolationError(f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")
        vpc = super().delete_vpc(vpc_id)
        self.network_acls = {key: acl for key, acl in self.network_acls.items() if acl.vpc_id != vpc_id}
        return vpc

    def _dependencies_of(self, vpc_id: str) -> Iterator[Any]:
        """What must be deleted before the VPC and moto does not look at; security groups of participants included."""
        for backend in backends(self.region_name):
            yield from (group for group in list(backend.groups.get(vpc_id, {}).values()) if not group.is_default)
        yield from (acl for acl in self.network_acls.values() if acl.vpc_id == vpc_id and not acl.default)
        yield from (gateway for gateway in self.internet_gateways.values() if attached_vpc(gateway) == vpc_id)
        yield from (endpoint for endpoint in self.vpc_end_points.values() if endpoint.vpc_id == vpc_id)


def _zone_name(zone_id: str | None) -> str | None:
    zones = (zone for region in RegionsAndZonesBackend.zones.values() for zone in region)
    return next((zone.name for zone in zones if zone.zone_id == zone_id), None)
