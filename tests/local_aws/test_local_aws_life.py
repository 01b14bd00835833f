"""The life of a local AWS: how it begins, what it survives, what it leaves."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ProxyConnectionError  # type: ignore[import-untyped]

from mwaa_tf.errors import UsageError
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.organization import prepare
from tests.local_aws.test_local_aws import TEMPTING

OWNER, DATA = "111111111111", "222222222222"


def test_profiles_name_accounts() -> None:
    with LocalAws([OWNER, DATA], region="us-east-1") as aws:
        aws.add_profile("data-lab", DATA)
        environment = aws.environment(OWNER)
        code = textwrap.dedent("""
            import boto3, sys
            for profile in sys.argv[1:]:
                print(boto3.Session(profile_name=profile).client("sts").get_caller_identity()["Account"])
        """)
        variables = {name: value for name, value in environment.items() if "_KEY" not in name}
        ran = subprocess.run(
            [sys.executable, "-c", code, OWNER, DATA, "data-lab"],
            env={**variables, "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stdout.split() == [OWNER, DATA, DATA]


def test_its_own_clients_do_not_heed_the_person_s_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in TEMPTING.items():
        monkeypatch.setenv(name, value)
    with LocalAws([OWNER], region="us-east-1") as aws:
        assert aws.client("sts", OWNER).get_caller_identity()["Account"] == OWNER
        assert aws.client("s3", OWNER).list_buckets()["Buckets"] == []


def test_moto_s_own_switch_for_the_account_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "444444444444")
    with LocalAws([OWNER, DATA], region="us-east-1") as aws:
        assert aws.client("sts", DATA).get_caller_identity()["Account"] == DATA


def test_a_seed_makes_the_same_ids() -> None:
    def vpc(seed: int) -> str:
        with LocalAws([OWNER], region="us-east-1", seed=seed) as aws:
            return str(aws.client("ec2", OWNER).create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])

    assert vpc(1) == vpc(1) != vpc(2)


def test_cut_off_and_brought_back_it_has_its_data() -> None:
    with LocalAws([OWNER], region="us-east-1") as aws:
        address = aws.address
        sns = aws.client("sns", OWNER)
        topic = sns.create_topic(Name="before")["TopicArn"]
        aws.pause()
        with pytest.raises((EndpointConnectionError, ProxyConnectionError)):
            sns.list_topics()
        aws.resume()
        assert aws.address == address
        assert sns.list_topics()["Topics"] == [{"TopicArn": topic}]


def test_each_begins_empty_and_leaves_nothing() -> None:
    with LocalAws([OWNER], region="us-east-1", faults=["status=PENDING"]) as aws:
        folder = Path(aws.environment(OWNER)["AWS_CONFIG_FILE"]).parent
        prepare(aws)
        aws.client("sns", OWNER).create_topic(Name="before")
        assert aws.faults.status == "PENDING"
        assert folder.is_dir()
    assert not folder.exists()
    assert len(aws.record) > 0
    with LocalAws([OWNER], region="us-east-1") as again:
        assert again.faults.status is None
        assert again.client("sns", OWNER).list_topics()["Topics"] == []
        with pytest.raises(ClientError, match="AWSOrganizationsNotInUse"):
            again.client("organizations", OWNER).describe_organization()
        assert len(again.record) == 2


def test_there_is_one_in_a_process() -> None:
    with LocalAws([OWNER], region="us-east-1"), pytest.raises(RuntimeError, match="one local AWS"):
        LocalAws([OWNER], region="us-east-1").start()
    with LocalAws([OWNER], region="us-east-1") as aws:
        assert aws.address


def test_a_start_that_fails_leaves_room_for_another() -> None:
    with LocalAws([OWNER], region="us-east-1") as aws:
        port = int(aws.address.split(":")[1])
        aws.pause()
        aws.resume()
    other = LocalAws([OWNER], region="us-east-1", port=port)
    with other, pytest.raises(RuntimeError):
        other.start()
    with other:
        assert other.address == f"127.0.0.1:{port}"


@pytest.mark.parametrize("account_id", ["", "12345678901", "1234567890123", "12345678901x", "١١١١١١١١١١١١"])
def test_what_is_no_account_id_is_refused(account_id: str) -> None:
    with pytest.raises(UsageError, match="twelve digits"):
        LocalAws([account_id], region="us-east-1")


def test_it_must_run_to_be_used() -> None:
    with pytest.raises(RuntimeError, match="not running"):
        _ = LocalAws([OWNER], region="us-east-1").address


def test_another_partition_has_arns_of_its_own() -> None:
    with LocalAws([OWNER], region="cn-north-1") as aws:
        assert aws.partition == "aws-cn"
        arn = aws.client("sts", OWNER).get_caller_identity()["Arn"]
        assert arn == f"arn:aws-cn:iam::{OWNER}:user/rehearsal"
