"""Networks: each resource by its VPC or subnet, and by its name in there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mwaa_tf.lifecycle.orphans.finders import Clients, Values, finds, has_tags, pages


@finds("aws_vpc")
def vpc(values: Values, clients: Clients) -> Iterator[str]:
    # Without a tag any VPC of this range would match, and many have the range of an example.
    if values.get("tags_all"):
        for existing in _described(clients, "vpcs", "Vpcs", cidr=values["cidr_block"]):
            if has_tags(values, existing.get("Tags", ())):
                yield existing["VpcId"]


@finds("aws_subnet")
def subnet(values: Values, clients: Clients) -> Iterator[str]:
    filters = {"vpc-id": values["vpc_id"], "cidr-block": values["cidr_block"]}
    for existing in _described(clients, "subnets", "Subnets", **filters):
        yield existing["SubnetId"]


@finds("aws_internet_gateway")
def internet_gateway(values: Values, clients: Clients) -> Iterator[str]:
    vpc_id = values["vpc_id"]
    for gateway in _described(clients, "internet_gateways", "InternetGateways"):
        vpc_ids = [attachment["VpcId"] for attachment in gateway.get("Attachments", ())]
        detached = not vpc_ids and values.get("tags_all") and has_tags(values, gateway.get("Tags", ()))
        if vpc_id in vpc_ids or detached:
            yield gateway["InternetGatewayId"]


@finds("aws_eip")
def address(values: Values, clients: Clients) -> Iterator[str]:
    # An unused address without a tag could be anyone's.
    if values.get("tags_all"):
        for existing in _described(clients, "addresses", "Addresses"):
            if not existing.get("AssociationId") and has_tags(values, existing.get("Tags", ())):
                yield existing["AllocationId"]


@finds("aws_nat_gateway")
def nat_gateway(values: Values, clients: Clients) -> Iterator[str]:
    filters = {"subnet-id": values["subnet_id"], "state": ("pending", "available")}
    for gateway in _described(clients, "nat_gateways", "NatGateways", **filters):
        yield gateway["NatGatewayId"]


@finds("aws_route_table")
def route_table(values: Values, clients: Clients) -> Iterator[str]:
    for table in _described(clients, "route_tables", "RouteTables", **{"vpc-id": values["vpc_id"]}):
        is_main = any(association.get("Main") for association in table["Associations"])
        if not is_main and values.get("tags_all") and has_tags(values, table.get("Tags", ())):
            yield table["RouteTableId"]


@finds("aws_route")
def route(values: Values, clients: Clients) -> Iterator[str]:
    table_id, destination = values["route_table_id"], values["destination_cidr_block"]
    for table in _described(clients, "route_tables", "RouteTables", **{"route-table-id": table_id}):
        if any(existing.get("DestinationCidrBlock") == destination for existing in table["Routes"]):
            yield f"{table_id}_{destination}"


@finds("aws_route_table_association")
def route_table_association(values: Values, clients: Clients) -> Iterator[str]:
    table_id, subnet_id = values["route_table_id"], values["subnet_id"]
    for table in _described(clients, "route_tables", "RouteTables", **{"route-table-id": table_id}):
        if any(association.get("SubnetId") == subnet_id for association in table["Associations"]):
            yield f"{subnet_id}/{table_id}"


@finds("aws_security_group")
def security_group(values: Values, clients: Clients) -> Iterator[str]:
    prefix = values.get("name_prefix")
    name = f"{prefix}*" if prefix else values["name"]
    for group in _described(
        clients, "security_groups", "SecurityGroups", **{"vpc-id": values["vpc_id"], "group-name": name}
    ):
        if has_tags(values, group.get("Tags", ())):
            yield group["GroupId"]


@finds("aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule")
def rule(values: Values, clients: Clients) -> Iterator[str]:
    """AWS allows no two equal rules in a group, and lists both directions together."""
    group_id = values["security_group_id"]
    for existing in _described(clients, "security_group_rules", "SecurityGroupRules", **{"group-id": group_id}):
        if _is_planned(values, existing):
            yield existing["SecurityGroupRuleId"]


@finds("aws_vpc_endpoint")
def endpoint(values: Values, clients: Clients) -> Iterator[str]:
    filters = {"vpc-id": values["vpc_id"], "service-name": values["service_name"]}
    for existing in _described(clients, "vpc_endpoints", "VpcEndpoints", **filters):
        if existing["State"].lower() not in ("deleting", "deleted") and has_tags(values, existing.get("Tags", ())):
            yield existing["VpcEndpointId"]


@finds("aws_flow_log")
def flow_log(values: Values, clients: Clients) -> Iterator[str]:
    for existing in pages(
        clients("ec2"),
        "describe_flow_logs",
        "FlowLogs",
        Filters=[{"Name": "resource-id", "Values": [values["vpc_id"]]}],
    ):
        if has_tags(values, existing.get("Tags", ())):
            yield existing["FlowLogId"]


def _described(
    clients: Clients, resources: str, key: str, *, cidr: str | None = None, **filters: str | tuple[str, ...]
) -> Iterator[Mapping[str, Any]]:
    """All ``resources``, such as ``vpcs``, that EC2 describes under ``key`` and that match ``filters``.

    ``cidr`` is a filter that is left out where it is None.
    """
    values = {**filters, **({"cidr": cidr} if cidr else {})}
    listed = [
        {"Name": name, "Values": [value] if isinstance(value, str) else list(value)} for name, value in values.items()
    ]
    return pages(clients("ec2"), f"describe_{resources}", key, Filters=listed)


def _is_planned(values: Values, rule: Mapping[str, Any]) -> bool:
    """Whether ``rule`` in AWS is the planned one: ports of -1 and no ports mean the same."""
    group = rule.get("ReferencedGroupInfo", {})
    source = values["referenced_security_group_id"]
    return (
        bool(rule["IsEgress"]) == values["egress"]
        and rule["IpProtocol"] == values["ip_protocol"]
        and _port(rule.get("FromPort")) == _port(values["from_port"])
        and _port(rule.get("ToPort")) == _port(values["to_port"])
        and rule.get("CidrIpv4") == values["cidr_ipv4"]
        and rule.get("CidrIpv6") == values["cidr_ipv6"]
        and rule.get("PrefixListId") == values["prefix_list_id"]
        # A group of another account is named `account/sg-…`.
        and source in (group.get("GroupId"), f"{group.get('UserId')}/{group.get('GroupId')}")
    )


def _port(number: int | None) -> int:
    return -1 if number is None else number
