"""From an operation of an API to the IAM actions that allow it, and what those actions can be limited to.

Most actions are called like the operation, so only what differs is listed. The names of S3's are those in the
documentation of each operation (Amazon S3 API Reference); which resources an action knows is from the tables "Actions
defined by …" of the Service Authorization Reference.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_PREFIXES = {"monitoring": "cloudwatch", "s3control": "s3"}

#: Operations that everybody may call who has credentials (AWS STS API Reference, GetCallerIdentity).
_FREE = frozenset({"sts:GetCallerIdentity"})

_S3 = {
    "AbortMultipartUpload": "AbortMultipartUpload",
    "CompleteMultipartUpload": "PutObject",
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
    "UploadPart": "PutObject",
}

_EC2 = {
    ("client-vpn-endpoint",): (
        "AuthorizeClientVpnIngress",
        "DeleteClientVpnEndpoint",
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

#: What the actions of other services are about: all of one, and which are about something else, or nothing.
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
            "GetWebACL": ("web-acl",),
            "GetWebACLForResource": ("loadbalancer", "web-acl"),
        },
    ),
}

_OF_EC2 = {action: kinds for kinds, actions in _EC2.items() for action in actions}

_ABOUT_OBJECTS = re.compile(r"(?:^|[a-z])Object(?!Lock)|MultipartUpload(?!s)")
#: What is done to a principal, attaching a policy included, is about the principal.
_ABOUT_IAM = {
    "ProfilesForRole": "role",
    "InstanceProfile": "instance-profile",
    "Role": "role",
    "User": "user",
    "Group": "group",
    "Policy": "policy",
}


def iam_action(service: str, operation: str) -> str | None:
    """The action that allows ``operation`` of the ``service`` that signs so; ``None`` where none is needed."""
    prefix = _PREFIXES.get(service, service)
    action = f"{prefix}:{_S3.get(operation, operation) if prefix == 's3' else operation}"
    return None if action in _FREE else action


def kinds_of(action: str) -> tuple[str, ...] | None:
    """The kinds of resources that ``action`` can be limited to; none where it knows none, ``None`` where unknown."""
    prefix, name = action.split(":", 1)
    if prefix == "ec2":
        return () if name.startswith("Describe") and name not in _OF_EC2 else _OF_EC2.get(name)
    if prefix == "s3":
        return () if name == "ListAllMyBuckets" else ("object",) if _ABOUT_OBJECTS.search(name) else ("bucket",)
    if prefix == "organizations":
        return ()
    if prefix == "iam":
        return next(((kind,) for word, kind in _ABOUT_IAM.items() if word in name), None)
    if prefix == "elasticloadbalancing" and name.startswith("Describe"):
        return ()
    if prefix in _KINDS:
        usual, others = _KINDS[prefix]
        return others.get(name, (usual,))
    return None


#: What each operation of EC2 makes that can be tagged right away.
MADE = {
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
