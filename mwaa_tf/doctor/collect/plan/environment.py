"""The environment, as `aws_mwaa_environment` will be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mwaa_tf.doctor.collect.plan.objects import UNKNOWN, PlannedObject
from mwaa_tf.doctor.collect.plan.references import PlannedReferences
from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view.environment import EnvironmentFacts, LogSetting
from mwaa_tf.mwaa import access_modes, environment_classes
from mwaa_tf.mwaa.names import LogType
from mwaa_tf.text import escape_control_characters as printable

#: Attributes of `aws_mwaa_environment` (provider documentation, resource mwaa_environment) by field of the view.
_TEXTS = {
    "airflow_version": "airflow_version",
    "arn": "arn",
    "environment_class": "environment_class",
    "access_mode": "webserver_access_mode",
    "endpoint_management": "endpoint_management",
    "dags_path": "dag_s3_path",
    "requirements_path": "requirements_s3_path",
    "requirements_version": "requirements_s3_object_version",
    "plugins_path": "plugins_s3_path",
    "plugins_version": "plugins_s3_object_version",
    "startup_script_path": "startup_script_s3_path",
    "startup_script_version": "startup_script_s3_object_version",
    "webserver_url": "webserver_url",
    "status": "status",
    "service_role_arn": "service_role_arn",
    "maintenance_window": "weekly_maintenance_window_start",
}
_NUMBERS = ("min_workers", "max_workers", "schedulers", "min_webservers", "max_webservers")

#: Attributes that are the ARN of another object, and its types.
_REFERENCES = {
    "bucket_arn": ("source_bucket_arn", ("aws_s3_bucket",)),
    "execution_role_arn": ("execution_role_arn", ("aws_iam_role",)),
    "kms_key": ("kms_key", ("aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key")),
}
_SERVICES = {"database_service": "database_vpc_endpoint_service", "webserver_service": "webserver_vpc_endpoint_service"}

#: Blocks of `logging_configuration`, and how the API names them.
_LOGS = {f"{log.name.lower()}_logs": log.value for log in LogType}

#: What the provider and MWAA assume where nothing is said (provider documentation; API reference, CreateEnvironment).
_DEFAULTS = {
    "environment_class": environment_classes.DEFAULT,
    "webserver_access_mode": access_modes.DEFAULT.value,
    "endpoint_management": "SERVICE",
}

#: An environment has two subnets and at least one group (API reference, NetworkConfiguration).
_SUBNETS, _GROUPS = 2, 1


def read_planned_environment(planned: PlannedObject, references: PlannedReferences) -> Reading[EnvironmentFacts]:
    """The planned values; what is not known and refers to an object has that object's name in its place."""
    network = _network(planned)
    texts: dict[str, Any] = {field: _text(planned, references, attribute) for field, attribute in _TEXTS.items()}
    texts["webserver_url"] = texts["webserver_url"].removeprefix("https://")
    texts |= {field: _named(planned, references, *of) for field, of in _REFERENCES.items()}
    texts |= _services(planned, references)
    return Reading.of(
        EnvironmentFacts(
            name=printable(planned.text("name") or UNKNOWN),
            subnet_ids=_ids(planned, references, network, "subnet_ids", "aws_subnet", _SUBNETS),
            security_group_ids=_ids(planned, references, network, "security_group_ids", "aws_security_group", _GROUPS),
            options=Reading.of(dict(planned.values.get("airflow_configuration_options") or {}), ""),
            logs=dict(_logs(planned)),
            answer=planned.values,
            **texts,
            **{name: planned.values.get(name) for name in _NUMBERS},  # type: ignore[arg-type]
        ),
        planned.source,
    )


def _services(planned: PlannedObject, references: PlannedReferences) -> dict[str, str]:
    """The names of the endpoint services; of a new environment, what the endpoints in the plans refer to.

    Where no endpoint refers to the environment, those who own the VPC make them after this apply.
    """
    names = {field: f"{planned.name}.{attribute}" for field, attribute in _SERVICES.items()}
    has_endpoints = references.are_referred_to("aws_vpc_endpoint", "service_name", frozenset(names.values()))
    return {
        field: planned.text(attribute) or (names[field] if has_endpoints and planned.is_unknown(attribute) else "")
        for field, attribute in _SERVICES.items()
    }


def _text(planned: PlannedObject, references: PlannedReferences, attribute: str) -> str:
    """What is computed where it is not given is MWAA's default; what is given and not known is empty."""
    is_given = planned.is_unknown(attribute) and references.is_given(planned, attribute)
    return printable(planned.text(attribute) or ("" if is_given else _DEFAULTS.get(attribute, "")))


def _named(planned: PlannedObject, references: PlannedReferences, attribute: str, types: tuple[str, ...]) -> str:
    if not planned.is_unknown(attribute):
        return printable(planned.text(attribute))
    targets = references.targets(planned, attribute, types)
    if not targets and not references.is_given(planned, attribute):
        return ""
    return targets[0].arn if len(targets) == 1 else UNKNOWN


def _network(planned: PlannedObject) -> Mapping[str, Any]:
    blocks = planned.values.get("network_configuration") or ()
    return blocks[0] if blocks else {}


def _ids(
    planned: PlannedObject,
    references: PlannedReferences,
    network: Mapping[str, Any],
    attribute: str,
    kind: str,
    least: int,
) -> tuple[str, ...]:
    """The ids, names of objects for those that are not known, and as many :data:`UNKNOWN` as are not clear."""
    values = network.get(attribute)
    known = tuple(printable(str(value)) for value in values or () if value is not None)
    if not planned.is_unknown("network_configuration"):
        return known
    types = (kind, "aws_default_subnet") if kind == "aws_subnet" else (kind, "aws_default_security_group")
    targets = references.targets(planned, f"network_configuration.{attribute}", types)
    missing = tuple(target.name for target in targets if target.name not in known)
    wanted = len(values) if isinstance(values, list) and values else max(least, len(known))
    if values and all(value is not None for value in values):
        return known
    if len(known) + len(missing) == wanted or (not values and missing):
        return (*known, *missing)
    return (*known, *(f"{UNKNOWN} {place}" if place else UNKNOWN for place in range(wanted - len(known))))


def _logs(planned: PlannedObject) -> Iterator[tuple[str, LogSetting]]:
    """A component without a block is off (API reference, LoggingConfigurationInput)."""
    blocks = planned.values.get("logging_configuration") or ()
    configured = blocks[0] if blocks else {}
    for attribute, component in _LOGS.items():
        blocks_of_log = configured.get(attribute) or ()
        settings: Mapping[str, Any] = blocks_of_log[0] if blocks_of_log else {}
        yield (
            component,
            LogSetting(
                enabled=bool(settings.get("enabled")),
                level=printable(settings.get("log_level") or ""),
                group_arn=printable(settings.get("cloud_watch_log_group_arn") or ""),
            ),
        )
