"""CloudWatch log groups of an environment. They outlive it, as on AWS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mwaa_tf.local_aws.services.mwaa.environment import Environment, Identity

NAMES = {
    "DagProcessingLogs": "DAGProcessing",
    "SchedulerLogs": "Scheduler",
    "TaskLogs": "Task",
    "WebserverLogs": "WebServer",
    "WorkerLogs": "Worker",
}
"""Member of LoggingConfiguration, and the end of the group's name."""


def configuration(identity: Identity, given: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """LoggingConfiguration in full. Only task logs are on by default, at INFO (resource aws_mwaa_environment)."""
    result = {}
    for member in NAMES:
        default = {"Enabled": member == "TaskLogs", "LogLevel": "INFO"}
        settings = {name: value for name, value in given.get(member, default).items() if name in default}
        if settings["Enabled"]:
            settings["CloudWatchLogGroupArn"] = (
                f"arn:{identity.partition}:logs:{identity.region}:{identity.account_id}:"
                f"log-group:{_name(identity, member)}"
            )
        result[member] = settings
    return result


def ensure(environment: Environment) -> None:
    """Make the groups of the logs that are on; one that is there stays as it is."""
    from moto.logs.models import logs_backends

    identity = environment.identity
    backend = logs_backends[identity.account_id][identity.region]
    key = environment.settings.get("KmsKey")
    for member, settings in environment.settings["LoggingConfiguration"].items():
        name = _name(identity, member)
        if settings["Enabled"] and name not in backend.groups:
            backend.create_log_group(name, {}, **({"kmsKeyId": key} if key else {}))


def _name(identity: Identity, member: str) -> str:
    return f"airflow-{identity.name}-{NAMES[member]}"
