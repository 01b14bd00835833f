"""Permissions for policies that are attached, for alarms, topics and dashboards."""

from __future__ import annotations

import boto3  # type: ignore[import-untyped]
import pytest
from moto import mock_aws

from mwaa_tf.iam.actions import iam_action, resource_kinds
from mwaa_tf.iam.arns import ArnScope, resource_arn, resource_name
from mwaa_tf.local_aws.api_requests import parse_request
from mwaa_tf.local_aws.needs import needs
from tests.permissions.test_permissions import ENVIRONMENT, allowed, called, derived
from tests.support import DATA, OWNER, deployment

PLACE = ArnScope("aws", "eu-west-1", DATA, OWNER)
LEADS = f"arn:aws:iam::{DATA}:role/teams/leads"
POLICY = f"arn:aws:iam::{DATA}:policy/analytics-data-etl-airflow-admin"
ALARM = f"arn:aws:cloudwatch:us-east-1:{DATA}:alarm:analytics-data-etl-queue-age"
TOPIC = f"arn:aws:sns:us-east-1:{DATA}:analytics-data-etl-alarms"


def test_cloudwatch_signs_with_another_name_than_its_actions_have() -> None:
    assert iam_action("monitoring", "PutMetricAlarm") == "cloudwatch:PutMetricAlarm"


@pytest.mark.parametrize(
    ("action", "kinds"),
    [
        ("cloudwatch:PutMetricAlarm", ("alarm",)),
        ("cloudwatch:TagResource", ("alarm",)),
        ("cloudwatch:PutDashboard", ("dashboard",)),
        ("sns:SetTopicAttributes", ("topic",)),
        ("iam:CreatePolicy", ("policy",)),
        ("iam:GetPolicyVersion", ("policy",)),
        ("iam:AttachGroupPolicy", ("group",)),
        ("iam:AttachUserPolicy", ("user",)),
        ("iam:AttachRolePolicy", ("role",)),
    ],
)
def test_an_action_is_limited_to(action: str, kinds: tuple[str, ...]) -> None:
    assert resource_kinds(action) == kinds


@pytest.mark.parametrize(
    ("kind", "action", "expected"),
    [
        ("alarm", "cloudwatch:PutMetricAlarm", f"arn:aws:cloudwatch:eu-west-1:{DATA}:alarm:etl"),
        ("dashboard", "cloudwatch:PutDashboard", f"arn:aws:cloudwatch::{DATA}:dashboard/etl"),
        ("topic", "sns:CreateTopic", f"arn:aws:sns:eu-west-1:{DATA}:etl"),
        ("group", "iam:AttachGroupPolicy", f"arn:aws:iam::{DATA}:group/etl"),
    ],
)
def test_a_resource_is_named_as_the_service_names_it(kind: str, action: str, expected: str) -> None:
    assert resource_arn(kind, "etl", action, PLACE) == expected
    assert resource_name(kind, expected) == "etl"


def test_a_topic_is_not_taken_for_the_alarm_that_notifies_it() -> None:
    role = derived(
        called(ENVIRONMENT, "monitoring", "PutMetricAlarm", TOPIC),
        called(ENVIRONMENT, "monitoring", "ListTagsForResource", ALARM),
    )["data"]

    assert ("cloudwatch:PutMetricAlarm", ALARM) in allowed(role)
    assert ("cloudwatch:TagResource", ALARM) in allowed(role, observed=False)


def test_a_principal_that_has_a_path_is_named_with_it() -> None:
    environment = {"name": "etl", "access": {"roles": {"Admin": [LEADS]}}}
    described = deployment(participants=[{"name": "data", "account_id": DATA, "environments": [environment]}])

    role = derived(called(ENVIRONMENT, "iam", "AttachRolePolicy", "leads"), of=described)["data"]

    assert allowed(role) == {("iam:AttachRolePolicy", LEADS)}


def test_a_request_that_leaves_out_the_path_is_about_the_principal_that_has_it() -> None:
    body = b"Action=AttachRolePolicy&RoleName=leads&PolicyArn=" + POLICY.encode()
    environ = {
        "HTTP_AUTHORIZATION": "Credential=AKIA/20260101/us-east-1/iam/aws4_request",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
    }
    with mock_aws():
        iam = boto3.client("iam", region_name="us-east-1")
        role = iam.create_role(Path="/teams/", RoleName="leads", AssumeRolePolicyDocument="{}")["Role"]["Arn"]

        (need,) = needs(parse_request(environ, body), body, role.split(":")[4], "aws")

    assert (need.action, need.resource) == ("iam:AttachRolePolicy", role)
    assert role.endswith(":role/teams/leads")


def test_who_may_use_airflow_is_not_passed_to_it() -> None:
    environment = {"name": "etl", "access": {"roles": {"Admin": [LEADS]}}}
    described = deployment(participants=[{"name": "data", "account_id": DATA, "environments": [environment]}])
    execution = "analytics-data-etl-execution"

    role = derived(
        called(ENVIRONMENT, "iam", "CreateRole", execution),
        called(ENVIRONMENT, "iam", "AttachRolePolicy", "leads"),
        called(ENVIRONMENT, "airflow", "CreateEnvironment", "analytics-data-etl"),
        of=described,
    )["data"]

    about_roles = {(action, name.rpartition("/")[2]) for action, name in allowed(role) if ":role/" in name}
    assert about_roles == {
        ("iam:AttachRolePolicy", "leads"),
        ("iam:CreateRole", execution),
        ("iam:CreateServiceLinkedRole", "AWSServiceRoleForAmazonMWAA"),
        ("iam:PassRole", execution),
        ("iam:TagRole", execution),
    }


def test_a_policy_that_is_made_can_be_tagged() -> None:
    role = derived(called(ENVIRONMENT, "iam", "CreatePolicy"), called(ENVIRONMENT, "iam", "GetPolicyVersion", POLICY))[
        "data"
    ]

    assert allowed(role) == {
        ("iam:CreatePolicy", POLICY),
        ("iam:GetPolicyVersion", POLICY),
        ("iam:TagPolicy", POLICY),
    }
