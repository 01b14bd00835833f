"""What an update of an environment does: to running tasks, for how long, and whether it needs MWAA at all.

Every UpdateEnvironment begins at once and takes the environment through UPDATING; MWAA does not put it off to the
maintenance window. It stops and replaces the workers, as the strategy says (API reference, UpdateEnvironment,
WorkerReplacementStrategy). No page names settings whose update spares the workers, so that none is assumed here. No
page says how long an update takes: the provider waits for :data:`~mwaa_tf.mwaa.quotas.UPDATE`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Literal

from msgspec import Struct

from mwaa_tf.mwaa import quotas

GRACEFUL = "GRACEFUL"
"""The worker replacement strategy that waits for running tasks (API reference, UpdateEnvironment)."""

WITHOUT_GRACEFUL = ("ca-west-1", "ap-southeast-5")
"""Regions in which graceful updates are not supported yet (MWAA user guide, update-environment)."""

Kind = Literal["update", "none", "replacement"]

_PROVIDER = "terraform-provider-aws, internal/service/mwaa/environment.go"


class UpdateEffect(Struct, frozen=True):
    """What a change of one argument of aws_mwaa_environment does."""

    argument: str
    kind: Kind
    """``update``: one UpdateEnvironment; ``none``: MWAA is not asked for one; ``replacement``: another environment."""
    member: str
    """The member of UpdateEnvironment that it becomes; empty if it is none."""
    effect: str
    """What it does besides the replacement of workers, as a clause; empty for nothing that a page says."""
    source: str
    """Page of the MWAA user guide, or a file of the provider."""


def _file(name: str, member: str, effect: str, source: str) -> tuple[UpdateEffect, ...]:
    return tuple(
        UpdateEffect(f"{name}_s3_{suffix}", "update", f"{member}S3{ending}", effect, source)
        for suffix, ending in (("path", "Path"), ("object_version", "ObjectVersion"))
    )


EFFECTS: Mapping[str, UpdateEffect] = {
    effect.argument: effect
    for effect in (
        UpdateEffect(
            "airflow_version",
            "update",
            "AirflowVersion",
            "MWAA takes a snapshot, brings every container to it, and rolls back if requirements do not suit",
            "upgrading-environment",
        ),
        UpdateEffect(
            "airflow_configuration_options",
            "update",
            "AirflowConfigurationOptions",
            "the options are replaced as a whole",
            "configuring-env-variables",
        ),
        UpdateEffect(
            "dag_s3_path", "update", "DagS3Path", "DAGs are read from another folder", "configuring-dag-folder"
        ),
        UpdateEffect(
            "environment_class", "update", "EnvironmentClass", "every container gets another size", "environment-class"
        ),
        UpdateEffect("execution_role_arn", "update", "ExecutionRoleArn", "tasks get another role", "mwaa-create-role"),
        UpdateEffect("logging_configuration", "update", "LoggingConfiguration", "", "monitoring-airflow"),
        UpdateEffect("max_workers", "update", "MaxWorkers", "", "mwaa-autoscaling"),
        UpdateEffect("min_workers", "update", "MinWorkers", "", "mwaa-autoscaling"),
        UpdateEffect("max_webservers", "update", "MaxWebservers", "", "mwaa-web-server-autoscaling"),
        UpdateEffect("min_webservers", "update", "MinWebservers", "", "mwaa-web-server-autoscaling"),
        UpdateEffect(
            "network_configuration",
            "update",
            "NetworkConfiguration",
            "its interfaces get other security groups",
            "vpc-security",
        ),
        *_file("plugins", "Plugins", "plugins are installed again", "configuring-dag-import-plugins"),
        *_file(
            "requirements",
            "Requirements",
            "requirements are installed again",
            "working-dags-dependencies",
        ),
        *_file("startup_script", "StartupScript", "the script runs on every new container", "using-startup-script"),
        UpdateEffect("schedulers", "update", "Schedulers", "", "environment-class"),
        UpdateEffect(
            "source_bucket_arn", "update", "SourceBucketArn", "DAGs are read from another bucket", "mwaa-s3-bucket"
        ),
        UpdateEffect(
            "webserver_access_mode",
            "update",
            "WebserverAccessMode",
            "the web server is reached in another way",
            "configuring-networking",
        ),
        UpdateEffect("weekly_maintenance_window_start", "update", "WeeklyMaintenanceWindowStart", "", _PROVIDER),
        # An UpdateEnvironment also where nothing else changes: the provider leaves out tags only.
        UpdateEffect("worker_replacement_strategy", "update", "WorkerReplacementStrategy", "", _PROVIDER),
        UpdateEffect("tags", "none", "", "", _PROVIDER),
        UpdateEffect("tags_all", "none", "", "", _PROVIDER),
        UpdateEffect("timeouts", "none", "", "", _PROVIDER),
        UpdateEffect("name", "replacement", "", "", _PROVIDER),
        UpdateEffect("kms_key", "replacement", "", "", _PROVIDER),
        UpdateEffect("endpoint_management", "replacement", "", "", _PROVIDER),
        UpdateEffect("region", "replacement", "", "", _PROVIDER),
    )
}
"""By argument of the provider, up to 6.x."""

ONLY_IN_THE_API = ("Name", "IdentityCenterConfiguration", "Teams")
"""Members of UpdateEnvironment that no argument of the provider changes."""


def updated(arguments: Iterable[str]) -> tuple[str, ...]:
    """Those of ``arguments`` whose change is an UpdateEnvironment; one that is not known counts as one."""
    return tuple(name for name in arguments if name not in EFFECTS or EFFECTS[name].kind == "update")


def waits_for_tasks(before: object, after: object) -> bool:
    """Whether an update waits for running tasks that changes the strategy from ``before`` to ``after``.

    The provider sends the strategy only where it changes, and MWAA has one for each update, not for an environment.
    """
    return after == GRACEFUL and before != GRACEFUL


def is_unsupported(strategy: str | None, region: str) -> bool:
    """Whether MWAA replaces no workers by ``strategy`` in ``region``."""
    return strategy == GRACEFUL and region in WITHOUT_GRACEFUL


def graceful_wait(strategy: str | None) -> timedelta:
    """How long MWAA may wait for running tasks in an update with ``strategy``: nothing but GRACEFUL waits."""
    return quotas.GRACEFUL_REPLACEMENT if strategy == GRACEFUL else timedelta()


def time_to_allow(strategy: str | None) -> timedelta:
    """How long an update with ``strategy`` is waited for at the least: the provider's wait, after that for tasks."""
    return quotas.UPDATE + graceful_wait(strategy)


def effect_of(arguments: Iterable[str], before: object, after: object) -> str:
    """What an update of ``arguments`` does, in sentences; ``before`` and ``after`` are its strategies."""
    limit = time_to_allow(None)
    if waits_for_tasks(before, after):
        limit = time_to_allow(GRACEFUL)
        tasks = "MWAA waits up to 12 hours for running tasks before it replaces the workers"
    elif after == GRACEFUL:
        tasks = (
            "tasks that run may be stopped, since the provider sends GRACEFUL only with the update that introduces it"
        )
    else:
        tasks = "tasks that run while MWAA replaces the workers are stopped"
    effects = dict.fromkeys(EFFECTS[name].effect for name in arguments if name in EFFECTS and EFFECTS[name].effect)
    return f"{'; '.join([tasks, *effects])}. Allow {_hours(limit)} for it: AWS names no duration."


def _hours(duration: timedelta) -> str:
    hours = duration / timedelta(hours=1)
    return f"{hours:g} hours"
