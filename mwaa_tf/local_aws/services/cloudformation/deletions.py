"""Resources that moto's CloudFormation creates and cannot delete: with such a one, no stack could be deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.elbv2.models import FakeListener, FakeListenerRule, FakeTargetGroup, elbv2_backends
from moto.route53.models import FakeZone, HealthCheck, route53_backends
from moto.utilities.utils import get_partition

_Deletion = Callable[[str, str, Any], object]

DELETIONS: dict[type, _Deletion] = {
    FakeListener: lambda account, region, listener: elbv2_backends[account][region].delete_listener(listener.arn),
    FakeListenerRule: lambda account, region, rule: elbv2_backends[account][region].delete_rule(rule.arn),
    FakeTargetGroup: lambda account, region, group: elbv2_backends[account][region].delete_target_group(group.arn),
    FakeZone: lambda account, region, zone: _route53(account, region).delete_hosted_zone(zone.resource_id),
    HealthCheck: lambda account, region, check: _route53(account, region).delete_health_check(check.id),
}
"""By moto's class how a resource of an account in a region is deleted; those of EC2 are in its own package."""

UNDELETABLE = frozenset(
    {
        "AWS::ApiGateway::Deployment",
        "AWS::ApiGateway::Method",
        "AWS::ApiGateway::Resource",
        "AWS::ApiGateway::RestApi",
        "AWS::AutoScaling::ScheduledAction",
        "AWS::Batch::ComputeEnvironment",
        "AWS::Batch::JobDefinition",
        "AWS::Batch::JobQueue",
        "AWS::DataPipeline::Pipeline",
        "AWS::EC2::SpotFleet",
        "AWS::EC2::TransitGateway",
        "AWS::EC2::Volume",
        "AWS::EC2::VolumeAttachment",
        "AWS::ECS::Cluster",
        "AWS::ECS::Service",
        "AWS::ECS::TaskDefinition",
        "AWS::EMR::InstanceGroupConfig",
        "AWS::Lambda::LayerVersion",
        "AWS::Lambda::Permission",
        "AWS::Lambda::Version",
        "AWS::Redshift::Cluster",
        "AWS::Redshift::ClusterParameterGroup",
        "AWS::Redshift::ClusterSubnetGroup",
        "AWS::Route53::RecordSetGroup",
    }
)
"""Types that a stack can create and not delete: its deletion fails, and names the type."""


def install() -> None:
    """Give moto's classes the deletions; once per process."""
    for model, delete in DELETIONS.items():
        _add(model, delete)


def _add(model: Any, delete: _Deletion) -> None:
    def delete_with_stack(resource: Any, account_id: str, region_name: str) -> None:
        delete(account_id, region_name, resource)

    model.delete = delete_with_stack


def _route53(account_id: str, region_name: str) -> Any:
    return route53_backends[account_id][get_partition(region_name)]
