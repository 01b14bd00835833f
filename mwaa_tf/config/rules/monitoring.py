"""Monitoring: settings that take effect, and a topic that the alarms can reach."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.config.rules import Violation


def enabled(deployment: Deployment) -> Iterator[Violation]:
    """What an environment says of its monitoring is not for nothing. Defaults may wait for who switches it on."""
    for member in deployment.environments:
        written = member.written.monitoring.model_fields_set
        if not member.settings.monitoring.enabled and "enabled" not in written:
            for field in sorted(written):
                yield member.path("monitoring", field), "has no effect without enabled: true beside it"


def topic(deployment: Deployment) -> Iterator[Violation]:
    """An alarm notifies only topics of its own region (CloudWatch API Reference, PutMetricAlarm)."""
    for member in deployment.environments:
        monitoring = member.settings.monitoring
        if not monitoring.enabled or not monitoring.alarm_topic_arn:
            continue
        region = monitoring.alarm_topic_arn.split(":")[3]
        if region != deployment.region:
            yield (
                member.path("monitoring", "alarm_topic_arn"),
                f"is a topic in {region}; alarms notify topics of their own region, {deployment.region}",
            )


RULES = (enabled, topic)
