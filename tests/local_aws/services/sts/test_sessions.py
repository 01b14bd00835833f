"""Temporary credentials of roles, users and federated users: who they are, and what they may call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.config import Config  # type: ignore[import-untyped]

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.support import refused

OWNER, DATA = "111111111111", "222222222222"


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws([OWNER, DATA], region="us-east-1") as running:
        yield running


def client(aws: LocalAws, service: str, credentials: dict[str, str]) -> Any:
    """A client with temporary credentials."""
    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=aws.endpoint,
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
        config=Config(proxies={"http": f"http://{aws.address}"}, retries={"max_attempts": 0}),
    )


def trust(*arns: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": list(arns)}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def role_credentials(aws: LocalAws, path: str, name: str) -> dict[str, str]:
    """Credentials of a new role of the owner."""
    iam = aws.client("iam", OWNER)
    arn = iam.create_role(Path=path, RoleName=name, AssumeRolePolicyDocument=trust(OWNER))["Role"]["Arn"]
    assumed = aws.client("sts", OWNER).assume_role(RoleArn=arn, RoleSessionName="run")
    credentials: dict[str, str] = assumed["Credentials"]
    return credentials


def test_a_session_of_a_role_with_a_path_assumes_a_role_that_trusts_the_first_one(aws: LocalAws) -> None:
    credentials = role_credentials(aws, "/ci/", "chained")
    arns = [f"arn:aws:iam::{OWNER}:role/ci/chained", f"arn:aws:sts::{OWNER}:assumed-role/chained/run"]
    for number, trusted in enumerate(arns):
        iam = aws.client("iam", DATA)
        role = iam.create_role(RoleName=f"target{number}", AssumeRolePolicyDocument=trust(trusted))["Role"]["Arn"]
        assumed = client(aws, "sts", credentials).assume_role(RoleArn=role, RoleSessionName="run")
        assert assumed["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{DATA}:assumed-role/target{number}/run"


def test_a_refused_session_is_called_by_its_own_arn(aws: LocalAws) -> None:
    credentials = role_credentials(aws, "/ci/", "refused")
    with refused("AccessDenied", f"User: arn:aws:sts::{OWNER}:assumed-role/refused/run is not authorized"):
        client(aws, "sts", credentials).assume_role(
            RoleArn=f"arn:aws:iam::{DATA}:role/ci/missing", RoleSessionName="run"
        )


def test_a_user_with_a_path_is_trusted_by_its_arn(aws: LocalAws) -> None:
    iam = aws.client("iam", OWNER)
    user = iam.create_user(Path="/people/", UserName="dev")["User"]["Arn"]
    key = iam.create_access_key(UserName="dev")["AccessKey"]
    role = aws.client("iam", DATA).create_role(RoleName="for-dev", AssumeRolePolicyDocument=trust(user))["Role"]["Arn"]
    sts = client(aws, "sts", {**key, "SessionToken": ""})
    assert sts.get_caller_identity()["Arn"] == f"arn:aws:iam::{OWNER}:user/people/dev"
    assert sts.assume_role(RoleArn=role, RoleSessionName="run")["Credentials"]


def test_a_session_token_is_the_user_for_all_services_but_iam(aws: LocalAws) -> None:
    credentials = aws.client("sts", OWNER).get_session_token()["Credentials"]
    assert client(aws, "sts", credentials).get_caller_identity()["Arn"] == f"arn:aws:iam::{OWNER}:user/rehearsal"
    assert client(aws, "ec2", credentials).describe_vpcs()["Vpcs"]
    with refused("InvalidClientTokenId"):
        client(aws, "iam", credentials).list_roles()


def test_a_federation_token_is_a_federated_user_that_assumes_no_role(aws: LocalAws) -> None:
    answer = aws.client("sts", OWNER).get_federation_token(Name="visitor")
    arn = f"arn:aws:sts::{OWNER}:federated-user/visitor"
    assert answer["FederatedUser"] == {"FederatedUserId": f"{OWNER}:visitor", "Arn": arn}
    sts = client(aws, "sts", answer["Credentials"])
    identity = sts.get_caller_identity()
    assert (identity["Arn"], identity["UserId"], identity["Account"]) == (arn, f"{OWNER}:visitor", OWNER)
    with refused("InvalidClientTokenId"):
        sts.assume_role(RoleArn=f"arn:aws:iam::{OWNER}:role/ci/any", RoleSessionName="run")


@pytest.mark.parametrize("operation", ["get_session_token", "get_federation_token"])
def test_a_role_gets_no_credentials_of_a_user(aws: LocalAws, operation: str) -> None:
    credentials = role_credentials(aws, "/", f"for-{operation}")
    parameters = {"Name": "visitor"} if operation == "get_federation_token" else {}
    with refused("AccessDenied", "with session credentials"):
        getattr(client(aws, "sts", credentials), operation)(**parameters)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"RoleSessionName": "no spaces"}, "at 'roleSessionName' failed to satisfy constraint"),
        ({"RoleSessionName": "x" * 65}, "at 'roleSessionName' failed to satisfy constraint"),
        ({"DurationSeconds": 43201}, "at 'durationSeconds' failed to satisfy constraint"),
        ({"DurationSeconds": 3601}, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."),
    ],
)
def test_parameters_that_aws_refuses_are_a_validation_error(
    aws: LocalAws, parameters: dict[str, Any], message: str
) -> None:
    iam = aws.client("iam", OWNER)
    arn = f"arn:aws:iam::{OWNER}:role/ci/parameters"
    if arn not in {role["Arn"] for role in iam.list_roles()["Roles"]}:
        iam.create_role(Path="/ci/", RoleName="parameters", AssumeRolePolicyDocument=trust(OWNER))
    with refused("ValidationError", message):
        aws.client("sts", OWNER).assume_role(**{"RoleArn": arn, "RoleSessionName": "run", **parameters})


def test_a_chained_session_lasts_an_hour_at_most(aws: LocalAws) -> None:
    credentials = role_credentials(aws, "/ci/", "first")
    iam = aws.client("iam", DATA)
    role = iam.create_role(RoleName="long", AssumeRolePolicyDocument=trust(OWNER), MaxSessionDuration=43200)["Role"]
    request = {"RoleArn": role["Arn"], "RoleSessionName": "run", "DurationSeconds": 7200}
    assert aws.client("sts", OWNER).assume_role(**request)["Credentials"]
    with refused("ValidationError", "1 hour session limit for roles assumed by role chaining"):
        client(aws, "sts", credentials).assume_role(**request)
