"""What the local AWS can do with each resource type, as far as moto's classes would do less than a template says.

A property that is not listed for its type fails the stack by name, and so does a change of one that is not listed among
the changes. Types that are not listed here are moto's, or of this project and complete.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SupportedProperties:
    """The properties of a type that the local AWS sets, and those that it can change in place."""

    created: frozenset[str]
    changed: frozenset[str] = frozenset()


def _supported(*created: str, changed: tuple[str, ...] = ()) -> SupportedProperties:
    return SupportedProperties(frozenset({*created, *changed}), frozenset(changed))


SUPPORTED = {
    "AWS::CloudWatch::Alarm": _supported(
        "AlarmName",
        changed=(
            "ActionsEnabled",
            "AlarmActions",
            "AlarmDescription",
            "ComparisonOperator",
            "DatapointsToAlarm",
            "Dimensions",
            "EvaluateLowSampleCountPercentile",
            "EvaluationPeriods",
            "ExtendedStatistic",
            "InsufficientDataActions",
            "MetricName",
            "Namespace",
            "OKActions",
            "Period",
            "Statistic",
            "Tags",
            "Threshold",
            "TreatMissingData",
            "Unit",
        ),
    ),
    "AWS::EC2::EIP": _supported("Domain", "InstanceId", changed=("Tags",)),
    "AWS::EC2::FlowLog": _supported(
        "DeliverLogsPermissionArn",
        "LogDestination",
        "LogDestinationType",
        "LogFormat",
        "LogGroupName",
        "MaxAggregationInterval",
        "ResourceId",
        "ResourceType",
        "TrafficType",
        changed=("Tags",),
    ),
    "AWS::EC2::InternetGateway": _supported(changed=("Tags",)),
    "AWS::EC2::NatGateway": _supported("AllocationId", "SubnetId", changed=("Tags",)),
    "AWS::EC2::Route": _supported(
        "RouteTableId",
        "DestinationCidrBlock",
        changed=(
            "EgressOnlyInternetGatewayId",
            "GatewayId",
            "InstanceId",
            "NatGatewayId",
            "NetworkInterfaceId",
            "TransitGatewayId",
            "VpcPeeringConnectionId",
        ),
    ),
    "AWS::EC2::RouteTable": _supported("VpcId", changed=("Tags",)),
    "AWS::EC2::SecurityGroup": _supported(
        "GroupDescription", "GroupName", "VpcId", changed=("SecurityGroupEgress", "SecurityGroupIngress", "Tags")
    ),
    "AWS::EC2::Subnet": _supported("AvailabilityZone", "CidrBlock", "VpcId", changed=("MapPublicIpOnLaunch", "Tags")),
    "AWS::EC2::SubnetRouteTableAssociation": _supported("RouteTableId", "SubnetId"),
    "AWS::EC2::VPC": _supported(
        "CidrBlock", "InstanceTenancy", changed=("EnableDnsHostnames", "EnableDnsSupport", "Tags")
    ),
    "AWS::EC2::VPCEndpoint": _supported(
        "ServiceName",
        "VpcEndpointType",
        "VpcId",
        changed=("PolicyDocument", "PrivateDnsEnabled", "RouteTableIds", "SecurityGroupIds", "SubnetIds", "Tags"),
    ),
    "AWS::EC2::VPCGatewayAttachment": _supported("InternetGatewayId", "VpcId", "VpnGatewayId"),
    "AWS::ECR::Repository": _supported(
        "EncryptionConfiguration",
        "RepositoryName",
        "Tags",
        changed=("ImageScanningConfiguration", "ImageTagMutability", "LifecyclePolicy", "RepositoryPolicyText"),
    ),
    "AWS::IAM::ManagedPolicy": _supported(
        "Description", "ManagedPolicyName", "Path", changed=("Groups", "PolicyDocument", "Roles", "Users")
    ),
    "AWS::IAM::Role": _supported(
        "Path",
        "RoleName",
        changed=(
            "AssumeRolePolicyDocument",
            "Description",
            "ManagedPolicyArns",
            "MaxSessionDuration",
            "PermissionsBoundary",
            "Policies",
            "Tags",
        ),
    ),
    "AWS::KMS::Key": _supported(
        "Tags", changed=("Description", "EnableKeyRotation", "Enabled", "KeyPolicy", "PendingWindowInDays")
    ),
    "AWS::Logs::LogGroup": _supported("LogGroupName", "Tags", changed=("KmsKeyId", "RetentionInDays")),
    "AWS::S3::Bucket": _supported(
        "BucketName",
        changed=(
            "AccessControl",
            "BucketEncryption",
            "LifecycleConfiguration",
            "OwnershipControls",
            "PublicAccessBlockConfiguration",
            "Tags",
            "VersioningConfiguration",
        ),
    ),
}
"""By type of moto."""


def unsupported_properties(resource_type: str, names: set[str]) -> list[str]:
    """Those of ``names`` that the local AWS would drop."""
    supported = SUPPORTED.get(resource_type)
    return sorted(names - supported.created) if supported else []


def unsupported_changes(resource_type: str, names: set[str]) -> list[str]:
    """Those of ``names`` that the local AWS cannot change in place."""
    supported = SUPPORTED.get(resource_type)
    return sorted(names - supported.changed) if supported else []
