"""From a deployment to its blueprint, stage by stage."""

from __future__ import annotations

from msgspec.structs import replace

from mwaa_tf.blueprint.access import access_workspace
from mwaa_tf.blueprint.backends import encryption
from mwaa_tf.blueprint.endpoints import endpoints_workspace
from mwaa_tf.blueprint.environments import environment_workspace
from mwaa_tf.blueprint.model import Blueprint
from mwaa_tf.blueprint.network import network_workspace
from mwaa_tf.blueprint.state import state_workspace
from mwaa_tf.config.deployment import Deployment


def build_blueprint(deployment: Deployment) -> Blueprint:
    """All workspaces of ``deployment``, in the order in which they are applied."""
    environments = deployment.environments
    created = [environment for environment in environments if not environment.settings.existing]
    workspaces = (
        network_workspace(deployment),
        *(environment_workspace(deployment, environment) for environment in created),
        *(endpoints_workspace(deployment, environment) for environment in environments),
        *(workspace for environment in environments if (workspace := access_workspace(deployment, environment))),
    )
    if deployment.state.encryption:
        # Not that of stage 0: until its bucket exists, its state is a file that `state push` reads, which decrypts
        # nothing (OpenTofu's internal/command/state_push.go).
        workspaces = tuple(
            replace(workspace, encryption=encryption(deployment, workspace.account)) for workspace in workspaces
        )
    return Blueprint(
        deployment=deployment.name,
        region=deployment.region,
        required_version=deployment.terraform.required_version,
        aws_provider=deployment.aws_provider,
        modules=deployment.modules.source,
        workspaces=(state_workspace(deployment, workspaces), *workspaces) if deployment.state.create else workspaces,
    )
