"""Combinations that MWAA refuses, or accepts and then does not work with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment
from mwaa_tf.config.rules import Violation


def choices(deployment: Deployment) -> Iterator[Violation]:
    """A bucket, key, role or group is made or is there already; exactly one of both."""
    for member in deployment.environments:
        environment = member.settings
        for field, choice, given in (
            ("source_bucket", environment.source_bucket, environment.source_bucket.arn),
            ("kms_key", environment.kms_key, environment.kms_key.arn),
            ("execution_role", environment.execution_role, environment.execution_role.arn),
            ("security_group", environment.security_group, environment.security_group.ids),
        ):
            what = "ids" if field == "security_group" else "arn"
            if choice.create and given:
                yield member.path(field), f"create and {what} exclude each other"
            if choice.create is False and not given and field != "kms_key":
                yield member.path(field), f"create is false, so {what} is required"
        role = environment.execution_role
        if role.arn and (role.policy_arns or role.permissions_boundary):
            yield (
                member.path("execution_role"),
                "policy_arns and permissions_boundary belong to a role that is made; this one is there already",
            )
        bucket = environment.source_bucket
        if bucket.arn and (bucket.name or bucket.force_destroy):
            yield (
                member.path("source_bucket"),
                "name and force_destroy belong to a bucket that is made; this one is there already",
            )


def source_objects(deployment: Deployment) -> Iterator[Violation]:
    """An uploaded file has the version that the upload gives it; a made bucket is empty at first."""
    for member in deployment.environments:
        for field in ("requirements", "plugins", "startup_script"):
            given = getattr(member.settings, field)
            if given is None:
                continue
            if given.source and given.object_version:
                yield (
                    member.path(field, "object_version"),
                    "source uploads the file, and its newest version is used; leave object_version out",
                )
            if not given.source and member.settings.source_bucket.arn is None:
                yield (
                    member.path(field, "path"),
                    "the bucket is made in the same apply and is empty; name the local file in source, "
                    "or an existing bucket in source_bucket.arn",
                )


def capacity(deployment: Deployment) -> Iterator[Violation]:
    """Counts that fit the class (CreateEnvironment of MWAA's API reference)."""
    for member in deployment.environments:
        environment = member.settings
        micro = environment.environment_class == "mw1.micro"
        for field in ("schedulers", "min_webservers", "max_webservers"):
            count = getattr(environment, field)
            if count is None:
                continue
            if micro and count != 1:
                yield member.path(field), f"{count} is not allowed with mw1.micro, which has exactly 1"
            if not micro and count == 1:
                yield (
                    member.path(field),
                    f"1 is allowed only with mw1.micro; {environment.environment_class or 'mw1.small'} takes 2 to 5",
                )
        for kind, least, most in (("workers", 1, 10), ("webservers", 2, 2)):
            low = getattr(environment, f"min_{kind}")
            high = getattr(environment, f"max_{kind}")
            if (low or least) > (high or most) and not (micro and kind == "webservers"):
                yield (
                    member.path(f"min_{kind}" if low else f"max_{kind}"),
                    f"min_{kind} ({low or least}{'' if low else ', by default'}) is above "
                    f"max_{kind} ({high or most}{'' if high else ', by default'})",
                )


def access_mode(deployment: Deployment) -> Iterator[Violation]:
    """Web server access that the version, the provider and the network can carry (configuring-networking)."""
    provider_six = _excludes_provider_five(deployment.terraform.aws_provider)
    for member in deployment.environments:
        environment = member.settings
        version = _version(environment.airflow_version)
        if environment.webserver_access_mode == "PUBLIC_AND_PRIVATE":
            if version is not None and version < (3, 2, 1):
                yield (
                    member.path("webserver_access_mode"),
                    f"PUBLIC_AND_PRIVATE needs Airflow 3.2.1 or later, not {environment.airflow_version}",
                )
            if not provider_six and environment.existing is None:
                yield (
                    member.path("webserver_access_mode"),
                    "PUBLIC_AND_PRIVATE needs version 6 of the AWS provider; "
                    'allowed with it is for example terraform.aws_provider: ">= 6.40, < 7.0"',
                )
        if (
            environment.webserver_access_mode == "PUBLIC_ONLY"
            and deployment.owner.network.internet == "none"
            and (version is None or version >= (3,))
        ):
            yield (
                member.path("webserver_access_mode"),
                "workers of Airflow 3 reach a PUBLIC_ONLY web server over the internet, which this VPC does not have; "
                f"allowed is PRIVATE_ONLY{'' if version else ', or an airflow_version below 3'}",
            )


def network_is_known(deployment: Deployment) -> Iterator[Violation]:
    """Groups that are there already are of one VPC: without an existing VPC there cannot be any."""
    if deployment.owner.network.existing:
        return
    for member in deployment.environments:
        if member.settings.security_group.ids:
            yield _in_new_vpc(member)


def _in_new_vpc(member: ResolvedEnvironment) -> Violation:
    return (
        member.path("security_group", "ids"),
        "the VPC is made by this deployment, so no group can stand in it yet; allowed is create: true",
    )


def _version(text: str | None) -> tuple[int, ...] | None:
    return tuple(int(part) for part in text.split(".")) if text else None


def _excludes_provider_five(constraint: str) -> bool:
    """Whether the lower bound of a version constraint is 6 or above."""
    return any(
        int(found[1]) >= 6
        for part in constraint.split(",")
        if (found := re.match(r"\s*(?:>=|>|~>|=)?\s*([0-9]{1,9})(?![0-9])", part))
    )


RULES = (choices, source_objects, capacity, access_mode, network_is_known)
