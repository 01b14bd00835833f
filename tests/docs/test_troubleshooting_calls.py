"""What the local AWS answers when something is wrong is explained in docs/troubleshooting.md."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.faults import FaultPlan
from tests.support import DATA, OWNER
from tools.troubleshooting_docs import find

REGION = "us-east-1"


def title_of(printed: str) -> str:
    """The title of the entry that explains most of what was printed."""
    found = find(printed)
    assert found, f"the page has nothing about: {printed}"
    return found[0].title


@pytest.fixture(scope="module")
def accounts() -> Iterator[LocalAws]:
    """An owner and a participant, and no organization in which they could share."""
    with LocalAws([OWNER, DATA], region=REGION) as running:
        yield running


@pytest.fixture(scope="module")
def vpc(accounts: LocalAws) -> dict[str, Any]:
    """The owner's VPC with two subnets."""
    ec2 = accounts.client("ec2", OWNER)
    vpc_id = ec2.create_vpc(CidrBlock="10.192.0.0/16")["Vpc"]["VpcId"]
    zones = [zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"][:2]]
    subnets = [
        ec2.create_subnet(VpcId=vpc_id, CidrBlock=f"10.192.{number}.0/24", AvailabilityZone=zone)["Subnet"]
        for number, zone in enumerate(zones)
    ]
    return {"vpc_id": vpc_id, "subnet_ids": [subnet["SubnetId"] for subnet in subnets], "subnets": subnets}


def share_without_an_organization(accounts: LocalAws, vpc: dict[str, Any]) -> None:
    share(accounts, vpc, external=True)


def share_with_an_account_outside_of_the_organization(accounts: LocalAws, vpc: dict[str, Any]) -> None:
    share(accounts, vpc, external=False)


def share(accounts: LocalAws, vpc: dict[str, Any], *, external: bool) -> None:
    accounts.client("ram", OWNER).create_resource_share(
        name="subnets",
        resourceArns=[subnet["SubnetArn"] for subnet in vpc["subnets"]],
        principals=[DATA],
        allowExternalPrincipals=external,
    )


def describe_subnets_that_are_not_shared(accounts: LocalAws, vpc: dict[str, Any]) -> None:
    accounts.client("ec2", DATA).describe_subnets(SubnetIds=vpc["subnet_ids"])


def create_an_endpoint_of_no_service(accounts: LocalAws, vpc: dict[str, Any]) -> None:
    accounts.client("ec2", OWNER).create_vpc_endpoint(
        VpcId=vpc["vpc_id"],
        VpcEndpointType="Interface",
        ServiceName=f"com.amazonaws.vpce.{REGION}.vpce-svc-0a1b2c3d4e5f60718",
        SubnetIds=vpc["subnet_ids"],
    )


def create_an_environment(accounts: LocalAws, vpc: dict[str, Any], **arguments: Any) -> None:
    accounts.client("mwaa", OWNER).create_environment(
        **{
            "Name": "etl",
            "DagS3Path": "dags",
            "ExecutionRoleArn": execution_role(accounts),
            "SourceBucketArn": "arn:aws:s3:::no-such-bucket",
            "NetworkConfiguration": {"SubnetIds": vpc["subnet_ids"], "SecurityGroupIds": [group(accounts, vpc)]},
            **arguments,
        }
    )


def execution_role(accounts: LocalAws, *services: str) -> str:
    """The ARN of a role that ``services`` may assume, by default those of MWAA."""
    principals = list(services or ("airflow.amazonaws.com", "airflow-env.amazonaws.com"))
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": principals}, "Action": "sts:AssumeRole"}],
    }
    iam = accounts.client("iam", OWNER)
    name = f"role-{len(iam.list_roles()['Roles'])}"
    return str(iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"])


def group(accounts: LocalAws, vpc: dict[str, Any]) -> str:
    ec2 = accounts.client("ec2", OWNER)
    groups = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc["vpc_id"]]}])["SecurityGroups"]
    return str(groups[0]["GroupId"])


def create_an_environment_without_its_bucket(accounts: LocalAws, vpc: dict[str, Any]) -> None:
    create_an_environment(accounts, vpc)


def create_an_environment_with_a_role_of_another_service(accounts: LocalAws, vpc: dict[str, Any]) -> None:
    create_an_environment(accounts, vpc, ExecutionRoleArn=execution_role(accounts, "ec2.amazonaws.com"))


def create_an_environment_with_an_alias_as_key(accounts: LocalAws, vpc: dict[str, Any]) -> None:
    create_an_environment(accounts, vpc, KmsKey="alias/states")


def create_an_environment_in_subnets_that_are_not_shared(accounts: LocalAws, vpc: dict[str, Any]) -> None:
    accounts.client("mwaa", DATA).create_environment(
        Name="etl",
        DagS3Path="dags",
        ExecutionRoleArn=f"arn:aws:iam::{DATA}:role/etl",
        SourceBucketArn="arn:aws:s3:::no-such-bucket",
        NetworkConfiguration={"SubnetIds": vpc["subnet_ids"], "SecurityGroupIds": ["sg-0a1b2c3d4e5f60718"]},
    )


def request_a_token_of_no_environment(accounts: LocalAws, _vpc: dict[str, Any]) -> None:
    accounts.client("mwaa", OWNER).create_web_login_token(Name="etl")


def read_a_state_of_no_bucket(accounts: LocalAws, _vpc: dict[str, Any]) -> None:
    accounts.client("s3", OWNER).get_object(Bucket="no-such-bucket", Key="analytics/1-network/terraform.tfstate")


def assume_a_role_that_does_not_exist(accounts: LocalAws, _vpc: dict[str, Any]) -> None:
    accounts.client("sts", OWNER).assume_role(RoleArn=f"arn:aws:iam::{DATA}:role/deploy", RoleSessionName="test")


def enable_sharing_as_a_member(accounts: LocalAws, _vpc: dict[str, Any]) -> None:
    accounts.client("ram", OWNER).enable_sharing_with_aws_organization()


def describe_no_organization(accounts: LocalAws, _vpc: dict[str, Any]) -> None:
    accounts.client("organizations", OWNER).describe_organization()


def delete_a_vpc_that_is_used(accounts: LocalAws, vpc: dict[str, Any]) -> None:
    accounts.client("ec2", OWNER).delete_vpc(VpcId=vpc["vpc_id"])


@pytest.mark.parametrize(
    ("call", "title"),
    [
        (share_without_an_organization, "Sharing within the organization is not enabled"),
        (share_with_an_account_outside_of_the_organization, "The participant is not in the organization"),
        (describe_subnets_that_are_not_shared, "The participant does not see the subnets"),
        (create_an_environment_in_subnets_that_are_not_shared, "The participant does not see the subnets"),
        (create_an_endpoint_of_no_service, "The endpoint service does not exist"),
        (create_an_environment_without_its_bucket, "The bucket does not fit"),
        (create_an_environment_with_a_role_of_another_service, "The execution role cannot be assumed"),
        (create_an_environment_with_an_alias_as_key, "The KMS key does not fit"),
        (request_a_token_of_no_environment, "There is no such environment"),
        (read_a_state_of_no_bucket, "The state bucket does not exist"),
        (assume_a_role_that_does_not_exist, "A role cannot be assumed"),
        (enable_sharing_as_a_member, "Sharing is not enabled from this account"),
        (describe_no_organization, "Sharing is not enabled from this account"),
        (delete_a_vpc_that_is_used, "Something still uses what is deleted"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_an_answer_of_the_local_aws_is_explained(
    accounts: LocalAws, vpc: dict[str, Any], call: Callable[[LocalAws, dict[str, Any]], None], title: str
) -> None:
    with pytest.raises(ClientError) as caught:
        call(accounts, vpc)

    error = caught.value.response["Error"]
    assert title_of(f"{error['Code']}: {error['Message']}") == title


@pytest.mark.parametrize("service", ["sts", "ec2", "s3", "mwaa", "ram"])
def test_expired_credentials_are_explained_for_each_service(
    accounts: LocalAws, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: dict[str, Callable[[Any], object]] = {
        "sts": lambda client: client.get_caller_identity(),
        "ec2": lambda client: client.describe_vpcs(),
        "s3": lambda client: client.list_buckets(),
        "mwaa": lambda client: client.list_environments(),
        "ram": lambda client: client.get_resource_shares(resourceOwner="SELF"),
    }
    monkeypatch.setattr(accounts.faults, "plan", FaultPlan(expire=0))

    with pytest.raises(ClientError) as caught:
        calls[service](as_a_user(accounts, service))

    error = caught.value.response["Error"]
    assert title_of(f"{error['Code']}: {error['Message']}") == "Credentials have expired"


def as_a_user(accounts: LocalAws, service: str) -> Any:
    """A client as a person has it: faults leave out those of the local AWS's own."""
    import boto3  # type: ignore[import-untyped]
    from botocore.config import Config  # type: ignore[import-untyped]

    variables = accounts.environment(OWNER)
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=variables.get("AWS_ENDPOINT_URL"),
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
        config=Config(proxies={"http": variables["HTTP_PROXY"]}, retries={"max_attempts": 0}),
    )
