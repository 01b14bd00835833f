"""A place for environments: a VPC, perhaps another account's, and what an environment needs of its own account."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import boto3  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.clock import clock

OWNER, DATA = "111111111111", "222222222222"
REGION = "us-east-1"
BLOCKED = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")

_number = itertools.count(1)


def pass_by(**duration: float) -> None:
    """Let AWS time pass: ``pass_by(minutes=8)``."""
    clock.advance(timedelta(**duration))


def trust(*principals: str, condition: dict[str, Any] | None = None) -> str:
    """A trust policy for services."""
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": list(principals or ("airflow.amazonaws.com", "airflow-env.amazonaws.com"))},
        "Action": "sts:AssumeRole",
    }
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def unchecked(aws: LocalAws, service: str, account_id: str) -> Any:
    """A client that sends whatever it is given."""
    environment = aws.environment(account_id)
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=aws.endpoint,
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        config=Config(
            proxies={"http": environment["HTTP_PROXY"]}, parameter_validation=False, retries={"max_attempts": 0}
        ),
    )


@dataclass
class Place:
    """An environment's surroundings, all new: names are used once in a process."""

    aws: LocalAws
    owner: str = DATA
    account: str = DATA
    internet: bool = True
    name: str = field(init=False)
    vpc_id: str = field(init=False)
    subnet_ids: list[str] = field(init=False)
    group_id: str = field(init=False)
    endpoint_group_id: str = field(init=False)
    role_arn: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = f"etl{next(_number)}"
        network = self.ec2_of_owner
        self.vpc_id = network.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.subnet_ids = [self.subnet("us-east-1a", "10.0.0.0/24"), self.subnet("us-east-1b", "10.0.1.0/24")]
        if self.internet:
            self._way_out()
        if self.owner != self.account:
            self._share()
        self.group_id = self.group(self.account)
        self._admit(self.account, self.group_id)
        self.endpoint_group_id = self.group(self.owner)
        self._admit(self.owner, self.endpoint_group_id)
        self.bucket()
        self.role_arn = self.role(trust())

    @property
    def mwaa(self) -> Any:
        return self.aws.client("mwaa", self.account)

    @property
    def ec2(self) -> Any:
        return self.aws.client("ec2", self.account)

    @property
    def ec2_of_owner(self) -> Any:
        return self.aws.client("ec2", self.owner)

    @property
    def s3(self) -> Any:
        return self.aws.client("s3", self.account)

    @property
    def bucket_name(self) -> str:
        return f"{self.name}-dags"

    def subnet(self, zone: str, cidr: str) -> str:
        made = self.ec2_of_owner.create_subnet(VpcId=self.vpc_id, CidrBlock=cidr, AvailabilityZone=zone)
        return str(made["Subnet"]["SubnetId"])

    def group(self, account_id: str) -> str:
        """A security group in the VPC that admits nothing."""
        name = f"{self.name}-{next(_number)}"
        made = self.aws.client("ec2", account_id).create_security_group(
            GroupName=name, Description=name, VpcId=self.vpc_id
        )
        return str(made["GroupId"])

    def bucket(self, name: str | None = None, *, versioned: bool = True, blocked: bool = True) -> str:
        """A bucket fit for an environment; its ARN."""
        name = name or self.bucket_name
        self.s3.create_bucket(Bucket=name)
        if versioned:
            self.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        if blocked:
            block = dict.fromkeys(BLOCKED, True)
            self.s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=block)
        else:
            self.s3.delete_public_access_block(Bucket=name)
        return f"arn:aws:s3:::{name}"

    def put(self, key: str) -> str:
        """An object in the bucket; its version."""
        return str(self.s3.put_object(Bucket=self.bucket_name, Key=key, Body=key)["VersionId"])

    def role(self, policy: str) -> str:
        name = f"{self.name}-{next(_number)}"
        iam = self.aws.client("iam", self.account)
        return str(iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy)["Role"]["Arn"])

    def request(self, **changes: Any) -> dict[str, Any]:
        """A CreateEnvironment that succeeds, with ``changes``; None takes a member away."""
        members = {
            "Name": self.name,
            "ExecutionRoleArn": self.role_arn,
            "SourceBucketArn": f"arn:aws:s3:::{self.bucket_name}",
            "DagS3Path": "dags",
            "NetworkConfiguration": {"SubnetIds": self.subnet_ids, "SecurityGroupIds": [self.group_id]},
            "EndpointManagement": "CUSTOMER",
            **changes,
        }
        return {name: value for name, value in members.items() if value is not None}

    def create(self, **changes: Any) -> None:
        self.mwaa.create_environment(**self.request(**changes))

    def refusal(self, **changes: Any) -> ClientError:
        """The error with which MWAA answers CreateEnvironment."""
        try:
            self.create(**changes)
        except ClientError as error:
            return error
        raise AssertionError("the environment is being created")

    def get(self) -> dict[str, Any]:
        environment: dict[str, Any] = self.mwaa.get_environment(Name=self.name)["Environment"]
        return environment

    def status(self) -> str:
        return str(self.get()["Status"])

    def pend(self, **changes: Any) -> dict[str, Any]:
        """An environment that stands in PENDING."""
        self.create(**changes)
        pass_by(minutes=8)
        environment = self.get()
        assert environment["Status"] == "PENDING"
        return environment

    def endpoint(self, service: str, **changes: Any) -> str:
        """The owner's endpoint to a service; its id."""
        members = {
            "VpcId": self.vpc_id,
            "VpcEndpointType": "Interface",
            "ServiceName": service,
            "SubnetIds": self.subnet_ids,
            "SecurityGroupIds": [self.endpoint_group_id],
            **changes,
        }
        return str(self.ec2_of_owner.create_vpc_endpoint(**members)["VpcEndpoint"]["VpcEndpointId"])

    def endpoints(self, environment: dict[str, Any], **changes: Any) -> list[str]:
        """Both endpoints, and the minute after which they are available."""
        services = ("DatabaseVpcEndpointService", "WebserverVpcEndpointService")
        ids = [self.endpoint(environment[service], **changes) for service in services if service in environment]
        pass_by(minutes=1)
        return ids

    def available(self, **changes: Any) -> dict[str, Any]:
        """An environment that is AVAILABLE."""
        self.endpoints(self.pend(**changes))
        pass_by(minutes=17)
        environment = self.get()
        assert environment["Status"] == "AVAILABLE"
        return environment

    def _admit(self, account_id: str, group_id: str) -> None:
        """Let all traffic from the environment's group into the group."""
        pair = {"GroupId": self.group_id, "UserId": self.account}
        self.aws.client("ec2", account_id).authorize_security_group_ingress(
            GroupId=group_id, IpPermissions=[{"IpProtocol": "-1", "UserIdGroupPairs": [pair]}]
        )

    def _way_out(self) -> None:
        """A default route of the main table, which the subnets have, by a virtual private gateway: the least."""
        ec2 = self.ec2_of_owner
        gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
        ec2.attach_vpn_gateway(VpcId=self.vpc_id, VpnGatewayId=gateway)
        (table,) = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [self.vpc_id]}])["RouteTables"]
        ec2.create_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)

    def _share(self) -> None:
        arns = [f"arn:aws:ec2:{REGION}:{self.owner}:subnet/{subnet_id}" for subnet_id in self.subnet_ids]
        self.aws.client("ram", self.owner).create_resource_share(
            name=self.name, resourceArns=arns, principals=[self.account], allowExternalPrincipals=False
        )
        pass_by(minutes=5)
