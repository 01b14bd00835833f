"""Stage 2: an environment in the participant's account. It ends in PENDING: MWAA waits for the owner's endpoints."""

from __future__ import annotations

from mwaa_tf.blueprint.airflow_access import airflow_access
from mwaa_tf.blueprint.backends import account, backend, remote_state
from mwaa_tf.blueprint.model import ConfigFile, ModuleCall, ModuleValue, Output, RemoteValue, Value, Workspace
from mwaa_tf.blueprint.monitoring import monitoring
from mwaa_tf.blueprint.network import PATH as NETWORK
from mwaa_tf.blueprint.network_tags import network_tags
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment
from mwaa_tf.config.environment import Environment, SourceObject

_DESCRIBED = {
    "airflow_version": ("airflow_version", "Version of Airflow that runs."),
    "database_vpc_endpoint_service": (
        "database_vpc_endpoint_service",
        "Service name of the metadata database, to which the owner makes an endpoint.",
    ),
    "environment_arn": ("arn", "The environment."),
    "execution_role_arn": ("execution_role_arn", "The role that Airflow runs as."),
    "security_group_reference": (
        "security_group_reference",
        "The environment's security group as `account/sg-…`, as the owner's rules name it.",
    ),
    "source_bucket_arn": ("source_bucket_arn", "The bucket with the DAGs."),
    "status": ("status", "Status when last applied or refreshed; PENDING until the endpoints are there."),
    "subnet_ids": ("subnet_ids", "The environment's own subnets: its endpoints go into the very same."),
    "webserver_url": ("webserver_url", "Host name of the Airflow web server."),
    "webserver_vpc_endpoint_service": (
        "webserver_vpc_endpoint_service",
        "Service name of the web server, to which the owner makes an endpoint where access is private.",
    ),
}  # fmt: skip

#: Made once: thousands of workspaces share them.
_OUTPUTS = tuple(Output(name, text, ModuleValue("environment", output)) for name, (output, text) in _DESCRIBED.items())


def environment_path(member: ResolvedEnvironment) -> str:
    """Folder of the environment's workspace."""
    return f"2-environments/{member.key}"


def of_environment(member: ResolvedEnvironment, output: str) -> Value:
    """``output`` of the environment's workspace: read from its state, or as said of an environment made elsewhere."""
    existing = member.environment.existing
    if existing is None:
        return RemoteValue("environment", output)
    said: dict[str, Value] = {
        "database_vpc_endpoint_service": existing.database_vpc_endpoint_service,
        "security_group_reference": f"{member.participant.account_id}/{existing.security_group_id}",
        "subnet_ids": RemoteValue("network", "private_subnet_ids"),
        "webserver_url": existing.webserver_url,
        "webserver_vpc_endpoint_service": existing.webserver_vpc_endpoint_service,
    }
    return said[output]


def environment_workspace(deployment: Deployment, member: ResolvedEnvironment) -> Workspace:
    """The workspace that makes one environment."""
    path = environment_path(member)
    participant = account(member.participant)
    access_calls, access_outputs = airflow_access(member)
    monitoring_calls, monitoring_outputs = monitoring(deployment, member)
    outputs = (*_OUTPUTS, *access_outputs, *monitoring_outputs)
    return Workspace(
        path=path,
        stage=2,
        title=f"environment {member.name}, which then waits in PENDING",
        account=participant,
        region=deployment.region,
        tags=deployment.tags,
        backend=backend(deployment, path, participant),
        reads=(remote_state(deployment, "network", NETWORK, path, participant, ("private_subnet_ids", "vpc_id")),),
        calls=(
            ModuleCall("environment", "environment", _arguments(member)),
            *access_calls,
            *monitoring_calls,
            *network_tags(member),
        ),
        # Most have none but the environment's, which all share.
        outputs=_OUTPUTS if len(outputs) == len(_OUTPUTS) else tuple(sorted(outputs, key=lambda output: output.name)),
    )


def _arguments(member: ResolvedEnvironment) -> tuple[dict[str, Value], ...]:
    """Arguments in reading order: what it is, where it stands, what it runs, how large, who may what."""
    environment = member.environment
    groups: list[dict[str, Value]] = [
        {"name": member.name},
        {
            "vpc_id": RemoteValue("network", "vpc_id"),
            "subnet_ids": RemoteValue("network", "private_subnet_ids"),
            "endpoint_management": "CUSTOMER",
            "webserver_access_mode": environment.webserver_access_mode,
        },
        {"airflow": _airflow(environment)},
        {"capacity": _capacity(environment)},
        {"source_bucket": _source_bucket(environment)},
        # MWAA asks for kms:DescribeKey of whoever creates an environment: the key can always be looked at.
        {"kms_key": _chosen(create=environment.kms_key.create, arn=environment.kms_key.arn, verify=True)},
        {"execution_role": _execution_role(environment)},
        {"security_group": _chosen(ids=environment.security_group.ids, verify=environment.security_group.verify)},
        {"logging": _set_fields(environment.logging, environment, "logging")},
        {
            "weekly_maintenance_window_start": environment.weekly_maintenance_window_start,
            "timeouts": _set_fields(environment.timeouts, environment, "timeouts"),
        },
        {"tags": dict(environment.tags)},
    ]
    kept: list[dict[str, Value]] = [
        {name: value for name, value in group.items() if value not in (None, {}, ())} for group in groups
    ]
    return tuple(group for group in kept if group)


def _airflow(environment: Environment) -> dict[str, Value]:
    files: dict[str, Value] = {
        field: _source_object(given)
        for field in ("requirements", "plugins", "startup_script")
        if (given := getattr(environment, field))
    }
    arguments: dict[str, Value] = {"version": environment.airflow_version, "dag_s3_path": environment.dag_s3_path}
    if environment.airflow_configuration_options:
        files["configuration_options"] = dict(environment.airflow_configuration_options)
    return _given({**arguments, **files})


def _source_object(given: SourceObject) -> Value:
    return _given(
        {
            "path": given.path,
            "object_version": given.object_version,
            "source": ConfigFile(given.source) if given.source else None,
        }
    )


def _capacity(environment: Environment) -> dict[str, Value]:
    fields = ("environment_class", "min_workers", "max_workers", "schedulers", "min_webservers", "max_webservers")
    return _given({field: getattr(environment, field) for field in fields})


def _source_bucket(environment: Environment) -> dict[str, Value]:
    bucket = environment.source_bucket
    if bucket.arn:
        return _chosen(arn=bucket.arn, verify=bucket.verify)
    return _given({"name": bucket.name, "force_destroy": bucket.force_destroy or None})


def _execution_role(environment: Environment) -> dict[str, Value]:
    role = environment.execution_role
    if role.arn:
        return _chosen(arn=role.arn, verify=role.verify)
    return _given({"permissions_boundary": role.permissions_boundary, "policy_arns": role.policy_arns or None})


def _chosen(
    *, create: bool | None = None, arn: str | None = None, ids: tuple[str, ...] = (), verify: bool = False
) -> dict[str, Value]:
    """What is there already, or a word to make it. The modules take a literal, so that a plan knows which it is."""
    there: dict[str, Value] = {"arn": arn} if arn else {"ids": ids} if ids else {}
    if there:
        return {"create": False, **there, **({"verify": True} if verify else {})}
    return {"create": True} if create else {}


def _set_fields(part: object, environment: Environment, field: str) -> dict[str, Value]:
    """The fields that differ from the module's defaults, which are those of the configuration."""
    model = type(environment).model_fields[field].default
    values = {name: getattr(part, name) for name in type(model).model_fields}
    return {name: "OFF" if value == "off" else value for name, value in values.items() if value != getattr(model, name)}


def _given(arguments: dict[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in arguments.items() if value is not None}
