"""The environment, as GetEnvironment answers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mwaa_tf.doctor.collect.aws.calls import Answer, Calls, missing
from mwaa_tf.doctor.collect.aws.operations import operation
from mwaa_tf.doctor.reading import GapKind, Reading
from mwaa_tf.doctor.view.environment import EnvironmentFacts, LastUpdateFacts, LogSetting
from mwaa_tf.text import escape_control_characters as printable

GET_ENVIRONMENT = operation(
    "mwaa",
    "GetEnvironment",
    why="the environment itself",
    resource="arn:{partition}:airflow:{region}:{account}:environment/{environment}",
)

#: Members of Environment in the service model that are read here (botocore, mwaa); a test compares them with it.
_TEXTS = {
    "airflow_version": "AirflowVersion",
    "arn": "Arn",
    "status": "Status",
    "environment_class": "EnvironmentClass",
    "access_mode": "WebserverAccessMode",
    "endpoint_management": "EndpointManagement",
    "execution_role_arn": "ExecutionRoleArn",
    "bucket_arn": "SourceBucketArn",
    "dags_path": "DagS3Path",
    "kms_key": "KmsKey",
    "requirements_path": "RequirementsS3Path",
    "requirements_version": "RequirementsS3ObjectVersion",
    "plugins_path": "PluginsS3Path",
    "plugins_version": "PluginsS3ObjectVersion",
    "startup_script_path": "StartupScriptS3Path",
    "startup_script_version": "StartupScriptS3ObjectVersion",
    "webserver_url": "WebserverUrl",
    "database_service": "DatabaseVpcEndpointService",
    "webserver_service": "WebserverVpcEndpointService",
    "celery_queue_arn": "CeleryExecutorQueue",
    "service_role_arn": "ServiceRoleArn",
    "maintenance_window": "WeeklyMaintenanceWindowStart",
}
_NUMBERS = {
    "min_workers": "MinWorkers",
    "max_workers": "MaxWorkers",
    "schedulers": "Schedulers",
    "min_webservers": "MinWebservers",
    "max_webservers": "MaxWebservers",
}
_OTHERS = (
    "AirflowConfigurationOptions",
    "CreatedAt",
    "LastUpdate",
    "LoggingConfiguration",
    "Name",
    "NetworkConfiguration",
    "Tags",
)
#: Without these an answer tells nothing. The rest may be missing, as from an environment that is being created.
_REQUIRED = (
    "Name",
    "Status",
    "AirflowVersion",
    "WebserverAccessMode",
    "NetworkConfiguration",
    "ExecutionRoleArn",
    "SourceBucketArn",
    "DagS3Path",
)


def read_environment(calls: Calls, name: str) -> Reading[EnvironmentFacts]:
    """Ask MWAA for the environment ``name``."""
    reading = calls.read(GET_ENVIRONMENT, _environment, Name=name)
    if reading.gap and reading.gap.kind is GapKind.ABSENT:
        account = f"account {calls.account.account_id}, " if calls.account.account_id else ""
        reason = f"the environment {name} does not exist yet in {account}{calls.region}"
        return Reading.unread(replace(reading.gap, reason=reason), reading.source)
    return reading


def _environment(answer: Answer) -> EnvironmentFacts:
    data = answer["Environment"]
    for key in _REQUIRED:
        data[key]
    network, update = data["NetworkConfiguration"], data.get("LastUpdate") or {}
    error = update.get("Error") or {}
    texts: dict[str, Any] = {field: printable(data.get(key) or "") for field, key in _TEXTS.items()}
    texts["webserver_url"] = texts["webserver_url"].removeprefix("https://")
    numbers: dict[str, Any] = {field: data.get(key) for field, key in _NUMBERS.items()}
    return EnvironmentFacts(
        name=printable(data["Name"]),
        subnet_ids=tuple(network["SubnetIds"]),
        security_group_ids=tuple(network["SecurityGroupIds"]),
        options=_options(data),
        logs=dict(_logs(data.get("LoggingConfiguration") or {})),
        created_at=data.get("CreatedAt"),
        last_update=LastUpdateFacts(
            status=printable(update.get("Status", "")),
            source=printable(update.get("Source", "")),
            created_at=update.get("CreatedAt"),
            error_code=printable(error.get("ErrorCode", "")),
            error_message=printable(error.get("ErrorMessage", "")),
        ),
        unrecognized=tuple(sorted(data.keys() - {*_TEXTS.values(), *_NUMBERS.values(), *_OTHERS})),
        answer=data,
        **texts,
        **numbers,
    )


def _options(data: Mapping[str, Any]) -> Reading[Mapping[str, str]]:
    """The options of Airflow: MWAA answers ``{}`` where there are none."""
    if "AirflowConfigurationOptions" not in data:
        return Reading.unread(missing(GET_ENVIRONMENT, "AirflowConfigurationOptions"))
    # The source is that of the environment, which is read before.
    return Reading.of(dict(data["AirflowConfigurationOptions"]), "")


def _logs(settings: Mapping[str, Any]) -> Iterator[tuple[str, LogSetting]]:
    for component, setting in settings.items():
        yield (
            component,
            LogSetting(
                enabled=setting.get("Enabled"),
                level=printable(setting.get("LogLevel", "")),
                group_arn=printable(setting.get("CloudWatchLogGroupArn", "")),
            ),
        )
