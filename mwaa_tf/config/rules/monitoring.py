"""Monitoring: settings that take effect, and a topic that the alarms can reach."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.arn import Arn
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, environment_rule
from mwaa_tf.config.unchecked import UncheckedDeployment


@environment_rule("monitoring-enabled", reads=("environment.monitoring.enabled", "environment.monitoring.[=]"))
def enabled(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """An environment's own settings take effect. Those in a participant's defaults may wait to be enabled."""
    written = environment.written.monitoring.model_fields_set
    if not environment.settings.monitoring.enabled and "enabled" not in written:
        for field in sorted(written):
            yield environment.path("monitoring", field), "has no effect without enabled: true beside it"


@environment_rule(
    "monitoring-topic",
    reads=("region", "environment.monitoring.enabled", "environment.monitoring.alarm_topic_arn"),
)
def topic(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """An alarm notifies only topics of its own region (CloudWatch API Reference, PutMetricAlarm)."""
    monitoring = environment.settings.monitoring
    if not monitoring.enabled or not monitoring.alarm_topic_arn:
        return
    if (region := Arn.parse(monitoring.alarm_topic_arn).region) != deployment.region:
        yield (
            environment.path("monitoring", "alarm_topic_arn"),
            f"is a topic in {region}; alarms notify topics of their own region, {deployment.region}",
        )
