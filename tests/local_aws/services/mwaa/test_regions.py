"""Environments in every region and partition that MWAA has."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.mwaa.regions import ALL_REGIONS, DEFAULT_LOCATION, REGIONS, UNSUPPORTED_ZONES, partition_of
from tests.local_aws.services.mwaa.support import BLOCKED, DATA, pass_by, trust
from tests.local_aws.services.support import organization_in


def private_subnets(ec2: Any) -> tuple[str, list[str]]:
    """A new VPC and two subnets of it, whose default route leads to a virtual private gateway."""
    vpc_id = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    zones = [
        zone["ZoneName"]
        for zone in ec2.describe_availability_zones()["AvailabilityZones"]
        if zone["ZoneId"] not in UNSUPPORTED_ZONES
    ]
    subnet_ids = [
        ec2.create_subnet(VpcId=vpc_id, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for number, zone in enumerate(zones[:2])
    ]
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.attach_vpn_gateway(VpcId=vpc_id, VpnGatewayId=gateway)
    (table,) = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc_id]}])["RouteTables"]
    ec2.create_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    return vpc_id, subnet_ids


def create_environment(aws: LocalAws, region: str, role_arn: str) -> None:
    s3, ec2 = aws.client("s3", DATA, region=region), aws.client("ec2", DATA, region=region)
    bucket, partition = f"dags-{region}", partition_of(region)
    location = {} if region == DEFAULT_LOCATION else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=bucket, **location)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=dict.fromkeys(BLOCKED, True))
    vpc_id, subnet_ids = private_subnets(ec2)
    group = ec2.create_security_group(GroupName="mwaa", Description="mwaa", VpcId=vpc_id)["GroupId"]
    itself = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[itself])
    created = aws.client("mwaa", DATA, region=region).create_environment(
        Name="etl",
        ExecutionRoleArn=role_arn,
        SourceBucketArn=f"arn:{partition}:s3:::{bucket}",
        DagS3Path="dags",
        NetworkConfiguration={"SubnetIds": subnet_ids, "SecurityGroupIds": [group]},
    )
    assert created["Arn"] == f"arn:{partition}:airflow:{region}:{DATA}:environment/etl"


@pytest.mark.slow
@pytest.mark.parametrize("partition", sorted({str(partition_of(region)) for region in REGIONS}))
def test_an_environment_becomes_available_in_every_region(partition: str) -> None:
    regions = sorted(region for region in REGIONS if partition_of(region) == partition)
    with organization_in(regions[0]) as aws:
        iam = aws.client("iam", DATA)
        role_arn = iam.create_role(RoleName="etl", AssumeRolePolicyDocument=trust())["Role"]["Arn"]
        assert role_arn.startswith(f"arn:{partition}:iam::")
        for region in regions:
            create_environment(aws, region, role_arn)
        pass_by(minutes=25)
        found = {}
        for region in regions:
            environment = aws.client("mwaa", DATA, region=region).get_environment(Name="etl")["Environment"]
            found[region] = environment["Status"], environment["DatabaseVpcEndpointService"].split(".")[3]
        assert found == {region: ("AVAILABLE", region) for region in regions}
        assert aws.failures == ()


@pytest.mark.parametrize("partition", sorted({str(partition_of(region)) for region in ALL_REGIONS}))
def test_mwaa_answers_in_every_partition(partition: str) -> None:
    region = next(region for region in ALL_REGIONS if partition_of(region) == partition)
    with organization_in(region) as aws:
        assert aws.client("mwaa", DATA).list_environments()["Environments"] == []
        assert aws.failures == ()
