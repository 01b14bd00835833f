"""The Client VPN to the web server, as EC2 and ACM answer its owner.

With a configuration it is the one that has the description that the module gives it; without one, the one whose
security group the web server's endpoint admits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mwaa_tf.blueprint.access import vpn_description
from mwaa_tf.doctor.collect.aws.access_methods import (
    CONFIGURATION,
    absent,
    admitted_groups,
    after,
    certificates,
    groups,
)
from mwaa_tf.doctor.collect.aws.calls import Answer
from mwaa_tf.doctor.collect.aws.operations import CallerSide, operation
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.collect.aws.vpc import cidr_of
from mwaa_tf.doctor.reading import Reading, unread_section
from mwaa_tf.doctor.view.client_vpn import (
    ClientVpnSection,
    VpnAssociation,
    VpnAuthorization,
    VpnFacts,
    VpnRoute,
)
from mwaa_tf.text import escape_control_characters as printable

DESCRIBE_VPNS = operation("ec2", "DescribeClientVpnEndpoints", by=CallerSide.OWNER, why="the Client VPN")
DESCRIBE_ASSOCIATIONS = operation(
    "ec2", "DescribeClientVpnTargetNetworks", by=CallerSide.OWNER, why="which subnets the Client VPN is associated with"
)
DESCRIBE_VPN_ROUTES = operation(
    "ec2", "DescribeClientVpnRoutes", by=CallerSide.OWNER, why="the routes of the Client VPN"
)
DESCRIBE_AUTHORIZATIONS = operation(
    "ec2",
    "DescribeClientVpnAuthorizationRules",
    by=CallerSide.OWNER,
    why="which networks clients of the Client VPN may reach",
)

#: States of a VPN that is as good as gone (EC2 API reference, ClientVpnEndpointStatus).
_GONE = ("deleting", "deleted")


def collect(source: AwsSource) -> ClientVpnSection:
    """Ask the owner's account for the Client VPN of the environment."""
    settings = source.target.settings
    if settings and not settings.settings.access.client_vpn:
        return _without_vpn(Reading.of(None, CONFIGURATION))
    vpns = source.owner.read(DESCRIBE_VPNS, _vpns)
    if settings:
        description = vpn_description(settings.access_name)
        vpn = vpns.map(lambda known: next((each for each in known if each.description == description), None))
    else:
        vpn = after(vpns, lambda known: _admitted(source, known))
    return _section(source, vpn.content, vpn) if vpn.content else _without_vpn(vpn)


def _admitted(source: AwsSource, vpns: tuple[VpnFacts, ...]) -> Reading[VpnFacts | None]:
    if not vpns:
        return Reading.of(None, source.owner.source(DESCRIBE_VPNS))
    return admitted_groups(source).map(
        lambda admitted: next((vpn for vpn in vpns if admitted & {*vpn.security_group_ids}), None)
    )


def _section(source: AwsSource, vpn: VpnFacts, reading: Reading[VpnFacts | None]) -> ClientVpnSection:
    return ClientVpnSection(
        vpn=reading,
        associations=source.owner.read(DESCRIBE_ASSOCIATIONS, _associations, ClientVpnEndpointId=vpn.id),
        routes=source.owner.read(DESCRIBE_VPN_ROUTES, _routes, ClientVpnEndpointId=vpn.id),
        authorizations=source.owner.read(DESCRIBE_AUTHORIZATIONS, _authorizations, ClientVpnEndpointId=vpn.id),
        certificates=certificates(source, [vpn.certificate_arn]),
        groups=groups(source, vpn.vpc_id, vpn.security_group_ids),
    )


def _without_vpn(vpn: Reading[VpnFacts | None]) -> ClientVpnSection:
    section = unread_section(ClientVpnSection, vpn.gap or absent("Client VPN"))
    return ClientVpnSection(
        vpn=vpn,
        associations=section.associations,
        routes=section.routes,
        authorizations=section.authorizations,
        certificates=section.certificates,
        groups=section.groups,
    )


def _vpns(answer: Answer) -> tuple[VpnFacts, ...]:
    vpns = (
        VpnFacts(
            id=vpn["ClientVpnEndpointId"],
            description=printable(vpn.get("Description") or ""),
            # One of a transit gateway has none.
            vpc_id=vpn.get("VpcId") or "",
            state=printable(vpn["Status"]["Code"]),
            message=printable(vpn["Status"].get("Message") or ""),
            certificate_arn=vpn["ServerCertificateArn"],
            client_cidr=printable(vpn.get("ClientCidrBlock") or ""),
            dns_servers=tuple(vpn.get("DnsServers") or ()),
            is_split_tunnel=bool(vpn["SplitTunnel"]),
            security_group_ids=_groups_of(vpn),
        )
        for vpn in answer["ClientVpnEndpoints"]
    )
    return tuple(vpn for vpn in vpns if vpn.state not in _GONE)


def _groups_of(vpn: Mapping[str, Any]) -> tuple[str, ...]:
    """The security groups, which one in a VPC has, and only such a one."""
    if vpn.get("VpcId"):
        return tuple(sorted(vpn["SecurityGroupIds"]))
    if vpn.get("SecurityGroupIds"):
        raise ValueError("a Client VPN has security groups and names no VPC")
    return ()


def _associations(answer: Answer) -> tuple[VpnAssociation, ...]:
    return tuple(
        VpnAssociation(
            id=association["AssociationId"], subnet_id=association["TargetNetworkId"], **_status(association)
        )
        for association in answer["ClientVpnTargetNetworks"]
    )


def _routes(answer: Answer) -> tuple[VpnRoute, ...]:
    return tuple(
        VpnRoute(cidr=cidr_of(route["DestinationCidr"]), subnet_id=route.get("TargetSubnet") or "", **_status(route))
        for route in answer["Routes"]
    )


def _authorizations(answer: Answer) -> tuple[VpnAuthorization, ...]:
    return tuple(
        VpnAuthorization(
            cidr=cidr_of(rule["DestinationCidr"]),
            group_id="" if rule["AccessAll"] else printable(rule.get("GroupId") or ""),
            **_status(rule),
        )
        for rule in answer["AuthorizationRules"]
    )


def _status(resource: Mapping[str, Any]) -> dict[str, str]:
    status = resource["Status"]
    return {"state": printable(status["Code"]), "message": printable(status.get("Message") or "")}
