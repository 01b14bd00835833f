"""What EC2 answers about a VPC and what is in it, as the facts of a view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from typing import Any

from mwaa_tf.doctor.collect.aws.calls import Answer
from mwaa_tf.doctor.view.network import (
    BlockPublicAccess,
    BlockPublicAccessExclusion,
    GroupRule,
    NatGateway,
    NetworkAcl,
    NetworkAclRule,
    Route,
    RouteTable,
    SecurityGroupFacts,
    Subnet,
    Vpc,
    VpcEndpointFacts,
)
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.mwaa.vpc_endpoint_states import VpcEndpointState
from mwaa_tf.mwaa.vpc_states import ExclusionState
from mwaa_tf.text import escape_control_characters as printable

#: Members of Route that name where traffic goes (botocore, ec2, Route), in no order: a route has one of them. An
#: instance comes with its interface.
ROUTE_TARGETS = (
    "GatewayId",
    "NatGatewayId",
    "NetworkInterfaceId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "EgressOnlyInternetGatewayId",
    "CarrierGatewayId",
    "LocalGatewayId",
    "CoreNetworkArn",
    "OdbNetworkArn",
    "InstanceId",
)
ROUTE_DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")

#: Members of VpcEndpoint that EC2 answers for every endpoint of the type, also where they are empty (EC2 API reference,
#: DescribeVpcEndpoints, examples): without them an answer does not tell what they are.
_OF_ENDPOINTS: Mapping[str, tuple[str, ...]] = {
    "Interface": ("ServiceName", "SubnetIds", "Groups", "PrivateDnsEnabled", "NetworkInterfaceIds"),
    "Gateway": ("ServiceName", "RouteTableIds", "PolicyDocument"),
}

#: Protocols that EC2 names in rules of security groups.
_PROTOCOLS = ("tcp", "udp", "icmp", "icmpv6")

#: Those that have ports, by number (IANA's registry of protocol numbers): EC2 answers the ports of their rules.
_WITH_PORTS = {"tcp": 6, "udp": 17}

_GONE = (VpcEndpointState.DELETING, VpcEndpointState.DELETED)

#: The number of the last rule of every network ACL, which denies the rest (VPC user guide, nacl-rules).
_FINAL_RULE = 32767


def cidr_of(cidr: str) -> str:
    """``cidr``, if it is one. Raises :class:`ValueError` for other text."""
    return str(ip_network(cidr, strict=False))


def vpc_of(answer: Answer) -> Vpc:
    """The one VPC of DescribeVpcs."""
    (vpc,) = answer["Vpcs"]
    cidrs = (
        cidr_of(association["CidrBlock"])
        for association in vpc["CidrBlockAssociationSet"]
        if association["CidrBlockState"]["State"] == "associated"
    )
    return Vpc(id=vpc["VpcId"], owner_id=vpc["OwnerId"], cidrs=tuple(cidrs))


def subnets_of(answer: Answer) -> tuple[Subnet, ...]:
    """The subnets of DescribeSubnets, by id."""
    return tuple(
        Subnet(
            id=subnet["SubnetId"],
            vpc_id=subnet["VpcId"],
            owner_id=subnet["OwnerId"],
            cidr=cidr_of(subnet["CidrBlock"]),
            zone_id=subnet["AvailabilityZoneId"],
            zone=subnet["AvailabilityZone"],
            free_addresses=int(subnet["AvailableIpAddressCount"]),
            state=printable(subnet["State"]),
        )
        for subnet in sorted(answer["Subnets"], key=lambda subnet: str(subnet["SubnetId"]))
    )


def route_tables_of(answer: Answer) -> tuple[RouteTable, ...]:
    """The route tables of DescribeRouteTables."""
    return tuple(
        RouteTable(
            id=table["RouteTableId"],
            vpc_id=table["VpcId"],
            is_main=any(association.get("Main") for association in table["Associations"]),
            subnet_ids=tuple(
                association["SubnetId"] for association in table["Associations"] if _is_of_subnet(association)
            ),
            routes=tuple(_route(route) for route in table["Routes"]),
        )
        for table in answer["RouteTables"]
    )


def _is_of_subnet(association: Mapping[str, Any]) -> bool:
    """Whether a route table is associated with a subnet; else it is the main one, or that of a gateway."""
    if association.get("SubnetId"):
        return True
    if not any(association.get(member) for member in ("Main", "GatewayId", "PublicIpv4Pool")):
        raise ValueError("the association of a route table does not say with what")
    return False


def _route(route: Mapping[str, Any]) -> Route:
    targets = [route[member] for member in ROUTE_TARGETS if route.get(member)]
    destinations = [route[member] for member in ROUTE_DESTINATIONS if route.get(member)]
    # Of one whose target was deleted, EC2 may not say what it was.
    if not targets and route["State"] != "blackhole":
        raise ValueError("an active route does not say where it leads")
    return Route(
        destination=printable(destinations[0]),
        target=printable(targets[0]) if targets else "",
        state=printable(route["State"]),
    )


def network_acls_of(answer: Answer) -> tuple[NetworkAcl, ...]:
    """The network ACLs of DescribeNetworkAcls."""
    return tuple(
        NetworkAcl(
            id=acl["NetworkAclId"],
            is_default=bool(acl["IsDefault"]),
            subnet_ids=tuple(association["SubnetId"] for association in acl["Associations"]),
            rules=tuple(
                _acl_rule(entry)
                for entry in sorted(acl["Entries"], key=lambda entry: int(entry["RuleNumber"]))
                if entry["RuleNumber"] != _FINAL_RULE
            ),
        )
        for acl in answer["NetworkAcls"]
    )


def _acl_rule(entry: Mapping[str, Any]) -> NetworkAclRule:
    # EC2 asks for ports of TCP and UDP, and has none of the rest (EC2 API reference, NetworkAclEntry).
    ports = entry["PortRange"] if int(entry["Protocol"]) in _WITH_PORTS.values() else entry.get("PortRange") or {}
    return NetworkAclRule(
        number=int(entry["RuleNumber"]),
        is_egress=bool(entry["Egress"]),
        is_allow={"allow": True, "deny": False}[entry["RuleAction"]],
        protocol=str(int(entry["Protocol"])),
        cidr=cidr_of(entry.get("CidrBlock") or entry["Ipv6CidrBlock"]),
        from_port=ports.get("From"),
        to_port=ports.get("To"),
    )


def internet_gateway_ids_of(answer: Answer) -> tuple[str, ...]:
    """The gateways of DescribeInternetGateways."""
    return tuple(sorted(gateway["InternetGatewayId"] for gateway in answer["InternetGateways"]))


def nat_gateways_of(answer: Answer) -> tuple[NatGateway, ...]:
    """The NAT gateways of DescribeNatGateways; a deleted one is listed for about an hour."""
    return tuple(
        NatGateway(
            id=gateway["NatGatewayId"],
            subnet_id=gateway.get("SubnetId") or "",
            state=printable(gateway["State"]),
            is_public={"public": True, "private": False}[gateway["ConnectivityType"]],
            failure=printable(gateway.get("FailureMessage") or ""),
        )
        for gateway in answer["NatGateways"]
    )


def security_groups_of(answer: Answer) -> tuple[SecurityGroupFacts, ...]:
    """The groups of DescribeSecurityGroups, by id."""
    return tuple(
        SecurityGroupFacts(
            id=group["GroupId"],
            owner_id=group["OwnerId"],
            vpc_id=group["VpcId"],
            name=printable(group["GroupName"]),
            rules=(
                *_group_rules(group["IpPermissions"], group["OwnerId"], is_egress=False),
                *_group_rules(group["IpPermissionsEgress"], group["OwnerId"], is_egress=True),
            ),
        )
        for group in sorted(answer["SecurityGroups"], key=lambda group: str(group["GroupId"]))
    )


def _group_rules(permissions: list[Mapping[str, Any]], owner_id: str, *, is_egress: bool) -> Iterator[GroupRule]:
    for permission in permissions:
        protocol = _protocol(permission["IpProtocol"])
        if protocol in (*_WITH_PORTS, *map(str, _WITH_PORTS.values())):
            low, high = permission["FromPort"], permission["ToPort"]
        else:
            low, high = permission.get("FromPort"), permission.get("ToPort")
        peers = tuple(_peers(permission, owner_id))
        if not peers:
            raise ValueError("a rule of a security group names neither addresses nor groups")
        for peer in peers:
            yield GroupRule(
                is_egress=is_egress,
                protocol=protocol,
                from_port=None if low in (None, -1) else int(low),
                to_port=None if high in (None, -1) else int(high),
                peer=peer,
            )


def _protocol(name: str) -> str:
    """A protocol by name, or by number where it has none in EC2 (EC2 API reference, IpPermission)."""
    return name if name in _PROTOCOLS else str(int(name))


def _peers(permission: Mapping[str, Any], owner_id: str) -> Iterator[str]:
    # EC2 answers these two also where they are empty (EC2 API reference, DescribeSecurityGroups, examples).
    yield from (cidr_of(each["CidrIp"]) for each in permission["IpRanges"])
    yield from (cidr_of(each["CidrIpv6"]) for each in permission.get("Ipv6Ranges") or ())
    yield from (each["PrefixListId"] for each in permission.get("PrefixListIds") or ())
    for pair in permission["UserIdGroupPairs"]:
        account = pair.get("UserId") or owner_id
        yield pair["GroupId"] if account == owner_id else f"{account}/{pair['GroupId']}"


def endpoints_of(answer: Answer) -> tuple[VpcEndpointFacts, ...]:
    """The endpoints of DescribeVpcEndpoints that are not being deleted, by service."""
    endpoints = (_endpoint(endpoint) for endpoint in answer["VpcEndpoints"])
    return tuple(
        sorted(
            (endpoint for endpoint in endpoints if endpoint.state not in _GONE),
            key=lambda endpoint: (endpoint.service, endpoint.id),
        )
    )


def _endpoint(endpoint: Mapping[str, Any]) -> VpcEndpointFacts:
    for member in _OF_ENDPOINTS.get(endpoint["VpcEndpointType"], ()):
        endpoint[member]
    policy = endpoint.get("PolicyDocument")
    return VpcEndpointFacts(
        id=endpoint["VpcEndpointId"],
        owner_id=endpoint["OwnerId"],
        vpc_id=endpoint["VpcId"],
        # One to a resource or to a service network has none.
        service=printable(endpoint.get("ServiceName") or ""),
        kind=printable(endpoint["VpcEndpointType"]),
        state=printable(endpoint["State"]).lower(),
        subnet_ids=tuple(sorted(endpoint.get("SubnetIds") or ())),
        route_table_ids=tuple(sorted(endpoint.get("RouteTableIds") or ())),
        security_group_ids=tuple(sorted(group["GroupId"] for group in endpoint.get("Groups") or ())),
        private_dns=bool(endpoint.get("PrivateDnsEnabled")),
        policy=parse_policy(policy) if policy else None,
        dns_names=tuple(
            printable(entry["DnsName"]) for entry in endpoint.get("DnsEntries") or () if "DnsName" in entry
        ),
        interface_ids=tuple(sorted(endpoint.get("NetworkInterfaceIds") or ())),
    )


def addresses_of(answer: Answer) -> dict[str, str]:
    """The private address of each network interface of DescribeNetworkInterfaces, by its id."""
    return {
        interface["NetworkInterfaceId"]: interface["PrivateIpAddress"]
        for interface in answer["NetworkInterfaces"]
        if interface.get("PrivateIpAddress")
    }


def public_access_mode_of(answer: Answer) -> str:
    """The mode of DescribeVpcBlockPublicAccessOptions."""
    return printable(answer["VpcBlockPublicAccessOptions"]["InternetGatewayBlockMode"])


def public_access_of(mode: str, answer: Answer) -> BlockPublicAccess:
    """The mode, with what DescribeVpcBlockPublicAccessExclusions exempts."""
    if answer.get("NextToken"):
        raise ValueError("it has more than one page")
    exclusions = (
        BlockPublicAccessExclusion(
            resource_id=printable(exclusion["ResourceArn"].rpartition("/")[2]),
            mode=printable(exclusion["InternetGatewayExclusionMode"]),
            state=printable(exclusion["State"]),
        )
        for exclusion in answer["VpcBlockPublicAccessExclusions"]
        if ExclusionState(exclusion["State"]).is_in_effect
    )
    return BlockPublicAccess(mode, tuple(sorted(exclusions, key=lambda exclusion: exclusion.resource_id)))
