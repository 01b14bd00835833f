"""What MWAA verifies before it begins to create."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.local_aws.services.mwaa.support import BLOCKED, DATA, OWNER, REGION, Place, pass_by, trust

Changes = dict[str, Any]


def network(place: Place, subnet_ids: list[str] | None = None, group_ids: list[str] | None = None) -> Changes:
    groups = [place.group_id] if group_ids is None else group_ids
    return {"NetworkConfiguration": {"SubnetIds": subnet_ids or place.subnet_ids, "SecurityGroupIds": groups}}


def same_zone(place: Place) -> Changes:
    return network(place, [place.subnet_ids[0], place.subnet("us-east-1a", "10.0.9.0/24")])


def another_vpc(place: Place) -> Changes:
    return network(place, [place.subnet_ids[0], Place(place.aws).subnet_ids[1]])


def unsupported_zone(place: Place) -> Changes:
    # us-east-1e is use1-az3 to moto.
    return network(place, [place.subnet_ids[0], place.subnet("us-east-1e", "10.0.9.0/24")])


def others_subnet(place: Place) -> Changes:
    return network(place, [place.subnet_ids[0], Place(place.aws, owner=OWNER, account=OWNER).subnet_ids[1]])


def public_subnet(place: Place) -> Changes:
    table = place.ec2.create_route_table(VpcId=place.vpc_id)["RouteTable"]["RouteTableId"]
    place.ec2.associate_route_table(RouteTableId=table, SubnetId=place.subnet_ids[1])
    _open(place, table)
    return {}


def public_main_table(place: Place) -> Changes:
    main = [{"Name": "vpc-id", "Values": [place.vpc_id]}, {"Name": "association.main", "Values": ["true"]}]
    table = place.ec2.describe_route_tables(Filters=main)["RouteTables"][0]["RouteTableId"]
    place.ec2.delete_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")
    _open(place, table)
    return {}


def _open(place: Place, route_table_id: str) -> None:
    gateway = place.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    place.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=place.vpc_id)
    place.ec2.create_route(RouteTableId=route_table_id, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)


def unversioned(place: Place) -> Changes:
    return {"SourceBucketArn": place.bucket(f"{place.name}-bare", versioned=False)}


def unblocked(place: Place) -> Changes:
    return {"SourceBucketArn": place.bucket(f"{place.name}-open", blocked=False)}


def half_blocked(place: Place) -> Changes:
    arn = place.bucket(f"{place.name}-half")
    block = {**dict.fromkeys(BLOCKED, True), "BlockPublicPolicy": False}
    place.s3.put_public_access_block(Bucket=f"{place.name}-half", PublicAccessBlockConfiguration=block)
    return {"SourceBucketArn": arn}


def bucket_elsewhere(place: Place) -> Changes:
    name = f"{place.name}-elsewhere"
    place.s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return {"SourceBucketArn": f"arn:aws:s3:::{name}"}


def others_bucket(place: Place) -> Changes:
    return {"SourceBucketArn": f"arn:aws:s3:::{Place(place.aws, owner=OWNER, account=OWNER).bucket_name}"}


def key(place: Place, **options: Any) -> str:
    """A new key; its ARN."""
    return str(place.aws.client("kms", DATA).create_key(**options)["KeyMetadata"]["Arn"])


def multi_region_key(place: Place) -> Changes:
    # By ARN, whose pattern has no place for the prefix of such a key's id.
    return {"KmsKey": key(place, MultiRegion=True)}


def bucket_under_another_key(place: Place) -> Changes:
    encrypt(place, key(place))
    return {"KmsKey": key(place)}


def bucket_under_a_key_alone(place: Place) -> Changes:
    encrypt(place, key(place))
    return {}


def encrypt(place: Place, key_arn: str) -> None:
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn}}
    place.s3.put_bucket_encryption(Bucket=place.bucket_name, ServerSideEncryptionConfiguration={"Rules": [rule]})


def disabled_key(place: Place) -> Changes:
    arn = key(place)
    place.aws.client("kms", DATA).disable_key(KeyId=arn.rsplit("/", 1)[1])
    return {"KmsKey": arn}


def deleted_key(place: Place) -> Changes:
    arn = key(place)
    place.aws.client("kms", DATA).schedule_key_deletion(KeyId=arn.rsplit("/", 1)[1])
    return {"KmsKey": arn}


REFUSED: dict[str, tuple[Callable[[Place], Changes], str]] = {
    "no subnets": (lambda place: {"NetworkConfiguration": {"SecurityGroupIds": [place.group_id]}}, "SubnetIds must be"),
    "no groups": (lambda place: {"NetworkConfiguration": {"SubnetIds": place.subnet_ids}}, "SecurityGroupIds must be"),
    "unknown subnet": (lambda place: network(place, [place.subnet_ids[0], "subnet-0"]), "'subnet-0' does not exist"),
    "subnet of another account": (others_subnet, "does not exist"),
    "one subnet twice": (lambda place: network(place, place.subnet_ids[:1] * 2), "two different Availability Zones"),
    "one zone": (same_zone, "two different Availability Zones"),
    "two VPCs": (another_vpc, "must be in the same VPC"),
    "unsupported zone": (unsupported_zone, "is in use1-az3, which Amazon MWAA does not support"),
    "public subnet": (public_subnet, "must be private"),
    "public main route table": (public_main_table, "must be private"),
    "unknown group": (lambda place: network(place, group_ids=["sg-0"]), "The security group 'sg-0' does not exist"),
    "group of another VPC": (
        lambda place: network(place, group_ids=[Place(place.aws).group_id]),
        "does not belong to the VPC",
    ),
    "unknown bucket": (lambda _: {"SourceBucketArn": "arn:aws:s3:::nowhere"}, "Unable to find the s3 bucket nowhere"),
    "bucket of another region": (bucket_elsewhere, "Unable to find the s3 bucket"),
    "bucket of another account": (others_bucket, "Unable to find the s3 bucket"),
    "unversioned bucket": (unversioned, "does not have versioning enabled"),
    "open bucket": (unblocked, "Provided bucket does not have BlockPublicAccess set for s3 bucket"),
    "half-open bucket": (half_blocked, "Provided bucket does not have BlockPublicAccess set for s3 bucket"),
    "bucket under another key": (bucket_under_another_key, "which must be the key of the environment"),
    "bucket under a key, environment under none": (
        bucket_under_a_key_alone,
        "which must be the key of the environment",
    ),
    "unknown role": (lambda _: {"ExecutionRoleArn": f"arn:aws:iam::{DATA}:role/nobody"}, "Failed to assume role"),
    "role of another account": (
        lambda _: {"ExecutionRoleArn": f"arn:aws:iam::{OWNER}:role/terraform"},
        f"does not belong to account {DATA}",
    ),
    "role for one principal only": (
        lambda place: {"ExecutionRoleArn": place.role(trust("airflow.amazonaws.com"))},
        "assumable by 'airflow-env.amazonaws.com' Service Principal",
    ),
    "role for another environment": (
        lambda place: {
            "ExecutionRoleArn": place.role(
                trust(condition={"ArnLike": {"aws:SourceArn": f"arn:aws:airflow:*:{DATA}:environment/other"}})
            )
        },
        "Failed to assume role",
    ),
    "role with a trust policy that cannot be judged": (
        lambda place: {"ExecutionRoleArn": place.role(trust(condition={"StringMatches": {"aws:SourceArn": ".*"}}))},
        "cannot judge it .*statement 1: the condition operator 'StringMatches' is unknown",
    ),
    "key by alias": (lambda _: {"KmsKey": f"arn:aws:kms:{REGION}:{DATA}:alias/etl"}, "not an alias"),
    "unknown key": (lambda _: {"KmsKey": "00000000-0000-0000-0000-000000000000"}, "the key does not exist"),
    "key of another region": (
        lambda _: {"KmsKey": f"arn:aws:kms:eu-west-1:{DATA}:key/00000000-0000-0000-0000-000000000000"},
        f"must be in {REGION}",
    ),
    "key of several regions": (multi_region_key, "at 'kmsKey' failed to satisfy constraint"),
    "disabled key": (disabled_key, "the key is Disabled"),
    "key about to be deleted": (deleted_key, "the key is PendingDeletion"),
    "unknown class": (lambda _: {"EnvironmentClass": "mw1.huge"}, "Invalid environment class 'mw1.huge'"),
    "two schedulers for micro": (
        lambda _: {"EnvironmentClass": "mw1.micro", "Schedulers": 2},
        "Schedulers must be 1 for mw1.micro, not 2",
    ),
    "one web server for small": (lambda _: {"MinWebservers": 1}, "MinWebservers must be between 2 and 5 for mw1.small"),
    "fewest above most": (
        lambda _: {"MinWorkers": 11},
        r"MinWorkers \(11\) must not be greater than MaxWorkers \(10\)",
    ),
    "unknown version": (lambda _: {"AirflowVersion": "2.5.1"}, "Unsupported Airflow version '2.5.1'"),
    "access mode of later versions": (
        lambda _: {"AirflowVersion": "3.0.6", "WebserverAccessMode": "PUBLIC_AND_PRIVATE"},
        "available for Apache Airflow 3.2.1 and later",
    ),
    "missing file": (lambda _: {"RequirementsS3Path": "requirements.txt"}, "The requirements.txt does not exist"),
    "unknown version of a file": (
        lambda place: {
            "PluginsS3Path": "plugins.zip" if place.put("plugins.zip") else "",
            "PluginsS3ObjectVersion": "0",
        },
        "s3://.*/plugins.zip in version 0",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_request_is_refused(place: Place, case: str) -> None:
    changes, message = REFUSED[case]

    error = place.refusal(**changes(place))

    assert error.response["Error"]["Code"] == "ValidationException"
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert re.search(message, error.response["Error"]["Message"]), error
    assert place.name not in place.mwaa.list_environments()["Environments"]
    assert (
        place.ec2.describe_network_interfaces(Filters=[{"Name": "vpc-id", "Values": [place.vpc_id]}])[
            "NetworkInterfaces"
        ]
        == []
    )


def test_a_name_is_there_once(place: Place) -> None:
    place.create()

    error = place.refusal()

    assert error.response["Error"]["Message"] == f"Environment with name '{place.name}' already exists"


def test_the_account_may_block_public_access_instead_of_the_bucket(place: Place) -> None:
    bucket = place.bucket(f"{place.name}-open", blocked=False)
    control = place.aws.client("s3control", DATA)
    control.put_public_access_block(AccountId=DATA, PublicAccessBlockConfiguration=dict.fromkeys(BLOCKED, True))

    place.create(SourceBucketArn=bucket)

    control.delete_public_access_block(AccountId=DATA)
    assert place.status() == "CREATING"


def test_a_new_bucket_blocks_public_access_without_being_asked_to(place: Place) -> None:
    place.s3.create_bucket(Bucket=f"{place.name}-new")
    place.s3.put_bucket_versioning(Bucket=f"{place.name}-new", VersioningConfiguration={"Status": "Enabled"})

    place.create(SourceBucketArn=f"arn:aws:s3:::{place.name}-new")

    assert place.status() == "CREATING"


def test_defaults_are_those_of_the_api_reference(place: Place) -> None:
    place.create(EndpointManagement=None)

    environment = place.get()

    assert (
        environment
        | {
            "AirflowVersion": "3.3.1",
            "EndpointManagement": "SERVICE",
            "EnvironmentClass": "mw1.small",
            "MaxWebservers": 2,
            "MaxWorkers": 10,
            "MinWebservers": 2,
            "MinWorkers": 1,
            "Schedulers": 2,
            "WebserverAccessMode": "PRIVATE_ONLY",
        }
        == environment
    )
    assert "KmsKey" not in environment
    assert (environment["Tags"], environment["AirflowConfigurationOptions"]) == ({}, {})
    assert {log for log, settings in environment["LoggingConfiguration"].items() if settings["Enabled"]} == {"TaskLogs"}


def test_micro_has_one_of_everything(place: Place) -> None:
    place.create(EnvironmentClass="mw1.micro")

    environment = place.get()

    assert [environment[count] for count in ("Schedulers", "MinWebservers", "MaxWebservers")] == [1, 1, 1]


def test_a_file_without_a_version_stays_at_the_one_it_had(place: Place) -> None:
    version = place.put("requirements.txt")

    place.create(RequirementsS3Path="requirements.txt")
    place.put("requirements.txt")

    assert place.get()["RequirementsS3ObjectVersion"] == version


def test_bucket_and_environment_may_have_one_key(place: Place) -> None:
    arn = key(place)
    encrypt(place, arn)

    place.create(KmsKey=arn.rsplit("/", 1)[1])

    assert place.get()["KmsKey"] == arn.rsplit("/", 1)[1]


def test_mwaa_makes_its_role_once_for_an_account(place: Place) -> None:
    place.create()
    Place(place.aws).create()

    role = place.aws.client("iam", DATA).get_role(RoleName="AWSServiceRoleForAmazonMWAA")["Role"]

    assert role["Arn"] == place.get()["ServiceRoleArn"]
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "airflow.amazonaws.com"}


def test_the_celery_queue_is_in_an_account_of_aws(place: Place) -> None:
    place.create()

    _, _, service, region, account, name = place.get()["CeleryExecutorQueue"].split(":")

    assert (service, region) == ("sqs", REGION)
    assert account not in place.aws.accounts
    assert len(account) == 12
    assert name.startswith("airflow-celery-")


def test_log_groups_appear_and_outlive_the_environment(place: Place) -> None:
    on, off = {"Enabled": True, "LogLevel": "DEBUG"}, {"Enabled": False, "LogLevel": "INFO"}
    logs = {"DagProcessingLogs": on, "SchedulerLogs": on, "TaskLogs": off, "WebserverLogs": on, "WorkerLogs": on}
    arn = key(place)

    place.create(LoggingConfiguration=logs, KmsKey=arn)

    def groups() -> dict[str, Any]:
        found = place.aws.client("logs", DATA).describe_log_groups(logGroupNamePrefix=f"airflow-{place.name}-")
        return {group["logGroupName"].removeprefix(f"airflow-{place.name}-"): group for group in found["logGroups"]}

    told = place.get()["LoggingConfiguration"]
    assert set(groups()) == {"DAGProcessing", "Scheduler", "WebServer", "Worker"}
    assert {group["kmsKeyId"] for group in groups().values()} == {arn}
    assert told["DagProcessingLogs"]["CloudWatchLogGroupArn"] == groups()["DAGProcessing"]["logGroupArn"]
    assert told["TaskLogs"] == off
    pass_by(minutes=8)
    place.mwaa.delete_environment(Name=place.name)
    pass_by(minutes=15)
    assert len(groups()) == 4


def test_an_environment_cannot_log_to_a_group_whose_key_is_pending_deletion(place: Place) -> None:
    old = key(place)
    place.aws.client("logs", DATA).create_log_group(logGroupName=f"airflow-{place.name}-Task", kmsKeyId=old)
    place.aws.client("kms", DATA).schedule_key_deletion(KeyId=old.rpartition("/")[2])

    place.endpoints(place.pend())
    pass_by(minutes=60)

    environment = place.get()
    message = environment["LastUpdate"]["Error"]["ErrorMessage"]
    assert environment["Status"] == "CREATE_FAILED"
    assert f"log group airflow-{place.name}-Task cannot be written: its KMS key {old} is PendingDeletion" in message


def test_an_environment_takes_an_existing_group_with_its_key(place: Place) -> None:
    other = key(place)
    logs = place.aws.client("logs", DATA)
    logs.create_log_group(logGroupName=f"airflow-{place.name}-Task", kmsKeyId=other)

    place.available()

    (group,) = logs.describe_log_groups(logGroupNamePrefix=f"airflow-{place.name}-Task")["logGroups"]
    assert (place.get()["Status"], group["kmsKeyId"]) == ("AVAILABLE", other)


def test_the_bucket_policy_may_ask_for_tls(place: Place) -> None:
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{place.bucket_name}", f"arn:aws:s3:::{place.bucket_name}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    place.s3.put_bucket_policy(Bucket=place.bucket_name, Policy=policy)

    version = place.put("startup.sh")
    place.create(StartupScriptS3Path="startup.sh", StartupScriptS3ObjectVersion=version)

    assert place.get()["StartupScriptS3ObjectVersion"] == version
