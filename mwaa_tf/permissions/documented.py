"""What AWS needs although no call of Terraform's shows it, each with where AWS says so."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.iam.actions import CREATED_KINDS

_ACCESS_POLICIES = "Amazon MWAA user guide, access-policies"
_AUTHORIZATION = "Service Authorization Reference"
_PASSED = ("StringEquals", "iam:PassedToService")


@dataclass(frozen=True, slots=True)
class Rule:
    """Whoever may do ``after`` also needs ``action`` on ``kinds``; with ``arns`` on these, whatever they are called."""

    after: str
    action: str
    source: str
    kinds: tuple[str, ...] = ()
    arns: tuple[str, ...] = ()
    condition: tuple[str, ...] = ()
    needs_key: bool = False
    """Only where the environment, or the instance, has a customer managed key."""


def _linked_role(service: str, name: str) -> str:
    return f"arn:{{partition}}:iam::{{account_id}}:role/aws-service-role/{service}.amazonaws.com/{name}"


_MWAA = (
    ("iam:PassRole", ("role",), (*_PASSED, "airflow.amazonaws.com")),
    ("ec2:CreateNetworkInterface", ("network-interface", "subnet"), ()),
    ("ec2:CreateVpcEndpoint", ("security-group", "subnet", "vpc", "vpc-endpoint"), ()),
    ("s3:GetEncryptionConfiguration", ("bucket",), ()),
)
_KEY = (
    "CreateGrant",
    "Decrypt",
    "DescribeKey",
    "Encrypt",
    "GenerateDataKey*",
    "ListGrants",
    "ReEncrypt*",
    "RevokeGrant",
)
_KEY_OF_A_DISK = ("CreateGrant", "Decrypt", "DescribeKey", "GenerateDataKeyWithoutPlaintext", "ReEncrypt*")
_TRUSTED_ACCESS = "AWS Organizations user guide, services-that-can-integrate-ram"

#: What else Elastic Load Balancing looks at with the caller's rights.
_LOOKS = {
    "CreateLoadBalancer": ("AccountAttributes", "Addresses", "InternetGateways", "SecurityGroups", "Subnets", "Vpcs"),
    "CreateTargetGroup": ("InternetGateways", "Vpcs"),
    "RegisterTargets": ("Instances", "InternetGateways", "Subnets", "Vpcs"),
    "SetSubnets": ("Subnets",),
}
_BALANCED = "Elastic Load Balancing user guide, elb-api-permissions"
_TAGGED_BALANCERS = {"Listener": "listener", "LoadBalancer": "loadbalancer", "TargetGroup": "targetgroup"}
_FIREWALL = "AWS WAF developer guide, security_iam_service-with-iam"

RULES: tuple[Rule, ...] = (
    *(Rule("airflow:CreateEnvironment", *given[:1], _ACCESS_POLICIES, given[1], (), given[2]) for given in _MWAA),
    Rule(
        "airflow:CreateEnvironment",
        "iam:CreateServiceLinkedRole",
        _ACCESS_POLICIES,
        arns=(_linked_role("airflow", "AWSServiceRoleForAmazonMWAA"),),
    ),
    *(Rule("airflow:CreateEnvironment", f"kms:{name}", _ACCESS_POLICIES, ("key",), needs_key=True) for name in _KEY),
    Rule(
        "ec2:CreateFlowLogs",
        "iam:PassRole",
        "Amazon VPC user guide, flow-logs-iam-role",
        ("role",),
        condition=(*_PASSED, "vpc-flow-logs.amazonaws.com"),
    ),
    # What is tagged while it is made needs the right to tag (EC2: only then; Amazon EC2 user guide,
    # supported-iam-actions-tagging).
    *(
        Rule(
            f"ec2:{operation}",
            "ec2:CreateTags",
            "Amazon EC2 user guide, supported-iam-actions-tagging",
            (kind,),
            condition=("StringEquals", "ec2:CreateAction", operation),
        )
        for operation, kind in CREATED_KINDS.items()
    ),
    Rule(
        "ec2:CreateClientVpnEndpoint",
        "iam:CreateServiceLinkedRole",
        "AWS Client VPN administrator guide, using-service-linked-roles",
        arns=(_linked_role("clientvpn", "AWSServiceRoleForClientVPN"),),
    ),
    *(
        Rule(after, "iam:PassRole", source, ("role",), condition=(*_PASSED, "ec2.amazonaws.com"))
        for after, source in (
            ("ec2:RunInstances", "Amazon EC2 user guide, permission-to-pass-iam-roles"),
            ("iam:AddRoleToInstanceProfile", "IAM API Reference, AddRoleToInstanceProfile"),
        )
    ),
    *(
        Rule(
            "ec2:RunInstances",
            f"kms:{name}",
            "Amazon EBS user guide, ebs-encryption-requirements",
            ("key",),
            needs_key=True,
        )
        for name in _KEY_OF_A_DISK
    ),
    Rule("airflow:CreateEnvironment", "airflow:TagResource", _AUTHORIZATION, ("environment",)),
    Rule("cloudwatch:PutMetricAlarm", "cloudwatch:TagResource", _AUTHORIZATION, ("alarm",)),
    *(
        Rule(f"elasticloadbalancing:{after}", f"ec2:Describe{what}", _BALANCED, arns=("*",))
        for after, looks in _LOOKS.items()
        for what in looks
    ),
    Rule(
        "elasticloadbalancing:CreateLoadBalancer",
        "iam:CreateServiceLinkedRole",
        _BALANCED,
        arns=(_linked_role("elasticloadbalancing", "AWSServiceRoleForElasticLoadBalancing"),),
    ),
    *(
        Rule(
            f"elasticloadbalancing:Create{what}",
            "elasticloadbalancing:AddTags",
            "Elastic Load Balancing user guide, tagging-resources-during-creation",
            (kind,),
            condition=("StringEquals", "elasticloadbalancing:CreateAction", f"Create{what}"),
        )
        for what, kind in _TAGGED_BALANCERS.items()
    ),
    *(
        Rule(f"wafv2:{after}", "elasticloadbalancing:SetWebAcl", _AUTHORIZATION, ("loadbalancer",))
        for after in ("AssociateWebACL", "DisassociateWebACL")
    ),
    Rule("wafv2:GetWebACLForResource", "wafv2:GetWebACL", _FIREWALL, ("web-acl",)),
    Rule("route53:CreateHostedZone", "ec2:DescribeVpcs", _AUTHORIZATION, arns=("*",)),
    Rule("iam:CreatePolicy", "iam:TagPolicy", _AUTHORIZATION, ("policy",)),
    Rule("iam:CreateInstanceProfile", "iam:TagInstanceProfile", _AUTHORIZATION, ("instance-profile",)),
    Rule("iam:CreateRole", "iam:TagRole", _AUTHORIZATION, ("role",)),
    Rule("kms:CreateKey", "kms:TagResource", _AUTHORIZATION, ("key",)),
    Rule("logs:CreateLogGroup", "logs:TagResource", _AUTHORIZATION, ("log-group",)),
    Rule("ram:CreateResourceShare", "ram:TagResource", _AUTHORIZATION, ("resource-share",)),
    Rule("sns:CreateTopic", "sns:TagResource", _AUTHORIZATION, ("topic",)),
    Rule(
        "ram:EnableSharingWithAwsOrganization",
        "iam:CreateServiceLinkedRole",
        "AWS RAM API Reference, EnableSharingWithAwsOrganization",
        arns=(_linked_role("ram", "AWSServiceRoleForResourceAccessManager"),),
    ),
    *(
        Rule("ram:EnableSharingWithAwsOrganization", f"organizations:{name}", _TRUSTED_ACCESS, arns=("*",))
        for name in ("DescribeOrganization", "EnableAWSServiceAccess")
    ),
)
