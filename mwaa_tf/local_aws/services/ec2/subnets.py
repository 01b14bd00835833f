"""Making and deleting subnets and VPCs.

moto takes the first subnet of a zone for the zone's default one, with public addresses on launch; lets what is in use
be deleted; and leaves associations and network ACLs behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from moto.ec2.exceptions import DependencyViolationError, InvalidSubnetIdError
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.subnets import Subnet
from moto.ec2.models.vpcs import VPC

from mwaa_tf.local_aws.services.ec2.lookups import Lookups, attached_to
from mwaa_tf.local_aws.services.ec2.subnet import FilteredSubnet
from mwaa_tf.local_aws.services.ec2.visibility import backends, own_subnets


class Subnets(Lookups):
    """Subnets and VPCs of an account."""

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
        # By id alone moto would keep the subnet under no zone at all.
        zones = [zone for region in RegionsAndZonesBackend.zones.values() for zone in region]
        by_id = next((zone.name for zone in zones if zone.zone_id == availability_zone_id), None)
        subnet = super().create_subnet(
            vpc_id,
            cidr_block,
            ipv6_cidr_block,
            availability_zone or by_id,
            availability_zone_id,
            ipv6_native=ipv6_native,
            tags=tags,
        )
        subnet.__class__ = FilteredSubnet  # type: ignore[type-abstract]
        subnet.default_for_az = subnet.map_public_ip_on_launch = False
        return subnet

    def create_default_subnet(self, availability_zone: str) -> Subnet:
        subnet = super().create_default_subnet(availability_zone)
        subnet.default_for_az = subnet.map_public_ip_on_launch = True
        return subnet

    def delete_subnet(self, subnet_id: str) -> Subnet:
        if subnet_id not in own_subnets(self):
            raise InvalidSubnetIdError(subnet_id)
        # Also after unsharing: what a participant has there keeps the owner from deleting the subnet.
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
        if vpc_id in self.vpcs and any(True for _ in self._in_the_way_of(vpc_id)):
            raise DependencyViolationError(f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")
        vpc = super().delete_vpc(vpc_id)
        self.network_acls = {key: acl for key, acl in self.network_acls.items() if acl.vpc_id != vpc_id}
        return vpc

    def _in_the_way_of(self, vpc_id: str) -> Iterator[Any]:
        """What has to be deleted before the VPC, beside what moto looks at; participants' security groups included."""
        for backend in backends(self.region_name):
            yield from (group for group in list(backend.groups.get(vpc_id, {}).values()) if not group.is_default)
        yield from (acl for acl in self.network_acls.values() if acl.vpc_id == vpc_id and not acl.default)
        yield from (gateway for gateway in self.internet_gateways.values() if attached_to(gateway) == vpc_id)
        yield from (endpoint for endpoint in self.vpc_end_points.values() if endpoint.vpc_id == vpc_id)


def interfaces_in(subnet_id: str, region: str) -> Iterator[NetworkInterface]:
    """The network interfaces in a subnet, of whichever account."""
    for backend in backends(region):
        for interface in list(backend.enis.values()):
            # moto keeps those of terminated instances that are not to be deleted with them.
            ended = interface.instance is not None and interface.instance._state.name == "terminated"
            if interface.subnet.id == subnet_id and not ended:
                yield interface
