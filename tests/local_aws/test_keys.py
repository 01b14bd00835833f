"""Access keys of the local AWS: new in each run, and all that a client needs."""

from __future__ import annotations

import re
from configparser import ConfigParser
from dataclasses import dataclass
from typing import Any

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.organization import prepare

OWNER, DATA = "111111111111", "222222222222"


@dataclass(frozen=True)
class Run:
    """What one run of the local AWS hands out."""

    users: dict[str, tuple[str, str]]
    session: tuple[str, str]
    created: tuple[str, str]
    vpc_id: str


def run(seed: int = 1) -> Run:
    with LocalAws([OWNER, DATA], region="us-east-1", seed=seed) as aws:
        prepare(aws)
        variables = {account_id: aws.environment(account_id) for account_id in (OWNER, DATA)}
        users = {
            account_id: (environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"])
            for account_id, environment in variables.items()
        }
        role = f"arn:aws:iam::{DATA}:role/terraform"
        session = aws.client("sts", OWNER).assume_role(RoleArn=role, RoleSessionName="run")["Credentials"]
        iam = aws.client("iam", OWNER)
        iam.create_user(UserName="ci")
        created = iam.create_access_key(UserName="ci")["AccessKey"]
        vpc_id = aws.client("ec2", OWNER).create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    return Run(users, pair(session), pair(created), vpc_id)


def pair(keys: dict[str, Any]) -> tuple[str, str]:
    return keys["AccessKeyId"], keys["SecretAccessKey"]


def test_no_key_of_one_run_is_one_of_the_next_although_the_seed_is_the_same() -> None:
    first, second = run(), run()
    assert first.vpc_id == second.vpc_id, "ids of resources follow the seed"
    keys = [
        part for each in (first, second) for key in (*each.users.values(), each.session, each.created) for part in key
    ]
    assert len(set(keys)) == len(keys) == 16


def test_keys_look_like_those_of_aws() -> None:
    result = run()
    for access_key, secret in (*result.users.values(), result.created):
        assert re.fullmatch(r"AKIA[A-Z2-7]{16}", access_key)
        assert len(secret) == 40
    assert re.fullmatch(r"ASIA[A-Z2-7]{16}", result.session[0])


def test_profiles_have_the_keys_of_their_accounts() -> None:
    with LocalAws([OWNER, DATA], region="us-east-1") as aws:
        aws.add_profile("data", DATA)
        environment = aws.environment(DATA)
        profiles = ConfigParser()
        profiles.read(environment["AWS_SHARED_CREDENTIALS_FILE"])
        assert profiles["data"]["aws_access_key_id"] == environment["AWS_ACCESS_KEY_ID"]
        assert profiles["data"]["aws_secret_access_key"] == environment["AWS_SECRET_ACCESS_KEY"]
        assert profiles[OWNER]["aws_access_key_id"] == aws.environment(OWNER)["AWS_ACCESS_KEY_ID"]
