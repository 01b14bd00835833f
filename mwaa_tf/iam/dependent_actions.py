"""Dependent actions: permissions that a call needs besides its own, each with the page of AWS that documents it.

The calls themselves do not show them: AWS checks them on the caller's behalf. `make lint` compares the table with the
column "Dependent actions" of the Service Authorization Reference. Which of those AWS enforces is not known for all; one
that is allowed without need costs nothing, one that is missing stops an apply.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mwaa_tf.iam.actions import CREATED_KINDS
from mwaa_tf.mwaa import principals
from mwaa_tf.mwaa.principals import in_partition

_ACCESS_POLICIES = "Amazon MWAA user guide, access-policies"
_CREATE_OR_UPDATE = "Amazon MWAA user guide, access-policies and t-create-update-environment"
_AUTHORIZATION = "Service Authorization Reference"
PASSED_TO = ("StringEquals", "iam:PassedToService")


@dataclass(frozen=True, slots=True)
class DependentAction:
    """A role that may do ``after`` also needs ``action`` on all resources of ``kinds`` and on ``arns``."""

    after: str
    action: str
    source: str
    kinds: tuple[str, ...] = ()
    arns: tuple[str, ...] = ()
    """Templates with ``{partition}``, ``{region}`` and ``{account_id}``."""
    condition: tuple[str, ...] = ()
    """Operator, key and values as they are in the partition ``aws``; empty for none."""
    parameter: str = ""
    """The request parameter that brings the need with it, in the form of the wire; empty for every request."""
    needs_key: bool = False
    """Only if the environment, or the instance, has a customer managed key."""

    def condition_in(self, partition: str) -> tuple[str, ...]:
        """The condition with the names that services have in ``partition``."""
        if self.condition[:2] != PASSED_TO:
            return self.condition
        return (*PASSED_TO, *(in_partition(service, partition) for service in self.condition[2:]))


def _linked_role(service: str, name: str) -> str:
    return f"arn:{{partition}}:iam::{{account_id}}:role/aws-service-role/{service}/{name}"


def _key_actions(after: str, names: tuple[str, ...], source: str, parameter: str) -> Iterator[DependentAction]:
    """The use of a customer managed key, which ``parameter`` names."""
    for name in names:
        yield DependentAction(after, f"kms:{name}", source, ("key",), parameter=parameter, needs_key=True)


def _tagging() -> Iterator[DependentAction]:
    """Creating a resource with tags needs the permission to tag; in EC2 and Elastic Load Balancing only then."""
    for operation, kind in CREATED_KINDS.items():
        source = "Amazon EC2 user guide, supported-iam-actions-tagging"
        condition = ("StringEquals", "ec2:CreateAction", operation)
        yield DependentAction(f"ec2:{operation}", "ec2:CreateTags", source, (kind,), condition=condition)
    for resource, kind in {
        "Listener": "listener",
        "LoadBalancer": "loadbalancer",
        "TargetGroup": "targetgroup",
    }.items():
        operation = f"Create{resource}"
        source = "Elastic Load Balancing user guide, tagging-resources-during-creation"
        condition = ("StringEquals", "elasticloadbalancing:CreateAction", operation)
        after, action = f"elasticloadbalancing:{operation}", "elasticloadbalancing:AddTags"
        yield DependentAction(after, action, source, (kind,), condition=condition, parameter=_QUERY_TAGS)
    for after, action, kind, parameter in _TAGGED:
        yield DependentAction(after, action, _AUTHORIZATION, (kind,), parameter=parameter)


#: The first tag of a request in AWS's query protocol.
_QUERY_TAGS = "Tags.member.1.Key"

#: Action, the action that tagging needs, kind of resource, parameter with the tags.
_TAGGED = (
    ("airflow:CreateEnvironment", "airflow:TagResource", "environment", "Tags"),
    ("cloudwatch:PutMetricAlarm", "cloudwatch:TagResource", "alarm", _QUERY_TAGS),
    ("iam:CreateInstanceProfile", "iam:TagInstanceProfile", "instance-profile", _QUERY_TAGS),
    ("iam:CreatePolicy", "iam:TagPolicy", "policy", _QUERY_TAGS),
    ("iam:CreateRole", "iam:TagRole", "role", _QUERY_TAGS),
    ("kms:CreateKey", "kms:TagResource", "key", "Tags"),
    ("logs:CreateLogGroup", "logs:TagResource", "log-group", "tags"),
    ("ram:CreateResourceShare", "ram:TagResource", "resource-share", "tags"),
    ("sns:CreateTopic", "sns:TagResource", "topic", _QUERY_TAGS),
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

#: What MWAA looks up in EC2 with the permissions of its caller before it creates or updates an environment.
_NETWORK = ("RouteTables", "SecurityGroups", "Subnets", "Vpcs")

#: What Elastic Load Balancing describes in EC2 with the permissions of its caller, by operation.
_DESCRIBED = {
    "CreateLoadBalancer": ("AccountAttributes", "Addresses", "InternetGateways", "SecurityGroups", "Subnets", "Vpcs"),
    "CreateTargetGroup": ("InternetGateways", "Vpcs"),
    "RegisterTargets": ("Instances", "InternetGateways", "Subnets", "Vpcs"),
    "SetSubnets": ("Subnets",),
}
_LOAD_BALANCING = "Elastic Load Balancing user guide, elb-api-permissions"
_TRUSTED_ACCESS = "AWS Organizations user guide, services-that-can-integrate-ram"
_WAF = "AWS WAF developer guide, security_iam_service-with-iam"

#: AWS WAF asks Elastic Load Balancing on the caller's behalf; by action of AWS WAF.
_WEB_ACL = {
    "AssociateWebACL": "CreateWebACLAssociation",
    "DisassociateWebACL": "DeleteWebACLAssociation",
    "GetWebACLForResource": "GetLoadBalancerWebACL",
}
#: The one resource type of these actions (Service Authorization Reference); why AWS WAF needs them is not documented.
_RULE_GROUPS = "arn:{partition}:wafv2:{region}:{account_id}:regional/rulegroup/*"

_MWAA = (
    *(
        DependentAction(
            f"airflow:{after}",
            "iam:PassRole",
            _ACCESS_POLICIES,
            ("role",),
            condition=(*PASSED_TO, principals.AIRFLOW),
            parameter="ExecutionRoleArn",
        )
        for after in ("CreateEnvironment", "UpdateEnvironment")
    ),
    *(
        DependentAction(f"airflow:{after}", f"ec2:Describe{resources}", _CREATE_OR_UPDATE, arns=("*",))
        for after in ("CreateEnvironment", "UpdateEnvironment")
        for resources in _NETWORK
    ),
    *(
        DependentAction("airflow:CreateEnvironment", action, _ACCESS_POLICIES, kinds)
        for action, kinds in (
            ("ec2:CreateNetworkInterface", ("network-interface", "subnet")),
            ("ec2:CreateVpcEndpoint", ("security-group", "subnet", "vpc", "vpc-endpoint")),
        )
    ),
    DependentAction(
        "airflow:CreateEnvironment",
        "s3:GetEncryptionConfiguration",
        _ACCESS_POLICIES,
        ("bucket",),
        parameter="SourceBucketArn",
    ),
    DependentAction(
        "airflow:CreateEnvironment",
        "iam:CreateServiceLinkedRole",
        _ACCESS_POLICIES,
        arns=(_linked_role(principals.AIRFLOW, principals.SERVICE_LINKED_ROLE),),
    ),
    *_key_actions("airflow:CreateEnvironment", _ENVIRONMENT_KEY, _ACCESS_POLICIES, "KmsKey"),
)

_EC2 = (
    DependentAction(
        "ec2:CreateFlowLogs",
        "iam:PassRole",
        "Amazon VPC user guide, flow-logs-iam-role",
        ("role",),
        condition=(*PASSED_TO, principals.FLOW_LOGS),
        parameter="DeliverLogsPermissionArn",
    ),
    DependentAction(
        "ec2:CreateClientVpnEndpoint",
        "iam:CreateServiceLinkedRole",
        "AWS Client VPN administrator guide, using-service-linked-roles",
        arns=(_linked_role("clientvpn.amazonaws.com", "AWSServiceRoleForClientVPN"),),
    ),
    *(
        DependentAction("ec2:CreateVpcEndpoint", f"ec2:Describe{resources}", _AUTHORIZATION, arns=("*",))
        for resources in ("SecurityGroups", "Subnets", "Vpcs")
    ),
    # The hosted zone of a service with private DNS names belongs to AWS.
    DependentAction(
        "ec2:CreateVpcEndpoint",
        "route53:AssociateVPCWithHostedZone",
        _AUTHORIZATION,
        arns=("arn:{partition}:route53:::hostedzone/*",),
        parameter="PrivateDnsEnabled",
    ),
    *(
        DependentAction(
            after, "iam:PassRole", source, ("role",), condition=(*PASSED_TO, principals.EC2), parameter=parameter
        )
        for after, source, parameter in (
            ("ec2:RunInstances", "Amazon EC2 user guide, permission-to-pass-iam-roles", "IamInstanceProfile.Name"),
            ("iam:AddRoleToInstanceProfile", "IAM API Reference, AddRoleToInstanceProfile", "RoleName"),
        )
    ),
    *_key_actions(
        "ec2:RunInstances",
        _DISK_KEY,
        "Amazon EBS user guide, ebs-encryption-requirements",
        "BlockDeviceMapping.1.Ebs.KmsKeyId",
    ),
)

_FRONT = (
    *(
        DependentAction(f"elasticloadbalancing:{after}", f"ec2:Describe{resources}", _LOAD_BALANCING, arns=("*",))
        for after, described in _DESCRIBED.items()
        for resources in described
    ),
    DependentAction(
        "elasticloadbalancing:CreateLoadBalancer",
        "iam:CreateServiceLinkedRole",
        _LOAD_BALANCING,
        arns=(_linked_role("elasticloadbalancing.amazonaws.com", "AWSServiceRoleForElasticLoadBalancing"),),
    ),
    # SetWebAcl has no resource types.
    *(
        DependentAction(f"wafv2:{after}", "elasticloadbalancing:SetWebAcl", _AUTHORIZATION, arns=("*",))
        for after in ("AssociateWebACL", "DisassociateWebACL")
    ),
    *(
        DependentAction(f"wafv2:{after}", f"elasticloadbalancing:{action}", _AUTHORIZATION, ("loadbalancer",))
        for after, action in _WEB_ACL.items()
    ),
    *(
        DependentAction(f"wafv2:{after}", f"wafv2:{action}", _AUTHORIZATION, arns=(_RULE_GROUPS,))
        for after, action in (
            ("AssociateWebACL", "GetPermissionPolicy"),
            ("AssociateWebACL", "PutPermissionPolicy"),
            ("DisassociateWebACL", "PutPermissionPolicy"),
        )
    ),
    DependentAction("wafv2:GetWebACLForResource", "wafv2:GetWebACL", _WAF, ("web-acl",)),
    DependentAction("route53:CreateHostedZone", "ec2:DescribeVpcs", _AUTHORIZATION, arns=("*",)),
)

DEPENDENT_ACTIONS: tuple[DependentAction, ...] = (
    *_MWAA,
    *_EC2,
    *_FRONT,
    *_tagging(),
    # The policy is part of the request.
    DependentAction("kms:CreateKey", "kms:PutKeyPolicy", _AUTHORIZATION, ("key",), parameter="Policy"),
    DependentAction(
        "ram:EnableSharingWithAwsOrganization",
        "iam:CreateServiceLinkedRole",
        "AWS RAM API Reference, EnableSharingWithAwsOrganization",
        arns=(_linked_role(principals.RAM, "AWSServiceRoleForResourceAccessManager"),),
    ),
    *(
        DependentAction("ram:EnableSharingWithAwsOrganization", f"organizations:{name}", _TRUSTED_ACCESS, arns=("*",))
        for name in ("DescribeOrganization", "EnableAWSServiceAccess")
    ),
)
