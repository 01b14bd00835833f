"""Networks: each thing by the VPC or the subnet that it is in, and by its name there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mwaa_tf.lifecycle.orphans.finders import Clients, Values, finds, has_tags, pages


@finds("aws_vpc")
def vpc(values: Values, clients: Clients) -> Iterator[str]:
    # Without a tag any VPC of this range would do, and that range is an example's.
    if values.get("tags_all"):
        for item in _described(clients, "vpcs", "Vpcs", cidr=values["cidr_block"]):
            if has_tags(values, item.get("Tags", ())):
                yield item["VpcId"]


@finds("aws_subnet")
def subnet(values: Values, clients: Clients) -> Iterator[str]:
    where = {"vpc-id": values["vpc_id"], "cidr-block": values["cidr_block"]}
    for item in _described(clients, "subnets", "Subnets", **where):
        yield item["SubnetId"]


@finds("aws_internet_gateway")
def internet_gateway(values: Values, clients: Clients) -> Iterator[str]:
    vpc_id = values["vpc_id"]
    for item in _described(clients, "internet_gateways", "InternetGateways"):
        attached = [each["VpcId"] for each in item.get("Attachments", ())]
        alone = not attached and values.get("tags_all") and has_tags(values, item.get("Tags", ()))
        if vpc_id in attached or alone:
            yield item["InternetGatewayId"]


@finds("aws_eip")
def address(values: Values, clients: Clients) -> Iterator[str]:
    # One that nothing uses yet and that has no tag could be anybody's.
    if values.get("tags_all"):
        for item in _described(clients, "addresses", "Addresses"):
            if not item.get("AssociationId") and has_tags(values, item.get("Tags", ())):
                yield item["AllocationId"]


@finds("aws_nat_gateway")
def nat_gateway(values: Values, clients: Clients) -> Iterator[str]:
    where = {"subnet-id": values["subnet_id"], "state": ("pending", "available")}
    for item in _described(clients, "nat_gateways", "NatGateways", **where):
        yield item["NatGatewayId"]


@finds("aws_route_table")
def route_table(values: Values, clients: Clients) -> Iterator[str]:
    for item in _described(clients, "route_tables", "RouteTables", **{"vpc-id": values["vpc_id"]}):
        main = any(each.get("Main") for each in item["Associations"])
        if not main and values.get("tags_all") and has_tags(values, item.get("Tags", ())):
            yield item["RouteTableId"]


@finds("aws_route")
def route(values: Values, clients: Clients) -> Iterator[str]:
    table, destination = values["route_table_id"], values["destination_cidr_block"]
    for item in _described(clients, "route_tables", "RouteTables", **{"route-table-id": table}):
        if any(each.get("DestinationCidrBlock") == destination for each in item["Routes"]):
            yield f"{table}_{destination}"


@finds("aws_route_table_association")
def route_table_association(values: Values, clients: Clients) -> Iterator[str]:
    table, subnet_id = values["route_table_id"], values["subnet_id"]
    for item in _described(clients, "route_tables", "RouteTables", **{"route-table-id": table}):
        if any(each.get("SubnetId") == subnet_id for each in item["Associations"]):
            yield f"{subnet_id}/{table}"


@finds("aws_security_group")
def security_group(values: Values, clients: Clients) -> Iterator[str]:
    prefix = values.get("name_prefix")
    name = f"{prefix}*" if prefix else values["name"]
    for item in _described(
        clients, "security_groups", "SecurityGroups", **{"vpc-id": values["vpc_id"], "group-name": name}
    ):
        if has_tags(values, item.get("Tags", ())):
            yield item["GroupId"]


@finds("aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule")
def rule(values: Values, clients: Clients) -> Iterator[str]:
    """AWS allows no two rules of a group that say the same. Both types are one list: see :func:`_same`."""
    group = values["security_group_id"]
    for item in _described(clients, "security_group_rules", "SecurityGroupRules", **{"group-id": group}):
        if _same(values, item):
            yield item["SecurityGroupRuleId"]


@finds("aws_vpc_endpoint")
def endpoint(values: Values, clients: Clients) -> Iterator[str]:
    where = {"vpc-id": values["vpc_id"], "service-name": values["service_name"]}
    for item in _described(clients, "vpc_endpoints", "VpcEndpoints", **where):
        if item["State"].lower() not in ("deleting", "deleted") and has_tags(values, item.get("Tags", ())):
            yield item["VpcEndpointId"]


@finds("aws_flow_log")
def flow_log(values: Values, clients: Clients) -> Iterator[str]:
    for item in pages(
        clients("ec2"),
        "describe_flow_logs",
        "FlowLogs",
        Filters=[{"Name": "resource-id", "Values": [values["vpc_id"]]}],
    ):
        if has_tags(values, item.get("Tags", ())):
            yield item["FlowLogId"]


def _described(
    clients: Clients, what: str, key: str, *, cidr: str | None = None, **where: str | tuple[str, ...]
) -> Iterator[Mapping[str, Any]]:
    filters = {**where, **({"cidr": cidr} if cidr else {})}
    listed = [
        {"Name": name, "Values": [value] if isinstance(value, str) else list(value)} for name, value in filters.items()
    ]
    return pages(clients("ec2"), f"describe_{what}", key, Filters=listed)


def _same(values: Values, item: Mapping[str, Any]) -> bool:
    """Whether the rule in AWS is the planned one: ports of -1 and none at all mean the same."""
    group = item.get("ReferencedGroupInfo", {})
    source = values["referenced_security_group_id"]
    return (
        bool(item["IsEgress"]) == values["egress"]
        and item["IpProtocol"] == values["ip_protocol"]
        and _port(item.get("FromPort")) == _port(values["from_port"])
        and _port(item.get("ToPort")) == _port(values["to_port"])
        and item.get("CidrIpv4") == values["cidr_ipv4"]
        and item.get("CidrIpv6") == values["cidr_ipv6"]
        and item.get("PrefixListId") == values["prefix_list_id"]
        # One of another account is named `account/sg-…`.
        and source in (group.get("GroupId"), f"{group.get('UserId')}/{group.get('GroupId')}")
    )


def _port(number: int | None) -> int:
    return -1 if number is None else number
