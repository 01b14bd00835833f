"""The permissions for Client VPNs and bastions: as narrow as AWS documents them."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.iam.actions import resource_kinds
from mwaa_tf.permissions.derive import roles
from tests.permissions.test_permissions import allowed, called
from tests.support import DATA, OWNER, deployment

WORKSPACE = "4-access/data-etl"
EC2 = "arn:aws:ec2:us-east-1"
VPN = "cvpn-endpoint-0123456789abcdef0"
ROLE = f"arn:aws:iam::{OWNER}:role/analytics-data-etl-bastion"
PROFILE = f"arn:aws:iam::{OWNER}:instance-profile/analytics-data-etl-bastion"
KEY = f"arn:aws:kms:us-east-1:{OWNER}:key/9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f"
LINUX = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"


def permitted(
    *calls: tuple[str, str, str], observed: bool | None = None, bastion: dict[str, Any] | None = None
) -> set[tuple[str, str]]:
    environment = {"name": "etl", "access": {"bastion": bastion or {}}}
    described = deployment(participants=[{"name": "data", "account_id": DATA, "environments": [environment]}])
    (role,) = roles([called(WORKSPACE, *call) for call in calls], build_blueprint(described), "aws")
    return allowed(role, observed=observed)


def test_a_vpn_has_another_id_the_next_time() -> None:
    assert permitted(("ec2", "AuthorizeClientVpnIngress", VPN)) == {
        ("ec2:AuthorizeClientVpnIngress", f"{EC2}:{OWNER}:client-vpn-endpoint/*"),
    }


def test_the_first_vpn_makes_the_services_role() -> None:
    permissions = permitted(("ec2", "CreateClientVpnEndpoint", ""))

    assert (
        "iam:CreateServiceLinkedRole",
        f"arn:aws:iam::{OWNER}:role/aws-service-role/clientvpn.amazonaws.com/AWSServiceRoleForClientVPN",
    ) in permissions
    assert ("ec2:CreateTags", f"{EC2}:{OWNER}:client-vpn-endpoint/*") in permissions


def test_a_launch_is_limited_by_the_kinds_of_what_it_takes() -> None:
    permissions = permitted(("ec2", "RunInstances", ""), observed=True)

    assert permissions == {
        ("ec2:RunInstances", f"{EC2}::image/*"),
        *(
            ("ec2:RunInstances", f"{EC2}:{OWNER}:{kind}/*")
            for kind in ("instance", "network-interface", "security-group", "subnet", "volume")
        ),
    }


def test_the_role_is_passed_to_instances_alone() -> None:
    created = ("iam", "CreateRole", "analytics-data-etl-bastion")
    added = ("iam", "AddRoleToInstanceProfile", "analytics-data-etl-bastion")
    environment = {"name": "etl", "access": {"bastion": {}}}
    described = deployment(participants=[{"name": "data", "account_id": DATA, "environments": [environment]}])
    (role,) = roles([called(WORKSPACE, *call) for call in (created, added)], build_blueprint(described), "aws")

    passed = {
        permission.condition
        for permission in role.permissions
        if (permission.action, permission.arn) == ("iam:PassRole", ROLE)
    }
    assert passed == {("StringEquals", "iam:PassedToService", "ec2.amazonaws.com")}
    assert ("iam:AddRoleToInstanceProfile", PROFILE) in allowed(role)


@pytest.mark.parametrize(
    ("action", "kinds"),
    [
        ("iam:CreateInstanceProfile", ("instance-profile",)),
        ("iam:RemoveRoleFromInstanceProfile", ("instance-profile",)),
        ("iam:ListInstanceProfilesForRole", ("role",)),
        ("ec2:DescribeClientVpnAuthorizationRules", ("client-vpn-endpoint",)),
        ("ec2:DescribeClientVpnEndpoints", ()),
        ("ec2:DescribeClientVpnTargetNetworks", ("client-vpn-endpoint",)),
        ("ec2:DescribeInstances", ()),
        ("ec2:DescribeInstanceAttribute", ("instance",)),
        ("ec2:DescribeInstanceTypes", ()),
        ("ssm:GetParameter", ("parameter",)),
    ],
)
def test_actions_know_these_kinds_of_resources(action: str, kinds: tuple[str, ...]) -> None:
    assert resource_kinds(action) == kinds


def test_a_parameter_that_aws_publishes_is_of_no_account() -> None:
    assert permitted(("ssm", "GetParameter", LINUX)) == {
        ("ssm:GetParameter", f"arn:aws:ssm:us-east-1::parameter{LINUX}")
    }


def test_a_key_of_ones_own_for_the_disk_has_to_be_usable() -> None:
    launch = ("ec2", "RunInstances", "")

    assert ("kms:CreateGrant", KEY) in permitted(launch, bastion={"kms_key_arn": KEY})
    assert not [action for action, _ in permitted(launch) if action.startswith("kms:")]
