"""Combinations that MWAA refuses, or accepts and then does not work with."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf import versions
from mwaa_tf.config.problems import Severity
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, environment_rule
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.mwaa import airflow_versions, environment_classes
from mwaa_tf.mwaa.access_modes import (
    PUBLIC_AND_PRIVATE_PROVIDER_MAJOR,
    PUBLIC_AND_PRIVATE_SINCE,
    WORKERS_CALL_WEBSERVER_SINCE,
    AccessMode,
)


@environment_rule(
    "environments-choices", reads=("environment.[=].create", "environment.[=].arn", "environment.[=].ids")
)
def choices(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """A bucket, key, role or group is created or exists; exactly one of both."""
    settings = environment.settings
    for field, choice, reference, existing in (
        ("source_bucket", settings.source_bucket, "arn", settings.source_bucket.arn),
        ("kms_key", settings.kms_key, "arn", settings.kms_key.arn),
        ("execution_role", settings.execution_role, "arn", settings.execution_role.arn),
        ("security_group", settings.security_group, "ids", settings.security_group.ids),
    ):
        if choice.create and existing:
            yield environment.path(field), f"create and {reference} exclude each other"
        if choice.create is False and not existing and field != "kms_key":
            yield environment.path(field), f"create is false, so {reference} is required"


@environment_rule(
    "environments-existing-role",
    reads=tuple(f"environment.execution_role.{field}" for field in ("arn", "policy_arns", "permissions_boundary")),
)
def existing_role(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """An existing role is left as it is."""
    role = environment.settings.execution_role
    if role.arn and (role.policy_arns or role.permissions_boundary):
        yield (
            environment.path("execution_role"),
            "policy_arns and permissions_boundary only apply to a role that is created; this one exists",
        )


@environment_rule(
    "environments-existing-bucket",
    reads=tuple(
        f"environment.source_bucket.{field}" for field in ("arn", "name", "force_destroy", "noncurrent_dag_versions")
    ),
)
def existing_bucket(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """An existing bucket is left as it is."""
    bucket = environment.settings.source_bucket
    if bucket.arn and (bucket.name or bucket.force_destroy or bucket.noncurrent_dag_versions):
        yield (
            environment.path("source_bucket"),
            "name, force_destroy and noncurrent_dag_versions only apply to a bucket that is created; this one exists",
        )


@environment_rule(
    "environments-pinned-versions",
    reads=("environment.[=].path", "environment.dag_s3_path", "environment.source_bucket.noncurrent_dag_versions"),
)
def pinned_versions(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """An environment keeps using one version of a file, which the lifecycle of the DAGs must not delete."""
    settings = environment.settings
    folder = settings.dag_s3_path.removesuffix("/") + "/"
    for field in _SOURCE_OBJECTS if settings.source_bucket.noncurrent_dag_versions else ():
        source_object = getattr(settings, field)
        if source_object and source_object.path.startswith(folder):
            yield (
                environment.path(field, "path"),
                f"is below dag_s3_path, {folder}, where source_bucket.noncurrent_dag_versions deletes old versions, "
                "and an environment may use an old version of this file; move it out of that folder",
            )


@environment_rule("environments-source-versions", reads=("environment.[=].source", "environment.[=].object_version"))
def source_versions(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """An uploaded file has the version that the upload gives it."""
    for field in _SOURCE_OBJECTS:
        source_object = getattr(environment.settings, field)
        if source_object and source_object.source and source_object.object_version:
            yield (
                environment.path(field, "object_version"),
                "source uploads the file, and its newest version is used; leave object_version out",
            )


@environment_rule("environments-source-objects", reads=("environment.[=].source", "environment.source_bucket.arn"))
def source_objects(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """A bucket is empty when it has just been created."""
    for field in _SOURCE_OBJECTS if environment.settings.source_bucket.arn is None else ():
        source_object = getattr(environment.settings, field)
        if source_object and not source_object.source:
            yield (
                environment.path(field, "path"),
                "the bucket is created in the same apply and is empty; name the local file in source, "
                "or an existing bucket in source_bucket.arn",
            )


_SOURCE_OBJECTS = ("requirements", "plugins", "startup_script")


@environment_rule("environments-capacity", reads=("environment.environment_class", "environment.[=]"))
def capacity(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Counts fit the class (CreateEnvironment of MWAA's API reference)."""
    settings = environment.settings
    limits = environment_classes.CLASSES[settings.environment_class or environment_classes.DEFAULT]
    for field, allowed in (
        ("schedulers", limits.schedulers),
        ("min_webservers", limits.webservers),
        ("max_webservers", limits.webservers),
    ):
        count = getattr(settings, field)
        if count is None or count in allowed:
            continue
        if allowed.most == 1:
            yield environment.path(field), f"{count} is not allowed with {limits.name}, which has exactly 1"
        else:
            yield (
                environment.path(field),
                f"{count} is allowed only with {_classes_with(field, count)}; {limits.name} takes {allowed}",
            )


def _classes_with(field: str, count: int) -> str:
    kind = "schedulers" if field == "schedulers" else "webservers"
    return " or ".join(name for name, limits in environment_classes.CLASSES.items() if count in getattr(limits, kind))


@environment_rule("environments-workers", reads=("environment.min_workers", "environment.max_workers"))
def workers(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The minimum of workers does not exceed the maximum."""
    defaults = environment_classes.DEFAULT_MIN_WORKERS, environment_classes.DEFAULT_MAX_WORKERS
    yield from _in_order(environment, "workers", *defaults)


@environment_rule(
    "environments-webservers",
    reads=("environment.environment_class", "environment.min_webservers", "environment.max_webservers"),
)
def webservers(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The minimum of web servers does not exceed the maximum."""
    limits = environment_classes.CLASSES[environment.settings.environment_class or environment_classes.DEFAULT]
    if limits.webservers.most > 1:  # with one, the rule about counts has its say
        yield from _in_order(environment, "webservers", limits.default_webservers, limits.default_webservers)


def _in_order(environment: ResolvedEnvironment, kind: str, default_least: int, default_most: int) -> Iterator[Breach]:
    least = getattr(environment.settings, f"min_{kind}")
    most = getattr(environment.settings, f"max_{kind}")
    if (least or default_least) > (most or default_most):
        yield (
            environment.path(f"min_{kind}" if least else f"max_{kind}"),
            f"min_{kind} ({least or default_least}{'' if least else ', by default'}) is above "
            f"max_{kind} ({most or default_most}{'' if most else ', by default'})",
        )


@environment_rule(
    "environments-access-mode-version",
    reads=("environment.webserver_access_mode", "environment.airflow_version"),
)
def access_mode_version(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """PUBLIC_AND_PRIVATE needs Airflow 3.2.1 (MWAA user guide, configuring-networking)."""
    settings = environment.settings
    if settings.webserver_access_mode is not AccessMode.PUBLIC_AND_PRIVATE or settings.airflow_version is None:
        return
    if airflow_versions.numbers(settings.airflow_version) < PUBLIC_AND_PRIVATE_SINCE:
        yield (
            environment.path("webserver_access_mode"),
            f"PUBLIC_AND_PRIVATE needs Airflow {'.'.join(map(str, PUBLIC_AND_PRIVATE_SINCE))} or later, not "
            f"{settings.airflow_version}",
        )


@environment_rule(
    "environments-access-mode-provider",
    reads=("terraform.aws_provider", "environment.webserver_access_mode", "environment.existing[]"),
)
def access_mode_provider(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """PUBLIC_AND_PRIVATE needs version 6 of the AWS provider (terraform-provider-aws, issue 48835)."""
    settings = environment.settings
    if settings.webserver_access_mode is not AccessMode.PUBLIC_AND_PRIVATE or settings.existing is not None:
        return
    admitted = versions.allowed(deployment.terraform.aws_provider)
    older = versions.Range(high=(PUBLIC_AND_PRIVATE_PROVIDER_MAJOR, 0, 0))
    if admitted is None or not (admitted & older).is_empty:
        yield (
            environment.path("webserver_access_mode"),
            f"PUBLIC_AND_PRIVATE needs version {PUBLIC_AND_PRIVATE_PROVIDER_MAJOR} of the AWS provider; "
            'allowed with it is for example terraform.aws_provider: ">= 6.40, < 7.0"',
        )


@environment_rule(
    "environments-access-mode-untried",
    reads=("environment.webserver_access_mode", "environment.existing[]"),
    severity=Severity.WARNING,
)
def access_mode_untried(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """PUBLIC_AND_PRIVATE with endpoints of the customer was tried on AWS (MWAA user guide, vpc-vpe-create-access)."""
    settings = environment.settings
    if settings.webserver_access_mode is AccessMode.PUBLIC_AND_PRIVATE and settings.existing is None:
        yield (
            environment.path("webserver_access_mode"),
            "PUBLIC_AND_PRIVATE is untested with endpoints that the owner creates: AWS's page vpc-vpe-create-access "
            "says that MWAA itself creates and manages the web server's endpoint; try it with a test environment first",
        )


@environment_rule(
    "environments-access-mode-internet",
    reads=("owner.network.internet", "environment.webserver_access_mode", "environment.airflow_version"),
)
def access_mode_internet(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Workers of Airflow 3 call a PUBLIC_ONLY web server over the internet (configuring-networking)."""
    settings = environment.settings
    if settings.webserver_access_mode is not AccessMode.PUBLIC_ONLY or deployment.owner.network.internet != "none":
        return
    version = settings.airflow_version
    if version is None or airflow_versions.numbers(version) >= WORKERS_CALL_WEBSERVER_SINCE:
        yield (
            environment.path("webserver_access_mode"),
            "workers of Airflow 3 reach a PUBLIC_ONLY web server over the internet, which this VPC does not have; "
            f"allowed is PRIVATE_ONLY{'' if version else ', or an airflow_version below 3'}",
        )


@environment_rule(
    "environments-network-is-known", reads=("owner.network.existing[]", "environment.security_group.ids[]")
)
def network_is_known(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Existing security groups belong to an existing VPC."""
    if environment.settings.security_group.ids and not deployment.owner.network.existing:
        yield (
            environment.path("security_group", "ids"),
            "the VPC is created by this deployment, so no group can exist in it yet; allowed is create: true",
        )
