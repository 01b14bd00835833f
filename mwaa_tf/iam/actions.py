"""IAM actions: which one allows an API operation, and the kinds of resources it can be limited to.

Most actions have the name of their operation; only the exceptions are listed. Those of S3 are documented with each
operation (Amazon S3 API Reference). The kinds of resources are from the tables "Actions defined by …" of the Service
Authorization Reference.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_PREFIXES = {"monitoring": "cloudwatch", "s3control": "s3"}

#: Operations that need credentials, but no permission (AWS STS API Reference, GetCallerIdentity).
_WITHOUT_PERMISSION = frozenset({"sts:GetCallerIdentity"})

#: A batch needs the permission of its single operation (SNS and SQS API references).
_SINGLE = {
    "sns:PublishBatch": "sns:Publish",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:SendMessageBatch": "sqs:SendMessage",
}

_S3 = {
    "AbortMultipartUpload": "AbortMultipartUpload",
    "CompleteMultipartUpload": "PutObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "DeleteBucketCors": "PutBucketCORS",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketReplication": "PutReplicationConfiguration",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeleteObjects": "DeleteObject",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
    "GetBucketCors": "GetBucketCORS",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycle": "GetLifecycleConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "GetBucketReplication": "GetReplicationConfiguration",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "HeadObject": "GetObject",
    "ListBuckets": "ListAllMyBuckets",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListParts": "ListMultipartUploadParts",
    "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration",
    "PutBucketCors": "PutBucketCORS",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycle": "PutLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "PutBucketReplication": "PutReplicationConfiguration",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "SelectObjectContent": "GetObject",
    "UploadPart": "PutObject",
    "UploadPartCopy": "PutObject",
    # Configurations of which a bucket may have several: deleting one is changing them, listing them is getting them.
    **{
        operation.format(kind): f"{verb}{kind}Configuration"
        for kind in ("Analytics", "IntelligentTiering", "Inventory", "Metrics")
        for operation, verb in (
            ("DeleteBucket{}Configuration", "Put"),
            ("GetBucket{}Configuration", "Get"),
            ("ListBucket{}Configurations", "Get"),
            ("PutBucket{}Configuration", "Put"),
        )
    },
}

_EC2 = {
    ("client-vpn-endpoint",): (
        "AuthorizeClientVpnIngress",
        "DeleteClientVpnEndpoint",
        "DescribeClientVpnAuthorizationRules",
        "DescribeClientVpnTargetNetworks",
        "DisassociateClientVpnTargetNetwork",
        "RevokeClientVpnIngress",
    ),
    ("client-vpn-endpoint", "security-group", "vpc"): ("CreateClientVpnEndpoint", "ModifyClientVpnEndpoint"),
    ("client-vpn-endpoint", "subnet"): ("AssociateClientVpnTargetNetwork",),
    ("elastic-ip",): ("AllocateAddress", "ReleaseAddress"),
    ("elastic-ip", "natgateway", "subnet"): ("CreateNatGateway",),
    ("elastic-ip", "network-interface"): ("AssociateAddress", "DisassociateAddress"),
    ("image", "instance", "network-interface", "security-group", "subnet", "volume"): ("RunInstances",),
    ("instance",): (
        "DescribeInstanceAttribute",
        "ModifyInstanceAttribute",
        "ModifyInstanceMetadataOptions",
        "StartInstances",
        "StopInstances",
        "TerminateInstances",
    ),
    ("internet-gateway",): ("CreateInternetGateway", "DeleteInternetGateway"),
    ("internet-gateway", "vpc"): ("AttachInternetGateway", "DetachInternetGateway"),
    ("natgateway",): ("DeleteNatGateway",),
    ("network-acl",): ("CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry"),
    ("network-acl", "vpc"): ("CreateNetworkAcl",),
    ("network-interface",): ("DeleteNetworkInterface",),
    ("network-interface", "security-group", "subnet"): ("CreateNetworkInterface",),
    ("route-table",): ("CreateRoute", "DeleteRoute", "DeleteRouteTable", "ReplaceRoute"),
    ("route-table", "subnet"): ("AssociateRouteTable", "DisassociateRouteTable"),
    ("route-table", "vpc"): ("CreateRouteTable",),
    ("security-group",): ("DeleteSecurityGroup", "RevokeSecurityGroupEgress", "RevokeSecurityGroupIngress"),
    ("security-group", "security-group-rule"): (
        "AuthorizeSecurityGroupEgress",
        "AuthorizeSecurityGroupIngress",
        "ModifySecurityGroupRules",
    ),
    ("security-group", "vpc"): ("CreateSecurityGroup",),
    ("route-table", "security-group", "subnet", "vpc", "vpc-endpoint"): ("CreateVpcEndpoint",),
    ("route-table", "security-group", "subnet", "vpc-endpoint"): ("ModifyVpcEndpoint",),
    ("subnet",): ("DeleteSubnet", "ModifySubnetAttribute"),
    ("subnet", "vpc"): ("CreateSubnet",),
    ("vpc",): ("CreateVpc", "DeleteVpc", "DescribeVpcAttribute", "ModifyVpcAttribute"),
    ("vpc", "vpc-flow-log"): ("CreateFlowLogs",),
    ("vpc-endpoint",): ("DeleteVpcEndpoints",),
    ("vpc-flow-log",): ("DeleteFlowLogs",),
}

#: By service, the kind of resource that its actions have, and the actions with other kinds or with none.
_KINDS: Mapping[str, tuple[str, Mapping[str, tuple[str, ...]]]] = {
    "airflow": ("environment", {"ListEnvironments": ()}),
    "cloudwatch": (
        "alarm",
        {
            "DeleteDashboards": ("dashboard",),
            "GetDashboard": ("dashboard",),
            "ListDashboards": (),
            "PutDashboard": ("dashboard",),
        },
    ),
    "elasticloadbalancing": (
        "loadbalancer",
        {
            "AddTags": ("listener", "loadbalancer", "targetgroup"),
            "CreateTargetGroup": ("targetgroup",),
            "DeleteListener": ("listener",),
            "DeleteTargetGroup": ("targetgroup",),
            "DeregisterTargets": ("targetgroup",),
            "ModifyListener": ("listener",),
            "ModifyListenerAttributes": ("listener",),
            "ModifyTargetGroup": ("targetgroup",),
            "ModifyTargetGroupAttributes": ("targetgroup",),
            "RegisterTargets": ("targetgroup",),
            "RemoveTags": ("listener", "loadbalancer", "targetgroup"),
            "SetWebAcl": (),
        },
    ),
    "kms": (
        "key",
        {
            "CreateAlias": ("alias", "key"),
            "CreateKey": (),
            "DeleteAlias": ("alias", "key"),
            "ListAliases": (),
            "ListKeys": (),
            "UpdateAlias": ("alias", "key"),
        },
    ),
    "logs": ("log-group", {"DescribeLogGroups": ()}),
    "ram": (
        "resource-share",
        {
            "CreateResourceShare": (),
            "EnableSharingWithAwsOrganization": (),
            "GetResourceShareAssociations": (),
            "GetResourceShares": (),
            "ListPermissions": (),
            "ListPrincipals": (),
            "ListResources": (),
        },
    ),
    "route53": ("hosted-zone", {"CreateHostedZone": (), "GetChange": ("change",), "ListHostedZones": ()}),
    "sns": ("topic", {"ListTopics": ()}),
    "ssm": ("parameter", {"DescribeParameters": ()}),
    "wafv2": (
        "loadbalancer",
        {
            "AssociateWebACL": ("loadbalancer", "web-acl"),
            "GetPermissionPolicy": ("rule-group",),
            "GetWebACL": ("web-acl",),
            "GetWebACLForResource": ("loadbalancer", "web-acl"),
            "PutPermissionPolicy": ("rule-group",),
        },
    ),
}

_EC2_KINDS = {action: kinds for kinds, actions in _EC2.items() for action in actions}

_OBJECT_ACTION = re.compile(r"(?:^|[a-z])Object(?!Lock)|MultipartUpload(?!s)")
#: By a part of the action's name. Attaching a policy to a principal has the principal as its resource.
_IAM_KINDS = {
    "ProfilesForRole": "role",
    "InstanceProfile": "instance-profile",
    "Role": "role",
    "User": "user",
    "Group": "group",
    "Policy": "policy",
}


def iam_action(service: str, operation: str) -> str | None:
    """The action that allows ``operation``; ``None`` if none is needed. ``service`` is the name that it signs with."""
    prefix = _PREFIXES.get(service, service)
    action = f"{prefix}:{_S3.get(operation, operation) if prefix == 's3' else operation}"
    return None if action in _WITHOUT_PERMISSION else _SINGLE.get(action, action)


def resource_kinds(action: str) -> tuple[str, ...] | None:
    """The kinds of resources that ``action`` can be limited to: empty for none, ``None`` for an unknown action."""
    prefix, name = action.split(":", 1)
    if prefix == "ec2":
        return () if name.startswith("Describe") and name not in _EC2_KINDS else _EC2_KINDS.get(name)
    if prefix == "s3":
        return () if name == "ListAllMyBuckets" else ("object",) if _OBJECT_ACTION.search(name) else ("bucket",)
    if prefix == "organizations":
        return ()
    if prefix == "iam":
        return next(((kind,) for word, kind in _IAM_KINDS.items() if word in name), None)
    if prefix == "elasticloadbalancing" and name.startswith("Describe"):
        return ()
    if prefix in _KINDS:
        default, exceptions = _KINDS[prefix]
        return exceptions.get(name, (default,))
    return None


#: By EC2 operation, the kind of resource that it creates and that its request can tag.
CREATED_KINDS = {
    "AllocateAddress": "elastic-ip",
    "AuthorizeSecurityGroupEgress": "security-group-rule",
    "AuthorizeSecurityGroupIngress": "security-group-rule",
    "CreateClientVpnEndpoint": "client-vpn-endpoint",
    "CreateFlowLogs": "vpc-flow-log",
    "CreateInternetGateway": "internet-gateway",
    "CreateNatGateway": "natgateway",
    "CreateNetworkAcl": "network-acl",
    "CreateRouteTable": "route-table",
    "CreateSecurityGroup": "security-group",
    "CreateSubnet": "subnet",
    "CreateVpc": "vpc",
    "CreateVpcEndpoint": "vpc-endpoint",
    "RunInstances": "instance",
}
