"""A workspace's modules inside a stack that belongs to somebody else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.constructs.elements import add_parts
from mwaa_tf.constructs.library import Construct, TerraformHclModule, TerraformStack
from mwaa_tf.constructs.prepare import Prepared, prepare


class EmbeddedWorkspace(Construct):
    """What a workspace calls and reads, in a stack with a backend and a provider of its own.

    The stack must stand in the workspace's account and region: provider and backend are its own business. Directly
    below a stack the modules' addresses are ``module.<id>_<module>``.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        deployment: Deployment | Prepared,
        path: str,
        *,
        given: Mapping[str, Mapping[str, Any]] | None = None,
        config_folder: str | os.PathLike[str] = ".",
    ) -> None:
        """Add the modules of the workspace at ``path``, such as ``2-environments/data-etl``, below ``scope``.

        ``given`` has values, tokens as a rule, in place of the remote states that the workspace would read:
        ``{"network": {"vpc_id": vpc.id, "private_subnet_ids": […]}}``.
        """
        super().__init__(scope, id)
        prepared = deployment if isinstance(deployment, Prepared) else prepare(scope, deployment, config_folder)
        workspace = prepared.workspace(path)
        prefix = id if isinstance(scope, TerraformStack) else None
        placement = prepared.placement(workspace)
        parts = add_parts(self, workspace, placement, given=given, outputs=False, prefix=prefix)
        self._modules = parts.modules

    @property
    def modules(self) -> Mapping[str, TerraformHclModule]:
        """The modules. Tokens of their outputs: ``embedded.modules["environment"].get_string("arn")``."""
        return self._modules


class MwaaEnvironment(EmbeddedWorkspace):
    """An environment inside a stack of one's own, beside other resources."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        deployment: Deployment | Prepared,
        key: str,
        *,
        network: Mapping[str, Any] | None = None,
        config_folder: str | os.PathLike[str] = ".",
    ) -> None:
        """Add the environment ``key``, which is ``<participant>-<environment>``.

        ``network`` has ``vpc_id`` and ``private_subnet_ids``, where they do not come from the state of ``1-network``.
        """
        given = {"network": network} if network else None
        super().__init__(scope, id, deployment, f"2-environments/{key}", given=given, config_folder=config_folder)

    @property
    def module(self) -> TerraformHclModule:
        """The module ``environment``."""
        return self.modules["environment"]
