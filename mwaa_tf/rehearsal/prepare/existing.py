"""Existing resources that a configuration names, created on the local AWS with the very ids and ARNs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mwaa_tf.arn import Arn
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment
from mwaa_tf.mwaa.names import log_groups
from mwaa_tf.rehearsal.prepare.access import create_access_resources
from mwaa_tf.rehearsal.prepare.environments import prepare_environments
from mwaa_tf.rehearsal.prepare.identities import create_execution_role, create_policy, create_principal
from mwaa_tf.rehearsal.prepare.network import create_default_route, create_network, create_share
from mwaa_tf.rehearsal.prepare.storage import create_key, create_source_bucket, plugins_archive, put_object

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws


def create_everything(local: LocalAws, deployment: Deployment) -> None:
    """Create the organization and all that exists before the first apply of ``deployment``."""
    from mwaa_tf.rehearsal.prepare.organization import prepare_for

    prepare_for(local, deployment)
    create_existing(local, deployment)
    prepare_environments(local, deployment)


def create_existing(local: LocalAws, deployment: Deployment) -> None:
    """Create what ``deployment`` expects to exist before its first apply: keys, a share, the VPC, roles, buckets.

    What its organization has is prepared in :mod:`mwaa_tf.rehearsal.prepare.organization`.
    """
    owner = deployment.owner
    _create_keys(local, deployment)
    if owner.sharing.resource_share_arn:
        create_share(local, owner.sharing.resource_share_arn)
    if owner.network.existing:
        create_network(local, owner.account_id, owner.network.existing)
        if not owner.has_service_endpoints:
            # The configuration does not say it, but without either no environment becomes available.
            create_default_route(local, owner.account_id, owner.network.existing)
    for resolved in deployment.environments:
        _create_for_environment(local, deployment, resolved)
        create_access_resources(local, deployment, resolved)


def _create_keys(local: LocalAws, deployment: Deployment) -> None:
    """Create the keys of states and environments, one of which may be both.

    Every account writes its states with the key of the states.
    """
    key_of_states = deployment.state.kms_key_arn
    logs_by_key: dict[str, list[str]] = {key_of_states: []} if key_of_states else {}
    for resolved in deployment.environments:
        if key_arn := resolved.settings.kms_key.arn:
            logs_by_key.setdefault(key_arn, []).append(_log_groups(local, resolved, deployment.region))
    for arn, patterns in logs_by_key.items():
        create_key(arn, users=local.accounts if arn == key_of_states else (), log_groups=patterns)


def _log_groups(local: LocalAws, resolved: ResolvedEnvironment, region: str) -> str:
    """A pattern of the ARNs of an environment's log groups."""
    account_id = resolved.participant.account_id
    return f"arn:{local.partition}:logs:{region}:{account_id}:log-group:{log_groups(resolved.name)}"


def _create_for_environment(local: LocalAws, deployment: Deployment, resolved: ResolvedEnvironment) -> None:
    environment, account_id = resolved.settings, resolved.participant.account_id
    role = environment.execution_role
    for arn in (role.permissions_boundary, *role.policy_arns):
        if arn:
            create_policy(local, account_id, arn)
    if role.arn:
        create_execution_role(local, role.arn)
    for arn in environment.access.principals:
        create_principal(local, arn)
    if not environment.source_bucket.arn:
        return
    bucket = Arn.parse(environment.source_bucket.arn).resource
    create_source_bucket(local, account_id, bucket, deployment.region, environment.kms_key.arn)
    for file, content in (
        (environment.requirements, b""),
        (environment.plugins, plugins_archive()),
        (environment.startup_script, b"#!/bin/sh\necho started\n"),
    ):
        if file and not file.source:
            put_object(local, account_id, bucket, file.path, file.object_version, content)
