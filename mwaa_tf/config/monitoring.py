"""Alarms and the dashboard (MWAA user guide, monitoring-dashboard)."""

from typing import Annotated, Literal

from pydantic import Field

from mwaa_tf.config.arns import TopicArn
from mwaa_tf.config.base import ListOf, Model
from mwaa_tf.config.fields import Bool, Int

Percent = Annotated[Int, Field(ge=1, le=99)]
Positive = Annotated[Int, Field(ge=1)]

Alarm = Literal[
    "additional-worker-cpu",
    "additional-worker-memory",
    "base-worker-cpu",
    "base-worker-memory",
    "database-cpu",
    "database-memory",
    "queue-age",
    "scheduler-cpu",
    "scheduler-heartbeat",
    "scheduler-memory",
    "webserver-cpu",
    "webserver-memory",
    "worker-health",
]


class Thresholds(Model):
    """Thresholds of the alarms; the defaults are those that AWS recommends."""

    cpu_percent: Percent = 95
    """Above this, of schedulers, web servers and workers."""
    memory_percent: Percent = 95
    """Above this, of schedulers, web servers and workers."""
    queue_age_seconds: Positive = 1800
    """A task waits for a worker for longer."""
    heartbeats: Positive = 1
    """Fewer of the schedulers in five minutes."""
    database_cpu_percent: Percent = 95
    """Above this, of the metadata database."""
    database_free_memory_mib: Positive = 512
    """Less of the metadata database's memory is left, in MiB."""


class Monitoring(Model):
    """Alarms on an environment, the topic that they notify, and a dashboard, in the participant's account."""

    enabled: Bool = False
    """Create the alarms and the dashboard."""
    alarm_topic_arn: TopicArn | None = None
    """The SNS topic to notify, of any account, in the deployment's region. Unset: an encrypted one is created."""
    thresholds: Thresholds = Thresholds.model_construct()
    """Replace those of the participant's defaults as a whole."""
    disabled_alarms: ListOf[Alarm] = ()
    """Alarms that are not created."""
    dashboard: Bool = True
    """Include the environment in the dashboard of all monitored environments of this account."""
