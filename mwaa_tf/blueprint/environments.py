"""Stage 2: an environment in the participant's account. It ends in PENDING: MWAA waits for the owner's endpoints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from mwaa_tf.blueprint.airflow_access import airflow_access
from mwaa_tf.blueprint.backends import account, backend, remote_state
from mwaa_tf.blueprint.model import ConfigFile, ModuleCall, RemoteValue, Value, Workspace
from mwaa_tf.blueprint.monitoring import monitoring_calls
from mwaa_tf.blueprint.network_tags import network_tags
from mwaa_tf.blueprint.outputs import by_name, module_outputs
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment
from mwaa_tf.config.durations import parse_duration, update_timeout
from mwaa_tf.config.environment import Environment, SourceObject
from mwaa_tf.mwaa.access_modes import BASE_URL_OPTION, AccessMode

#: What a workspace of this stage reads, by the stage that has it.
READS: Mapping[Stage, tuple[str, ...]] = {Stage.NETWORK: ("private_subnet_ids", "vpc_id")}

#: Built once: thousands of workspaces share them.
_OUTPUTS = module_outputs(
    "environment",
    {
        "airflow_version": "Version of Airflow that runs.",
        "database_vpc_endpoint_service": "Service name of the metadata database; the owner creates an endpoint to it.",
        "environment_arn": "ARN of the environment.",
        "execution_role_arn": "The role that Airflow runs as.",
        "security_group_reference": "The environment's security group as `account/sg-…`, for rules of the owner.",
        "source_bucket_arn": "The bucket with the DAGs.",
        "status": "Status when last applied or refreshed; PENDING until the endpoints exist.",
        "subnet_ids": "The environment's own subnets; its endpoints are created in the same ones.",
        "webserver_url": "Host name of the Airflow web server.",
        "webserver_vpc_endpoint_service": "Service name of the web server; the owner creates an endpoint to it where "
        "access is private.",
    },
    names={"environment_arn": "arn"},
)

_DEFAULTS = {field: Environment.model_fields[field].default for field in ("logging", "log_groups", "timeouts")}


def of_environment(environment: ResolvedEnvironment, output: str) -> Value:
    """``output`` of the environment's workspace, read from its state; of an existing one, as configured."""
    existing = environment.settings.existing
    if existing is None:
        return RemoteValue("environment", output)
    configured: dict[str, Value] = {
        "database_vpc_endpoint_service": existing.database_vpc_endpoint_service,
        "security_group_reference": f"{environment.participant.account_id}/{existing.security_group_id}",
        "webserver_url": existing.webserver_url,
        "webserver_vpc_endpoint_service": existing.webserver_vpc_endpoint_service,
    }
    return configured[output]


def environment_workspace(deployment: Deployment, environment: ResolvedEnvironment) -> Workspace:
    """The workspace that creates one environment."""
    path = Stage.ENVIRONMENTS.path(environment.key)
    participant = account(environment.participant)
    access_calls, access_outputs = airflow_access(environment)
    alarm_calls, alarm_outputs = monitoring_calls(deployment, environment)
    outputs = (*_OUTPUTS, *access_outputs, *alarm_outputs)
    return Workspace(
        path=path,
        stage=Stage.ENVIRONMENTS,
        title=f"environment {environment.name}, PENDING until stage 3",
        account=participant,
        region=deployment.region,
        tags=deployment.tags,
        backend=backend(deployment, path, participant),
        reads=(remote_state(deployment, "network", Stage.NETWORK.path(), path, participant, READS[Stage.NETWORK]),),
        calls=(
            ModuleCall("environment", "environment", _arguments(environment)),
            *access_calls,
            *alarm_calls,
            *network_tags(environment),
        ),
        # Most have only the environment's, which all share.
        outputs=_OUTPUTS if len(outputs) == len(_OUTPUTS) else by_name(outputs),
    )


def _arguments(environment: ResolvedEnvironment) -> tuple[dict[str, Value], ...]:
    """Arguments in reading order: name, network, Airflow, capacity, permissions."""
    settings = environment.settings
    groups: list[dict[str, Value]] = [
        {"name": environment.name},
        {
            "vpc_id": RemoteValue("network", "vpc_id"),
            "subnet_ids": RemoteValue("network", "private_subnet_ids"),
            "endpoint_management": "CUSTOMER",
            "webserver_access_mode": settings.webserver_access_mode.value,
        },
        {"airflow": _airflow(environment)},
        {"capacity": _capacity(settings)},
        {"source_bucket": _source_bucket(settings)},
        # MWAA requires kms:DescribeKey of the principal that creates an environment: the key can always be read.
        {"kms_key": _chosen(create=settings.kms_key.create, arn=settings.kms_key.arn, verify=True)},
        {"execution_role": _execution_role(settings)},
        {"security_group": _chosen(ids=tuple(settings.security_group.ids), verify=settings.security_group.verify)},
        {
            "logging": _changed_fields(settings.logging, "logging"),
            "log_groups": _changed_fields(settings.log_groups, "log_groups"),
        },
        {
            "weekly_maintenance_window_start": settings.weekly_maintenance_window_start,
            "timeouts": _timeouts(settings),
            "worker_replacement_strategy": settings.worker_replacement_strategy,
        },
        {"tags": dict(settings.tags)},
    ]
    filled: list[dict[str, Value]] = [
        {name: value for name, value in group.items() if value not in (None, {}, ())} for group in groups
    ]
    return tuple(group for group in filled if group)


def _airflow(environment: ResolvedEnvironment) -> dict[str, Value]:
    settings = environment.settings
    files: dict[str, Value] = {
        field: _source_object(source_object)
        for field in ("requirements", "plugins", "startup_script")
        if (source_object := getattr(settings, field))
    }
    arguments: dict[str, Value] = {"version": settings.airflow_version, "dag_s3_path": settings.dag_s3_path}
    if options := {**settings.airflow_configuration_options, **_base_url(environment)}:
        files["configuration_options"] = dict(options)
    return _without_none({**arguments, **files})


def _base_url(environment: ResolvedEnvironment) -> dict[str, str]:
    """The host name of the load balancer as an option of Airflow: MWAA then redirects to it, not to its own host name.

    MWAA documents it for private web servers (MWAA user guide, configuring-custom-domain). Both
    environments of a succession have it all the time: the switch between them then updates neither.
    """
    is_private = environment.settings.webserver_access_mode is AccessMode.PRIVATE_ONLY
    return {BASE_URL_OPTION: environment.domain_name} if environment.domain_name and is_private else {}


def _source_object(source_object: SourceObject) -> Value:
    return _without_none(
        {
            "path": source_object.path,
            "object_version": source_object.object_version,
            "source": ConfigFile(source_object.source) if source_object.source else None,
        }
    )


def _capacity(settings: Environment) -> dict[str, Value]:
    fields = ("environment_class", "min_workers", "max_workers", "schedulers", "min_webservers", "max_webservers")
    return _without_none({field: getattr(settings, field) for field in fields})


def _source_bucket(settings: Environment) -> dict[str, Value]:
    bucket = settings.source_bucket
    if bucket.arn:
        return _chosen(arn=bucket.arn, verify=bucket.verify)
    old_dags = bucket.noncurrent_dag_versions
    return _without_none(
        {
            "name": bucket.name,
            "force_destroy": bucket.force_destroy or None,
            "noncurrent_dag_versions": {"days": old_dags.days, "keep": old_dags.keep} if old_dags else None,
        }
    )


def _execution_role(settings: Environment) -> dict[str, Value]:
    role = settings.execution_role
    if role.arn:
        return _chosen(arn=role.arn, verify=role.verify)
    return _without_none({"permissions_boundary": role.permissions_boundary, "policy_arns": role.policy_arns or None})


def _chosen(
    *, create: bool | None = None, arn: str | None = None, ids: tuple[str, ...] = (), verify: bool = False
) -> dict[str, Value]:
    """An existing resource, or the keyword that creates one: a literal, so that a plan knows which it is."""
    existing: dict[str, Value] = {"arn": arn} if arn else {"ids": ids} if ids else {}
    if existing:
        return {"create": False, **existing, **({"verify": True} if verify else {})}
    return {"create": True} if create else {}


def _timeouts(settings: Environment) -> dict[str, Value]:
    """Timeouts that differ from the module's; after GRACEFUL's wait, the default of an update begins."""
    timeouts = settings.timeouts
    update = update_timeout(timeouts, settings.worker_replacement_strategy)
    if update != parse_duration(timeouts.update):
        timeouts = timeouts.model_copy(update={"update": f"{update // timedelta(minutes=1)}m"})
    return _changed_fields(timeouts, "timeouts")


def _changed_fields(part: object, field: str) -> dict[str, Value]:
    """The fields that differ from the module's defaults, which are those of the configuration."""
    default = _DEFAULTS[field]
    if part is default:
        return {}
    return {
        name: "OFF" if value == "off" else value
        for name in type(default).model_fields
        if (value := getattr(part, name)) != getattr(default, name)
    }


def _without_none(arguments: dict[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in arguments.items() if value is not None}
