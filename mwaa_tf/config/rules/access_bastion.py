"""Bastions in front of web servers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mwaa_tf.arn import Arn
from mwaa_tf.config.access import Bastion
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, environment_rule, rule
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.mwaa.endpoint_services import SESSION_MANAGER
from mwaa_tf.text import join_words

_ENDPOINTS = ("owner", "service_endpoints")
_BASTION = "environment.access.bastion"

#: Whether there is a bastion in a VPC without internet, and which endpoints that VPC has.
_WITHOUT_INTERNET = (
    "participants[+].name",
    "participants[+].environments[+].name",
    "participants[*].environments[*].access[*].enabled",
    "participants[*].defaults.access[*].enabled",
    "owner.network.existing[]",
    "owner.network.internet",
    "owner.service_endpoints.enabled",
    "owner.service_endpoints.additional",
    "owner.service_endpoints.exclude",
)


@rule("access-bastion-endpoints", reads=_WITHOUT_INTERNET)
def endpoints(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Without internet, Session Manager needs endpoints in the VPC (Systems Manager user guide, setup-create-vpc)."""
    bastions = _without_internet(deployment)
    if bastions and (missing := _missing_services(deployment)):
        yield (
            (*_ENDPOINTS, "additional"),
            f"lacks {join_words(missing)}, through which Session Manager reaches the bastion of {_keys(bastions)} in "
            f"a VPC without internet; add additional: [{', '.join(SESSION_MANAGER)}]",
            tuple(environment.path("name") for environment in bastions),
        )


@rule(
    "access-bastion-endpoint-policies",
    reads=(
        *_WITHOUT_INTERNET,
        "owner.service_endpoints.policies",
        "owner.service_endpoints.allow[*].service",
        "owner.service_endpoints.unrestricted",
        "owner.account_id",
        "participants[*].account_id",
        "participants[*].environments[*][]",
    ),
)
def endpoint_policies(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Restricted endpoints of Session Manager admit the owner's account, where the bastion is."""
    bastions = _without_internet(deployment)
    configured = deployment.owner.service_endpoints
    if not bastions or _missing_services(deployment):
        return
    owner = deployment.owner.account_id
    accounts = sorted({environment.participant.account_id for environment in deployment.environments})
    for service in SESSION_MANAGER if owner not in accounts else ():
        if service in configured.restricted_services:
            yield (
                (*_ENDPOINTS, "unrestricted"),
                f"lacks {service}, whose restricted endpoint admits the environments' accounts "
                f"({', '.join(accounts)}) and not the owner's, {owner}, where the bastion of {_keys(bastions)} is; "
                f"add unrestricted: [{', '.join(SESSION_MANAGER)}]",
                tuple(environment.path("name") for environment in bastions),
            )


def _without_internet(deployment: UncheckedDeployment) -> list[ResolvedEnvironment]:
    """The environments that have a bastion, where the VPC has no internet."""
    network = deployment.owner.network
    if network.existing or network.internet != "none":
        return []
    return [environment for environment in deployment.environments if _enabled_bastion(environment)]


def _keys(environments: Iterable[ResolvedEnvironment]) -> str:
    return ", ".join(environment.key for environment in environments)


def _missing_services(deployment: UncheckedDeployment) -> list[str]:
    owner = deployment.owner
    services = owner.service_endpoints.enabled_services if owner.has_service_endpoints else ()
    return [service for service in SESSION_MANAGER if service not in services]


@environment_rule("access-bastion-account", reads=("owner.account_id", f"{_BASTION}.enabled", f"{_BASTION}.[=]"))
def account(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Key and permissions boundary belong to the owner's account, where the bastion is."""
    bastion, owner = _enabled_bastion(environment), deployment.owner.account_id
    if bastion is None:
        return
    if bastion.permissions_boundary:
        boundary = Arn.parse(bastion.permissions_boundary).account_id
        if boundary not in ("aws", owner):
            yield (
                environment.path("access", "bastion", "permissions_boundary"),
                f"is a policy of account {boundary}; allowed are policies of the owner's, {owner}, and of AWS",
            )
    if bastion.kms_key_arn and (key := Arn.parse(bastion.kms_key_arn).account_id) != owner:
        yield (
            environment.path("access", "bastion", "kms_key_arn"),
            f"is a key of account {key}; the bastion is in the owner's, {owner}",
        )


@environment_rule("access-bastion-region", reads=("region", f"{_BASTION}.enabled", f"{_BASTION}.kms_key_arn"))
def region(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The key is in the deployment's region, where the bastion is."""
    bastion = _enabled_bastion(environment)
    if bastion and bastion.kms_key_arn and (key := Arn.parse(bastion.kms_key_arn).region) != deployment.region:
        yield (
            environment.path("access", "bastion", "kms_key_arn"),
            f"is a key in {key}; the bastion is in {deployment.region}",
        )


def _enabled_bastion(environment: ResolvedEnvironment) -> Bastion | None:
    bastion = environment.settings.access.bastion
    return bastion if bastion and bastion.enabled else None
