"""A class per stage: a stack of its kind, for apps that place each one themselves."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.constructs.library import Construct
from mwaa_tf.constructs.prepare import Prepared
from mwaa_tf.constructs.stack import ProviderClass, WorkspaceStack


class StateStack(WorkspaceStack):
    """Stage 0, in the owner's account: the bucket of the states."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        deployment: Deployment | Prepared,
        *,
        config_folder: str | os.PathLike[str] = ".",
        provider: ProviderClass | None = None,
    ) -> None:
        """Add the stack; see :class:`WorkspaceStack`."""
        super().__init__(scope, id, deployment, "0-state", config_folder=config_folder, provider=provider)


class NetworkStack(WorkspaceStack):
    """Stage 1, in the owner's account: the VPC, and the share of its private subnets."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        deployment: Deployment | Prepared,
        *,
        config_folder: str | os.PathLike[str] = ".",
        provider: ProviderClass | None = None,
    ) -> None:
        """Add the stack; see :class:`WorkspaceStack`."""
        super().__init__(scope, id, deployment, "1-network", config_folder=config_folder, provider=provider)


class _OfOneEnvironment(WorkspaceStack):
    """A stack that there is for each environment."""

    _FOLDER: str

    def __init__(
        self,
        scope: Construct,
        id: str,
        deployment: Deployment | Prepared,
        key: str,
        *,
        given: Mapping[str, Mapping[str, Any]] | None = None,
        config_folder: str | os.PathLike[str] = ".",
        provider: ProviderClass | None = None,
    ) -> None:
        """Add the stack of the environment ``key``, ``<participant>-<environment>``; see :class:`WorkspaceStack`."""
        path = f"{self._FOLDER}/{key}"
        super().__init__(scope, id, deployment, path, given=given, config_folder=config_folder, provider=provider)


class EnvironmentStack(_OfOneEnvironment):
    """Stage 2, in the participant's account: one environment, which then waits in PENDING."""

    _FOLDER = "2-environments"


class EndpointsStack(_OfOneEnvironment):
    """Stage 3, in the owner's account: the endpoints that one environment waits for."""

    _FOLDER = "3-endpoints"


class AccessStack(_OfOneEnvironment):
    """Stage 4, in the owner's account: the way to one environment's web server."""

    _FOLDER = "4-access"


#: The class of each stage's stacks.
BY_STAGE: Mapping[int, type[WorkspaceStack]] = {
    0: StateStack,
    1: NetworkStack,
    2: EnvironmentStack,
    3: EndpointsStack,
    4: AccessStack,
}
