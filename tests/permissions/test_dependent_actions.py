"""The table of dependent actions, as a reviewer reads it, and the permissions that each leads to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.iam.actions import iam_action, resource_kinds
from mwaa_tf.iam.dependent_actions import DEPENDENT_ACTIONS, DependentAction
from mwaa_tf.permissions.derive import roles
from tests.permissions.test_permissions import ENVIRONMENT, NETWORK, allowed, called, derived
from tests.support import DATA, OWNER, deployment


def line(need: DependentAction) -> str:
    """A need as one line."""
    subjects = [*need.kinds, *need.arns]
    condition = f" if {' '.join(need.condition)}" if need.condition else ""
    key = " with a customer managed key" if need.needs_key else ""
    parameter = f" with {need.parameter}" if need.parameter else ""
    return f"{need.after}{parameter}: {need.action} on {', '.join(subjects)}{condition}{key} [{need.source}]"


def test_every_documented_need_is_as_it_was_reviewed(golden: Callable[[str, str], None]) -> None:
    golden("golden/dependent-actions.txt", "".join(f"{line(need)}\n" for need in DEPENDENT_ACTIONS))


def test_every_need_names_what_it_is_for() -> None:
    assert [line(need) for need in DEPENDENT_ACTIONS if not (need.kinds or need.arns) or not need.source] == []


@pytest.mark.parametrize("need", DEPENDENT_ACTIONS, ids=line)
def test_a_need_comes_with_its_action_and_with_no_other(need: DependentAction) -> None:
    service, _, name = need.after.partition(":")
    assert iam_action(service, name) == need.after, "the operation has the name of its action"
    blueprint = build_blueprint(deployment())
    for workspace in (NETWORK, ENVIRONMENT):
        (role,) = roles([called(workspace, service, name)], blueprint, "aws")
        permissions = role.permissions
        granted = {permission for permission in permissions if permission.action == need.action}
        account_id = OWNER if workspace == NETWORK else DATA
        assert need.needs_key or granted, f"{need.action} is missing in {workspace}"
        assert {permission.action for permission in permissions} <= {
            need.after,
            *(other.action for other in DEPENDENT_ACTIONS if other.after == need.after),
        }
        for template in need.arns:
            arn = template.format(partition="aws", region="us-east-1", account_id=account_id)
            assert arn in {permission.arn for permission in granted}
        for permission in granted:
            assert (permission.kind == "linked-role") == (":role/aws-service-role/" in permission.arn)
        if need.condition and not any(permission.observed for permission in granted):
            assert need.condition in {permission.condition for permission in granted}


def test_an_action_that_aws_limits_to_no_resource_is_allowed_on_all() -> None:
    assert [line(need) for need in DEPENDENT_ACTIONS if resource_kinds(need.action) == () and need.arns != ("*",)] == []


@pytest.mark.parametrize(
    ("after", "names"),
    [
        ("CreateEnvironment", {"RouteTables", "SecurityGroups", "Subnets", "Vpcs"}),
        ("UpdateEnvironment", {"RouteTables", "SecurityGroups", "Subnets", "Vpcs"}),
    ],
)
def test_who_creates_or_updates_an_environment_may_look_at_its_network(after: str, names: set[str]) -> None:
    role = derived(called(ENVIRONMENT, "airflow", after, "analytics-data-etl"))["data"]
    assert allowed(role) >= {(f"ec2:Describe{name}", "*") for name in names}


def test_a_private_dns_name_of_an_endpoint_joins_the_vpc_to_a_hosted_zone_of_aws() -> None:
    role = derived(called(NETWORK, "ec2", "CreateVpcEndpoint", "vpce-0123456789abcdef0"))["owner"]
    assert allowed(role, observed=False) == {
        ("ec2:CreateTags", f"arn:aws:ec2:us-east-1:{OWNER}:vpc-endpoint/*"),
        ("ec2:DescribeSecurityGroups", "*"),
        ("ec2:DescribeSubnets", "*"),
        ("ec2:DescribeVpcs", "*"),
        ("route53:AssociateVPCWithHostedZone", "arn:aws:route53:::hostedzone/*"),
    }


@pytest.mark.parametrize(
    ("partition", "region", "service"),
    [
        ("aws", "us-east-1", "ec2.amazonaws.com"),
        ("aws-us-gov", "us-gov-west-1", "ec2.amazonaws.com"),
        ("aws-cn", "cn-north-1", "ec2.amazonaws.com.cn"),
    ],
)
def test_a_role_is_passed_to_ec2_under_its_name_in_the_partition(partition: str, region: str, service: str) -> None:
    environment = {"name": "etl", "access": {"bastion": {}}}
    described = deployment(
        region=region, participants=[{"name": "data", "account_id": DATA, "environments": [environment]}]
    )
    launched = called("4-access/data-etl", "ec2", "RunInstances")
    (owner,) = roles([launched], build_blueprint(described), partition)
    assert {permission.condition for permission in owner.permissions if permission.action == "iam:PassRole"} == {
        ("StringEquals", "iam:PassedToService", service)
    }


def test_a_role_is_passed_to_mwaa_under_the_same_name_in_china() -> None:
    created = called(ENVIRONMENT, "airflow", "CreateEnvironment", "analytics-data-etl")
    (role,) = roles([created], build_blueprint(deployment(region="cn-north-1")), "aws-cn")
    assert {permission.condition for permission in role.permissions if permission.action == "iam:PassRole"} == {
        ("StringEquals", "iam:PassedToService", "airflow.amazonaws.com")
    }
