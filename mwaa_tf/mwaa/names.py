"""Names that MWAA gives to what it creates, or asks of others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

ENVIRONMENT_NAME = "[a-zA-Z][0-9a-zA-Z_-]{0,79}"
"""A pattern for the name of an environment (API reference, CreateEnvironment)."""

MAINTENANCE_WINDOW = "(?:MON|TUE|WED|THU|FRI|SAT|SUN):(?:[01][0-9]|2[0-3]):(?:00|30)"
"""A pattern for the start of a weekly maintenance window, DAY:HH:MM in UTC on the half hour (same page)."""

CELERY_QUEUE_PREFIX = "airflow-celery-"
"""Begins the name of an environment's queue, in an account of AWS (MWAA user guide, mwaa-create-role)."""

ENDPOINT_SERVICE_PREFIX = "vpce-svc-"
"""Begins the last label of the names of an environment's endpoint services."""


class LogType(StrEnum):
    """The logs of an environment, named as LoggingConfiguration names them."""

    DAG_PROCESSING = "DagProcessingLogs"
    SCHEDULER = "SchedulerLogs"
    TASK = "TaskLogs"
    WEBSERVER = "WebserverLogs"
    WORKER = "WorkerLogs"


LOG_GROUP_SUFFIXES: Mapping[LogType, str] = {
    LogType.DAG_PROCESSING: "DAGProcessing",
    LogType.SCHEDULER: "Scheduler",
    LogType.TASK: "Task",
    LogType.WEBSERVER: "WebServer",
    LogType.WORKER: "Worker",
}
"""How the names of the log groups end (MWAA user guide, monitoring-airflow)."""

LOG_LEVELS = ("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG")
"""From the fewest messages to the most (API reference, ModuleLoggingConfigurationInput)."""


def log_group(environment: str, log: LogType) -> str:
    """``airflow-<environment>-DAGProcessing``, the log group of ``environment`` for ``log``."""
    return f"airflow-{environment}-{LOG_GROUP_SUFFIXES[log]}"


def log_groups(environment: str) -> str:
    """``airflow-<environment>-*``, a pattern for all log groups of ``environment``."""
    return f"airflow-{environment}-*"


def environment_of_log_group(name: str) -> str | None:
    """``etl`` of ``airflow-etl-DAGProcessing``; None for a log group that is not named as MWAA names them."""
    suffixes = "|".join(LOG_GROUP_SUFFIXES.values())
    match = re.fullmatch(f"airflow-({ENVIRONMENT_NAME})-(?:{suffixes})", name)
    return match[1] if match else None
