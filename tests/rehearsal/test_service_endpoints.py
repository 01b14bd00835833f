"""Restricted endpoint policies, held against what an environment calls and against what it is documented to need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from mwaa_tf.config import load
from mwaa_tf.iam.evaluation import evaluate_policy
from mwaa_tf.iam.judgement import PolicyType
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.local_aws.accounts import Caller
from mwaa_tf.local_aws.authorization import access_request
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.rehearsal.run import PausedRehearsal, rehearse
from mwaa_tf.render import Job
from tests.support import DATA, EXAMPLES, OWNER, SCIENCE

pytestmark = [pytest.mark.long, pytest.mark.terraform]

(EXAMPLE,) = (path for path in EXAMPLES if path.name == "private-vpc")
REGION, ENVIRONMENT = "us-east-1", "vault-risk-models"

#: The endpoint that a documented action goes by.
ENDPOINTS = {
    "airflow": "airflow.ops",
    "cloudwatch": "monitoring",
    "kms": "kms",
    "logs": "logs",
    "s3": "s3",
    "sqs": "sqs",
}

LOGS = f"arn:aws:logs:{REGION}:{DATA}:log-group"
BUCKET = f"arn:aws:s3:::{ENVIRONMENT}-{DATA}"

#: What nobody of this deployment does: endpoint, account, action, resource.
STRANGE = [
    ("s3", DATA, "s3:GetObject", "arn:aws:s3:::strangers-bucket/loot"),
    ("s3", DATA, "s3:PutObject", f"{BUCKET}/dags/dag.py"),
    ("s3", SCIENCE, "s3:GetObject", f"{BUCKET}/dags/dag.py"),
    ("s3", DATA, "s3:PutObject", "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/layer"),
    ("s3", DATA, "s3:PutObject", "arn:aws:s3:::acme-market-data/prices"),
    ("sqs", DATA, "sqs:SendMessage", f"arn:aws:sqs:{REGION}:{SCIENCE}:orders"),
    ("sqs", DATA, "sqs:CreateQueue", f"arn:aws:sqs:{REGION}:{SCIENCE}:airflow-celery-1"),
    ("sqs", SCIENCE, "sqs:SendMessage", f"arn:aws:sqs:{REGION}:{SCIENCE}:airflow-celery-1"),
    ("logs", DATA, "logs:PutLogEvents", f"{LOGS}:payroll:log-stream:1"),
    ("logs", DATA, "logs:PutLogEvents", f"arn:aws:logs:{REGION}:{SCIENCE}:log-group:airflow-{ENVIRONMENT}-Task"),
    ("logs", DATA, "logs:DeleteLogGroup", f"{LOGS}:airflow-{ENVIRONMENT}-Task"),
    ("kms", DATA, "kms:Decrypt", f"arn:aws:kms:{REGION}:{SCIENCE}:key/1a2b"),
    ("kms", DATA, "kms:ScheduleKeyDeletion", f"arn:aws:kms:{REGION}:{DATA}:key/1a2b"),
    ("monitoring", SCIENCE, "cloudwatch:PutMetricData", "*"),
    ("airflow.api", DATA, "airflow:GetEnvironment", f"arn:aws:airflow:{REGION}:{DATA}:environment/other"),
    ("airflow.env", DATA, "airflow:CreateWebLoginToken", f"arn:aws:airflow:{REGION}:{DATA}:role/other/Admin"),
    ("ecr.api", DATA, "ecr:PutImage", f"arn:aws:ecr:{REGION}:{DATA}:repository/airflow"),
    ("secretsmanager", DATA, "secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{REGION}:{DATA}:secret:other"),
]


@dataclass
class Seen:
    """What was there once the environment was AVAILABLE."""

    policies: dict[str, str] = field(default_factory=dict)
    """By the ends of the services' names."""
    calls: list[Call] = field(default_factory=list)
    """Those of the environment itself."""
    role_policy: dict[str, Any] = field(default_factory=dict)

    def let_through(self, endpoint: str, account_id: str, action: str, resource: str) -> bool:
        caller = Caller(account_id, f"arn:aws:sts::{account_id}:assumed-role/any/session")
        request = access_request(caller, action, resource, {})
        return evaluate_policy(parse_policy(self.policies[endpoint]), request, PolicyType.ENDPOINT).allowed


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """The example with all of its endpoints restricted, which on AWS is untested."""
    found = Seen()
    config = tmp_path_factory.mktemp("vault") / "mwaa.yaml"
    text = (EXAMPLE / "mwaa.yaml").read_text("utf-8")
    config.write_text(text.replace("policies: restricted\n", "policies: restricted_all\n"), "utf-8")

    def look(kept: PausedRehearsal) -> None:
        ec2, iam = kept.local.client("ec2", OWNER), kept.local.client("iam", DATA)
        for endpoint in ec2.describe_vpc_endpoints()["VpcEndpoints"]:
            service = endpoint["ServiceName"].removeprefix(f"com.amazonaws.{REGION}.")
            found.policies[service] = endpoint["PolicyDocument"]
        found.calls += [call for call in kept.local.record if ":assumed-role/" in call.principal and not call.workspace]
        (role,) = (
            role for role in iam.list_roles()["Roles"] if role["RoleName"].startswith(f"{ENVIRONMENT}-execution-")
        )
        policy = iam.get_role_policy(RoleName=role["RoleName"], PolicyName="mwaa")
        found.role_policy = policy["PolicyDocument"]

    report = rehearse(Job(load(config), config.parent), keep=look)
    assert [detail for check in report.checks for detail in check.details] == []
    return found


def documented(policy: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Endpoint, action and resource of all that the execution role itself may do.

    What it may do through SQS and S3 only never goes through an endpoint (AWS KMS developer guide,
    vpce-policy-condition).
    """
    for statement in policy["Statement"]:
        if "kms:ViaService" in statement.get("Condition", {}).get("StringLike", {}):
            continue
        for action in statement["Action"] if statement["Effect"] == "Allow" else ():
            for resource in statement["Resource"]:
                whole = resource if resource == "*" else resource.replace("*", "1")
                yield ENDPOINTS[action.split(":")[0]], action.replace("*", ""), whole


def test_every_call_of_the_environment_was_let_through(seen: Seen) -> None:
    assert {call.error for call in seen.calls} == {""}
    assert {call.service for call in seen.calls} == {
        "airflow",
        "ecr",
        "logs",
        "monitoring",
        "s3",
        "s3control",
        "sqs",
    }


def test_all_that_the_execution_role_may_do_gets_through(seen: Seen) -> None:
    asked = list(documented(seen.role_policy))

    assert [
        (action, resource)
        for endpoint, action, resource in asked
        if not seen.let_through(endpoint, DATA, action, resource)
    ] == []
    assert len(asked) > 20


@pytest.mark.parametrize(("endpoint", "account_id", "action", "resource"), STRANGE)
def test_what_is_none_of_the_deployments_does_not(
    seen: Seen, endpoint: str, account_id: str, action: str, resource: str
) -> None:
    assert not seen.let_through(endpoint, account_id, action, resource)


def test_what_the_configuration_allows_the_dags_gets_through(seen: Seen) -> None:
    secret = f"arn:aws:secretsmanager:{REGION}:{DATA}:secret:airflow/connections"

    assert seen.let_through("s3", DATA, "s3:GetObject", "arn:aws:s3:::acme-market-data/prices")
    assert seen.let_through("secretsmanager", DATA, "secretsmanager:GetSecretValue", secret)
    assert not seen.let_through("secretsmanager", SCIENCE, "secretsmanager:GetSecretValue", secret)
