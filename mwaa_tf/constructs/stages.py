"""A class of stack for each stage, for apps that create single stacks."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config.deployment import Deployment
from mwaa_tf.constructs.library import Construct
from mwaa_tf.constructs.prepare import PreparedDeployment
from mwaa_tf.constructs.stack import ProviderClass, WorkspaceStack


class StateStack(WorkspaceStack):
    """Stage state, in the owner's account: the bucket of all states."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        deployment: Deployment | PreparedDeployment,
        *,
        config_folder: str | os.PathLike[str] = ".",
        provider: ProviderClass | None = None,
    ) -> None:
        """Add the stack; see :class:`WorkspaceStack`."""
        super().__init__(scope, id, deployment, Stage.STATE.path(), config_folder=config_folder, provider=provider)


class NetworkStack(WorkspaceStack):
    """Stage network, in the owner's account: the VPC, and the share of its private subnets."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        deployment: Deployment | PreparedDeployment,
        *,
        config_folder: str | os.PathLike[str] = ".",
        provider: ProviderClass | None = None,
    ) -> None:
        """Add the stack; see :class:`WorkspaceStack`."""
        super().__init__(scope, id, deployment, Stage.NETWORK.path(), config_folder=config_folder, provider=provider)


class _EnvironmentKeyStack(WorkspaceStack):
    """A stack of which each environment has its own."""

    _STAGE: Stage

    def __init__(
        self,
        scope: Construct,
        id: str,
        deployment: Deployment | PreparedDeployment,
        key: str,
        *,
        remote_values: Mapping[str, Mapping[str, Any]] | None = None,
        config_folder: str | os.PathLike[str] = ".",
        provider: ProviderClass | None = None,
    ) -> None:
        """Add the stack of the environment ``key``, ``<participant>-<environment>``; see :class:`WorkspaceStack`."""
        path = self._STAGE.path(key)
        super().__init__(
            scope, id, deployment, path, remote_values=remote_values, config_folder=config_folder, provider=provider
        )


class EnvironmentStack(_EnvironmentKeyStack):
    """Stage environments, in the participant's account: one environment, which is PENDING afterwards."""

    _STAGE = Stage.ENVIRONMENTS


class EndpointsStack(_EnvironmentKeyStack):
    """Stage endpoints, in the owner's account: the endpoints that one environment waits for."""

    _STAGE = Stage.ENDPOINTS


class AccessStack(_EnvironmentKeyStack):
    """Stage access, in the owner's account: the access methods of one environment's web server."""

    _STAGE = Stage.ACCESS
