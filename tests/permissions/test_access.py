"""The permissions for load balancers, web ACLs and hosted zones: as narrow as AWS documents them."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.iam.arns import resource_name
from mwaa_tf.permissions.derive import roles
from tests.permissions.test_permissions import allowed, called
from tests.support import DATA, OWNER, deployment

WORKSPACE = "4-access/data-etl"
REGION = "us-east-1"
BALANCER = f"arn:aws:elasticloadbalancing:{REGION}:{OWNER}:loadbalancer/app/analytics-data-etl/0123456789abcdef"
LISTENER = f"{BALANCER.replace(':loadbalancer/', ':listener/')}/fedcba9876543210"
TARGETS = f"arn:aws:elasticloadbalancing:{REGION}:{OWNER}:targetgroup/analytics-data-etl/0123456789abcdef"
WEB_ACL = f"arn:aws:wafv2:{REGION}:{OWNER}:regional/webacl/airflow/5e6f7a8b-9c0d-4e1f-a2b3-c4d5e6f7a8b9"
ANY_BALANCER = BALANCER.replace("0123456789abcdef", "*")

ACCESS: dict[str, Any] = {
    "alb": {
        "certificate_arn": f"arn:aws:acm:{REGION}:{OWNER}:certificate/1a2b3c4d",
        "allowed_cidrs": ["10.0.0.0/8"],
        "domain_name": "airflow.example.com",
        "zone_id": "Z0123456789ABCDEFGHIJ",
        "web_acl_arn": WEB_ACL,
    }
}


def permitted(*calls: tuple[str, str, str], observed: bool | None = None) -> set[tuple[str, str]]:
    environment = {"name": "etl", "access": ACCESS}
    described = deployment(participants=[{"name": "data", "account_id": DATA, "environments": [environment]}])
    (role,) = roles([called(WORKSPACE, *call) for call in calls], build_blueprint(described), "aws")
    return allowed(role, observed=observed)


def test_a_balancer_is_named_except_for_what_aws_generates() -> None:
    assert permitted(
        ("elasticloadbalancing", "ModifyLoadBalancerAttributes", BALANCER),
        ("elasticloadbalancing", "ModifyListener", LISTENER),
        ("elasticloadbalancing", "RegisterTargets", TARGETS),
        ("elasticloadbalancing", "DescribeLoadBalancers", BALANCER),
        observed=True,
    ) == {
        ("elasticloadbalancing:ModifyLoadBalancerAttributes", ANY_BALANCER),
        ("elasticloadbalancing:ModifyListener", f"{ANY_BALANCER.replace(':loadbalancer/', ':listener/')}/*"),
        ("elasticloadbalancing:RegisterTargets", TARGETS.replace("0123456789abcdef", "*")),
        ("elasticloadbalancing:DescribeLoadBalancers", "*"),
    }


def test_what_is_made_has_the_name_that_later_calls_show() -> None:
    permissions = permitted(
        ("elasticloadbalancing", "CreateLoadBalancer", "subnet-0123456789abcdef0"),
        ("elasticloadbalancing", "DeleteLoadBalancer", BALANCER),
    )

    assert ("elasticloadbalancing:CreateLoadBalancer", ANY_BALANCER) in permissions
    assert ("elasticloadbalancing:AddTags", ANY_BALANCER) in permissions
    assert ("ec2:DescribeInternetGateways", "*") in permissions
    linked = "AWSServiceRoleForElasticLoadBalancing"
    service = "elasticloadbalancing.amazonaws.com"
    arn = f"arn:aws:iam::{OWNER}:role/aws-service-role/{service}/{linked}"
    assert ("iam:CreateServiceLinkedRole", arn) in permissions


def test_a_web_acl_is_allowed_for_that_balancer_alone() -> None:
    assert permitted(("wafv2", "AssociateWebACL", WEB_ACL), ("wafv2", "DisassociateWebACL", BALANCER)) == {
        ("wafv2:AssociateWebACL", WEB_ACL),
        ("wafv2:AssociateWebACL", ANY_BALANCER),
        ("wafv2:DisassociateWebACL", ANY_BALANCER),
        ("wafv2:GetPermissionPolicy", f"arn:aws:wafv2:us-east-1:{OWNER}:regional/rulegroup/*"),
        ("wafv2:PutPermissionPolicy", f"arn:aws:wafv2:us-east-1:{OWNER}:regional/rulegroup/*"),
        ("elasticloadbalancing:CreateWebACLAssociation", ANY_BALANCER),
        ("elasticloadbalancing:DeleteWebACLAssociation", ANY_BALANCER),
        # AWS has no resource types for it.
        ("elasticloadbalancing:SetWebAcl", "*"),
    }


def test_a_zone_of_the_configuration_is_named_and_a_made_one_is_not() -> None:
    assert permitted(
        ("route53", "ChangeResourceRecordSets", "Z0123456789ABCDEFGHIJ"),
        ("route53", "GetHostedZone", "Z9876543210ABCDEFGHIJ"),
        ("route53", "GetChange", "C0123456789ABCDEFGHIJ"),
    ) == {
        ("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ"),
        ("route53:GetHostedZone", "arn:aws:route53:::hostedzone/*"),
        ("route53:GetChange", "arn:aws:route53:::change/*"),
    }


@pytest.mark.parametrize(
    ("kind", "resource", "name"),
    [
        ("loadbalancer", BALANCER, "app/analytics-data-etl/0123456789abcdef"),
        ("loadbalancer", TARGETS, None),
        ("loadbalancer", "subnet-0123456789abcdef0", None),
        ("web-acl", WEB_ACL, "airflow/5e6f7a8b-9c0d-4e1f-a2b3-c4d5e6f7a8b9"),
        ("web-acl", WEB_ACL.replace("regional", "global"), None),
        ("hosted-zone", "/hostedzone/Z0123456789", "Z0123456789"),
        ("hosted-zone", "C0123456789", None),
        ("change", "C0123456789", "C0123456789"),
    ],
)
def test_a_name_is_taken_only_from_what_is_of_the_kind(kind: str, resource: str, name: str | None) -> None:
    assert resource_name(kind, resource) == name
