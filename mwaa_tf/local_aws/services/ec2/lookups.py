"""Finding and describing: subnets, VPCs, route tables, network ACLs, internet gateways.

Participants see the shared subnets, and of their VPC the VPC itself, its route tables, network ACLs and internet
gateway (VPC guide, page vpc-sharing, "Participant resources").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar, cast

from moto.ec2.exceptions import EC2ClientError, InvalidRouteTableIdError, InvalidSubnetIdError
from moto.ec2.models import EC2Backend, ec2_backends
from moto.ec2.models.core import TaggedEC2Resource
from moto.ec2.models.internet_gateways import InternetGateway
from moto.ec2.models.network_acls import NetworkAcl
from moto.ec2.models.route_tables import RouteTable
from moto.ec2.models.subnets import Subnet
from moto.ec2.models.vpcs import VPC
from moto.ec2.utils import filter_internet_gateways, generic_filter

from mwaa_tf.local_aws.services.ec2.exceptions import (
    GatewayNotFoundError,
    NetworkAclNotFoundError,
    VpcNotFoundError,
)
from mwaa_tf.local_aws.services.ec2.views import seen_by
from mwaa_tf.local_aws.services.ec2.visibility import own_subnets, shared_with

R = TypeVar("R", bound=TaggedEC2Resource)


class Lookups(EC2Backend):
    """EC2 that finds what is shared with its account as well as what it owns."""

    def get_subnet(self, subnet_id: str) -> Subnet:
        subnet = own_subnets(self).get(subnet_id) or shared_with(self).get(subnet_id)
        if subnet is None:
            raise InvalidSubnetIdError(subnet_id)
        return subnet

    def describe_subnets(self, subnet_ids: list[str] | None = None, filters: Any | None = None) -> list[Subnet]:
        visible = [*own_subnets(self).values(), *shared_with(self).values()]
        return generic_filter(filters or {}, _chosen(subnet_ids, visible, InvalidSubnetIdError))

    def shared_vpcs(self) -> dict[str, VPC]:
        """The VPCs of others in which a subnet is shared with this account, by id."""
        found = {}
        for subnet in shared_with(self).values():
            vpc = subnet.ec2_backend.vpcs[subnet.vpc_id]
            found[vpc.id] = seen_by(vpc, self)
        return found

    def get_vpc(self, vpc_id: str) -> VPC:
        vpc = self.vpcs.get(vpc_id) or self.shared_vpcs().get(vpc_id)
        if vpc is None:
            raise VpcNotFoundError(vpc_id)
        return vpc

    def describe_vpcs(self, vpc_ids: list[str] | None = None, filters: Any = None) -> list[VPC]:
        visible = [*list(self.vpcs.values()), *self.shared_vpcs().values()]
        return generic_filter(filters or {}, _chosen(vpc_ids, visible, VpcNotFoundError))

    def describe_route_tables(self, route_table_ids: list[str] | None = None, filters: Any = None) -> list[RouteTable]:
        visible = [
            *list(self.route_tables.values()),
            *self._of_shared_vpcs(lambda owner: owner.route_tables, lambda table: table.vpc_id),
        ]
        return generic_filter(filters or {}, _chosen(route_table_ids, visible, InvalidRouteTableIdError))

    def describe_network_acls(self, network_acl_ids: list[str] | None = None, filters: Any = None) -> list[NetworkAcl]:
        visible = [
            *list(self.network_acls.values()),
            *self._of_shared_vpcs(lambda owner: owner.network_acls, lambda acl: acl.vpc_id),
        ]
        return generic_filter(filters or {}, _chosen(network_acl_ids, visible, NetworkAclNotFoundError))

    def describe_internet_gateways(
        self, internet_gateway_ids: list[str] | None = None, filters: Any = None
    ) -> list[InternetGateway]:
        visible = [
            *list(self.internet_gateways.values()),
            *self._of_shared_vpcs(lambda owner: owner.internet_gateways, attached_to),
        ]
        chosen = _chosen(internet_gateway_ids, visible, GatewayNotFoundError)
        return filter_internet_gateways(chosen, filters) if filters else chosen

    def sees_of_another(self, resource_id: str) -> bool:
        """Whether the id is of something that this account sees and another owns."""
        match resource_id.partition("-")[0]:
            case "subnet":
                return resource_id in shared_with(self)
            case "vpc":
                return resource_id in self.shared_vpcs()
            case "rtb":
                visible: Iterable[RouteTable | NetworkAcl | InternetGateway] = self.describe_route_tables()
            case "acl":
                visible = self.describe_network_acls()
            case "igw":
                visible = self.describe_internet_gateways()
            case _:
                return False
        return any(item.id == resource_id and item.owner_id != self.account_id for item in visible)

    def _of_shared_vpcs(
        self, resources: Callable[[EC2Backend], dict[str, R]], vpc_of: Callable[[R], str | None]
    ) -> list[R]:
        return [
            seen_by(resource, self)
            for vpc in self.shared_vpcs().values()
            for resource in list(resources(ec2_backends[vpc.owner_id][self.region_name]).values())
            if vpc_of(resource) == vpc.id
        ]


def attached_to(gateway: InternetGateway) -> str | None:
    """Id of the VPC that the gateway is attached to."""
    # moto types it as None, which it begins as.
    vpc = cast("VPC | None", gateway.vpc)
    return vpc.id if vpc else None


def _chosen(ids: Sequence[str] | None, candidates: Iterable[R], not_found: Callable[[str], EC2ClientError]) -> list[R]:
    by_id = {candidate.id: candidate for candidate in candidates}  # type: ignore[attr-defined]
    if not ids:
        return list(by_id.values())
    for wanted in ids:
        if wanted not in by_id:
            raise not_found(wanted)
    return [by_id[wanted] for wanted in by_id if wanted in ids]
