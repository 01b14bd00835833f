"""CloudWatch log groups of an environment. They outlive it, as on AWS."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mwaa_tf.arn import Arn
from mwaa_tf.local_aws.services.mwaa.environment import Identity, LocalEnvironment
from mwaa_tf.mwaa.names import LogType, log_group


def complete(identity: Identity, configuration: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """LoggingConfiguration in full. Only task logs are enabled by default, at INFO (resource aws_mwaa_environment)."""
    result: dict[str, dict[str, Any]] = {}
    for log in LogType:
        default = {"Enabled": log is LogType.TASK, "LogLevel": "INFO"}
        settings = {name: value for name, value in configuration.get(log, default).items() if name in default}
        if settings["Enabled"]:
            name = log_group(identity.name, log)
            arn = Arn(identity.partition, "logs", identity.region, identity.account_id, f"log-group:{name}")
            settings["CloudWatchLogGroupArn"] = str(arn)
        result[str(log)] = settings
    return result


def ensure(environment: LocalEnvironment) -> None:
    """Create the groups of the enabled logs; an existing group stays as it is."""
    from moto.logs.models import logs_backends

    identity = environment.identity
    backend = logs_backends[identity.account_id][identity.region]
    key = environment.settings.get("KmsKey")
    for log, settings in environment.settings["LoggingConfiguration"].items():
        name = log_group(identity.name, LogType(log))
        if settings["Enabled"] and name not in backend.groups:
            backend.create_log_group(name, {}, **({"kmsKeyId": key} if key else {}))


def log_start(environment: LocalEnvironment, at: datetime) -> None:
    """Write a line to each enabled log. The names of the streams, and the lines, are inferred."""
    from moto.logs.models import logs_backends

    backend = logs_backends[environment.identity.account_id][environment.identity.region]
    for log, settings in environment.settings["LoggingConfiguration"].items():
        group = backend.groups.get(log_group(environment.identity.name, LogType(log)))
        if not settings["Enabled"] or group is None or LogType(log) is LogType.TASK:
            continue
        stream = f"{log.removesuffix('Logs').lower()}_started"
        if stream not in group.streams:
            group.create_log_stream(stream)
        message = f"Amazon MWAA environment {environment.identity.name} is running"
        group.put_log_events(stream, [{"timestamp": int(at.timestamp() * 1000), "message": message}])
