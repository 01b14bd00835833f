"""Networks: each resource by its VPC or subnet, and by its name in there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mwaa_tf.lifecycle.orphans.finders import (
    Candidate,
    Clients,
    Values,
    by_name,
    by_place,
    by_tags,
    finds,
    has_tags,
    pages,
)


@finds("aws_vpc")
def vpc(values: Values, clients: Clients) -> Iterator[Candidate]:
    # Many have the range of an example.
    for existing in _described(clients, "vpcs", "Vpcs", cidr=values["cidr_block"]):
        yield from by_tags(values, existing["VpcId"], existing.get("Tags", ()))


@finds("aws_subnet")
def subnet(values: Values, clients: Clients) -> Iterator[Candidate]:
    filters = {"vpc-id": values["vpc_id"], "cidr-block": values["cidr_block"]}
    for existing in _described(clients, "subnets", "Subnets", **filters):
        yield from by_place(values, existing["SubnetId"], existing.get("Tags", ()))


@finds("aws_internet_gateway")
def internet_gateway(values: Values, clients: Clients) -> Iterator[Candidate]:
    vpc_id = values["vpc_id"]
    for gateway in _described(clients, "internet_gateways", "InternetGateways"):
        vpc_ids = [attachment["VpcId"] for attachment in gateway.get("Attachments", ())]
        identified = by_place if vpc_id in vpc_ids else by_tags
        if vpc_id in vpc_ids or not vpc_ids:
            yield from identified(values, gateway["InternetGatewayId"], gateway.get("Tags", ()))


@finds("aws_eip")
def address(values: Values, clients: Clients) -> Iterator[Candidate]:
    for existing in _described(clients, "addresses", "Addresses"):
        if not existing.get("AssociationId"):
            yield from by_tags(values, existing["AllocationId"], existing.get("Tags", ()))


@finds("aws_nat_gateway")
def nat_gateway(values: Values, clients: Clients) -> Iterator[Candidate]:
    filters = {"subnet-id": values["subnet_id"], "state": ("pending", "available")}
    for gateway in _described(clients, "nat_gateways", "NatGateways", **filters):
        # A subnet may have several.
        yield from by_name(values, gateway["NatGatewayId"], gateway.get("Tags", ()))


@finds("aws_route_table")
def route_table(values: Values, clients: Clients) -> Iterator[Candidate]:
    for table in _described(clients, "route_tables", "RouteTables", **{"vpc-id": values["vpc_id"]}):
        is_main = any(association.get("Main") for association in table["Associations"])
        if not is_main:
            yield from by_tags(values, table["RouteTableId"], table.get("Tags", ()))


@finds("aws_route")
def route(values: Values, clients: Clients) -> Iterator[Candidate]:
    table_id, destination = values["route_table_id"], values["destination_cidr_block"]
    for table in _described(clients, "route_tables", "RouteTables", **{"route-table-id": table_id}):
        for existing in table["Routes"]:
            if existing.get("DestinationCidrBlock") == destination:
                yield Candidate(f"{table_id}_{destination}", _other_target(values, existing))


@finds("aws_route_table_association")
def route_table_association(values: Values, clients: Clients) -> Iterator[Candidate]:
    table_id, subnet_id = values["route_table_id"], values["subnet_id"]
    for table in _described(clients, "route_tables", "RouteTables", **{"route-table-id": table_id}):
        if any(association.get("SubnetId") == subnet_id for association in table["Associations"]):
            yield Candidate(f"{subnet_id}/{table_id}")


@finds("aws_security_group")
def security_group(values: Values, clients: Clients) -> Iterator[Candidate]:
    prefix = values.get("name_prefix")
    name = f"{prefix}*" if prefix else values["name"]
    for group in _described(
        clients, "security_groups", "SecurityGroups", **{"vpc-id": values["vpc_id"], "group-name": name}
    ):
        # A name is unique in its VPC, what a prefix begins is not.
        if not prefix or has_tags(values, group.get("Tags", ())):
            yield from by_place(values, group["GroupId"], group.get("Tags", ()))


@finds("aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule")
def rule(values: Values, clients: Clients) -> Iterator[Candidate]:
    """AWS allows no two equal rules in a group, and lists both directions together."""
    group_id = values["security_group_id"]
    for existing in _described(clients, "security_group_rules", "SecurityGroupRules", **{"group-id": group_id}):
        if _is_planned(values, existing):
            # The rule that AWS gives every new group has no tags.
            tags = existing.get("Tags", ())
            rule_id = existing["SecurityGroupRuleId"]
            yield from by_place(values, rule_id, tags) if tags else (Candidate(rule_id),)


@finds("aws_vpc_endpoint")
def endpoint(values: Values, clients: Clients) -> Iterator[Candidate]:
    filters = {"vpc-id": values["vpc_id"], "service-name": values["service_name"]}
    for existing in _described(clients, "vpc_endpoints", "VpcEndpoints", **filters):
        if existing["State"].lower() not in ("deleting", "deleted") and has_tags(values, existing.get("Tags", ())):
            yield Candidate(existing["VpcEndpointId"])


@finds("aws_flow_log")
def flow_log(values: Values, clients: Clients) -> Iterator[Candidate]:
    for existing in pages(
        clients("ec2"),
        "describe_flow_logs",
        "FlowLogs",
        Filters=[{"Name": "resource-id", "Values": [values["vpc_id"]]}],
    ):
        if has_tags(values, existing.get("Tags", ())):
            yield Candidate(existing["FlowLogId"])


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


def _other_target(values: Values, route: Mapping[str, Any]) -> str:
    """Where ``route`` leads if that is not where the planned one does; a planned target that is unknown is no doubt."""
    targets = {"gateway_id": "GatewayId", "nat_gateway_id": "NatGatewayId"}
    planned = {values[name] for name in targets if values.get(name)}
    existing = {route[name] for name in targets.values() if route.get(name)}
    return f"it leads to {', '.join(sorted(existing)) or 'another target'}" if planned - existing else ""


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
