"""A whole deployment in an app: one stack per workspace."""

from __future__ import annotations

import os
from collections.abc import Mapping, Set

from mwaa_tf.blueprint import Blueprint
from mwaa_tf.config.deployment import Deployment
from mwaa_tf.constructs.library import Construct
from mwaa_tf.constructs.placement import stack_name
from mwaa_tf.constructs.prepare import prepare
from mwaa_tf.constructs.stack import ProviderClass, WorkspaceStack


def _direct_dependencies(paths: Set[str], blueprint: Blueprint) -> list[str]:
    """``paths`` without those that another of them depends on."""
    indirect = {read.workspace for path in paths for read in blueprint.by_path[path].reads}
    return sorted(paths - indirect)


class MwaaDeployment(Construct):
    """All stacks of a deployment::

        app = App()
        mwaa = MwaaDeployment(app, "analytics", load("mwaa.yaml"))
        mwaa.stacks["2-environments/data-etl"].modules["environment"].get_string("arn")
        app.synth()

    Each stack depends on those whose states it reads, so that they are deployed in the order of the stages.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        deployment: Deployment,
        *,
        config_folder: str | os.PathLike[str] = ".",
        provider: ProviderClass | None = None,
    ) -> None:
        """Add the stacks of ``deployment`` below ``scope``, usually the app.

        ``config_folder`` is the folder that relative paths of the deployment start from. ``provider`` is the provider
        class of a prebuilt provider package, such as its ``AwsProvider``; by default no package is needed. Raises
        :class:`~mwaa_tf.contract.ContractError` for a deployment that does not fit its modules, and
        :class:`~mwaa_tf.errors.UsageError` for modules that do not exist or an app of another CDKTF library.
        """
        super().__init__(scope, id)
        prepared = prepare(self, deployment, config_folder)
        self._stacks: dict[str, WorkspaceStack] = {}
        for workspace in prepared.blueprint.workspaces:
            stack = self._stacks[workspace.path] = WorkspaceStack(
                self, stack_name(prepared.blueprint, workspace), prepared, workspace.path, provider=provider
            )
            for path in _direct_dependencies({read.workspace for read in workspace.reads}, prepared.blueprint):
                stack.add_dependency(self._stacks[path])

    @property
    def stacks(self) -> Mapping[str, WorkspaceStack]:
        """Path of a workspace -> its stack, in the order in which they are applied."""
        return self._stacks
