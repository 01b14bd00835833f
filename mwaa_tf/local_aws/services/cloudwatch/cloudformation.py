"""AWS::CloudWatch::Alarm, which moto's CloudFormation does not have. Alarms on expressions (`Metrics`) are left out."""

from __future__ import annotations

from typing import Any

from moto.cloudformation.exceptions import UnformattedGetAttTemplateException
from moto.cloudwatch.models import Alarm, cloudwatch_backends
from moto.core.common_models import CloudFormationModel


class TemplateAlarm(CloudFormationModel):
    """An alarm of a stack. `Ref` is its name (the type's return values)."""

    def __init__(self, alarm: Alarm) -> None:
        self.alarm = alarm

    @property
    def physical_resource_id(self) -> str:
        """The name of the alarm."""
        return str(self.alarm.name)

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::CloudWatch::Alarm"

    @staticmethod
    def cloudformation_name_type() -> str:
        return "AlarmName"

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return attr == "Arn"

    def get_cfn_attribute(self, attribute_name: str) -> str:
        if attribute_name != "Arn":
            raise UnformattedGetAttTemplateException
        return str(self.alarm.alarm_arn)

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any
    ) -> TemplateAlarm:
        """Create the alarm."""
        return cls(_put(resource_name, cloudformation_json["Properties"], account_id, region_name))

    @classmethod
    def update_from_cloudformation_json(
        cls,
        original_resource: Any,
        new_resource_name: str,  # noqa: ARG003 - moto's signature
        cloudformation_json: Any,
        account_id: str,
        region_name: str,
    ) -> TemplateAlarm:
        """Change the alarm: PutMetricAlarm replaces all but the name."""
        template_alarm: TemplateAlarm = original_resource
        name = template_alarm.physical_resource_id
        template_alarm.alarm = _put(name, cloudformation_json["Properties"], account_id, region_name)
        return template_alarm

    def delete(self, account_id: str, region_name: str) -> None:
        """Delete the alarm; no error if that has been done."""
        cloudwatch_backends[account_id][region_name].delete_alarms([self.physical_resource_id])


def _put(name: str, properties: Any, account_id: str, region_name: str) -> Alarm:
    backend = cloudwatch_backends[account_id][region_name]
    alarm = backend.put_metric_alarm(
        name=name,
        namespace=properties.get("Namespace"),
        metric_name=properties.get("MetricName"),
        comparison_operator=properties["ComparisonOperator"],
        evaluation_periods=int(properties["EvaluationPeriods"]),
        datapoints_to_alarm=_number(properties.get("DatapointsToAlarm"), int),
        period=_number(properties.get("Period"), int),
        threshold=_number(properties.get("Threshold"), float),
        statistic=properties.get("Statistic"),
        extended_statistic=properties.get("ExtendedStatistic"),
        description=properties.get("AlarmDescription"),
        dimensions=properties.get("Dimensions", []),
        alarm_actions=properties.get("AlarmActions", []),
        ok_actions=properties.get("OKActions", []),
        insufficient_data_actions=properties.get("InsufficientDataActions", []),
        unit=properties.get("Unit"),
        actions_enabled=str(properties.get("ActionsEnabled", True)).lower() == "true",
        treat_missing_data=properties.get("TreatMissingData"),
        evaluate_low_sample_count_percentile=properties.get("EvaluateLowSampleCountPercentile"),
    )
    backend.tagger.delete_all_tags_for_resource(alarm.alarm_arn)
    backend.tagger.tag_resource(alarm.alarm_arn, properties.get("Tags", []))
    return alarm


def _number(value: Any, kind: type) -> Any:
    """Templates have numbers also as strings."""
    return None if value is None else kind(value)
