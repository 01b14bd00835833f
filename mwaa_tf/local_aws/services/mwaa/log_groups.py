"""CloudWatch log groups of an environment. They outlive it, as on AWS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    """Create the groups of the enabled logs; an existing group stays as it is, with its key."""
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


def unwritable(environment: LocalEnvironment) -> Iterator[str]:
    """A sentence for each enabled log whose group has a key that cannot be used.

    A group keeps the key that it was created with, also for the next environment of the name. CloudWatch Logs writes
    nothing with a key that is disabled or pending deletion (CloudWatch Logs user guide, encrypt-log-data-kms); that the
    creation then fails is inferred from what it does where a log cannot be written without a permission.
    """
    from moto.kms.models import kms_backends
    from moto.logs.models import logs_backends

    identity = environment.identity
    groups = logs_backends[identity.account_id][identity.region].groups
    for log, settings in environment.settings["LoggingConfiguration"].items():
        group = groups.get(log_group(identity.name, LogType(log))) if settings["Enabled"] else None
        arn = Arn.find(group.kms_key_id) if group and group.kms_key_id else None
        if group is None or arn is None:
            continue
        key = kms_backends[arn.account_id][arn.region].keys.get(arn.resource_name)
        if key is None or key.key_state != "Enabled":
            state = key.key_state if key else "deleted"
            yield f"The log group {group.name} cannot be written: its KMS key {arn} is {state}"
