"""Bastions before web servers."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.config.access import Bastion
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment
from mwaa_tf.config.rules import Violation
from mwaa_tf.config.rules.accounts import account_of

#: What Session Manager needs where there is no internet (AWS Systems Manager user guide, setup-create-vpc). The page's
#: third, ec2messages, is not for sessions.
SERVICES = ("ssm", "ssmmessages")

_ENDPOINTS = ("owner", "service_endpoints")


def session_manager(deployment: Deployment) -> Iterator[Violation]:
    """In a VPC without internet Session Manager answers at endpoints alone, which must let the owner's account in."""
    bastions = [member for member, _ in _bastions(deployment)]
    network, given = deployment.owner.network, deployment.owner.service_endpoints
    if not bastions or network.existing or network.internet != "none":
        return
    keys = ", ".join(member.key for member in bastions)
    made = given.enabled_services if deployment.owner.has_service_endpoints else ()
    if missing := [service for service in SERVICES if service not in made]:
        yield (
            (*_ENDPOINTS, "additional"),
            f"has not {' and '.join(missing)}, through which Session Manager reaches the bastion of {keys} in a VPC "
            f"without internet; add additional: [{', '.join(SERVICES)}]",
        )
        return
    if given.policies != "restricted":
        return
    owner = deployment.owner.account_id
    accounts = sorted({member.participant.account_id for member in deployment.environments})
    for service in SERVICES if owner not in accounts else ():
        if service not in given.unrestricted:
            yield (
                (*_ENDPOINTS, "unrestricted"),
                f"has not {service}, whose restricted endpoint admits the environments' accounts "
                f"({', '.join(accounts)}) and not the owner's, {owner}, where the bastion of {keys} stands; "
                f"add unrestricted: [{', '.join(SERVICES)}]",
            )


def arns(deployment: Deployment) -> Iterator[Violation]:
    """Key and boundary are of the owner's account, where the bastion stands."""
    owner = deployment.owner.account_id
    for member, bastion in _bastions(deployment):
        boundary, key = bastion.permissions_boundary, bastion.kms_key_arn
        if boundary and account_of(boundary) not in ("aws", owner):
            yield (
                member.path("access", "bastion", "permissions_boundary"),
                f"is a policy of account {account_of(boundary)}; allowed are policies of the owner's, {owner}, and of "
                "AWS",
            )
        if key and account_of(key) != owner:
            yield (
                member.path("access", "bastion", "kms_key_arn"),
                f"is a key of account {account_of(key)}; the bastion is in the owner's, {owner}",
            )
        if key and (region := key.split(":")[3]) != deployment.region:
            yield (
                member.path("access", "bastion", "kms_key_arn"),
                f"is a key in {region}; the bastion is in {deployment.region}",
            )


def _bastions(deployment: Deployment) -> Iterator[tuple[ResolvedEnvironment, Bastion]]:
    for member in deployment.environments:
        bastion = member.settings.access.bastion
        if bastion and bastion.enabled:
            yield member, bastion


RULES = (session_manager, arns)
