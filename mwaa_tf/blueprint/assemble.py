"""From a deployment to its blueprint, stage by stage."""

from __future__ import annotations

from mwaa_tf.blueprint.access import access_workspace
from mwaa_tf.blueprint.endpoints import endpoints_workspace
from mwaa_tf.blueprint.environments import environment_workspace
from mwaa_tf.blueprint.model import Blueprint
from mwaa_tf.blueprint.network import network_workspace
from mwaa_tf.blueprint.state import state_workspace
from mwaa_tf.config.deployment import Deployment


def build_blueprint(deployment: Deployment) -> Blueprint:
    """All workspaces of ``deployment``, in the order in which they are applied."""
    members = deployment.environments
    workspaces = (
        network_workspace(deployment),
        *(environment_workspace(deployment, member) for member in members if not member.environment.existing),
        *(endpoints_workspace(deployment, member) for member in members),
        *(found for member in members if (found := access_workspace(deployment, member))),
    )
    return Blueprint(
        deployment=deployment.name,
        region=deployment.region,
        required_version=deployment.terraform.required_version,
        aws_provider=deployment.terraform.aws_provider,
        modules=deployment.modules.source,
        workspaces=(state_workspace(deployment, workspaces), *workspaces) if deployment.state.create else workspaces,
    )
