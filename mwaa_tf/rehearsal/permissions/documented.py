"""What AWS needs although no call of Terraform's shows it, each with where AWS says so."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.rehearsal.permissions.actions import MADE

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
    """Only where the environment has a customer managed key."""


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
_TRUSTED_ACCESS = "AWS Organizations user guide, services-that-can-integrate-ram"

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
        for operation, kind in MADE.items()
    ),
    Rule("airflow:CreateEnvironment", "airflow:TagResource", _AUTHORIZATION, ("environment",)),
    Rule("iam:CreateRole", "iam:TagRole", _AUTHORIZATION, ("role",)),
    Rule("kms:CreateKey", "kms:TagResource", _AUTHORIZATION, ("key",)),
    Rule("logs:CreateLogGroup", "logs:TagResource", _AUTHORIZATION, ("log-group",)),
    Rule("ram:CreateResourceShare", "ram:TagResource", _AUTHORIZATION, ("resource-share",)),
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
