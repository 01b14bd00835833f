"""Permissions that AWS requires although no call of Terraform shows it, each with the page that documents it."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.iam.actions import CREATED_KINDS
from mwaa_tf.mwaa import principals

_ACCESS_POLICIES = "Amazon MWAA user guide, access-policies"
_AUTHORIZATION = "Service Authorization Reference"
_PASSED = ("StringEquals", "iam:PassedToService")


@dataclass(frozen=True, slots=True)
class DocumentedNeed:
    """A role that may do ``after`` also needs ``action`` on all resources of ``kinds`` and on ``arns``."""

    after: str
    action: str
    source: str
    kinds: tuple[str, ...] = ()
    arns: tuple[str, ...] = ()
    """Templates with ``{partition}`` and ``{account_id}``."""
    condition: tuple[str, ...] = ()
    """Operator, key and values; empty for none."""
    needs_key: bool = False
    """Only if the environment, or the instance, has a customer managed key."""


def _linked_role(service: str, name: str) -> str:
    return f"arn:{{partition}}:iam::{{account_id}}:role/aws-service-role/{service}/{name}"


#: Action, kinds of resources and condition.
_CREATE_ENVIRONMENT: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("iam:PassRole", ("role",), (*_PASSED, principals.AIRFLOW)),
    ("ec2:CreateNetworkInterface", ("network-interface", "subnet"), ()),
    ("ec2:CreateVpcEndpoint", ("security-group", "subnet", "vpc", "vpc-endpoint"), ()),
    ("s3:GetEncryptionConfiguration", ("bucket",), ()),
)
_ENVIRONMENT_KEY = (
    "CreateGrant",
    "Decrypt",
    "DescribeKey",
    "Encrypt",
    "GenerateDataKey*",
    "ListGrants",
    "ReEncrypt*",
    "RevokeGrant",
)
_DISK_KEY = ("CreateGrant", "Decrypt", "DescribeKey", "GenerateDataKeyWithoutPlaintext", "ReEncrypt*")
_TRUSTED_ACCESS = "AWS Organizations user guide, services-that-can-integrate-ram"

#: What Elastic Load Balancing describes in EC2 with the permissions of its caller, by operation.
_DESCRIBED = {
    "CreateLoadBalancer": ("AccountAttributes", "Addresses", "InternetGateways", "SecurityGroups", "Subnets", "Vpcs"),
    "CreateTargetGroup": ("InternetGateways", "Vpcs"),
    "RegisterTargets": ("Instances", "InternetGateways", "Subnets", "Vpcs"),
    "SetSubnets": ("Subnets",),
}
_LOAD_BALANCING = "Elastic Load Balancing user guide, elb-api-permissions"
_TAGGED_BY_CREATE = {"Listener": "listener", "LoadBalancer": "loadbalancer", "TargetGroup": "targetgroup"}
_WAF = "AWS WAF developer guide, security_iam_service-with-iam"

DOCUMENTED_NEEDS: tuple[DocumentedNeed, ...] = (
    *(
        DocumentedNeed("airflow:CreateEnvironment", action, _ACCESS_POLICIES, kinds, condition=condition)
        for action, kinds, condition in _CREATE_ENVIRONMENT
    ),
    DocumentedNeed(
        "airflow:CreateEnvironment",
        "iam:CreateServiceLinkedRole",
        _ACCESS_POLICIES,
        arns=(_linked_role(principals.AIRFLOW, principals.SERVICE_LINKED_ROLE),),
    ),
    *(
        DocumentedNeed("airflow:CreateEnvironment", f"kms:{name}", _ACCESS_POLICIES, ("key",), needs_key=True)
        for name in _ENVIRONMENT_KEY
    ),
    DocumentedNeed(
        "ec2:CreateFlowLogs",
        "iam:PassRole",
        "Amazon VPC user guide, flow-logs-iam-role",
        ("role",),
        condition=(*_PASSED, principals.FLOW_LOGS),
    ),
    # Creating a resource with tags needs the permission to tag (in EC2 only then; Amazon EC2 user guide,
    # supported-iam-actions-tagging).
    *(
        DocumentedNeed(
            f"ec2:{operation}",
            "ec2:CreateTags",
            "Amazon EC2 user guide, supported-iam-actions-tagging",
            (kind,),
            condition=("StringEquals", "ec2:CreateAction", operation),
        )
        for operation, kind in CREATED_KINDS.items()
    ),
    DocumentedNeed(
        "ec2:CreateClientVpnEndpoint",
        "iam:CreateServiceLinkedRole",
        "AWS Client VPN administrator guide, using-service-linked-roles",
        arns=(_linked_role("clientvpn.amazonaws.com", "AWSServiceRoleForClientVPN"),),
    ),
    *(
        DocumentedNeed(after, "iam:PassRole", source, ("role",), condition=(*_PASSED, principals.EC2))
        for after, source in (
            ("ec2:RunInstances", "Amazon EC2 user guide, permission-to-pass-iam-roles"),
            ("iam:AddRoleToInstanceProfile", "IAM API Reference, AddRoleToInstanceProfile"),
        )
    ),
    *(
        DocumentedNeed(
            "ec2:RunInstances",
            f"kms:{name}",
            "Amazon EBS user guide, ebs-encryption-requirements",
            ("key",),
            needs_key=True,
        )
        for name in _DISK_KEY
    ),
    DocumentedNeed("airflow:CreateEnvironment", "airflow:TagResource", _AUTHORIZATION, ("environment",)),
    DocumentedNeed("cloudwatch:PutMetricAlarm", "cloudwatch:TagResource", _AUTHORIZATION, ("alarm",)),
    *(
        DocumentedNeed(f"elasticloadbalancing:{after}", f"ec2:Describe{resources}", _LOAD_BALANCING, arns=("*",))
        for after, described in _DESCRIBED.items()
        for resources in described
    ),
    DocumentedNeed(
        "elasticloadbalancing:CreateLoadBalancer",
        "iam:CreateServiceLinkedRole",
        _LOAD_BALANCING,
        arns=(_linked_role("elasticloadbalancing.amazonaws.com", "AWSServiceRoleForElasticLoadBalancing"),),
    ),
    *(
        DocumentedNeed(
            f"elasticloadbalancing:Create{resource}",
            "elasticloadbalancing:AddTags",
            "Elastic Load Balancing user guide, tagging-resources-during-creation",
            (kind,),
            condition=("StringEquals", "elasticloadbalancing:CreateAction", f"Create{resource}"),
        )
        for resource, kind in _TAGGED_BY_CREATE.items()
    ),
    *(
        DocumentedNeed(f"wafv2:{after}", "elasticloadbalancing:SetWebAcl", _AUTHORIZATION, ("loadbalancer",))
        for after in ("AssociateWebACL", "DisassociateWebACL")
    ),
    DocumentedNeed("wafv2:GetWebACLForResource", "wafv2:GetWebACL", _WAF, ("web-acl",)),
    DocumentedNeed("route53:CreateHostedZone", "ec2:DescribeVpcs", _AUTHORIZATION, arns=("*",)),
    DocumentedNeed("iam:CreatePolicy", "iam:TagPolicy", _AUTHORIZATION, ("policy",)),
    DocumentedNeed("iam:CreateInstanceProfile", "iam:TagInstanceProfile", _AUTHORIZATION, ("instance-profile",)),
    DocumentedNeed("iam:CreateRole", "iam:TagRole", _AUTHORIZATION, ("role",)),
    DocumentedNeed("kms:CreateKey", "kms:TagResource", _AUTHORIZATION, ("key",)),
    DocumentedNeed("logs:CreateLogGroup", "logs:TagResource", _AUTHORIZATION, ("log-group",)),
    DocumentedNeed("ram:CreateResourceShare", "ram:TagResource", _AUTHORIZATION, ("resource-share",)),
    DocumentedNeed("sns:CreateTopic", "sns:TagResource", _AUTHORIZATION, ("topic",)),
    DocumentedNeed(
        "ram:EnableSharingWithAwsOrganization",
        "iam:CreateServiceLinkedRole",
        "AWS RAM API Reference, EnableSharingWithAwsOrganization",
        arns=(_linked_role(principals.RAM, "AWSServiceRoleForResourceAccessManager"),),
    ),
    *(
        DocumentedNeed("ram:EnableSharingWithAwsOrganization", f"organizations:{name}", _TRUSTED_ACCESS, arns=("*",))
        for name in ("DescribeOrganization", "EnableAWSServiceAccess")
    ),
)
