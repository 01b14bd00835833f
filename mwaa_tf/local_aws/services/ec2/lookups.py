"""Describing subnets, VPCs, route tables, network ACLs and internet gateways: own ones and shared ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from moto.ec2.exceptions import EC2ClientError, InvalidRouteTableIdError, InvalidSubnetIdError
from moto.ec2.models import EC2Backend
from moto.ec2.models.core import TaggedEC2Resource
from moto.ec2.models.internet_gateways import InternetGateway
from moto.ec2.models.network_acls import NetworkAcl
from moto.ec2.models.route_tables import RouteTable
from moto.ec2.models.subnets import Subnet
from moto.ec2.models.vpcs import VPC
from moto.ec2.utils import filter_internet_gateways, generic_filter

from mwaa_tf.local_aws.services.ec2.exceptions import GatewayNotFoundError, NetworkAclNotFoundError, VpcNotFoundError
from mwaa_tf.local_aws.services.ec2.visibility import (
    attached_vpc,
    in_shared_vpcs,
    own_subnets,
    shared_vpcs,
    shared_with,
)

R = TypeVar("R", bound=TaggedEC2Resource)


class LookupOperations(EC2Backend):
    """Finds what is shared with the account as well as what it owns."""

    def get_subnet(self, subnet_id: str) -> Subnet:
        subnet = own_subnets(self).get(subnet_id) or shared_with(self).get(subnet_id)
        if subnet is None:
            raise InvalidSubnetIdError(subnet_id)
        return subnet

    def describe_subnets(self, subnet_ids: list[str] | None = None, filters: Any | None = None) -> list[Subnet]:
        visible = [*own_subnets(self).values(), *shared_with(self).values()]
        return generic_filter(filters or {}, _with_ids(subnet_ids, visible, InvalidSubnetIdError))

    def get_vpc(self, vpc_id: str) -> VPC:
        vpc = self.vpcs.get(vpc_id) or shared_vpcs(self).get(vpc_id)
        if vpc is None:
            raise VpcNotFoundError(vpc_id)
        return vpc

    def describe_vpcs(self, vpc_ids: list[str] | None = None, filters: Any = None) -> list[VPC]:
        visible = [*list(self.vpcs.values()), *shared_vpcs(self).values()]
        return generic_filter(filters or {}, _with_ids(vpc_ids, visible, VpcNotFoundError))

    def describe_route_tables(self, route_table_ids: list[str] | None = None, filters: Any = None) -> list[RouteTable]:
        visible = [
            *list(self.route_tables.values()),
            *in_shared_vpcs(self, lambda owner: owner.route_tables, lambda table: table.vpc_id),
        ]
        return generic_filter(filters or {}, _with_ids(route_table_ids, visible, InvalidRouteTableIdError))

    def describe_network_acls(self, network_acl_ids: list[str] | None = None, filters: Any = None) -> list[NetworkAcl]:
        visible = [
            *list(self.network_acls.values()),
            *in_shared_vpcs(self, lambda owner: owner.network_acls, lambda acl: acl.vpc_id),
        ]
        for acl in visible:
            # As in the example of API_DescribeNetworkAcls; AWS's verification script of MWAA takes the first match.
            acl.network_acl_entries.sort(key=lambda entry: (not entry.egress, int(entry.rule_number)))
        return generic_filter(filters or {}, _with_ids(network_acl_ids, visible, NetworkAclNotFoundError))

    def describe_internet_gateways(
        self, internet_gateway_ids: list[str] | None = None, filters: Any = None
    ) -> list[InternetGateway]:
        visible = [
            *list(self.internet_gateways.values()),
            *in_shared_vpcs(self, lambda owner: owner.internet_gateways, attached_vpc),
        ]
        gateways = _with_ids(internet_gateway_ids, visible, GatewayNotFoundError)
        return filter_internet_gateways(gateways, filters) if filters else gateways


def _with_ids(
    ids: Sequence[str] | None, candidates: Iterable[R], not_found: Callable[[str], EC2ClientError]
) -> list[R]:
    """The candidates with those ids, or all. Raises ``not_found`` for the first id that no candidate has."""
    by_id = {candidate.id: candidate for candidate in candidates}  # type: ignore[attr-defined]
    if not ids:
        return list(by_id.values())
    for requested_id in ids:
        if requested_id not in by_id:
            raise not_found(requested_id)
    return [by_id[candidate_id] for candidate_id in by_id if candidate_id in ids]
