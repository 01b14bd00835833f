"""The modules of a workspace in a stack of the user's own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config.deployment import Deployment
from mwaa_tf.constructs.elements import add_elements
from mwaa_tf.constructs.library import Construct, TerraformHclModule, TerraformStack
from mwaa_tf.constructs.prepare import PreparedDeployment, prepare


class EmbeddedWorkspace(Construct):
    """The module calls and remote states of a workspace, in a stack that has its own backend and provider.

    The provider of the stack must be configured for the workspace's account and region. Directly below a stack, the
    addresses of the modules are ``module.<id>_<module>``.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        deployment: Deployment | PreparedDeployment,
        path: str,
        *,
        remote_values: Mapping[str, Mapping[str, Any]] | None = None,
        config_folder: str | os.PathLike[str] = ".",
    ) -> None:
        """Add the modules of the workspace at ``path``, such as ``2-environments/data-etl``, below ``scope``.

        ``remote_values`` has values, usually tokens, that replace the remote states that the workspace would read:
        ``{"network": {"vpc_id": vpc.id, "private_subnet_ids": […]}}``. ``config_folder`` is the folder that relative
        paths of the deployment start from. Raises :class:`~mwaa_tf.errors.UsageError` for a workspace that the
        deployment does not have.
        """
        super().__init__(scope, id)
        prepared = (
            deployment if isinstance(deployment, PreparedDeployment) else prepare(scope, deployment, config_folder)
        )
        workspace = prepared.workspace(path)
        prefix = id if isinstance(scope, TerraformStack) else None
        placement = prepared.placement(workspace)
        elements = add_elements(self, workspace, placement, remote_values=remote_values, outputs=False, prefix=prefix)
        self._modules = elements.modules

    @property
    def modules(self) -> Mapping[str, TerraformHclModule]:
        """Name of a call -> its module. Tokens of outputs: ``embedded.modules["environment"].get_string("arn")``."""
        return self._modules


class MwaaEnvironment(EmbeddedWorkspace):
    """An environment in a stack of the user's own, beside other resources."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        deployment: Deployment | PreparedDeployment,
        key: str,
        *,
        network: Mapping[str, Any] | None = None,
        config_folder: str | os.PathLike[str] = ".",
    ) -> None:
        """Add the environment ``key``, which is ``<participant>-<environment>``.

        ``network`` has ``vpc_id`` and ``private_subnet_ids``; by default they are read from the state of
        ``1-network``. ``config_folder`` and errors are as in :class:`EmbeddedWorkspace`.
        """
        super().__init__(
            scope,
            id,
            deployment,
            Stage.ENVIRONMENTS.path(key),
            remote_values={"network": network} if network else None,
            config_folder=config_folder,
        )

    @property
    def module(self) -> TerraformHclModule:
        """The module ``environment``."""
        return self.modules["environment"]
