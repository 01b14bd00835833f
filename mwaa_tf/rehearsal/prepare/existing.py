"""What a configuration says is there already, made on the local AWS with the very ids and ARNs that it names."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment
from mwaa_tf.config.network import ExistingNetwork
from mwaa_tf.rehearsal.prepare.access import make_access

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws

#: Addresses of an existing VPC; the configuration does not say them.
_VPC = "10.192.0.0/16"

#: Zones that MWAA does not support (MWAA user guide, vpc-create).
_REFUSED_ZONES = ("use1-az3",)

_EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
_TRUST_OF_MWAA = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": ["airflow.amazonaws.com", "airflow-env.amazonaws.com"]},
            "Action": "sts:AssumeRole",
        }
    ],
}


@dataclass(frozen=True, slots=True)
class Group:
    """A security group and whose it is."""

    account_id: str
    id: str


def make_existing(local: LocalAws, deployment: Deployment) -> None:
    """Make what is there before anything is applied, beside what every organization has: keys, buckets, the VPC, …"""
    if deployment.state.kms_key_arn:
        _key(deployment.state.kms_key_arn)
    if deployment.owner.sharing.resource_share_arn:
        _share(local, deployment.owner.sharing.resource_share_arn)
    if deployment.owner.network.existing:
        _network(local, deployment.owner.account_id, deployment.owner.network.existing)
        if not deployment.owner.has_service_endpoints:
            # The configuration does not say it, but without either no environment comes up.
            _way_out(local.client("ec2", deployment.owner.account_id), deployment.owner.network.existing)
    for member in deployment.environments:
        _environment(local, deployment, member)
        make_access(local, deployment, member)
        _of_the_ways(local, deployment, member)


def _of_the_ways(local: LocalAws, deployment: Deployment, member: ResolvedEnvironment) -> None:
    """Keys and policies that the ways to the web server name."""
    vpn, bastion = member.settings.access.client_vpn, member.settings.access.bastion
    if vpn and vpn.connection_log.kms_key_arn:
        _key(vpn.connection_log.kms_key_arn)
    if bastion and bastion.kms_key_arn:
        _key(bastion.kms_key_arn)
    if bastion and bastion.permissions_boundary:
        _policy(local, deployment.owner.account_id, bastion.permissions_boundary)


def make_groups(local: LocalAws, deployment: Deployment) -> tuple[Group, ...]:
    """Make the security groups that environments name in the existing VPC; possible once its subnets are shared."""
    network, groups = deployment.owner.network.existing, _groups(deployment)
    if network is None:
        return ()
    for group in groups:
        make_group(local, group.account_id, group.id, network.vpc_id)
    return groups


def make_group(local: LocalAws, account_id: str, group_id: str, vpc_id: str) -> None:
    """Make the security group ``group_id``, which admits itself and lets everything out."""
    ec2 = _ec2(local, account_id)
    with _named("moto.ec2.models.security_groups.random_security_group_id", group_id):
        ec2.create_security_group(GroupName=group_id.replace("sg-", "mwaa-"), Description="Ours.", VpcId=vpc_id)
    itself = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group_id}]}
    ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=[itself])


def remove_groups(local: LocalAws, groups: Iterable[Group]) -> None:
    """Remove what :func:`make_groups` made: it would keep the VPC from going, as it does on AWS."""
    for group in groups:
        local.client("ec2", group.account_id).delete_security_group(GroupId=group.id)


def _groups(deployment: Deployment) -> tuple[Group, ...]:
    found = [
        Group(member.participant.account_id, group_id)
        for member in deployment.environments
        for group_id in member.settings.security_group.ids
    ]
    return tuple(dict.fromkeys(found))


def _environment(local: LocalAws, deployment: Deployment, member: ResolvedEnvironment) -> None:
    environment, account_id = member.settings, member.participant.account_id
    if environment.kms_key.arn:
        _key(environment.kms_key.arn)
    role = environment.execution_role
    for arn in (role.permissions_boundary, *role.policy_arns):
        if arn:
            _policy(local, account_id, arn)
    if role.arn:
        make_role(local, role.arn)
    for arn in environment.access.principals:
        _principal(local, arn)
    if not environment.source_bucket.arn:
        return
    bucket = _field(environment.source_bucket.arn, 5)
    make_bucket(local, account_id, bucket, deployment.region, key_arn=environment.kms_key.arn)
    for given in (environment.requirements, environment.plugins, environment.startup_script):
        if given and not given.source:
            _object(local, account_id, bucket, given.path, given.object_version)


def _share(local: LocalAws, arn: str) -> None:
    from moto.ram.models import ram_backends

    region, account_id = arn.split(":")[3:5]
    ram = local.client("ram", account_id, region=region)
    made = ram.create_resource_share(name="ours", allowExternalPrincipals=False)["resourceShare"]["resourceShareArn"]
    shares: dict[str, Any] = vars(ram_backends[account_id][region])["shares"]
    shares[arn] = shares.pop(made)
    shares[arn].arn = arn


def _network(local: LocalAws, owner: str, network: ExistingNetwork) -> None:
    ec2 = _ec2(local, owner)
    with _named("moto.ec2.models.vpcs.random_vpc_id", network.vpc_id):
        ec2.create_vpc(CidrBlock=_VPC)
    for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
        ec2.modify_vpc_attribute(VpcId=network.vpc_id, **{attribute: {"Value": True}})
    zones = _zones(ec2)
    subnets = [*network.private_subnet_ids, *network.public_subnet_ids]
    for number, subnet_id in enumerate(subnets):
        with _named("moto.ec2.models.subnets.random_subnet_id", subnet_id):
            ec2.create_subnet(
                VpcId=network.vpc_id,
                CidrBlock=f"10.192.{number}.0/24",
                AvailabilityZoneId=zones[number % len(network.private_subnet_ids)],
            )
    tables = network.private_route_table_ids
    for table_id in tables:
        with _named("moto.ec2.models.route_tables.random_route_table_id", table_id):
            ec2.create_route_table(VpcId=network.vpc_id)
    for number, subnet_id in enumerate(network.private_subnet_ids if tables else ()):
        ec2.associate_route_table(RouteTableId=tables[number % len(tables)], SubnetId=subnet_id)
    if network.public_subnet_ids:
        _public(ec2, network)


def _ec2(local: LocalAws, account_id: str) -> Any:
    """A client of EC2; with the first call moto makes the default VPC and its group, which must not get our ids."""
    ec2 = local.client("ec2", account_id)
    ec2.describe_vpcs()
    return ec2


def _way_out(ec2: Any, network: ExistingNetwork) -> None:
    """A default route of the private subnets, by way of a virtual private gateway: a company's own network."""
    gateway_id = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.attach_vpn_gateway(VpcId=network.vpc_id, VpnGatewayId=gateway_id)
    main = [{"Name": "vpc-id", "Values": [network.vpc_id]}, {"Name": "association.main", "Values": ["true"]}]
    tables = network.private_route_table_ids or tuple(
        table["RouteTableId"] for table in ec2.describe_route_tables(Filters=main)["RouteTables"]
    )
    for table_id in tables:
        ec2.create_route(RouteTableId=table_id, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway_id)


def _public(ec2: Any, network: ExistingNetwork) -> None:
    gateway_id = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway_id, VpcId=network.vpc_id)
    table_id = ec2.create_route_table(VpcId=network.vpc_id)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table_id, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway_id)
    for subnet_id in network.public_subnet_ids:
        ec2.associate_route_table(RouteTableId=table_id, SubnetId=subnet_id)


def _zones(ec2: Any) -> list[str]:
    found = [str(zone["ZoneId"]) for zone in ec2.describe_availability_zones()["AvailabilityZones"]]
    return sorted(zone for zone in found if zone not in _REFUSED_ZONES)


def make_bucket(local: LocalAws, account_id: str, name: str, region: str, *, key_arn: str | None = None) -> None:
    """Make a bucket as MWAA wants it; one that is there stays as it is."""
    s3 = local.client("s3", account_id, region=region)
    if name in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
        return
    elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": region}} if region != "us-east-1" else {}
    s3.create_bucket(Bucket=name, **elsewhere)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    blocks = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(blocks, True))
    if key_arn:
        default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn}
        rules = [{"ApplyServerSideEncryptionByDefault": default}]
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": rules})


def _object(local: LocalAws, account_id: str, bucket: str, path: str, version: str | None) -> None:
    from moto.s3.models import s3_backends

    local.client("s3", account_id).put_object(Bucket=bucket, Key=path, Body=b"")
    if version and version != "latest":
        keys = s3_backends[account_id][local.partition].buckets[bucket].keys
        keys.getlist(path)[-1]._version_id = version


def _key(arn: str) -> None:
    from moto.kms.models import kms_backends

    # Not by a client: the key of a state may be in an account that has no other part in this.
    backend = kms_backends[_field(arn, 4)][_field(arn, 3)]
    key_id = _field(arn, 5).partition("/")[2]
    if key_id not in backend.keys:
        with _named("moto.kms.models.generate_key_id", key_id):
            backend.create_key(
                policy=None, key_usage="ENCRYPT_DECRYPT", key_spec="SYMMETRIC_DEFAULT", description="", tags=None
            )


def make_role(local: LocalAws, arn: str) -> None:
    """Make a role that MWAA may assume and that may do everything; one that is there stays as it is."""
    iam = local.client("iam", _field(arn, 4))
    path, name = _path_and_name(arn)
    if name not in {role["RoleName"] for role in iam.list_roles()["Roles"]}:
        iam.create_role(Path=path, RoleName=name, AssumeRolePolicyDocument=json.dumps(_TRUST_OF_MWAA))
        iam.put_role_policy(RoleName=name, PolicyName="everything", PolicyDocument=json.dumps(_EVERYTHING))


def _principal(local: LocalAws, arn: str) -> None:
    """A role, user or group to which policies are attached."""
    iam = local.client("iam", _field(arn, 4))
    path, name = _path_and_name(arn)
    match _field(arn, 5).partition("/")[0]:
        case "user" if name not in {user["UserName"] for user in iam.list_users()["Users"]}:
            iam.create_user(Path=path, UserName=name)
        case "group" if name not in {group["GroupName"] for group in iam.list_groups()["Groups"]}:
            iam.create_group(Path=path, GroupName=name)
        case "role":
            make_role(local, arn)


def _policy(local: LocalAws, account_id: str, arn: str) -> None:
    from moto.iam.models import AWSManagedPolicy, iam_backends

    policies = iam_backends[account_id][local.partition].managed_policies
    if arn in policies:
        return
    path, name = _path_and_name(arn)
    if _field(arn, 4) != "aws":
        iam = local.client("iam", account_id)
        iam.create_policy(Path=path, PolicyName=name, PolicyDocument=json.dumps(_EVERYTHING))
        return
    # moto has AWS's own policies only where it is told to load all twelve hundred.
    now = datetime.now(UTC).isoformat()
    document = {"Path": path, "DefaultVersionId": "v1", "Document": _EVERYTHING, "CreateDate": now, "UpdateDate": now}
    policies[arn] = AWSManagedPolicy.from_data(name, account_id, local.partition, document)


@contextmanager
def _named(function: str, value: str) -> Iterator[None]:
    """Has moto make the next thing with this id: ``function`` is the one that would have drawn one by chance."""
    path, _, name = function.rpartition(".")
    module = importlib.import_module(path)
    drawn = getattr(module, name)
    setattr(module, name, lambda *_, **__: value)
    try:
        yield
    finally:
        setattr(module, name, drawn)


def _field(arn: str, number: int) -> str:
    return arn.split(":", 5)[number]


def _path_and_name(arn: str) -> tuple[str, str]:
    path, _, name = _field(arn, 5).partition("/")[2].rpartition("/")
    return f"/{path}/" if path else "/", name
