"""An existing VPC with its subnets, route tables and security groups, and an existing resource share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mwaa_tf.arn import Arn
from mwaa_tf.config.deployment import Deployment
from mwaa_tf.config.network import ExistingNetwork
from mwaa_tf.mwaa.regions import UNSUPPORTED_ZONES
from mwaa_tf.rehearsal.prepare.moto_ids import next_id

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws

#: The range of an existing VPC; the configuration does not say it.
_VPC_CIDR = "10.192.0.0/16"


@dataclass(frozen=True, slots=True)
class ExistingSecurityGroup:
    """A security group that environments name, and its account."""

    account_id: str
    id: str


def create_network(local: LocalAws, owner_id: str, network: ExistingNetwork) -> None:
    """Create the VPC, its subnets and its route tables under the ids of the configuration."""
    from moto.ec2.models import route_tables, vpcs

    ec2 = _ec2(local, owner_id)
    with next_id(vpcs, "random_vpc_id", network.vpc_id):
        ec2.create_vpc(CidrBlock=_VPC_CIDR)
    for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
        ec2.modify_vpc_attribute(VpcId=network.vpc_id, **{attribute: {"Value": True}})
    _create_subnets(ec2, network)
    tables = network.private_route_table_ids
    for table_id in tables:
        with next_id(route_tables, "random_route_table_id", table_id):
            ec2.create_route_table(VpcId=network.vpc_id)
    for number, subnet_id in enumerate(network.private_subnet_ids if tables else ()):
        ec2.associate_route_table(RouteTableId=tables[number % len(tables)], SubnetId=subnet_id)
    if network.public_subnet_ids:
        _create_internet_gateway(ec2, network)


def create_default_route(local: LocalAws, owner_id: str, network: ExistingNetwork) -> None:
    """Route the private subnets to a virtual private gateway: a company's own network."""
    ec2 = local.client("ec2", owner_id)
    gateway_id = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.attach_vpn_gateway(VpcId=network.vpc_id, VpnGatewayId=gateway_id)
    main = [{"Name": "vpc-id", "Values": [network.vpc_id]}, {"Name": "association.main", "Values": ["true"]}]
    tables = network.private_route_table_ids or tuple(
        table["RouteTableId"] for table in ec2.describe_route_tables(Filters=main)["RouteTables"]
    )
    for table_id in tables:
        ec2.create_route(RouteTableId=table_id, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway_id)


def create_share(local: LocalAws, arn: str) -> None:
    """Create the resource share ``arn``."""
    from moto.ram.models import ram_backends

    share = Arn.parse(arn)
    ram = local.client("ram", share.account_id, region=share.region)
    created = ram.create_resource_share(name="existing", allowExternalPrincipals=False)
    shares: dict[str, Any] = vars(ram_backends[share.account_id][share.region])["shares"]
    shares[arn] = shares.pop(created["resourceShare"]["resourceShareArn"])
    shares[arn].arn = arn


def create_security_groups(local: LocalAws, deployment: Deployment) -> tuple[ExistingSecurityGroup, ...]:
    """Create the security groups that environments name in an existing VPC, once its subnets are shared."""
    network = deployment.owner.network.existing
    if network is None:
        return ()
    groups = tuple(
        dict.fromkeys(
            ExistingSecurityGroup(resolved.participant.account_id, group_id)
            for resolved in deployment.environments
            for group_id in resolved.settings.security_group.ids
        )
    )
    for group in groups:
        create_security_group(local, group.account_id, group.id, network.vpc_id)
    return groups


def create_security_group(local: LocalAws, account_id: str, group_id: str, vpc_id: str) -> None:
    """Create the security group ``group_id``, which admits itself and allows all outbound traffic."""
    from moto.ec2.models import security_groups

    ec2 = _ec2(local, account_id)
    with next_id(security_groups, "random_security_group_id", group_id):
        ec2.create_security_group(GroupName=group_id.replace("sg-", "mwaa-"), Description="Existing.", VpcId=vpc_id)
    itself = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group_id}]}
    ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=[itself])


def delete_security_groups(local: LocalAws, groups: Iterable[ExistingSecurityGroup]) -> None:
    """Delete what :func:`create_security_groups` created: as on AWS, the VPC could not be deleted before."""
    for group in groups:
        local.client("ec2", group.account_id).delete_security_group(GroupId=group.id)


def _ec2(local: LocalAws, account_id: str) -> Any:
    """A client of EC2; with the first call moto creates the default VPC and its group, which must not get our ids."""
    ec2 = local.client("ec2", account_id)
    ec2.describe_vpcs()
    return ec2


def _create_subnets(ec2: Any, network: ExistingNetwork) -> None:
    from moto.ec2.models import subnets

    zone_ids = [zone["ZoneId"] for zone in ec2.describe_availability_zones()["AvailabilityZones"]]
    supported = sorted(set(zone_ids) - UNSUPPORTED_ZONES)
    for number, subnet_id in enumerate((*network.private_subnet_ids, *network.public_subnet_ids)):
        with next_id(subnets, "random_subnet_id", subnet_id):
            ec2.create_subnet(
                VpcId=network.vpc_id,
                CidrBlock=f"10.192.{number}.0/24",
                AvailabilityZoneId=supported[number % len(network.private_subnet_ids)],
            )


def _create_internet_gateway(ec2: Any, network: ExistingNetwork) -> None:
    gateway_id = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway_id, VpcId=network.vpc_id)
    table_id = ec2.create_route_table(VpcId=network.vpc_id)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table_id, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway_id)
    for subnet_id in network.public_subnet_ids:
        ec2.associate_route_table(RouteTableId=table_id, SubnetId=subnet_id)
