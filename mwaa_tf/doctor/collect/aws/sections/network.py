"""The VPC of an environment, as EC2 answers both sides.

Participants see their shared subnets and of the VPC itself its route tables, network ACLs and internet gateways. NAT
gateways and endpoints are the owner's alone: EC2 answers a participant with an empty list, and so they are read with
credentials of the VPC's owner or not at all (VPC user guide, vpc-share-limitations). What both see is read as the
owner, who sees all of it, with the same calls for all environments of the VPC, and else as the participant.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any, TypeVar

from mwaa_tf.doctor.collect.aws import vpc as answers
from mwaa_tf.doctor.collect.aws.calls import Answer
from mwaa_tf.doctor.collect.aws.operations import AwsOperation, CallerSide, operation
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.network import (
    BlockPublicAccess,
    NetworkSection,
    SecurityGroupFacts,
    Subnet,
    VpcEndpointFacts,
)
from mwaa_tf.mwaa.vpc_states import PublicAccessMode

T = TypeVar("T")

DESCRIBE_SUBNETS = operation("ec2", "DescribeSubnets", by=CallerSide.EITHER, why="the environment's subnets")
DESCRIBE_VPCS = operation("ec2", "DescribeVpcs", by=CallerSide.EITHER, why="the addresses of the VPC")
DESCRIBE_VPC_ATTRIBUTE = operation(
    "ec2",
    "DescribeVpcAttribute",
    by=CallerSide.EITHER,
    why="whether the VPC resolves and gives names",
    resource="arn:{partition}:ec2:{region}:*:vpc/*",
)
DESCRIBE_ROUTE_TABLES = operation("ec2", "DescribeRouteTables", by=CallerSide.EITHER, why="the routes of the subnets")
DESCRIBE_NETWORK_ACLS = operation(
    "ec2", "DescribeNetworkAcls", by=CallerSide.EITHER, why="what the subnets let in and out"
)
DESCRIBE_INTERNET_GATEWAYS = operation(
    "ec2", "DescribeInternetGateways", by=CallerSide.EITHER, why="whether the VPC reaches the internet"
)
DESCRIBE_SECURITY_GROUPS = operation(
    "ec2",
    "DescribeSecurityGroups",
    by=CallerSide.EITHER,
    why="the rules of the environment's and endpoints' groups",
)
DESCRIBE_NAT_GATEWAYS = operation("ec2", "DescribeNatGateways", by=CallerSide.OWNER, why="the state of NAT gateways")
DESCRIBE_VPC_ENDPOINTS = operation(
    "ec2", "DescribeVpcEndpoints", by=CallerSide.OWNER, why="the endpoints of the environment and of AWS services"
)
DESCRIBE_NETWORK_INTERFACES = operation(
    "ec2", "DescribeNetworkInterfaces", by=CallerSide.OWNER, why="the addresses of the endpoints"
)
DESCRIBE_PUBLIC_ACCESS = operation(
    "ec2", "DescribeVpcBlockPublicAccessOptions", by=CallerSide.OWNER, why="whether the account blocks the internet"
)
DESCRIBE_EXCLUSIONS = operation(
    "ec2",
    "DescribeVpcBlockPublicAccessExclusions",
    by=CallerSide.OWNER,
    why="which VPCs and subnets are exempted from VPC Block Public Access",
)


def collect(source: AwsSource) -> NetworkSection:
    """Ask EC2 for the VPC of the environment's subnets."""
    environment = source.environment.value
    subnets = _subnets(source, environment.subnet_ids)
    known = subnets.content
    groups = environment_groups(source, environment.security_group_ids, known[0].vpc_id if known else "")
    if not known:
        gap = subnets.gap or Gap(GapKind.ABSENT, "neither account sees a subnet of the environment")
        return _without_vpc(subnets, groups, gap)
    return _of_vpc(VpcReader(source, known[0].vpc_id, known[0].owner_id), subnets, groups)


class VpcReader:
    """Reads what belongs to one VPC."""

    def __init__(self, source: AwsSource, vpc_id: str, owner_id: str) -> None:
        self.vpc_id = vpc_id
        self._source = source
        self._owner_id = owner_id

    def shared(self, called: AwsOperation, parse: Callable[[Answer], T], **parameters: Any) -> Reading[T]:
        """What the owner and participants see: as the owner, or else as the participant."""
        return owner_first(self._source, called, parse, **parameters)

    def own(self, called: AwsOperation, parse: Callable[[Answer], T], **parameters: Any) -> Reading[T]:
        """What only the VPC's owner sees: a gap for any other account, whose empty answer would mean nothing."""
        identity = self._source.owner.identity
        if identity.content and identity.content.account_id != self._owner_id:
            reason = (
                f"needs credentials of account {self._owner_id}, which owns {self.vpc_id}: these are of account "
                f"{identity.content.account_id}"
            )
            return Reading.unread(Gap(GapKind.CREDENTIALS, reason), self._source.owner.source(called))
        return self._source.owner.read(called, parse, **parameters)

    def filters(self, name: str = "vpc-id") -> list[dict[str, Any]]:
        """The filter that chooses what belongs to the VPC."""
        return [{"Name": name, "Values": [self.vpc_id]}]


def owner_first(source: AwsSource, called: AwsOperation, parse: Callable[[Answer], T], **parameters: Any) -> Reading[T]:
    """Call with the owner's credentials, or else with the participant's."""
    first = source.owner.read(called, parse, **parameters)
    return first.or_else(lambda: source.participant.read(called, parse, **parameters))


def _of_vpc(
    reader: VpcReader, subnets: Reading[tuple[Subnet, ...]], groups: Reading[tuple[SecurityGroupFacts, ...]]
) -> NetworkSection:
    endpoints = reader.own(DESCRIBE_VPC_ENDPOINTS, answers.endpoints_of, Filters=reader.filters())
    return NetworkSection(
        vpc=reader.shared(DESCRIBE_VPCS, answers.vpc_of, VpcIds=[reader.vpc_id]),
        dns_support=_attribute(reader, "enableDnsSupport", "EnableDnsSupport"),
        dns_host_names=_attribute(reader, "enableDnsHostnames", "EnableDnsHostnames"),
        subnets=subnets,
        route_tables=reader.shared(DESCRIBE_ROUTE_TABLES, answers.route_tables_of, Filters=reader.filters()),
        network_acls=reader.shared(DESCRIBE_NETWORK_ACLS, answers.network_acls_of, Filters=reader.filters()),
        internet_gateway_ids=reader.shared(
            DESCRIBE_INTERNET_GATEWAYS, answers.internet_gateway_ids_of, Filters=reader.filters("attachment.vpc-id")
        ),
        nat_gateways=reader.own(DESCRIBE_NAT_GATEWAYS, answers.nat_gateways_of, Filter=reader.filters()),
        security_groups=groups,
        endpoints=endpoints,
        endpoint_groups=_endpoint_groups(reader, endpoints),
        endpoint_addresses=reader.own(
            DESCRIBE_NETWORK_INTERFACES,
            answers.addresses_of,
            Filters=[*reader.filters(), {"Name": "interface-type", "Values": ["vpc_endpoint"]}],
        ),
        block_public_access=_public_access(reader),
    )


def _without_vpc(
    subnets: Reading[tuple[Subnet, ...]], groups: Reading[tuple[SecurityGroupFacts, ...]], gap: Gap
) -> NetworkSection:
    return NetworkSection(
        vpc=Reading.unread(gap),
        dns_support=Reading.unread(gap),
        dns_host_names=Reading.unread(gap),
        subnets=subnets,
        route_tables=Reading.unread(gap),
        network_acls=Reading.unread(gap),
        internet_gateway_ids=Reading.unread(gap),
        nat_gateways=Reading.unread(gap),
        security_groups=groups,
        endpoints=Reading.unread(gap),
        endpoint_groups=Reading.unread(gap),
        endpoint_addresses=Reading.unread(gap),
        block_public_access=Reading.unread(gap),
    )


def _subnets(source: AwsSource, subnet_ids: Iterable[str]) -> Reading[tuple[Subnet, ...]]:
    """Those that either account sees. By filter, since one that is gone would make the whole call fail."""
    filters = [{"Name": "subnet-id", "Values": sorted(subnet_ids)}]
    reading = owner_first(source, DESCRIBE_SUBNETS, answers.subnets_of, Filters=filters)
    if len(reading.content or ()) == len(filters[0]["Values"]):
        return reading
    other = source.participant.read(DESCRIBE_SUBNETS, answers.subnets_of, Filters=filters)
    if other.gap and not reading.content:
        # The owner may be another one than the configuration says: its empty answer proves nothing.
        return other
    return other if len(other.content or ()) > len(reading.content or ()) else reading


def environment_groups(
    source: AwsSource, group_ids: Collection[str], vpc_id: str
) -> Reading[tuple[SecurityGroupFacts, ...]]:
    """Read with one call for all environments of the account in the VPC; if some are missing there, by their ids."""
    wanted = frozenset(group_ids)
    if vpc_id:
        filters = [{"Name": "vpc-id", "Values": [vpc_id]}]
        of_vpc = source.read(DESCRIBE_SECURITY_GROUPS, answers.security_groups_of, Filters=filters)
        chosen = of_vpc.map(lambda groups: _chosen(groups, wanted))
        if len(chosen.content or ()) == len(wanted):
            return chosen
    # In another VPC, deleted, or beside one whose rules are not understood.
    filters = [{"Name": "group-id", "Values": sorted(wanted)}]
    return source.read(DESCRIBE_SECURITY_GROUPS, answers.security_groups_of, Filters=filters)


def _chosen(groups: Iterable[SecurityGroupFacts], wanted: Collection[str]) -> tuple[SecurityGroupFacts, ...]:
    return tuple(group for group in groups if group.id in wanted)


def _endpoint_groups(
    reader: VpcReader, endpoints: Reading[tuple[VpcEndpointFacts, ...]]
) -> Reading[tuple[SecurityGroupFacts, ...]]:
    if endpoints.gap:
        return Reading.unread(endpoints.gap, endpoints.source)
    wanted = {group_id for endpoint in endpoints.content or () for group_id in endpoint.security_group_ids}
    groups = reader.own(DESCRIBE_SECURITY_GROUPS, answers.security_groups_of, Filters=reader.filters())
    return groups.map(lambda all_groups: _chosen(all_groups, wanted))


def _attribute(reader: VpcReader, name: str, member: str) -> Reading[bool]:
    return reader.shared(
        DESCRIBE_VPC_ATTRIBUTE, lambda answer: bool(answer[member]["Value"]), VpcId=reader.vpc_id, Attribute=name
    )


def _public_access(reader: VpcReader) -> Reading[BlockPublicAccess]:
    mode = reader.own(DESCRIBE_PUBLIC_ACCESS, answers.public_access_mode_of)
    if mode.gap:
        return Reading.unread(mode.gap, mode.source)
    if mode.content == PublicAccessMode.OFF:
        return mode.map(BlockPublicAccess)
    return reader.own(DESCRIBE_EXCLUSIONS, partial(answers.public_access_of, str(mode.content)))
