"""Resources that a configuration names are prepared as AWS asks for them, so that the doctor finds no fault in them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from mwaa_tf.config import Deployment
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.existing import create_existing
from tests.support import DATA, OWNER, deployment

KEY = f"arn:aws:kms:us-east-1:{DATA}:key/9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f"
ROLE = f"arn:aws:iam::{DATA}:role/airflow-training"
ENVIRONMENT: dict[str, Any] = {
    "name": "training",
    "source_bucket": {"arn": "arn:aws:s3:::acme-dags"},
    "plugins": {"path": "plugins.zip", "object_version": "3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH"},
    "startup_script": {"path": "startup.sh", "object_version": "latest"},
    "execution_role": {"arn": ROLE},
    "kms_key": {"arn": KEY},
}
STATE = {"backend": "s3", "bucket": "acme-tfstate", "kms_key_arn": KEY}


def configured(**settings: Any) -> Deployment:
    """Two environments of one key, the first with a bucket and a role that exist."""
    second = {"name": "serving", "kms_key": {"arn": KEY}}
    participant = {"name": "data", "account_id": DATA, "environments": [ENVIRONMENT, second]}
    return deployment(participants=[participant], **settings)


@pytest.fixture
def prepared() -> Iterator[LocalAws]:
    with LocalAws([OWNER, DATA], region="us-east-1") as local:
        create_existing(local, configured())
        yield local


def key_statements(local: LocalAws) -> list[dict[str, Any]]:
    policy = local.client("kms", DATA).get_key_policy(KeyId=KEY, PolicyName="default")["Policy"]
    statements: list[dict[str, Any]] = json.loads(policy)["Statement"]
    return statements


def test_cloudwatch_logs_may_use_a_key_for_the_log_groups_of_all_its_environments(prepared: LocalAws) -> None:
    (logs,) = [each for each in key_statements(prepared) if "Service" in each["Principal"]]

    prefix = f"arn:aws:logs:us-east-1:{DATA}:log-group:airflow-analytics-data"
    assert logs["Principal"] == {"Service": "logs.us-east-1.amazonaws.com"}
    assert logs["Condition"] == {
        "ArnLike": {"kms:EncryptionContext:aws:logs:arn": [f"{prefix}-serving-*", f"{prefix}-training-*"]}
    }


def test_a_key_of_states_and_environments_serves_both() -> None:
    with LocalAws([OWNER, DATA], region="us-east-1") as local:
        create_existing(local, configured(state=STATE))
        principals = [statement["Principal"] for statement in key_statements(local)]

    assert {"Service": "logs.us-east-1.amazonaws.com"} in principals
    assert {"AWS": f"arn:aws:iam::{OWNER}:root"} in principals


def test_an_execution_role_may_not_list_the_buckets_of_its_account(prepared: LocalAws) -> None:
    iam = prepared.client("iam", DATA)
    document = iam.get_role_policy(RoleName="airflow-training", PolicyName="everything")["PolicyDocument"]

    assert {"Effect": "Deny", "Action": "s3:ListAllMyBuckets", "Resource": "*"} in document["Statement"]


def test_plugins_can_be_unpacked_and_a_startup_script_has_a_command(prepared: LocalAws) -> None:
    s3 = prepared.client("s3", DATA)
    plugins = s3.get_object(Bucket="acme-dags", Key="plugins.zip")
    script = s3.get_object(Bucket="acme-dags", Key="startup.sh")["Body"].read()

    assert plugins["VersionId"] == "3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH"
    assert zipfile.ZipFile(io.BytesIO(plugins["Body"].read())).namelist() == ["hooks/__init__.py"]
    assert script.splitlines()[-1] == b"echo started"
