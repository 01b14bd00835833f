"""Environments on a local AWS, created by calls of AWS's APIs: in seconds, where Terraform would take an hour."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from mwaa_tf import Deployment, aws
from mwaa_tf.blueprint.backends import account
from mwaa_tf.concurrency import run_concurrently
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.mwaa.principals import EXECUTION_ROLE

#: Seconds that anything may take, on a clock that runs 600 times as fast as ours.
_LONGEST = 120.0

_JOBS = 16

Client = Callable[[str, Any], Any]
"""A client of a service, in the account of the owner or of a participant."""


@dataclass(frozen=True, slots=True)
class _Network:
    vpc_id: str
    subnet_ids: tuple[str, ...]


def create_environments(deployment: Deployment, variables: Mapping[str, str]) -> None:
    """Create all environments of ``deployment`` in one shared VPC, and wait until they have their endpoints.

    ``variables`` reach the local AWS, which has been prepared for the deployment.
    """

    def client(service: str, principal: Any) -> Any:
        return aws.client(service, account(principal), deployment.region, variables)

    network = _create_network(client("ec2", deployment.owner))
    _share(client("ram", deployment.owner), deployment, network)
    for participant in deployment.participants:
        _wait_for_share(client("ec2", participant), network)
    for create in (_create_environment, _create_endpoints):
        run_concurrently(
            partial(create, client, deployment, network),
            deployment.environments,
            jobs=_JOBS,
            stop=lambda: None,
        )


def _create_network(ec2: Any) -> _Network:
    vpc_id = ec2.create_vpc(CidrBlock="10.64.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc_id, EnableDnsHostnames={"Value": True})
    gateway_id = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(VpcId=vpc_id, InternetGatewayId=gateway_id)
    zones = [zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"]][:2]
    cidrs = ["10.64.0.0/24", "10.64.64.0/18", "10.64.128.0/18"]
    public, *private = (
        ec2.create_subnet(VpcId=vpc_id, CidrBlock=cidr, AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for cidr, zone in zip(cidrs, [zones[0], *zones], strict=True)
    )
    address_id = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat_id = ec2.create_nat_gateway(SubnetId=public, AllocationId=address_id)["NatGateway"]["NatGatewayId"]
    _route(ec2, vpc_id, [public], GatewayId=gateway_id)
    _route(ec2, vpc_id, private, NatGatewayId=nat_id)
    return _Network(vpc_id, tuple(private))


def _route(ec2: Any, vpc_id: str, subnet_ids: list[str], **target: str) -> None:
    table_id = ec2.create_route_table(VpcId=vpc_id)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table_id, DestinationCidrBlock="0.0.0.0/0", **target)
    for subnet_id in subnet_ids:
        ec2.associate_route_table(RouteTableId=table_id, SubnetId=subnet_id)


def _share(ram: Any, deployment: Deployment, network: _Network) -> None:
    owner_id, region = deployment.owner.account_id, deployment.region
    ram.create_resource_share(
        name=deployment.name,
        allowExternalPrincipals=False,
        principals=[participant.account_id for participant in deployment.participants],
        resourceArns=[f"arn:aws:ec2:{region}:{owner_id}:subnet/{subnet_id}" for subnet_id in network.subnet_ids],
    )


def _wait_for_share(ec2: Any, network: _Network) -> None:
    filters = [{"Name": "vpc-id", "Values": [network.vpc_id]}]
    _poll(lambda: ec2.describe_subnets(Filters=filters)["Subnets"], "the shared subnets are not visible")


def _create_environment(
    client: Client,
    _deployment: Deployment,
    network: _Network,
    environment: ResolvedEnvironment,
) -> None:
    participant, name = environment.participant, environment.name
    ec2, iam, mwaa = (client(service, participant) for service in ("ec2", "iam", "mwaa"))
    group = ec2.create_security_group(GroupName=name, Description=name, VpcId=network.vpc_id)["GroupId"]
    itself = [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group}]}]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=itself)
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": list(EXECUTION_ROLE)}}
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=_document(trust))["Role"]["Arn"]
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=_document(everything))
    mwaa.create_environment(
        Name=name,
        DagS3Path="dags",
        ExecutionRoleArn=role,
        SourceBucketArn=environment.settings.source_bucket.arn,
        NetworkConfiguration={"SubnetIds": list(network.subnet_ids), "SecurityGroupIds": [group]},
        EndpointManagement="CUSTOMER",
        WebserverAccessMode="PRIVATE_ONLY",
    )


def _document(statement: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _create_endpoints(
    client: Client, deployment: Deployment, network: _Network, environment: ResolvedEnvironment
) -> None:
    mwaa, ec2 = client("mwaa", environment.participant), client("ec2", deployment.owner)
    created = _with_services(mwaa, environment.name)
    for service in ("DatabaseVpcEndpointService", "WebserverVpcEndpointService"):
        ec2.create_vpc_endpoint(
            VpcId=network.vpc_id,
            VpcEndpointType="Interface",
            ServiceName=created[service],
            SubnetIds=list(network.subnet_ids),
        )


def _with_services(mwaa: Any, name: str) -> Mapping[str, Any]:
    """The environment, as soon as it has its services."""

    def environment() -> Any:
        found = mwaa.get_environment(Name=name)["Environment"]
        return found if found.get("DatabaseVpcEndpointService") else None

    return cast("Mapping[str, Any]", _poll(environment, f"{name} has no endpoint services"))


def _poll(function: Callable[[], Any], problem: str) -> Any:
    """The first result of ``function`` that is not empty."""
    deadline = time.monotonic() + _LONGEST
    while time.monotonic() < deadline:
        if result := function():
            return result
        time.sleep(0.5)
    raise TimeoutError(problem)
