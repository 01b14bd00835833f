"""Prepare a deployment for stacks: its blueprint, checked against the modules, and the placements of its stacks."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Protocol

from mwaa_tf.blueprint import Blueprint, Workspace, build_blueprint
from mwaa_tf.config.deployment import Deployment
from mwaa_tf.constructs.library import LIBRARIES, App, Construct, library
from mwaa_tf.constructs.placement import AppPlacements, Placement
from mwaa_tf.contract import check_contracts
from mwaa_tf.errors import UsageError


class Placements(Protocol):
    """The placements of a deployment's stacks."""

    def placement(self, workspace: Workspace) -> Placement:
        """The placement of the stack of ``workspace``."""


@dataclass(frozen=True)
class PreparedDeployment:
    """A blueprint and the placements of its stacks, which several stacks of one deployment share."""

    blueprint: Blueprint
    placements: Placements

    def workspace(self, path: str) -> Workspace:
        """Return the workspace at ``path``. Raises :class:`UsageError` with the known ones."""
        if path not in self.blueprint.by_path:
            known = ", ".join(self.blueprint.by_path)
            raise UsageError(f"{self.blueprint.deployment} has no workspace {path}; it has {known}")
        return self.blueprint.by_path[path]

    def placement(self, workspace: Workspace) -> Placement:
        """Return the placement of the stack of ``workspace``."""
        return self.placements.placement(workspace)


def prepare(
    scope: Construct, deployment: Deployment, config_folder: str | os.PathLike[str] = "."
) -> PreparedDeployment:
    """Check ``deployment`` against the modules' contracts and copy the modules to the app's output folder.

    ``config_folder`` is the folder that relative paths of the deployment start from. Pass the result to several stacks
    in place of the deployment to do this only once. Raises :class:`~mwaa_tf.contract.ContractError` for a deployment
    that does not fit its modules, :class:`~mwaa_tf.errors.UsageError` for modules that do not exist or an app of
    another CDKTF library, or states that OpenTofu is to encrypt, and :class:`~mwaa_tf.errors.MwaaTfError` for a module
    that cannot be copied.
    """
    if deployment.state.encryption:
        # Synthesized JSON has no place for it, and without it states would be in plain text.
        raise UsageError("state.encryption: constructs do not encrypt states; `mwaa_tf render --format cdktf` does")
    blueprint = build_blueprint(deployment)
    placements = AppPlacements(blueprint, _outdir(scope), config_folder)
    check_contracts(blueprint, placements.modules_folder)
    placements.copy_modules()
    return PreparedDeployment(blueprint, placements)


def _outdir(scope: Construct) -> str:
    root = scope.node.root
    if isinstance(root, App):
        return root.outdir
    home = type(root).__module__.partition(".")[0]
    if home in LIBRARIES and home != library.__name__:
        raise UsageError(
            f"the app uses {home}, but the constructs use {library.__name__}: import {home} before "
            "mwaa_tf.constructs, or install only one of them"
        )
    # Tests without an app synthesize stacks one by one, each into a folder that they choose.
    return "cdktf.out"
