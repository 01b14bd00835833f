"""What the configuration has that AWS does not have yet: what goes along with the new version, and what cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mwaa_tf.lifecycle.status.drift import SET_BY_MWAA
from mwaa_tf.mwaa.names import LogType
from mwaa_tf.terraform.product import in_use
from mwaa_tf.text import escape_control_characters

#: Addresses in a rendered workspace: the environment, and the files that Terraform uploads to its bucket.
_ENVIRONMENT = "module.environment.aws_mwaa_environment.this"
_UPLOAD = "module.environment.aws_s3_object.uploaded["

_QUIET = (["no-op"], ["read"])

#: Member of UpdateEnvironment by the attribute of the provider's resource, for values that are sent as they are
#: (terraform-provider-aws, internal/service/mwaa/environment.go, resourceEnvironmentUpdate, of 5.100 and 6.x).
_MEMBERS = {
    "airflow_configuration_options": "AirflowConfigurationOptions",
    "dag_s3_path": "DagS3Path",
    "environment_class": "EnvironmentClass",
    "execution_role_arn": "ExecutionRoleArn",
    "max_webservers": "MaxWebservers",
    "max_workers": "MaxWorkers",
    "min_webservers": "MinWebservers",
    "min_workers": "MinWorkers",
    "plugins_s3_object_version": "PluginsS3ObjectVersion",
    "plugins_s3_path": "PluginsS3Path",
    "requirements_s3_object_version": "RequirementsS3ObjectVersion",
    "requirements_s3_path": "RequirementsS3Path",
    "schedulers": "Schedulers",
    "source_bucket_arn": "SourceBucketArn",
    "startup_script_s3_object_version": "StartupScriptS3ObjectVersion",
    "startup_script_s3_path": "StartupScriptS3Path",
    "webserver_access_mode": "WebserverAccessMode",
    "weekly_maintenance_window_start": "WeeklyMaintenanceWindowStart",
}

#: Attributes with blocks, and the member of the API for each.
_LOGGING, _NETWORK = "logging_configuration", "network_configuration"
_BLOCKS = {_LOGGING: "LoggingConfiguration", _NETWORK: "NetworkConfiguration"}
_LOGS = {f"{log.name.lower()}_logs": log.value for log in LogType}

#: Decided for each step, and read by the provider from the last update.
_STRATEGY = "worker_replacement_strategy"


@dataclass(frozen=True, slots=True)
class PendingChanges:
    """The plan of an environment's workspace with the version that runs: what else the configuration would change."""

    arguments: Mapping[str, Any]
    """Of UpdateEnvironment, by their names there. Values may be secret."""
    unknown: tuple[str, ...] = ()
    """Arguments whose values are known once :attr:`uploads` are applied."""
    uploads: tuple[str, ...] = ()
    """Addresses of files that Terraform uploads first: MWAA reads the version of a file that it is told."""
    others: tuple[str, ...] = ()
    """What UpdateEnvironment cannot do, one line each: it has to be applied, or taken back, before."""

    @property
    def names(self) -> tuple[str, ...]:
        """The arguments that go along with the new version."""
        return tuple(sorted({*self.arguments, *self.unknown}))


def pending_changes(plan: Mapping[str, Any]) -> PendingChanges:
    """What ``plan`` changes, Terraform's JSON of a plan with the version that runs."""
    arguments: dict[str, Any] = {}
    unknown: list[str] = []
    uploads: list[str] = []
    others: list[str] = []
    for resource in plan.get("resource_changes", ()):
        change, address = resource["change"], str(resource["address"])
        if change["actions"] in _QUIET or resource.get("mode") != "managed":
            continue
        if address == _ENVIRONMENT and change["actions"] == ["update"]:
            _add_environment(change, arguments, unknown, others)
        elif address.startswith(_UPLOAD) and "create" in change["actions"] + ["create"] * _is_update(change):
            uploads.append(address)
        else:
            others.append(_other(address, change))
    if unknown and not uploads:
        others += [f"{name} of the environment is only known after an apply" for name in unknown]
    return PendingChanges(arguments, tuple(unknown), tuple(uploads), tuple(map(escape_control_characters, others)))


def _add_environment(
    change: Mapping[str, Any], arguments: dict[str, Any], unknown: list[str], others: list[str]
) -> None:
    before, after, after_unknown = change["before"], change["after"] or {}, change.get("after_unknown") or {}
    for name in _differing(before, after, after_unknown):
        member = _MEMBERS.get(name) or _BLOCKS.get(name)
        if name == _STRATEGY:
            continue
        if member is None:
            others.append(f"{name} of the environment changes, which UpdateEnvironment does not take")
        elif _is_unknown(after_unknown.get(name)):
            unknown.append(member)
        elif after.get(name) in (None, "") and name != "airflow_configuration_options":
            others.append(f"{name} of the environment is taken away, which UpdateEnvironment does not do")
        else:
            arguments[member] = _argument(name, after.get(name))


def _differing(before: Mapping[str, Any], after: Mapping[str, Any], after_unknown: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted({*before, *after, *after_unknown} - SET_BY_MWAA):
        if _is_unknown(after_unknown.get(name)) or (before.get(name) or None) != (after.get(name) or None):
            yield name


def _is_unknown(part: Any) -> bool:
    """Whether ``part`` of ``after_unknown`` has anything that is not known; it has the shape of the value."""
    if isinstance(part, Mapping):
        return any(map(_is_unknown, part.values()))
    return any(map(_is_unknown, part)) if isinstance(part, list) else bool(part)


def _argument(name: str, value: Any) -> Any:
    """The value of an attribute as UpdateEnvironment takes it."""
    if name == _NETWORK:
        return {"SecurityGroupIds": list(value[0]["security_group_ids"])}
    if name == _LOGGING:
        return {
            member: {"Enabled": log[0]["enabled"], "LogLevel": log[0]["log_level"]}
            for attribute, member in _LOGS.items()
            if (log := value[0].get(attribute))
        }
    return dict(value or {}) if name == "airflow_configuration_options" else value


def _is_update(change: Mapping[str, Any]) -> bool:
    return bool(change["actions"] == ["update"])


def _other(address: str, change: Mapping[str, Any]) -> str:
    action = "replace" if len(change["actions"]) > 1 else " and ".join(change["actions"])
    paths = [".".join(map(str, path)) for path in change.get("replace_paths") or ()]
    because = f" because of {', '.join(paths)}" if paths and address == _ENVIRONMENT else ""
    return f"{address}: {in_use().name} would {action} it{because}"
