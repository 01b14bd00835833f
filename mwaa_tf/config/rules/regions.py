"""Regions: where MWAA exists, and the partition that all ARNs belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec.structs import replace

from mwaa_tf.arn import Arn
from mwaa_tf.config.problems import Severity
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, Path, environment_rule, rule
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.mwaa.regions import REGIONS, partition_of
from mwaa_tf.mwaa.updates import is_unsupported


@rule("regions-without-mwaa", reads=("region",), severity=Severity.WARNING)
def without_mwaa(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """MWAA is known to exist in the region (botocore, endpoints.json, service airflow)."""
    if deployment.region not in REGIONS:
        yield (
            ("region",),
            f"MWAA is not known to exist in {deployment.region}; the regions that have it are in AWS General Reference "
            "(mwaa)",
        )


@environment_rule(
    "regions-without-graceful",
    reads=("region", "environment.existing[]", "environment.worker_replacement_strategy"),
    severity=Severity.WARNING,
)
def without_graceful(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Graceful updates are supported in the region (MWAA user guide, update-environment)."""
    settings = environment.settings
    if settings.existing is None and is_unsupported(settings.worker_replacement_strategy, deployment.region):
        yield (
            environment.path("worker_replacement_strategy"),
            f"MWAA does not support GRACEFUL in {deployment.region} yet: leave it out, and update when no task runs",
        )


@rule(
    "regions-partition",
    reads=(
        "region",
        "owner.role_arn",
        "owner.sharing.principals[=]",
        "owner.sharing.resource_share_arn",
        "owner.service_endpoints.allow[=].resources[=]",
        "participants[=].role_arn",
    ),
)
def partition(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """ARNs are of the deployment's partition (AWS General Reference, aws-arns-and-namespaces)."""
    owner = deployment.owner
    arns: list[tuple[Path, str | None]] = [
        (("owner", "role_arn"), owner.role_arn),
        (("owner", "sharing", "resource_share_arn"), owner.sharing.resource_share_arn),
    ]
    if owner.sharing.principals != "accounts":
        arns += [(("owner", "sharing", "principals", i), arn) for i, arn in enumerate(owner.sharing.principals)]
    for i, allow in enumerate(owner.service_endpoints.allow):
        path = ("owner", "service_endpoints", "allow", i, "resources")
        arns += [((*path, j), arn) for j, arn in enumerate(allow.resources)]
    arns += [(("participants", i, "role_arn"), account.role_arn) for i, account in enumerate(deployment.participants)]
    yield from _foreign(deployment.region, arns)


@rule(
    "regions-partition-of-the-state",
    reads=("region", "state.region", "state.kms_key_arn", "state.encryption.kms_key_arn"),
)
def partition_of_the_state(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """The state's keys are of the partition of its bucket: credentials are of one partition."""
    state = deployment.state
    keys: list[tuple[Path, str | None]] = [(("state", "kms_key_arn"), state.kms_key_arn)]
    if state.encryption:
        keys.append((("state", "encryption", "kms_key_arn"), state.encryption.kms_key_arn))
    yield from _foreign(state.region or deployment.region, keys)


#: The fields of an environment that hold an ARN, or several.
_FIELDS = (
    "access.alb.certificate_arn",
    "access.alb.web_acl_arn",
    "access.bastion.kms_key_arn",
    "access.bastion.permissions_boundary",
    "access.cli",
    "access.client_vpn.client_certificate_arn",
    "access.client_vpn.connection_log.kms_key_arn",
    "access.client_vpn.saml_provider_arn",
    "access.client_vpn.self_service_saml_provider_arn",
    "access.client_vpn.server_certificate_arn",
    "access.rest_api",
    "access.roles",
    "execution_role.arn",
    "execution_role.permissions_boundary",
    "execution_role.policy_arns",
    "kms_key.arn",
    "monitoring.alarm_topic_arn",
    "source_bucket.arn",
)


_PARTS = tuple(tuple(field.split(".")) for field in _FIELDS)


@environment_rule("regions-partition-of-environments", reads=("region", *(f"environment.{field}" for field in _FIELDS)))
def partition_of_environments(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """ARNs of an environment are of the deployment's partition (AWS General Reference, aws-arns-and-namespaces)."""
    settings = environment.settings
    for parts in _PARTS:
        if parts[0] not in settings.model_fields_set:
            continue  # no default has an ARN
        value: object = settings
        for part in parts:
            if not (value := getattr(value, part)):
                break
        else:
            for rest, arn in _strings(value):
                if message := _reason(deployment.region, arn):
                    yield environment.path(*parts, *rest), message


def _strings(value: object) -> Iterator[tuple[Path, str]]:
    """Each text in ``value``, with the keys and indices that lead to it."""
    if isinstance(value, str):
        yield (), value
    elif isinstance(value, (tuple, Mapping)):
        for key, part in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from (((key, *rest), text) for rest, text in _strings(part))


def _foreign(region: str, arns: Iterable[tuple[Path, str | None]]) -> Iterator[Breach]:
    """The ``arns`` of another partition than that of ``region``."""
    for path, text in arns:
        if text and (message := _reason(region, text)):
            yield path, message


@lru_cache(1024)
def _reason(region: str, text: str) -> str | None:
    """Why the ARN ``text`` cannot be used in ``region``; None where it can, and for what is no ARN, as account ids."""
    arn = Arn.find(text)
    expected = partition_of(region)
    if arn is None or arn.partition in (expected, "*"):
        return None
    right = replace(arn, partition=expected or "")
    return f"is an ARN of the partition {arn.partition}; {region} is in {expected}: {right}"
