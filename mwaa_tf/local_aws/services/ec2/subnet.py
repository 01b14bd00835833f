"""One subnet: found by what moto cannot look for, and with the state of its addresses of IPv6."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.ec2.models.subnets import Subnet


class FilteredSubnet(Subnet):
    """moto's subnet, with more of the filters of DescribeSubnets.

    The AWS provider waits for the addresses of IPv6 by the association's id, and for their state, which moto answers
    in a form of its own.
    """

    @property
    def ipv6_cidr_block_association_set(self) -> list[dict[str, Any]]:
        associated = [item for item in self._ipv6() if item["ipv6CidrBlockState"]["State"] == "associated"]
        return [{**item, "ipv6CidrBlockState": {"state": "associated"}} for item in associated]

    def get_filter_value(self, filter_name: str, method_name: str | None = None) -> Any:
        match filter_name:
            case "ipv6-cidr-block-association.association-id":
                return [str(item["associationId"]) for item in self._ipv6()]
            case "ipv6-cidr-block-association.ipv6-cidr-block":
                return [str(item["ipv6CidrBlock"]) for item in self._ipv6()]
            case "ipv6-cidr-block-association.state":
                return [str(item["ipv6CidrBlockState"]["State"]) for item in self._ipv6()]
            case "availability-zone-id" | "availabilityZoneId":
                return self._availability_zone.zone_id
            case "owner-id":
                return self.owner_id
            case "map-public-ip-on-launch":
                return str(self.map_public_ip_on_launch).lower()
        return super().get_filter_value(filter_name, method_name)

    def _ipv6(self) -> list[Mapping[str, Any]]:
        return list(self.ipv6_cidr_block_associations.values())
